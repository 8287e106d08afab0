"""Addresses: normal form, host, and which IP addresses may be called.

Pure: resolving a name is done by whoever is about to connect, and what comes back is judged here.
"""

import ipaddress
from collections.abc import Collection
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

SCHEMES = {"http": 80, "https": 443}
ARCHIVES = frozenset({"webarchive.nationalarchives.gov.uk", "web.archive.org"})
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class AddressRefused(ValueError):
    """An address that the scraper does not fetch, and why, in words."""


def clean(address: str, base: str = "") -> str:
    """Return the absolute address to request: no credentials, no fragment, host in lower case.

    Raise :class:`AddressRefused` for anything that is not a plain http or https address.
    """
    try:
        parts = urlsplit(urljoin(base, address.strip()) if base else address.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError as error:
        raise AddressRefused(f"not an address: {address[:200]!r} ({error})") from error
    if parts.scheme.lower() not in SCHEMES:
        raise AddressRefused(f"only http and https are fetched, not {parts.scheme or address[:60]!r}")
    if not host:
        raise AddressRefused(f"no host in {address[:200]!r}")
    try:
        host = host.encode("idna").decode() if not host.isascii() else host
    except UnicodeError as error:
        raise AddressRefused(f"not a host name: {host[:100]!r}") from error
    netloc = f"[{host}]" if ":" in host else host
    if port and port != SCHEMES[parts.scheme.lower()]:
        netloc = f"{netloc}:{port}"
    # What is not ASCII must be escaped to be sent; what is escaped already stays as it is ("%" is safe).
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    return urlunsplit((parts.scheme.lower(), netloc, path, query, ""))


def host_of(address: str) -> str:
    """Return the host of a clean address, with its port where that is unusual: the unit of politeness."""
    return urlsplit(address).netloc


def is_allowed(address: str, allow_hosts: Collection[str]) -> bool:
    """Say whether a setting allows this host whatever its number is."""
    parts = urlsplit(address)
    return parts.netloc.lower() in allow_hosts or (parts.hostname or "") in allow_hosts


def refusal(number: str) -> str:
    """Say why an IP address must not be called; empty where it is an ordinary public one.

    An IPv4 address inside an IPv6 one (mapped, 6to4, Teredo, NAT64) is judged as what it stands for.
    """
    try:
        ip = ipaddress.ip_address(number.split("%", maxsplit=1)[0])
    except ValueError:
        return "not an IP address"
    inner: ipaddress.IPv4Address | None = None
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    if inner is not None:
        return refusal(str(inner))
    for word, holds in (
        ("loopback", ip.is_loopback),
        ("link-local", ip.is_link_local),
        ("multicast", ip.is_multicast),
        ("unspecified", ip.is_unspecified),
        ("private", ip.is_private),
        ("site-local", isinstance(ip, ipaddress.IPv6Address) and ip.is_site_local),
        ("reserved", ip.is_reserved or not ip.is_global),
    ):
        if holds:
            return f"a {word} address"
    return ""


def is_archive(address: str) -> bool:
    """Say whether an address is of a copy in a public web archive."""
    return host_of(address) in ARCHIVES


def same_place(address: str) -> str:
    """Return a key under which two spellings of one address meet: for comparing, never for fetching.

    Scheme, ``www.``, a last slash, fragments and tracking parameters (``utm_…``) tell no documents apart.
    """
    try:
        parts = urlsplit(clean(address))
    except AddressRefused:
        return address.strip()
    kept = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not k.lower().startswith("utm_")]
    host = parts.netloc.removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}" + (f"?{urlencode(kept)}" if kept else "")
