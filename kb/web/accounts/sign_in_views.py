"""Signing in and out, and setting up the sign-in with an invitation."""

from urllib.parse import urlencode

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from kb.domain.errors import InvalidInput, NotFound
from kb.services.accounts.own_account import WRONG_CODE
from kb.services.accounts.rate_limit import TooManyAttempts
from kb.services.accounts.second_factor import WrongCode
from kb.services.accounts.sign_in import CodeNeeded, NotSignedIn, OpenedSession
from kb.web.access import PUBLIC, Routes
from kb.web.accounts.landing import landing_of
from kb.web.accounts.sign_in_page import (
    SignInCodePage,
    SignInPage,
    SpentLinkPage,
    ask_to_reset_words,
    ask_words,
    welcome_page,
)
from kb.web.context import Web
from kb.web.humanize import moment
from kb.web.redirects import safe_redirect_target

WRONG = "Address and passphrase do not fit together. Check both, and try again."
TOO_LATE = "Signing in took too long. Nothing is wrong with your account; type your passphrase again."
CODES_ADDRESS = "/account/sign-in-codes"
LATER = "There were too many attempts. Nothing is wrong with your account; try again after {time}."


def register(routes: Routes, web: Web) -> None:
    """Put signing in and out, and invitations, on the application."""
    _register_signing(routes, web)
    _register_second_step(routes, web)
    _register_invitations(routes, web)


def _register_signing(routes: Routes, web: Web) -> None:
    signing, visitors = web.kb.sign_in, web.visitors

    @routes.get("/sign-in", needs=PUBLIC)
    def sign_in() -> AnyResponse:
        onward = safe_redirect_target(request.args.get("next", "/"))
        if visitors.must_set_up_codes():
            return redirect(codes_address(onward), 303)
        if (account := web.viewer().account) is not None:
            return redirect(landing_of(account, onward), 303)
        return sign_in_form(web, onward)

    @routes.post("/sign-in", needs=PUBLIC)
    def sign_in_now() -> AnyResponse:
        form, onward = request.form, safe_redirect_target(request.form.get("next", "/"))
        email = form.get("email", "")
        try:
            opened = signing.sign_in(email, form.get("passphrase", ""), *asked_from())
        except NotSignedIn:
            return sign_in_form(web, onward, email, WRONG, 422)
        except TooManyAttempts as error:
            return sign_in_form(web, onward, email, LATER.format(time=moment(error.until)), 429)
        return after_first_step(web, opened, onward)

    @routes.post("/sign-out", needs=PUBLIC)
    def sign_out() -> AnyResponse:
        response = redirect("/", 303)
        visitors.sign_out(response)
        return response


def _register_second_step(routes: Routes, web: Web) -> None:
    @routes.post("/sign-in/code", needs=PUBLIC)
    def sign_in_with_code() -> AnyResponse:
        form, onward = request.form, safe_redirect_target(request.form.get("next", "/"))
        begun = form.get("begun", "")
        try:
            opened = web.kb.sign_in.complete(begun, form.get("code", ""), asked_from()[1])
        except NotSignedIn:
            return sign_in_form(web, onward, problem=TOO_LATE, status=422)
        except WrongCode:
            return code_form(web, begun, onward, WRONG_CODE, 422)
        except TooManyAttempts as error:
            return code_form(web, begun, onward, LATER.format(time=moment(error.until)), 429)
        return after_first_step(web, opened, onward)


def _register_invitations(routes: Routes, web: Web) -> None:
    @routes.get("/welcome/<token>", needs=PUBLIC)
    def welcome(token: str) -> Response:
        return welcome_form(web, token)

    @routes.post("/welcome/<token>", needs=PUBLIC)
    def accept(token: str) -> AnyResponse:
        form, (_, agent) = request.form, asked_from()
        email = form.get("email", "")
        try:
            opened = web.kb.sign_in.accept(token, form.get("passphrase", ""), form.get("again", ""), email, agent)
        except InvalidInput as error:
            return welcome_form(web, token, email, error.field_errors)
        except (NotFound, NotSignedIn):
            return spent_link(web)
        return after_first_step(web, opened, "/")


def after_first_step(web: Web, opened: OpenedSession | CodeNeeded, onward: str) -> AnyResponse:
    """Return the page that asks for a code where one is needed; else lead on, signed in."""
    if isinstance(opened, CodeNeeded):
        return code_form(web, opened.token, onward)
    response = redirect(landing_of(opened.session.account, onward), 303)
    web.visitors.signed_in(opened, response)
    return response


def code_form(web: Web, begun: str, onward: str, problem: str = "", status: int = 200) -> Response:
    """Return the page that asks for a sign-in code, anew where the last one did not fit."""
    ask = ask_to_reset_words(web.kb.settings.contact)
    page = SignInCodePage(web.frame("Sign-in code"), web.visitors.form_token(), onward, begun[:100], problem, ask)
    return web.page(page, status)


def codes_address(onward: str) -> str:
    """Return where staff set up the sign-in codes that they need, on their way to an address."""
    return f"{CODES_ADDRESS}?{urlencode({'next': onward})}"


def sign_in_form(web: Web, onward: str, email: str = "", problem: str = "", status: int = 200) -> Response:
    """Return the sign-in page, anew where the last try did not succeed."""
    provider = web.kb.settings.provider is not None
    page = SignInPage(
        frame=web.frame("Sign in"),
        csrf=web.visitors.form_token(),
        onward=onward,
        email=email[:300],
        problem=problem,
        provider=f"/sign-in/provider?{urlencode({'next': onward})}" if provider else "",
        ask=ask_words(web.kb.settings.contact),
    )
    return web.page(page, status)


def welcome_form(web: Web, token: str, email: str = "", errors: dict[str, str] | None = None) -> Response:
    """Return the page of an invitation; for one that is not good any more, the page that says so."""
    try:
        invitation = web.kb.sign_in.invitation(token)
    except NotFound:
        return spent_link(web)
    frame = web.frame("Set up your sign-in")
    page = welcome_page(frame, web.visitors.form_token(), token, invitation, email[:300], errors or {})
    return web.page(page, 422 if errors else 200)


def spent_link(web: Web) -> Response:
    """Return the page of a link that is not good: used, too old, replaced by a newer one, or never made."""
    page = SpentLinkPage(web.frame("This link cannot be used"), ask_words(web.kb.settings.contact))
    return web.page(page, 404)


def asked_from() -> tuple[str, str]:
    """Return the network address that a request comes from, and what its browser says of itself."""
    return request.remote_addr or "", request.headers.get("User-Agent", "")
