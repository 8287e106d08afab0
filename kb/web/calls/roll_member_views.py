"""Members of a roll written one by one, taken off it, and each change undone; for staff."""

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from kb.domain.account.account import Right
from kb.domain.call.answer_form import ORGANISATION_KINDS
from kb.domain.errors import InvalidInput, NotFound
from kb.domain.form_data import FormData
from kb.services.calls.roll_editing import form_of
from kb.web.access import Routes
from kb.web.calls.roll_views import page_of as roll_of
from kb.web.context import Web
from kb.web.editorial.edited_item import EditedItem, save_form, show_form
from kb.web.editorial.entry_form import EntryOption, FormField, choice, line
from kb.web.layout.frame import Link


def register(routes: Routes, web: Web) -> None:
    """Put the forms on the application."""

    @routes.get("/calls/<id>/roll/member", needs=Right.RUN_CALL)
    def roll_member(id: str) -> Response:
        email = request.args.get("email", "")
        found = next((one for one in web.kb.roll_editor.read(id).members if email and one.emails[0] == email), None)
        if email and found is None:
            raise NotFound("member", email)
        form = {**form_of(found), "was": (email,)} if found else {}
        return show_form(web, _member(id, form), form)

    @routes.post("/calls/<id>/roll/member", needs=Right.RUN_CALL)
    def save_member(id: str) -> AnyResponse:
        was, viewer = request.form.get("was", ""), web.viewer()

        def save(form: FormData, _: str) -> str:
            return f"/calls/{id}/roll?before={web.kb.roll_editor.save(id, was, form, viewer)}"

        return save_form(web, _member(id, {"was": (was,)} if was else {}), save)

    @routes.post("/calls/<id>/roll/remove", needs=Right.RUN_CALL)
    def remove_members(id: str) -> AnyResponse:
        try:
            before = web.kb.roll_editor.remove(id, request.form.getlist("member"), web.viewer())
        except InvalidInput as error:
            return roll_of(web, id, problem="; ".join(error.field_errors.values()), status=422)
        return redirect(f"/calls/{id}/roll?before={before}", 303)

    @routes.post("/calls/<id>/roll/undo", needs=Right.RUN_CALL)
    def undo_roll(id: str) -> AnyResponse:
        try:
            web.kb.roll_editor.undo(id, request.form.get("version", ""), request.form.get("seen", ""), web.viewer())
        except InvalidInput as error:
            return roll_of(web, id, problem="; ".join(error.field_errors.values()), status=422)
        return redirect(f"/calls/{id}/roll", 303)


def _member(id: str, form: FormData) -> EditedItem:
    """Return a member as they are edited; ``was`` in the form names the one that is there."""
    return EditedItem(
        over=Link("Who has answered", f"/calls/{id}/roll"),
        section="call",
        address=f"/calls/{id}/roll/member",
        fields=_fields,
        form_of=form_of,
        heading="Edit a member" if "was" in form else "Add a member",
        button="Save" if "was" in form else "Add to the roll",
        hidden=("was",),
    )


def _fields(form: FormData) -> tuple[FormField, ...]:
    return (
        line(form, "organisation", "Organisation", needed=True),
        choice(form, "kind", "Kind of organisation", (EntryOption(kind, kind) for kind in ORGANISATION_KINDS)),
        line(form, "name", "Name of the person", hint="May be empty."),
        line(form, "email", "E-mail", hint="Several apart by spaces; the first is written to.", needed=True),
    )
