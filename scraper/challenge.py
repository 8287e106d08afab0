"""Challenge pages: what a site shows to scripts in place of the document.

They come with 403, 405 or 503, and sometimes with 200. They mean *blocked*: not dead, not text, and not to
be got round. A person saves the page in a browser and files it.
"""

import re
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
    page = re.sub(rb"(?is)<(script|style|noscript)\b.*?</\1\s*>", b" ", content[:_LOOKED_AT])
    return len(re.sub(rb"(?s)<[^>]*>", b" ", page).split())
