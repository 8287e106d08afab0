"""Choosing another passphrase on one's own account."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from kb.domain.account.passphrase import SHORTEST
from kb.domain.errors import InvalidInput
from kb.services.accounts.rate_limit import TooManyAttempts
from kb.web.access import SIGNED_IN, Routes
from kb.web.accounts.sign_in_page import ask_words
from kb.web.context import Web
from kb.web.humanize import moment
from kb.web.layout.frame import Frame, Link

ADDRESS = "/account/passphrase"
TITLES = {"current": "Your passphrase now", "passphrase": "New passphrase", "again": "New passphrase, once more"}
LATER = "There were too many wrong tries. Nothing was changed; try again after {time}."


@dataclass(frozen=True)
class PassphrasePage:
    """The form for another passphrase; ``errors`` are by field, ``problems`` link to the fields."""

    template: ClassVar[str] = "accounts/passphrase.html"
    frame: Frame
    csrf: str
    email: str
    has_passphrase: bool
    ask: str
    shortest: int
    errors: Mapping[str, str]
    problems: tuple[Link, ...]
    problem: str


def register(routes: Routes, web: Web) -> None:
    """Put the change of one's own passphrase on the application."""
    visitors, own = web.visitors, web.kb.own_account

    @routes.get(ADDRESS, needs=SIGNED_IN)
    def passphrase() -> Response:
        return _form(web)

    @routes.post(ADDRESS, needs=SIGNED_IN)
    def change_passphrase() -> AnyResponse:
        form = request.form
        current, new, again = (form.get(name, "") for name in TITLES)
        try:
            own.change_passphrase(visitors.session(), current, new, again, request.remote_addr or "")
        except InvalidInput as error:
            return _form(web, error.field_errors, status=422)
        except TooManyAttempts as error:
            return _form(web, problem=LATER.format(time=moment(error.until)), status=429)
        return redirect("/account?done=passphrase", 303)


def _form(web: Web, errors: Mapping[str, str] | None = None, problem: str = "", status: int = 200) -> Response:
    account, errors = web.visitors.session().account, errors or {}
    page = PassphrasePage(
        frame=web.frame("Choose another passphrase"),
        csrf=web.visitors.form_token(),
        email=account.email,
        has_passphrase=web.kb.own_account.has_passphrase(account),
        ask=ask_words(web.kb.settings.contact),
        shortest=SHORTEST,
        errors=errors,
        problems=tuple(Link(f"{TITLES[field]}: {what}", f"#{field}") for field, what in errors.items()),
        problem=problem,
    )
    return web.page(page, status)
