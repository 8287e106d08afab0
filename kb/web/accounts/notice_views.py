"""The form on one's own account that chooses notices by mail."""

from flask import redirect, request
from werkzeug.wrappers import Response as AnyResponse

from kb.web.access import SIGNED_IN, Routes
from kb.web.context import Web


def register(routes: Routes, web: Web) -> None:
    """Put the form on the application."""

    @routes.post("/account/notices", needs=SIGNED_IN)
    def choose_notices() -> AnyResponse:
        web.kb.digests.choose(web.visitors.session().account, request.form.getlist("notice"))
        return redirect("/account?done=notices", 303)
