"""One's own account."""

from flask import Flask, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from kb.web.accounts.account_page import account_page
from kb.web.accounts.sign_in_page import ask_words
from kb.web.context import Web

DONE = {"ended": "That browser is signed out.", "others": "You are signed out everywhere but here."}


def register(app: Flask, web: Web) -> None:
    """Put one's own account on the application."""
    signing, visitors = web.kb.signing, web.visitors

    @app.get("/account")
    def account() -> Response:
        session = visitors.person()
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

    @app.post("/account/sessions/<id>/end")
    def end_session(id: str) -> AnyResponse:
        signing.end(visitors.person().account, id)
        return redirect("/account?done=ended", 303)

    @app.post("/account/end-others")
    def end_others() -> AnyResponse:
        signing.end_others(visitors.person())
        return redirect("/account?done=others", 303)
