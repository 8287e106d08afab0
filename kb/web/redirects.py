"""Where to go after signing in: an address on this site, and never one elsewhere, whatever was asked for."""

from urllib.parse import quote, urlsplit

LONGEST = 2000
_BEFORE_SIGNING_IN = ("/sign-in", "/sign-out", "/welcome")


def safe_redirect_target(asked: str) -> str:
    r"""Return the address asked for where it is a path on this site; the first page where it is anything else.

    Browsers read a backslash as a stroke and drop line ends and tabs, so none of them may be in it: ``/\evil`` and
    ``/<tab>/evil`` lead to another host.
    """
    if len(asked) > LONGEST or not asked.startswith("/") or asked.startswith("//") or "\\" in asked:
        return "/"
    if any(not c.isprintable() or c.isspace() for c in asked):
        return "/"
    parts = urlsplit(asked)
    return "/" if parts.scheme or parts.netloc else asked


def sign_in_address(path: str) -> str:
    """Return the address of the sign-in page that leads back to a path."""
    onward = safe_redirect_target(path)
    if onward == "/" or onward.startswith(_BEFORE_SIGNING_IN):
        return "/sign-in"
    return f"/sign-in?next={quote(onward, safe='/')}"
