"""Who a visitor without an account is: a random token in a signed cookie, which says nothing about them.

The cookie is set only where somebody is about to keep something. Forms carry a token made from it, so that a
page of another site cannot send them; both are worthless without the site's key.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from flask import Request, Response

from kb.domain.errors import NotAllowed

NAME = "kb-keeper"
A_YEAR = 365 * 24 * 3600
TOKEN_BYTES = 24
FIELD = "csrf"
"""The field of every form that carries the form token."""


@dataclass(frozen=True)
class Keeper:
    """Somebody who keeps things; from ``owner``, the name that the store knows, there is no way back to the cookie."""

    token: str

    @property
    def owner(self) -> str:
        """Return who owns what this visitor keeps."""
        return f"visitor:{hashlib.sha256(self.token.encode()).hexdigest()[:32]}"


@dataclass(frozen=True)
class Keepers:
    """Knows keepers by their cookies. ``is_secure`` where the site is served over HTTPS."""

    key: bytes
    is_secure: bool

    def known(self, request: Request) -> Keeper | None:
        """Return the visitor who asks; ``None`` for one without a cookie of ours."""
        token, _, signature = request.cookies.get(self._name, "").partition(".")
        if token and hmac.compare_digest(signature.encode(), self._sign("cookie", token).encode()):
            return Keeper(token)
        return None

    def known_or_new(self, request: Request) -> Keeper:
        """Return the visitor who asks, a new one where we do not know them."""
        return self.known(request) or Keeper(secrets.token_urlsafe(TOKEN_BYTES))

    def remember(self, response: Response, keeper: Keeper) -> Response:
        """Set or renew the visitor's cookie."""
        value = f"{keeper.token}.{self._sign('cookie', keeper.token)}"
        response.set_cookie(
            self._name, value, max_age=A_YEAR, path="/", secure=self.is_secure, httponly=True, samesite="Lax"
        )
        return response

    def form_token(self, keeper: Keeper) -> str:
        """Return the token that this visitor's forms carry."""
        return self._sign("form", keeper.token)

    def sender(self, request: Request) -> Keeper:
        """Return the visitor who sent a form; raise ``NotAllowed`` where it is not one of our forms to them."""
        keeper = self.known(request)
        given = request.form.get(FIELD, "").encode("utf-8", "replace")
        if keeper is None or not hmac.compare_digest(given, self.form_token(keeper).encode()):
            raise NotAllowed("send a form that this site did not give you; open the page again and send it from there")
        return keeper

    @property
    def _name(self) -> str:
        return f"__Host-{NAME}" if self.is_secure else NAME

    def _sign(self, purpose: str, token: str) -> str:
        return hmac.new(self.key, f"keeper {purpose}\0{token}".encode(), "sha256").hexdigest()
