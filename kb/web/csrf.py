"""Forms are taken from our own pages only: one check before every request that changes anything.

Two independent signs must agree: what the browser says of where the form came from, and a token that only a page
given to this browser can have. A template puts ``frame.csrf`` (or the page's own) into a field called ``csrf``.
"""

from urllib.parse import urlsplit

from flask import Flask, request

from kb.domain.account.account import Session
from kb.domain.errors import KnowledgeBaseError
from kb.web.visitor import Visitors

FIELD = "csrf"
HEADER = "X-CSRF-Token"
_HARMLESS = ("GET", "HEAD", "OPTIONS")


class FormRefused(KnowledgeBaseError):
    """A form that did not come from a page of ours, or from one that is too old."""

    def __init__(self) -> None:
        super().__init__("the form did not come from a page that this browser was given")


class FormLapsed(FormRefused):
    """A form of our own page, sent after the time of the session that it was made in had run out."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session


def guard_forms(app: Flask, visitors: Visitors, base_url: str) -> None:
    """Refuse every form that another site may have sent; addresses that take none are left to tell so."""
    own = _origin(base_url)

    @app.before_request
    def check() -> None:
        if request.method in _HARMLESS or request.routing_exception is not None:
            return
        given = request.headers.get(HEADER) or request.form.get(FIELD, "")
        if not _from_here(own):
            raise FormRefused
        if not visitors.is_form_token(given):
            session = visitors.lapsed_session(given) if _is_sent_by_a_person() else None
            raise FormLapsed(session) if session else FormRefused


def _from_here(own: str) -> bool:
    """Say whether the browser tells that the form came from this site; where it tells nothing, the token settles it."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("Origin")
    return origin is None or origin in (own, _origin(request.host_url))


def _is_sent_by_a_person() -> bool:
    """Say whether a button sent the form, and no script of ours, which tells by itself what could not be sent."""
    return HEADER not in request.headers and request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
