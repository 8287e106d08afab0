"""Headers that every answer carries: nothing runs, loads or frames that is not ours."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from flask import Flask, Response, request
from werkzeug.middleware.proxy_fix import ProxyFix

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

_THIS_MACHINE = ("localhost", "127.0.0.1")
_ALL_ADDRESSES = ("0.0.0.0", "::")  # noqa: S104 - to tell them from a name; nothing is bound here

LARGEST_REQUEST = 16 << 20
"""Bytes: a saved document can be sent; what a page takes may be less."""


LARGER = "larger"
"""Under this name an application keeps how many bytes of a file each endpoint takes that takes larger ones."""
ROUND_A_FILE = 1 << 20
"""Bytes that a form may have round its file."""


def take_larger_files(app: Flask) -> None:
    """Let those endpoints take larger files that say so, and no other; before anything reads the form."""
    app.extensions[LARGER] = larger = dict[str, int]()

    @app.before_request
    def allow() -> None:
        if request.endpoint in larger:
            request.max_content_length = larger[request.endpoint] + ROUND_A_FILE


def believe_proxies(app: Flask, number: int) -> None:
    """Take address and scheme of a request from what our own proxies say, the last ``number`` of them."""
    if number:
        # So Flask documents it.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=number, x_proto=number)  # type: ignore[method-assign]


def trust_hosts(app: Flask, base_url: str, others: Sequence[str]) -> None:
    """Answer only who asks for this site by a name that it has: its own address's, this machine's, or one of others.

    A site that is served on all addresses of its machine, and knows no name of its own, takes any.
    """
    own = urlsplit(base_url).hostname or ""
    if others or own not in _ALL_ADDRESSES:
        app.config["TRUSTED_HOSTS"] = [own, *_THIS_MACHINE, *others]


def harden(app: Flask) -> None:
    """Put the headers on every answer, errors included, and take nothing that is larger than any form of ours."""
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST

    @app.after_request
    def with_headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response
