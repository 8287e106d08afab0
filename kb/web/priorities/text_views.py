"""Editing the words of a priority: for staff, on a page below the priority."""

from collections.abc import Mapping

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from kb.domain.account.account import Right
from kb.domain.errors import InvalidInput
from kb.domain.priority.priority import Priority
from kb.services.editorial.form_data import Typed
from kb.services.editorial.priority_text import typed_of, why_not
from kb.services.editorial.writing import WriteConflict
from kb.web.access import Routes
from kb.web.accounts.display_names import names_for
from kb.web.context import Web
from kb.web.editorial.entry_conflict import entry_conflict_page
from kb.web.editorial.entry_form import FormField, form_page
from kb.web.editorial.entry_views import seen_in, typed_from
from kb.web.layout.frame import Link
from kb.web.priorities.text_form import wording_fields
from kb.web.priorities.versions_page import priority_versions_page


def register(routes: Routes, web: Web) -> None:
    """Put the page on the application."""

    @routes.get("/priorities/<id>/edit", needs=Right.RUN_CALL)
    def reword(id: str) -> Response:
        kept = web.kb.wording.kept(id)
        told = why_not(kept.item)
        return form(web, kept.item, typed_of(kept.item), kept.digest, {"title": told} if told else {})

    @routes.post("/priorities/<id>/edit", needs=Right.RUN_CALL)
    def reworded(id: str) -> AnyResponse:
        own = web.viewer().id
        typed = typed_from(request.form)
        kept = web.kb.wording.kept(id)
        try:
            web.kb.wording.save(id, typed, seen_in(typed), own)
        except InvalidInput as error:
            return form(web, kept.item, typed, seen_in(typed), error.field_errors)
        except WriteConflict as conflict:
            theirs = fields(web, typed_of(conflict.item))
            return both(web, kept.item, "edit", (theirs, fields(web, typed)), typed, conflict.digest)
        return redirect(f"/priorities/{id}", 303)

    @routes.get("/priorities/<id>/versions", needs=Right.RUN_CALL)
    def versions_of_words(id: str) -> Response:
        wording, every = web.kb.wording, web.kb.wording.versions(id)
        frame = web.frame(f"Before: {every[-1].title}", "priorities")
        return web.page(priority_versions_page(frame, every, wording.topics(), names_for(web)))


def form(web: Web, priority: Priority, typed: Typed, digest: str, errors: Mapping[str, str]) -> Response:
    """Return the form with what was typed, and what is wrong with it."""
    page = form_page(
        web.frame(f"Edit: {priority.title}", "priorities"),
        web.visitors.form_token(),
        Link(priority.title, f"/priorities/{priority.id}"),
        "Edit the words",
        fields(web, typed),
        action=f"/priorities/{priority.id}/edit",
        button="Save",
        lead="What members say under it, and how it came to be, stay as they are. The version before is kept.",
        hidden=(("seen", digest[:20]),),
        errors=errors,
    )
    return web.page(page, 422 if errors else 200)


def both(
    web: Web, priority: Priority, part: str, versions: tuple[tuple[FormField, ...], ...], typed: Typed, digest: str
) -> Response:
    """Return both versions of a form below a priority, theirs and yours, where somebody saved first."""
    theirs, yours = versions
    page = entry_conflict_page(
        web.frame("Somebody saved first", "priorities"),
        web.visitors.form_token(),
        Link(priority.title, f"/priorities/{priority.id}"),
        f"/priorities/{priority.id}/{part}",
        theirs,
        yours,
        {name: values for name, values in typed.items() if name not in ("seen", "act")},
        digest,
    )
    return web.page(page, 409)


def fields(web: Web, typed: Typed) -> tuple[FormField, ...]:
    """Return the fields of the form."""
    return wording_fields(typed, web.kb.wording.topics())
