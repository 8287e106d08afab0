"""People, for staff: invite them, give them another role, end their access."""

from collections.abc import Callable

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from kb.domain.account.account import Right, Role
from kb.domain.errors import InvalidInput, NotFound
from kb.services.accounts.accounts import Accounts, Invited
from kb.web.access import Routes
from kb.web.accounts.people_page import TOGETHER, invited_page, people_page
from kb.web.context import Web
from kb.web.layout.pager import page_in

DONE = {
    "end-sessions": "Signed out everywhere.",
    "disable": "The account is disabled: nobody can sign in to it.",
    "enable": "The account is enabled again.",
    "reset-codes": "The sign-in codes are reset: the passphrase alone signs in, until codes are set up again.",
    "role": "The role is changed. It holds from their next page on.",
}
DONE_TOGETHER = {
    "end-sessions": "{people} people are signed out everywhere.",
    "disable": "{people} accounts are disabled: nobody can sign in to them.",
    "enable": "{people} accounts are enabled again.",
}
TYPED = ("email", "role", "organisation", "kind")


def register(routes: Routes, web: Web) -> None:
    """Put the people on the application."""
    accounts = web.kb.accounts

    @routes.get("/people", needs=Right.MANAGE_PEOPLE)
    def people() -> Response:
        own = web.viewer().id
        return list_of_people(web, own, done=done_words(request.args.get("done", ""), page_in(request.args, "people")))

    @routes.post("/people/invite", needs=Right.MANAGE_PEOPLE)
    def invite() -> Response:
        own = web.viewer().id
        typed = {name: request.form.get(name, "") for name in TYPED}
        try:
            invited = accounts.invite(
                typed["email"], role_of(typed["role"]), own, organisation=typed["organisation"], kind=typed["kind"]
            )
        except InvalidInput as error:
            return list_of_people(web, own, typed=typed, errors=error.field_errors)
        return shown_once(web, invited)

    @routes.post("/people/<id>/link", needs=Right.MANAGE_PEOPLE)
    def link(id: str) -> Response:
        return shown_once(web, accounts.link(id, web.viewer().id))

    @routes.post("/people/several", needs=Right.MANAGE_PEOPLE)
    def change_several() -> AnyResponse:
        return several_changed(web)

    @routes.post("/people/<id>/<act>", needs=Right.MANAGE_PEOPLE)
    def change(id: str, act: str) -> AnyResponse:
        own = web.viewer().id
        acts = acts_on(accounts)
        if act not in acts:
            raise NotFound("act", act)
        acts[act](id, own)
        return redirect(f"/people?done={act}", 303)


def several_changed(web: Web) -> AnyResponse:
    """Do one act to the accounts that are ticked, never to one's own."""
    accounts = web.kb.accounts
    own, act = web.viewer().id, request.form.get("do", "")
    if act not in dict(TOGETHER):
        raise NotFound("act", act)
    ticked = (accounts.one(id).id for id in request.form.getlist("people"))
    people = [id for id in dict.fromkeys(ticked) if id != own]
    if not people:
        return list_of_people(web, own, errors={"people": "Tick the accounts that it is for."})
    for id in people:
        acts_on(accounts)[act](id, own)
    return redirect(f"/people?done={act}&people={len(people)}", 303)


def done_words(act: str, people: int) -> str:
    """Return what was just done, by its name in the address; empty for what is no act."""
    return DONE_TOGETHER[act].format(people=people) if people > 1 and act in DONE_TOGETHER else DONE.get(act, "")


def acts_on(accounts: Accounts) -> dict[str, Callable[[str, str], object]]:
    """Return the one-button acts on an account, by the last part of their address."""
    return {
        "end-sessions": accounts.end_sessions,
        "disable": accounts.disable,
        "enable": accounts.enable,
        "reset-codes": accounts.reset_second_factor,
        "role": lambda person, own: accounts.set_role(person, role_of(request.form.get("role", "")), own),
    }


def role_of(text: str) -> Role:
    """Return the role of a form field."""
    try:
        return Role(text)
    except ValueError as error:
        raise InvalidInput({"role": "Choose one of the three."}) from error


def list_of_people(
    web: Web, own: str, *, done: str = "", typed: dict[str, str] | None = None, errors: dict[str, str] | None = None
) -> Response:
    """Return the page of all people, with what was wrong where an invitation could not be made."""
    csrf = web.visitors.form_token()
    page = people_page(web.frame("People", "people"), csrf, web.kb.accounts.all(), own, done, typed, errors)
    return web.page(page, 422 if errors else 200)


def shown_once(web: Web, invited: Invited) -> Response:
    """Return the page with a new link, in answer to the form: it is kept nowhere, so no later page can show it."""
    return web.page(invited_page(web.frame("Invitation", "people"), invited, web.base_url))
