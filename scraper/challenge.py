"""Challenge pages: what a site shows to scripts in place of the document.

They come with 403, 405 or 503, and sometimes with 200. They mean *blocked*: not dead, not text, and not to
be got round. A person saves the page in a browser and files it.
"""

from collections.abc import Mapping

REFUSALS = frozenset({401, 403, 405, 429, 503})
_PHRASES = (
    "Just a moment",
    "Performing security verification",
    "Human Verification",
    "Attention Required! | Cloudflare",
    "Checking your browser before accessing",
    "Verifying you are human",
    "verify you are a human",
    "Enable JavaScript and cookies to continue",
)
_MACHINERY = (
    "/cdn-cgi/challenge-platform/",
    "cf-chl-",
    "window._cf_chl_opt",
    "awswafcookiedomainlist",
    "captcha-delivery",
)
_UNSEEN = frozenset({b"script", b"style", b"noscript"})
_LOOKED_AT = 200_000
_LONG_PAGE = 250  # words; a challenge says little, a report that mentions one says more


def is_challenge(status: int, headers: Mapping[str, str], content: bytes) -> str:
    """Return why this answer is a challenge and not the document; empty where it is not one.

    Header names may be in any case. A page that came with 200 must be short as well, for a report may
    speak of such pages.
    """
    lower = {name.lower(): value.lower() for name, value in headers.items()}
    if "challenge" in lower.get("cf-mitigated", ""):
        return "the site answered with a challenge (cf-mitigated)"
    if lower.get("x-amzn-waf-action", "") in ("captcha", "challenge"):
        return f"the site answered with a challenge (x-amzn-waf-action: {lower['x-amzn-waf-action']})"
    if content.lstrip()[:5] == b"%PDF-" or (200 <= status < 300 and _words(content) > _LONG_PAGE):
        return ""
    if status not in REFUSALS and not 200 <= status < 300:
        return ""
    page = content[:_LOOKED_AT].decode("latin-1").lower()
    if 200 <= status < 300 and "<" not in page:
        return ""  # plain text and JSON are judged by their readers
    for phrase in _PHRASES:
        if phrase.lower() in page:
            return f"the site answered with a challenge page (“{phrase}”)"
    if any(sign in page for sign in _MACHINERY):
        return "the site answered with a challenge page"
    return ""


def _words(content: bytes) -> int:
    """Count the words shown: piece by piece at each bracket, since patterns are slow on what was made to slow them."""
    first, *pieces = content[:_LOOKED_AT].split(b"<")
    count, inside = len(first.split()), b""
    for piece in pieces:
        tag, _, text = piece.partition(b">")
        name = (tag[:16].lower().split() or [b""])[0]
        if inside:
            inside = b"" if name == b"/" + inside else inside
        elif name in _UNSEEN:
            inside = name
        count += 0 if inside else len(text.split())
    return count
