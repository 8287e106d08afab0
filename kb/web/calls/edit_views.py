"""Calls written in the browser: a new one, one like an earlier one, edited, and as it stood before; for staff."""

from dataclasses import replace

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from kb.domain.account.account import Right
from kb.domain.call.call import Call, CallState
from kb.domain.form_data import FormData
from kb.services.calls.call_editing import FIXED, form_of
from kb.web.access import Routes
from kb.web.calls.call_form import CallFormOffer, call_fields
from kb.web.context import Web
from kb.web.editorial.edited_item import EditedItem, form_to_edit, save_form, show_form, show_versions
from kb.web.editorial.versions_page import ItemVersion
from kb.web.humanize import moment
from kb.web.layout.frame import Link

_NEW = "A call begins as a draft that staff alone see. Members see it, and can answer, once you open it."
_OPEN = "Members may have answered already. What they were promised stays: {fixed}. The version before is kept."
_PROMISED = {
    "opens": "when it opened",
    "closes": "the deadline",
    "slots": "how many priorities",
    "consents": "the choices of consent",
    "readers": "who may read answers",
    "question": "the question",
}


def register(routes: Routes, web: Web) -> None:
    """Put the forms on the application."""

    @routes.get("/calls/new", needs=Right.RUN_CALL)
    def new_call() -> Response:
        return show_form(web, _item(web), web.kb.call_editor.begun(request.args.get("like", "")))

    @routes.post("/calls/new", needs=Right.RUN_CALL)
    def make_call() -> AnyResponse:
        viewer = web.viewer()

        def save(form: FormData, _: str) -> str:
            return f"/calls/{web.kb.call_editor.make(form, viewer).id}/run?done=made"

        return save_form(web, _item(web), save)

    @routes.get("/calls/<id>/edit", needs=Right.RUN_CALL)
    def edit_call(id: str) -> Response:
        read = web.kb.call_editor.read(id)
        item = _item(web, read.item)
        form = form_to_edit(item, read.item, read.digest, lambda: web.kb.call_editor.versions(id))
        return show_form(web, item, form)

    @routes.post("/calls/<id>/edit", needs=Right.RUN_CALL)
    def save_call(id: str) -> AnyResponse:
        viewer = web.viewer()

        def save(form: FormData, seen: str) -> str:
            web.kb.call_editor.edit(id, form, seen, viewer)
            return f"/calls/{id}/run?done=changed"

        return save_form(web, _item(web, web.kb.call_editor.read(id).item), save)

    @routes.get("/calls/<id>/versions", needs=Right.RUN_CALL)
    def call_versions(id: str) -> Response:
        every = web.kb.call_editor.versions(id)
        item = _item(web, every[-1])
        whole = CallFormOffer(tuple(row.source for row in web.kb.browsing.sources(web.viewer()).rows))
        notes = (ItemVersion(one, f"since {moment(one.changed)}" if one.changed else "as it was made") for one in every)
        return show_versions(web, replace(item, fields=lambda form: call_fields(form, whole)), notes)


def _item(web: Web, call: Call | None = None) -> EditedItem:
    """Return a call as it is edited; without one, a new call."""
    sources = tuple(row.source for row in web.kb.browsing.sources(web.viewer()).rows)
    offer = CallFormOffer(sources, call.state if call else CallState.DRAFT)
    fixed = ", ".join(_PROMISED[name] for name in FIXED[offer.state])
    return EditedItem(
        over=Link(call.title, f"/calls/{call.id}/run") if call else Link("Calls for input", "/calls"),
        section="call",
        address=f"/calls/{call.id}/edit" if call else "/calls/new",
        fields=lambda form: call_fields(form, offer),
        form_of=form_of,
        heading="Edit the call" if call else "New call for input",
        lead=(_OPEN.format(fixed=fixed) if fixed else "") if call else _NEW,
        button="Save" if call else "Save the draft",
    )
