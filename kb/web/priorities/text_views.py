"""Editing the words of a priority: for staff, on a page below the priority."""

from flask import Response
from werkzeug.wrappers import Response as AnyResponse

from kb.domain.account.account import Right
from kb.domain.form_data import FormData
from kb.domain.priority.priority import Priority
from kb.services.editorial.priority_text import form_of, why_not
from kb.web.access import Routes
from kb.web.accounts.display_names import names_for
from kb.web.context import Web
from kb.web.editorial.edited_item import EditedItem, form_to_edit, save_form, show_form, show_versions
from kb.web.editorial.entry_parts import Names
from kb.web.editorial.versions_page import ItemVersion
from kb.web.humanize import moment
from kb.web.layout.frame import priority_link
from kb.web.priorities.text_form import priority_text_fields


def register(routes: Routes, web: Web) -> None:
    """Put the page on the application."""

    @routes.get("/priorities/<id>/edit", needs=Right.RUN_CALL)
    def edit_priority(id: str) -> Response:
        read = web.kb.priority_text.read(id)
        item, refused = edited(web, read.item), why_not(read.item)
        form = form_to_edit(item, read.item, read.digest, lambda: web.kb.priority_text.versions(id))
        return show_form(web, item, form, {"title": refused} if refused else {})

    @routes.post("/priorities/<id>/edit", needs=Right.RUN_CALL)
    def save_priority(id: str) -> AnyResponse:

        def save(form: FormData, seen: str) -> str:
            web.kb.priority_text.save(id, form, seen, web.viewer())
            return f"/priorities/{id}"

        return save_form(web, edited(web, web.kb.priority_text.read(id).item), save)

    @routes.get("/priorities/<id>/versions", needs=Right.RUN_CALL)
    def versions_of_words(id: str) -> Response:
        every, names = web.kb.priority_text.versions(id), names_for(web)
        versions = (ItemVersion(one, _note(one, names)) for one in every)
        return show_versions(web, edited(web, every[-1]), versions, may_restore=not why_not(every[-1]))


def edited(web: Web, priority: Priority) -> EditedItem:
    """Return the words of a priority as they are edited."""
    return EditedItem(
        over=priority_link(priority),
        section="priorities",
        address=f"/priorities/{priority.id}/edit",
        fields=lambda form: priority_text_fields(form, web.kb.priority_text.topics()),
        form_of=form_of,
        heading="Edit the words",
        lead="What members say under it, and how it came to be, stay as they are. The version before is kept.",
    )


def _note(one: Priority, names: Names) -> str:
    since = f"since {moment(one.changed)}" if one.changed else "as it was made"
    return f"{since}, worded by {names(one.worded_by)}" if one.worded_by else since
