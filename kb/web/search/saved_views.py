"""Saved searches: list, save, rename, delete, undo. Each change is a form of ours and ends in a redirect."""

from collections.abc import Callable
from urllib.parse import urlencode

from flask import Flask, Response, request

from kb.domain.errors import InvalidInput, NotFound
from kb.storage.saved_searches import SavedSearch
from kb.web.addresses import lasting, parameters_of, query_of
from kb.web.anonymous_owner import Keeper, Keepers
from kb.web.context import Web
from kb.web.search.saved_page import SavedFormPage, edit_form, kept_words, new_form, query_from, saved_page, with_errors

PRIVATE = "private, no-store"
DONE = {"saved": "Saved.", "changed": "Changed.", "back": "It is back."}
TOO_OLD = "This browser is not known here any more. Nothing was changed."


def register(app: Flask, web: Web) -> None:
    """Put saved searches on the application."""
    views = SavedViews(web, Keepers(web.visitors, web.secret, web.base_url.startswith("https:")))
    app.add_url_rule("/saved", "saved", views.list, methods=["GET"])
    app.add_url_rule("/saved", "saved_save", views.save, methods=["POST"])
    app.add_url_rule("/saved/new", "saved_new", views.new, methods=["GET"])
    app.add_url_rule("/saved/<id>", "saved_edit", views.edit, methods=["GET"])
    app.add_url_rule("/saved/<id>", "saved_change", views.change, methods=["POST"])
    app.add_url_rule("/saved/<id>/delete", "saved_delete", views.delete, methods=["POST"])
    app.add_url_rule("/saved/<id>/undo", "saved_undo", views.undo, methods=["POST"])


class SavedViews:
    """The pages of saved searches, for whoever is known by their cookie."""

    def __init__(self, web: Web, keepers: Keepers) -> None:
        self._web = web
        self._keepers = keepers
        self._saving = web.kb.saving

    def list(self) -> Response:
        """Show what is saved, and what was just done."""
        return self._listed(DONE.get(request.args.get("done", ""), ""))

    def new(self) -> Response:
        """Show the form that saves a search; from here on the browser is known."""
        keeper = self._keepers.known_or_new(request)
        query, _ = query_of(request.args.to_dict(flat=False))
        parameters = urlencode(parameters_of(lasting(query)))
        frame = self._web.frame("Save this search", "search")
        page = new_form(frame, lasting(query), parameters, self._web.visitors.form_token(), kept_words(keeper.account))
        return self._keepers.remember(_private(self._web.page(page)), keeper)

    def save(self) -> Response:
        """Save a search."""
        query = lasting(query_from(request.form.get("parameters", "")))
        parameters = urlencode(parameters_of(query))

        def act(keeper: Keeper) -> str:
            self._saving.save(keeper.owner, parameters, *_typed())
            return "/saved?done=saved"

        def form(keeper: Keeper) -> SavedFormPage:
            frame = self._web.frame("Save this search", "search")
            return new_form(frame, query, parameters, self._web.visitors.form_token(), kept_words(keeper.account))

        return self._sent(act, form)

    def edit(self, id: str) -> Response:
        """Show the form that changes name and note."""
        keeper = self._keepers.known(request)
        if keeper is None or (saved := self._saving.one(keeper.owner, id)).deleted_at is not None:
            raise NotFound("saved search", id)
        return _private(self._web.page(self._edit_form(keeper, saved)))

    def change(self, id: str) -> Response:
        """Change name and note."""

        def act(keeper: Keeper) -> str:
            self._saving.change(keeper.owner, id, *_typed())
            return "/saved?done=changed"

        return self._sent(act, lambda keeper: self._edit_form(keeper, self._saving.one(keeper.owner, id)))

    def delete(self, id: str) -> Response:
        """Delete a search."""

        def act(keeper: Keeper) -> str:
            self._saving.delete(keeper.owner, id)
            return f"/saved?{urlencode({'deleted': id})}"

        return self._sent(act)

    def undo(self, id: str) -> Response:
        """Have a deleted search back."""

        def act(keeper: Keeper) -> str:
            self._saving.undo_delete(keeper.owner, id)
            return "/saved?done=back"

        return self._sent(act)

    def _sent(self, act: Callable[[Keeper], str], form: Callable[[Keeper], SavedFormPage] | None = None) -> Response:
        """Do what a form asks for and go on; show what was wrong where it cannot be done."""
        keeper = self._keepers.known(request)
        if keeper is None:
            return self._listed(TOO_OLD, 403)
        try:
            return _private(_go(act(keeper)))
        except InvalidInput as error:
            if form is None:
                return self._listed(" ".join(error.field_errors.values()), 422)
            page = with_errors(form(keeper), *_typed(), error.field_errors)
            return _private(self._web.page(page, 422))

    def _listed(self, told: str, status: int = 200) -> Response:
        keeper = self._keepers.known(request)
        frame = self._web.frame("Saved searches", "search")
        if keeper is None:
            return _private(self._web.page(saved_page(frame, (), "", kept_words(""), told), status))
        deleted = self._deleted(keeper, request.args.get("deleted", ""))
        saved = self._saving.of(keeper.owner)
        page = saved_page(frame, saved, self._web.visitors.form_token(), kept_words(keeper.account), told, deleted)
        return self._keepers.remember(_private(self._web.page(page, status)), keeper)

    def _deleted(self, keeper: Keeper, id: str) -> SavedSearch | None:
        try:
            found = self._saving.one(keeper.owner, id) if id else None
        except NotFound:
            return None
        return found if found and found.deleted_at else None

    def _edit_form(self, keeper: Keeper, saved: SavedSearch) -> SavedFormPage:
        frame = self._web.frame("Name and note", "search")
        return edit_form(frame, saved, self._web.visitors.form_token(), kept_words(keeper.account))


def _go(path: str) -> Response:
    return Response(status=303, headers={"Location": path})


def _typed() -> tuple[str, str]:
    return request.form.get("name", ""), request.form.get("note", "")


def _private(response: Response) -> Response:
    response.headers["Cache-Control"] = PRIVATE
    return response
