"""One's own account."""

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from kb.domain.errors import InvalidInput
from kb.web.access import SIGNED_IN, Routes
from kb.web.accounts.account_page import TITLES, ProfileForm, account_page, notice_choices
from kb.web.context import Web

DONE = {
    "ended": "That browser is signed out.",
    "codes-off": "Sign-in codes are off.",
    "profile": "Saved.",
    "notices": "Saved. You get notices by mail of what is ticked, and of nothing else.",
    "passphrase": "Your passphrase is changed, and you are signed out everywhere else.",
    "forgotten": "What you typed is thrown away.",
    "others": "You are signed out everywhere but here.",
}


def register(routes: Routes, web: Web) -> None:
    """Put one's own account on the application."""
    signing, visitors = web.kb.sign_in, web.visitors

    def shown(typed: ProfileForm | None = None) -> Response:
        session, done = visitors.session(), DONE.get(request.args.get("done", ""), "")
        sessions = signing.sessions(session.account)
        frame, csrf = web.frame("Your account"), visitors.form_token()
        notices = notice_choices(web, session.account)
        page = account_page(frame, csrf, session.account, sessions, session.id, notices, done, typed)
        return web.page(page, 422 if typed else 200)

    @routes.get("/account", needs=SIGNED_IN)
    def account() -> Response:
        return shown()

    @routes.post("/account/profile", needs=SIGNED_IN)
    def change_profile() -> AnyResponse:
        name, landing = (request.form.get(field, "") for field in TITLES)
        try:
            web.kb.own_account.set_profile(visitors.session().account, name, landing)
        except InvalidInput as error:
            return shown(ProfileForm(name[:300], landing, error.field_errors))
        return redirect("/account?done=profile", 303)

    @routes.post("/account/sessions/<id>/end", needs=SIGNED_IN)
    def end_session(id: str) -> AnyResponse:
        signing.end(visitors.session().account, id)
        return redirect("/account?done=ended", 303)

    @routes.post("/account/end-others", needs=SIGNED_IN)
    def end_others() -> AnyResponse:
        signing.end_others(visitors.session())
        return redirect("/account?done=others", 303)
