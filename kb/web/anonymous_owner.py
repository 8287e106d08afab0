"""Whose the things kept are: an account's, or else a browser's, known by a random token in a signed cookie.

The cookie says nothing about anybody and is set only where somebody is about to keep something. It outlives
a visit, other than the one that forms are tied to (``kb.web.visitor``); it is worthless without the site's key.
"""

import hmac
import secrets
from dataclasses import dataclass, replace

from flask import Request, Response

from kb.domain.account.viewer import Viewer
from kb.web.context import Web
from kb.web.visitor import Visitors

NAME = "kb-keeper"
PRIVATE = "private, no-store"
TOO_OLD = "This browser is not known here any more. Nothing was changed."
"""Said to a browser that sends a form and whose cookie is gone."""
A_YEAR = 365 * 24 * 3600
TOKEN_BYTES = 24


@dataclass(frozen=True)
class Owners:
    """Knows the owners of what is kept. ``is_secure`` where the site is served over HTTPS."""

    visitors: Visitors
    key: bytes
    is_secure: bool

    @classmethod
    def of(cls, web: Web) -> "Owners":
        """Return the owners of what is kept on a site."""
        return cls(web.visitors, web.secret, web.base_url.startswith("https:"))

    def known(self, request: Request) -> Viewer | None:
        """Return who asks, as the owner of things; ``None`` for a browser without a cookie of ours."""
        viewer = self.visitors.viewer()
        if viewer.account is not None:
            return viewer
        token, _, signature = request.cookies.get(self._name, "").partition(".")
        if token and hmac.compare_digest(signature.encode(), self._signature(token).encode()):
            return replace(viewer, browser=token)
        return None

    def known_or_new(self, request: Request) -> Viewer:
        """Return who asks, with a new token where we do not know their browser."""
        return self.known(request) or replace(self.visitors.viewer(), browser=secrets.token_urlsafe(TOKEN_BYTES))

    def remember(self, response: Response, viewer: Viewer) -> Response:
        """Set or renew the cookie of a browser; an account needs none."""
        if viewer.browser:
            value = f"{viewer.browser}.{self._signature(viewer.browser)}"
            response.set_cookie(
                self._name, value, max_age=A_YEAR, path="/", secure=self.is_secure, httponly=True, samesite="Lax"
            )
        return response

    @property
    def _name(self) -> str:
        return f"__Host-{NAME}" if self.is_secure else NAME

    def _signature(self, token: str) -> str:
        return hmac.new(self.key, f"keeper cookie\0{token}".encode(), "sha256").hexdigest()


def kept_where(account: str) -> str:
    """Return in words where things are kept for whoever has this account, or none."""
    return "with your account" if account else "for this browser, by a cookie that says nothing else about you"


def private(response: Response) -> Response:
    """Keep a page of somebody's own things out of every cache."""
    response.headers["Cache-Control"] = PRIVATE
    return response


def go_on(path: str) -> Response:
    """Return the answer that leads on from a form."""
    return private(Response(status=303, headers={"Location": path}))
