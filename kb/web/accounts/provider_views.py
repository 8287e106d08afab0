"""Signing in at the organisation's provider: there, and back again."""

import logging
import time

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from kb.domain.errors import NotFound
from kb.services.accounts.sign_in import NotSignedIn
from kb.web.access import PUBLIC, Routes
from kb.web.accounts.landing import landing_of
from kb.web.accounts.sign_in_views import asked_from, sign_in_form
from kb.web.context import Web
from kb.web.redirects import safe_redirect_target

BACK = "/sign-in/provider/back"
FAILED = "Signing in with your organisation did not work. Nothing is wrong here with your account; try again."
NOT_INVITED = (
    "Your organisation knows you, but this site has no invitation for the address that it gave, or not for that way in."
)


def register(routes: Routes, web: Web) -> None:
    """Put the sign-in at the provider on the application, where the settings name one."""
    settings = web.kb.settings.provider
    if settings is None:
        return
    # Its libraries are for sites that have a provider; the others need not wait for them at every start.
    from kb.web.accounts.oidc import OpenIdProvider, ProviderRefused  # noqa: PLC0415

    provider = OpenIdProvider(settings, web.base_url + BACK, time.time)
    signing, visitors, visiting = web.kb.sign_in, web.visitors, web.kb.provider_visits
    log = logging.getLogger("kb.web")

    def refused(error: ProviderRefused) -> Response:
        log.warning("%s", error)
        return sign_in_form(web, "/", problem=FAILED, status=502)

    @routes.get("/sign-in/provider", needs=PUBLIC)
    def to_provider() -> AnyResponse:
        begun = visiting.begin(visitors.browser(), safe_redirect_target(request.args.get("next", "/")))
        try:
            return redirect(provider.address(begun), 303)
        except ProviderRefused as error:
            return refused(error)

    @routes.get(BACK, needs=PUBLIC)
    def back() -> AnyResponse:
        args = request.args
        visit = visiting.end(args.get("state", ""), visitors.browser())
        if visit is None or not args.get("code"):
            return sign_in_form(web, visit.onward if visit else "/", problem=FAILED, status=403)
        try:
            claimed = provider.claimed(args["code"], visit, args.get("iss", ""))
            opened = signing.sign_in_as(claimed.email, claimed.subject, settings.highest, asked_from()[1])
        except ProviderRefused as error:
            return refused(error)
        except (NotSignedIn, NotFound):
            return sign_in_form(web, visit.onward, problem=NOT_INVITED, status=403)
        response = redirect(landing_of(opened.session.account, visit.onward), 303)
        visitors.signed_in(opened, response)
        return response
