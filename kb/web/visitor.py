"""Who is asking: the only place that reads and sets cookies, and the only one that decides a reader's audience.

Two cookies, both unreadable to scripts and never sent along with other sites' forms: one holds the secret of a
session, the other, for people who have not signed in, a secret that their forms are tied to.
"""

import hashlib
import hmac
import logging
import re
import secrets
import sqlite3
from dataclasses import replace
from urllib.parse import urlsplit

from flask import Flask, Response, g, request
from werkzeug.wrappers import Response as AnyResponse

from kb.domain.account.account import PROVIDER, Role, Session
from kb.domain.account.viewer import Viewer, viewer_of
from kb.services.accounts.sign_in import AT_MOST, OpenedSession, SignInService
from kb.services.accounts.tokens import SHAPE
from kb.storage.database import DatabaseMismatch
from kb.storage.sessions import KEPT_AFTER

_TOKEN = re.compile(SHAPE)


class SignInFirst(Exception):
    """A page for people with an account was asked for by somebody who has not signed in."""


class Visitors:
    """Tells who is asking, and keeps it in the browser; over https its cookies may travel no other way.

    Where ``nobody`` may be signed in, everybody is the public.
    """

    def __init__(
        self, signing: SignInService, base_url: str, *, staff_need_second_factor: bool = False, nobody: bool = False
    ) -> None:
        self._nobody = nobody
        self._signing = signing
        self._staff_need_second_factor = staff_need_second_factor
        self._https = urlsplit(base_url).scheme == "https"
        prefix = "__Host-" if self._https else ""
        self._session_cookie, self._browser_cookie = f"{prefix}kb-session", f"{prefix}kb-browser"
        self._log = logging.getLogger("kb.web")

    def viewer(self) -> Viewer:
        """Return who asks in this request; staff who must set up sign-in codes first are nobody until then."""
        if "viewer" not in g:
            session = None if self.must_set_up_codes() else self._signed_in()[0]
            g.viewer = replace(viewer_of(session.account if session else None), address=request.remote_addr or "")
        viewer: Viewer = g.viewer
        return viewer

    def must_set_up_codes(self) -> bool:
        """Say whether the settings ask this person for sign-in codes, and they have none yet."""
        session, _ = self._signed_in()
        if session is None or not self._staff_need_second_factor:
            return False
        account = session.account
        return account.role is Role.STAFF and not account.has_second_factor and session.through != PROVIDER

    def session(self) -> Session:
        """Return the session of the person who asks; raise where nobody has signed in."""
        session, _ = self._signed_in()
        if session is None:
            raise SignInFirst
        return session

    def forget(self) -> None:
        """Look anew at who asks: something about the account was changed within this request."""
        g.pop("viewer", None)
        g.pop("signed_in", None)

    def form_token(self) -> str:
        """Return what every form of this page must carry, in the field ``csrf``; ties it to this browser."""
        return _derived(self._token() or self.browser(), "form")

    def browser(self) -> str:
        """Return the secret of a browser that has not signed in; it gets one where it has none."""
        if "browser" not in g:
            held = request.cookies.get(self._browser_cookie, "")
            g.browser_is_new = _TOKEN.fullmatch(held) is None
            g.browser = secrets.token_urlsafe(32) if g.browser_is_new else held
        browser: str = g.browser
        return browser

    def is_form_token(self, given: str) -> bool:
        """Say whether a form came from a page that this browser was given."""
        held = self._token() or request.cookies.get(self._browser_cookie, "")
        return bool(held) and _is_derived(given, held)

    def lapsed_session(self, given: str) -> Session | None:
        """Return the session that a form was made in, where only its time has run out since."""
        token = request.cookies.get(self._session_cookie, "")
        if self._token() or _TOKEN.fullmatch(token) is None or not _is_derived(given, token):
            return None
        return self._signing.lapsed_session(token)

    def signed_in(self, opened: OpenedSession, response: AnyResponse) -> None:
        """Give the browser its new session; the one that it had before ends, so none can be planted on it."""
        if self._token():
            self._signing.sign_out(self._token())
        self._set(response, self._session_cookie, opened.token, int((AT_MOST + KEPT_AFTER).total_seconds()))
        self._set(response, self._browser_cookie, "", 0)
        g.browser_is_new = False

    def sign_out(self, response: AnyResponse) -> None:
        """End the session, here and in the browser."""
        if self._token():
            self._signing.sign_out(self._token())
        self._set(response, self._session_cookie, "", 0)

    def register(self, app: Flask) -> None:
        """See to the cookies of each answer, and to what may be kept of it."""

        @app.after_request
        def with_cookies(response: Response) -> Response:
            if request.endpoint == "static":
                return response
            response.vary.add("Cookie")
            if g.get("browser_is_new"):
                self._set(response, self._browser_cookie, g.browser, None)
            if self._token() or "Set-Cookie" in response.headers:
                response.headers["Cache-Control"] = "private, no-store"
                response.headers.pop("ETag", None)
            return response

    def _signed_in(self) -> tuple[Session | None, str]:
        """Return the session of this request and the secret that its browser holds; nothing where there is none."""
        if "signed_in" not in g:
            g.signed_in = self._read()
        signed_in: tuple[Session | None, str] = g.signed_in
        return signed_in

    def _read(self) -> tuple[Session | None, str]:
        token = request.cookies.get(self._session_cookie, "")
        if self._nobody or _TOKEN.fullmatch(token) is None:
            return None, ""
        try:
            session = self._signing.session(token)
        except (sqlite3.Error, DatabaseMismatch):  # reading must go on, as the public, and errors must be told
            self._log.exception("nobody can be signed in: the database cannot be read")
            return None, ""
        return (session, token) if session else (None, "")

    def _token(self) -> str:
        return self._signed_in()[1]

    def _set(self, response: AnyResponse, name: str, value: str, seconds: int | None) -> None:
        response.set_cookie(name, value, max_age=seconds, path="/", secure=self._https, httponly=True, samesite="Lax")


def _is_derived(given: str, held: str) -> bool:
    return hmac.compare_digest(_derived(held, "form").encode(), given.encode("utf-8", "replace"))


def _derived(secret: str, purpose: str) -> str:
    return hmac.digest(secret.encode(), purpose.encode(), hashlib.sha256).hex()
