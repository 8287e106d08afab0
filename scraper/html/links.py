"""Splitting and joining of addresses that pages wrote, without ever raising."""

from urllib.parse import SplitResult, urljoin, urlsplit

_NOTHING = SplitResult("", "", "", "", "")


def split(address: str) -> SplitResult:
    """Split an address into its parts; all of them are empty where it is no address at all."""
    try:
        parts = urlsplit(address)
        _ = parts.hostname, parts.port  # these are looked at late, and raise then
    except ValueError:
        return _NOTHING
    return parts


def joined(base: str, link: str) -> str:
    """Return where a link on the page ``base`` leads, if that is on the web; else an empty string."""
    try:
        target = urljoin(base, link.strip())
    except ValueError:
        return ""
    parts = split(target)
    return target if parts.scheme in {"http", "https"} and parts.netloc else ""


def host_of(address: str) -> str:
    """Return the host name of an address, in lower case."""
    return (split(address).hostname or "").lower()


def path_of(address: str) -> str:
    """Return the path of an address."""
    return split(address).path
