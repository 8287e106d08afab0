"""One's own account."""

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from kb.web.access import SIGNED_IN, Routes
from kb.web.accounts.account_page import account_page
from kb.web.accounts.sign_in_page import ask_words
from kb.web.context import Web

DONE = {
    "ended": "That browser is signed out.",
    "codes-off": "Sign-in codes are off.",
    "others": "You are signed out everywhere but here.",
}


def register(routes: Routes, web: Web) -> None:
    """Put one's own account on the application."""
    signing, visitors = web.kb.sign_in, web.visitors

    @routes.get("/account", needs=SIGNED_IN)
    def account() -> Response:
        session = visitors.session()
        page = account_page(
            web.frame("Your account"),
            visitors.form_token(),
            session.account,
            signing.sessions(session.account),
            session.id,
            DONE.get(request.args.get("done", ""), ""),
            ask_words(web.kb.settings.contact),
        )
        return web.page(page)

    @routes.post("/account/sessions/<id>/end", needs=SIGNED_IN)
    def end_session(id: str) -> AnyResponse:
        signing.end(visitors.session().account, id)
        return redirect("/account?done=ended", 303)

    @routes.post("/account/end-others", needs=SIGNED_IN)
    def end_others() -> AnyResponse:
        signing.end_others(visitors.session())
        return redirect("/account?done=others", 303)
