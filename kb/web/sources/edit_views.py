"""Sources as staff write them: the form, the versions before, and taking a source out of use and into use again."""

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from kb.domain.account.account import Right
from kb.domain.account.viewer import Viewer
from kb.domain.form_data import FormData
from kb.domain.source.source import Source
from kb.services.library.content_writer import ContentConflict
from kb.services.sources.source_form import form_of
from kb.web.access import Routes
from kb.web.addresses import source_address
from kb.web.context import Web
from kb.web.editorial.edited_item import EditedItem, form_to_edit, save_form, show_conflict, show_form, show_versions
from kb.web.editorial.versions_page import ItemVersion
from kb.web.humanize import moment
from kb.web.layout.frame import Link
from kb.web.sources.source_fields import source_fields


def register(routes: Routes, web: Web) -> None:
    """Put the pages on the application."""
    views = SourceEditViews(web)
    routes.add("/sources/<id>/edit", "source_edit", views.edit, "GET", needs=Right.GATHER)
    routes.add("/sources/<id>/edit", "source_save", views.save, "POST", needs=Right.GATHER)
    routes.add("/sources/<id>/versions", "source_versions", views.versions, "GET", needs=Right.GATHER)
    routes.add("/sources/<id>/retire", "source_retire", views.retire, "POST", needs=Right.GATHER)


class SourceEditViews:
    """The addresses on which a source is written."""

    def __init__(self, web: Web) -> None:
        self._web, self._kb = web, web.kb.source_editor

    def edit(self, id: str) -> Response:
        """Show the form of a source, or of one of its versions."""
        viewer = self._web.viewer()
        read = self._kb.read(id, viewer)
        item = self._item(read.item, viewer)
        form = form_to_edit(item, read.item, read.digest, lambda: self._kb.versions(id, viewer))
        return show_form(self._web, item, form)

    def save(self, id: str) -> AnyResponse:
        """Change a source; show both versions where somebody saved first."""
        viewer = self._web.viewer()
        source = self._kb.read(id, viewer).item

        def save(form: FormData, seen: str) -> str:
            self._kb.edit(id, form, seen, viewer)
            return f"{source_address(id)}?filed=edited"

        return save_form(self._web, self._item(source, viewer), save)

    def versions(self, id: str) -> Response:
        """Show what a source said before."""
        viewer = self._web.viewer()
        source = self._kb.read(id, viewer).item
        every = self._kb.versions(id, viewer)
        notes = (ItemVersion(one, f"since {moment(one.changed)}" if one.changed else "as it was made") for one in every)
        return show_versions(self._web, self._item(source, viewer), notes)

    def retire(self, id: str) -> AnyResponse:
        """Take a source out of use, with a reason, or into use again."""
        viewer, form = self._web.viewer(), request.form
        why = form.get("why", "").strip() if form.get("do") == "retire" else ""
        if form.get("do") == "retire" and not why:
            return redirect(f"{source_address(id)}?filed=why", 303)
        try:
            self._kb.retire(id, why, form.get("seen", ""), viewer)
        except ContentConflict as conflict:
            return show_conflict(self._web, self._item(self._kb.read(id, viewer).item, viewer), conflict, None)
        return redirect(f"{source_address(id)}?filed={'retired' if why else 'used'}", 303)

    def _item(self, source: Source, viewer: Viewer) -> EditedItem:
        topics = self._web.kb.browsing.topics(viewer)
        return EditedItem(
            over=Link(source.heading, source_address(source.id)),
            section="sources",
            address=f"{source_address(source.id)}/edit",
            fields=lambda form: source_fields(form, topics, viewer),
            form_of=form_of,
            heading="Edit this source",
            lead="The text itself comes from the document and is not edited here.",
            hidden=("seen", "findings"),
        )
