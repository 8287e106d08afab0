"""Who keeps things here: an account, or else a browser, known by a random token in a signed cookie.

The cookie says nothing about anybody and is set only where somebody is about to keep something. It outlives
a visit, other than the one that forms are tied to (``kb.web.visitor``); it is worthless without the site's key.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from flask import Request, Response

from kb.web.visitor import Visitors

NAME = "kb-keeper"
A_YEAR = 365 * 24 * 3600
TOKEN_BYTES = 24


@dataclass(frozen=True)
class Keeper:
    """Somebody who keeps things: an account's id, or the token of a browser."""

    account: str = ""
    token: str = ""

    @property
    def owner(self) -> str:
        """Return the name that the store knows; from a browser's there is no way back to its cookie."""
        if self.account:
            return f"account:{self.account}"
        return f"visitor:{hashlib.sha256(self.token.encode()).hexdigest()[:32]}"


@dataclass(frozen=True)
class Keepers:
    """Knows keepers by their accounts and cookies. ``is_secure`` where the site is served over HTTPS."""

    visitors: Visitors
    key: bytes
    is_secure: bool

    def known(self, request: Request) -> Keeper | None:
        """Return the keeper who asks; ``None`` for a browser without a cookie of ours."""
        account = self.visitors.now().account
        if account is not None:
            return Keeper(account=account.id)
        token, _, signature = request.cookies.get(self._name, "").partition(".")
        if token and hmac.compare_digest(signature.encode(), self._signature(token).encode()):
            return Keeper(token=token)
        return None

    def known_or_new(self, request: Request) -> Keeper:
        """Return the keeper who asks, a new one where we do not know them."""
        return self.known(request) or Keeper(token=secrets.token_urlsafe(TOKEN_BYTES))

    def remember(self, response: Response, keeper: Keeper) -> Response:
        """Set or renew the cookie of a browser; an account needs none."""
        if keeper.token:
            value = f"{keeper.token}.{self._signature(keeper.token)}"
            response.set_cookie(
                self._name, value, max_age=A_YEAR, path="/", secure=self.is_secure, httponly=True, samesite="Lax"
            )
        return response

    @property
    def _name(self) -> str:
        return f"__Host-{NAME}" if self.is_secure else NAME

    def _signature(self, token: str) -> str:
        return hmac.new(self.key, f"keeper cookie\0{token}".encode(), "sha256").hexdigest()
