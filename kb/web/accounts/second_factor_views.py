"""One's own sign-in codes: set up, turned off, recovery codes made anew."""

from collections.abc import Callable

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from kb.domain.errors import InvalidInput
from kb.services.accounts.rate_limit import TooManyAttempts
from kb.web.access import SETTING_UP, SIGNED_IN, Routes
from kb.web.accounts.second_factor_page import CodesFormState, RecoveryCodesPage, second_factor_page
from kb.web.accounts.sign_in_views import CODES_ADDRESS
from kb.web.context import Web
from kb.web.humanize import moment
from kb.web.redirects import safe_redirect_target

LATER = "There were too many wrong tries. Nothing was changed; try again after {time}."


def register(routes: Routes, web: Web) -> None:
    """Put one's own sign-in codes on the application."""
    own, visitors = web.kb.own_account, web.visitors

    @routes.get(CODES_ADDRESS, needs=SETTING_UP)
    def sign_in_codes() -> Response:
        return shown(web)

    @routes.post(f"{CODES_ADDRESS}/on", needs=SETTING_UP)
    def turn_on_codes() -> AnyResponse:
        account = visitors.session().account
        if account.has_second_factor:
            return redirect(CODES_ADDRESS, 303)

        def turn_on() -> AnyResponse:
            codes = own.turn_on_second_factor(account, _typed("secret"), _typed("code"), _typed("current"), _address())
            visitors.forget()
            return _shown_once(web, codes, is_new=True)

        return _tried(web, "on", turn_on)

    @routes.post(f"{CODES_ADDRESS}/recovery-codes", needs=SIGNED_IN)
    def renew_recovery_codes() -> AnyResponse:
        account = visitors.session().account

        def renew() -> AnyResponse:
            codes = own.renew_recovery_codes(account, _typed("code"), _typed("current"), _address())
            return _shown_once(web, codes, is_new=False)

        return _tried(web, "recovery-codes", renew)

    @routes.post(f"{CODES_ADDRESS}/off", needs=SIGNED_IN)
    def turn_off_codes() -> AnyResponse:
        account = visitors.session().account

        def turn_off() -> AnyResponse:
            own.turn_off_second_factor(account, _typed("code"), _typed("current"), _address())
            return redirect("/account?done=codes-off", 303)

        return _tried(web, "off", turn_off)


def shown(web: Web, failed: CodesFormState | None = None, problem: str = "", status: int = 200) -> Response:
    """Return the page, anew where a form could not be used: the key that an app was set up with stays the same."""
    visitors, own = web.visitors, web.kb.own_account
    account = visitors.session().account
    has_passphrase = own.has_passphrase(account)
    is_open = has_passphrase and not account.has_second_factor
    page = second_factor_page(
        web.frame("Sign-in codes"),
        visitors.form_token(),
        account,
        own.propose_second_factor(account, _typed("secret")) if is_open else None,
        has_passphrase=has_passphrase,
        is_needed=visitors.must_set_up_codes(),
        codes_left=own.recovery_codes_left(account),
        onward=_onward(),
        failed=failed,
        problem=problem,
    )
    return web.page(page, status)


def _tried(web: Web, form: str, act: Callable[[], AnyResponse]) -> AnyResponse:
    try:
        return act()
    except InvalidInput as error:
        return shown(web, CodesFormState(form, error.field_errors), status=422)
    except TooManyAttempts as error:
        return shown(web, problem=LATER.format(time=moment(error.until)), status=429)


def _shown_once(web: Web, codes: tuple[str, ...], *, is_new: bool) -> Response:
    return web.page(RecoveryCodesPage(web.frame("Recovery codes"), codes, is_new, _onward()))


def _onward() -> str:
    return safe_redirect_target(request.values.get("next", "/account"))


def _typed(name: str) -> str:
    return request.form.get(name, "")


def _address() -> str:
    return request.remote_addr or ""
