"""Saved searches: list, save, rename, delete, undo. Each change is a form of ours and ends in a redirect."""

from collections.abc import Callable
from urllib.parse import urlencode

from flask import Response, request

from kb.domain.account.viewer import Viewer
from kb.domain.errors import InvalidInput, NotFound
from kb.domain.query.parameters import lasting, parameters_of, query_of
from kb.storage.saved_searches import SavedSearch
from kb.web.access import PUBLIC, Routes
from kb.web.anonymous_owner import TOO_OLD, Owners, go_on, private
from kb.web.context import Web
from kb.web.search.saved_page import SavedFormPage, edit_form, kept_words, new_form, query_from, saved_page, with_errors

DONE = {"saved": "Saved.", "changed": "Changed.", "back": "It is back."}


def register(routes: Routes, web: Web) -> None:
    """Put saved searches on the application."""
    views = SavedViews(web, Owners.of(web))
    routes.add("/saved", "saved", views.list, "GET", needs=PUBLIC)
    routes.add("/saved", "saved_save", views.save, "POST", needs=PUBLIC)
    routes.add("/saved/new", "saved_new", views.new, "GET", needs=PUBLIC)
    routes.add("/saved/<id>", "saved_edit", views.edit, "GET", needs=PUBLIC)
    routes.add("/saved/<id>", "saved_change", views.change, "POST", needs=PUBLIC)
    routes.add("/saved/<id>/delete", "saved_delete", views.delete, "POST", needs=PUBLIC)
    routes.add("/saved/<id>/undo", "saved_undo", views.undo, "POST", needs=PUBLIC)


class SavedViews:
    """The pages of saved searches, for whoever is known by their cookie."""

    def __init__(self, web: Web, owners: Owners) -> None:
        self._web = web
        self._owners = owners
        self._saving = web.kb.saved_searches

    def list(self) -> Response:
        """Show what is saved, and what was just done."""
        return self._listed(DONE.get(request.args.get("done", ""), ""))

    def new(self) -> Response:
        """Show the form that saves a search; from here on the browser is known."""
        viewer = self._owners.known_or_new(request)
        query, _ = query_of(request.args.to_dict(flat=False))
        parameters = urlencode(parameters_of(lasting(query)))
        frame = self._web.frame("Save this search", "search")
        page = new_form(frame, lasting(query), parameters, self._web.visitors.form_token(), kept_words(viewer.id))
        return self._owners.remember(private(self._web.page(page)), viewer)

    def save(self) -> Response:
        """Save a search."""
        query = lasting(query_from(request.form.get("parameters", "")))
        parameters = urlencode(parameters_of(query))

        def act(viewer: Viewer) -> str:
            self._saving.save(viewer.owner, parameters, *_typed())
            return "/saved?done=saved"

        def form(viewer: Viewer) -> SavedFormPage:
            frame = self._web.frame("Save this search", "search")
            return new_form(frame, query, parameters, self._web.visitors.form_token(), kept_words(viewer.id))

        return self._sent(act, form)

    def edit(self, id: str) -> Response:
        """Show the form that changes name and note."""
        viewer = self._owners.known(request)
        if viewer is None:
            raise NotFound("saved search", id)
        return private(self._web.page(self._edit_form(viewer, self._saving.one(viewer.owner, id))))

    def change(self, id: str) -> Response:
        """Change name and note."""

        def act(viewer: Viewer) -> str:
            self._saving.change(viewer.owner, id, *_typed())
            return "/saved?done=changed"

        return self._sent(act, lambda viewer: self._edit_form(viewer, self._saving.one(viewer.owner, id)))

    def delete(self, id: str) -> Response:
        """Delete a search."""

        def act(viewer: Viewer) -> str:
            self._saving.delete(viewer.owner, id)
            return f"/saved?{urlencode({'deleted': id})}"

        return self._sent(act)

    def undo(self, id: str) -> Response:
        """Restore a deleted search."""

        def act(viewer: Viewer) -> str:
            self._saving.undo_delete(viewer.owner, id)
            return "/saved?done=back"

        return self._sent(act)

    def _sent(self, act: Callable[[Viewer], str], form: Callable[[Viewer], SavedFormPage] | None = None) -> Response:
        """Do what a form asks for and go on; show what was wrong where it cannot be done."""
        viewer = self._owners.known(request)
        if viewer is None:
            return self._listed(TOO_OLD, 403)
        try:
            return go_on(act(viewer))
        except InvalidInput as error:
            if form is None:
                return self._listed(" ".join(error.field_errors.values()), 422)
            page = with_errors(form(viewer), *_typed(), error.field_errors)
            return private(self._web.page(page, 422))

    def _listed(self, told: str, status: int = 200) -> Response:
        viewer = self._owners.known(request)
        frame = self._web.frame("Saved searches", "search")
        if viewer is None:
            return private(self._web.page(saved_page(frame, (), "", kept_words(""), told), status))
        deleted = self._saving.deleted(viewer.owner, request.args.get("deleted", ""))
        saved = self._saving.of(viewer.owner)
        page = saved_page(frame, saved, self._web.visitors.form_token(), kept_words(viewer.id), told, deleted)
        return self._owners.remember(private(self._web.page(page, status)), viewer)

    def _edit_form(self, viewer: Viewer, saved: SavedSearch) -> SavedFormPage:
        frame = self._web.frame("Name and note", "search")
        return edit_form(frame, saved, self._web.visitors.form_token(), kept_words(viewer.id))


def _typed() -> tuple[str, str]:
    return request.form.get("name", ""), request.form.get("note", "")
