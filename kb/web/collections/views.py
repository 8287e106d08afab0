"""Collections: list, add, read, change, share, take away. Each change is a form of ours and ends in a redirect."""

from collections.abc import Callable, Sequence
from urllib.parse import urlencode

from flask import Response, make_response, request

from kb.domain.account.viewer import Viewer
from kb.domain.collection import MOST_ITEMS, Collection
from kb.domain.errors import InvalidInput, NotFound, or_not_found
from kb.parsing.sheets.tables import write_csv
from kb.services.brief.formats import FORMATS
from kb.services.collections.collections import CollectedView
from kb.services.collections.document import collected_sources, collection_document, collection_rows
from kb.web.access import PUBLIC, Routes
from kb.web.anonymous_owner import TOO_OLD, Owners, go_on, private
from kb.web.collections.page import ENDINGS, CollectionPage, add_page, collection_page, collections_page, kept_words
from kb.web.context import Web
from kb.web.sources.citation_views import citation_file

DONE = {
    "saved": "Saved.",
    "added": "Added.",
    "back": "It is back.",
    "shared": "Anybody with the link can read it now.",
    "private": "The link no longer leads here.",
}


def register(routes: Routes, web: Web) -> None:
    """Put collections on the application."""
    views = CollectionViews(web, Owners.of(web))
    routes.add("/collections", "collections", views.list, "GET", needs=PUBLIC)
    routes.add("/collections/add", "collection_add_form", views.add_form, "GET", needs=PUBLIC)
    routes.add("/collections/add", "collection_add", views.add, "POST", needs=PUBLIC)
    routes.add("/collections/<id>", "collection", views.show, "GET", needs=PUBLIC)
    routes.add("/collections/<id>", "collection_change", views.change, "POST", needs=PUBLIC)
    routes.add("/collections/<id>.<ending>", "collection_file", views.file, "GET", needs=PUBLIC)
    routes.add("/collections/<id>/items", "collection_item", views.change_item, "POST", needs=PUBLIC)
    routes.add("/collections/<id>/delete", "collection_delete", views.delete, "POST", needs=PUBLIC)
    routes.add("/collections/<id>/undo", "collection_undo", views.undo, "POST", needs=PUBLIC)
    routes.add("/collections/shared/<token>", "collection_shared", views.shared, "GET", needs=PUBLIC)
    routes.add("/collections/shared/<token>.<ending>", "collection_shared_file", views.shared_file, "GET", needs=PUBLIC)


class CollectionViews:
    """The pages of collections, for whoever is known by their account or cookie, and for who has a link."""

    def __init__(self, web: Web, owners: Owners) -> None:
        self._web, self._owners, self._collections = web, owners, web.kb.collections

    def list(self) -> Response:
        """Show the collections of whoever asks, and what was just done."""
        return self._listed(DONE.get(request.args.get("done", ""), ""))

    def add_form(self) -> Response:
        """Show the form that adds passages; from here on the browser is known."""
        viewer = self._owners.known_or_new(request)
        return self._owners.remember(self._adding(viewer, self._asked(request.args.getlist("passage"), viewer)), viewer)

    def add(self) -> Response:
        """Add passages to a new collection or one that is there."""
        viewer = self._owners.known(request)
        if viewer is None:
            return self._listed(TOO_OLD, 403)
        found = self._asked(request.form.getlist("passage"), viewer)
        chosen, title = request.form.get("collection", ""), request.form.get("title", "")
        try:
            if chosen and not title.strip():
                made = self._collections.add(viewer.owner, chosen, found)
            else:
                made = self._collections.create(viewer.owner, title, found)
        except InvalidInput as error:
            return self._adding(viewer, found, title, chosen, error)
        return go_on(f"/collections/{made.id}?done=added")

    def show(self, id: str) -> Response:
        """Show a collection to its owner."""
        viewer, collection = self._own(id)
        page = self._page(viewer, collection, told=DONE.get(request.args.get("done", ""), ""))
        return self._owners.remember(private(self._web.page(page)), viewer)

    def change(self, id: str) -> Response:
        """Change title and introduction, share the collection or stop sharing it."""

        def act(viewer: Viewer) -> str:
            do = request.form.get("do", "save")
            if do in ("share", "private"):
                self._collections.share(viewer.owner, id, on=do == "share")
                return f"/collections/{id}?done={'shared' if do == 'share' else do}"
            self._collections.describe(viewer.owner, id, *_typed())
            return f"/collections/{id}?done=saved"

        return self._sent(act, id)

    def change_item(self, id: str) -> Response:
        """Keep the line at a passage; move it, remove it, or have it back."""

        def act(viewer: Viewer) -> str:
            form = request.form
            key, do = form.get("item", ""), form.get("do", "save")
            made = self._collections.change_item(viewer.owner, id, key, form.get("line", ""), do)
            at = next((place for place, one in enumerate(made.kept, start=1) if one.key == key), 0)
            return f"/collections/{id}?done=saved#item-{at}" if at else f"/collections/{id}"

        return self._sent(act, id)

    def delete(self, id: str) -> Response:
        """Delete a collection."""

        def act(viewer: Viewer) -> str:
            self._collections.delete(viewer.owner, id)
            return f"/collections?{urlencode({'deleted': id})}"

        return self._sent(act, id)

    def undo(self, id: str) -> Response:
        """Restore a deleted collection."""

        def act(viewer: Viewer) -> str:
            self._collections.undo_delete(viewer.owner, id)
            return f"/collections/{id}?done=back"

        return self._sent(act)

    def file(self, id: str, ending: str) -> Response:
        """Give a collection to its owner as a file."""
        viewer, collection = self._own(id)
        return self._file(collection, ending, viewer)

    def shared(self, token: str) -> Response:
        """Show a collection to who has its link: the passages that they may see."""
        viewer = self._web.viewer()
        collection = self._collections.shared(token, viewer)
        page = collection_page(
            self._web.frame(collection.title, "search", data=f"/collections/shared/{token}"),
            collection,
            self._collections.views(collection, viewer),
            self._web.base_url,
            annotates=viewer.annotates,
        )
        return _unlisted(private(self._web.page(page)))

    def shared_file(self, token: str, ending: str) -> Response:
        """Give a collection as a file to who has its link."""
        viewer = self._web.viewer()
        return _unlisted(self._file(self._collections.shared(token, viewer), ending, viewer))

    def _file(self, collection: Collection, ending: str, viewer: Viewer) -> Response:
        if ending not in ENDINGS:
            raise NotFound("format", ending)
        views = self._collections.views(collection, viewer)
        name = "collection"
        if ending == "ris":
            return private(citation_file(self._web, collected_sources(views), name, ending))
        if ending == "csv":
            data, kind = write_csv(collection_rows(views, self._web.base_url)), "text/csv; charset=utf-8"
        else:
            document = collection_document(collection, views, self._collections.now())
            data, kind = self._web.kb.downloads.brief(document, ending, viewer), FORMATS[ending].media_type
        response = make_response(data)
        response.headers["Content-Type"] = kind
        response.headers["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
        return private(response)

    def _own(self, id: str) -> tuple[Viewer, Collection]:
        viewer = or_not_found(self._owners.known(request), "collection", id)
        return viewer, self._collections.one(viewer.owner, id)

    def _asked(self, places: Sequence[str], viewer: Viewer) -> tuple[CollectedView, ...]:
        parts = (place.partition("/") for place in places[:MOST_ITEMS])
        return self._collections.collectable(((source, passage) for source, _, passage in parts), viewer)

    def _adding(
        self,
        viewer: Viewer,
        found: Sequence[CollectedView],
        title: str = "",
        chosen: str | None = None,
        error: InvalidInput | None = None,
    ) -> Response:
        page = add_page(
            self._web.frame("Add to a collection", "search"),
            found,
            self._collections.of(viewer.owner),
            self._web.visitors.form_token(),
            kept_words(viewer.id),
            title=title,
            chosen=chosen,
            errors=error.field_errors if error else None,
        )
        return private(self._web.page(page, 422 if error else 200))

    def _page(
        self, viewer: Viewer, collection: Collection, told: str = "", error: InvalidInput | None = None
    ) -> CollectionPage:
        return collection_page(
            self._web.frame(collection.title, "search", data=f"/collections/{collection.id}" if viewer.account else ""),
            collection,
            self._collections.views(collection, viewer),
            self._web.base_url,
            csrf=self._web.visitors.form_token(),
            told=told,
            errors=error.field_errors if error else None,
            typed=_typed() if error and "title" in request.form else None,
            annotates=viewer.annotates,
            is_owner=True,
            priorities=self._web.kb.annotations.priorities(viewer) if viewer.annotates else (),
        )

    def _sent(self, act: Callable[[Viewer], str], id: str = "") -> Response:
        """Do what a form asks for and go on; show what was wrong where it cannot be done."""
        viewer = self._owners.known(request)
        if viewer is None:
            return self._listed(TOO_OLD, 403)
        try:
            return go_on(act(viewer))
        except InvalidInput as error:
            if not id:
                return self._listed(" ".join(error.field_errors.values()), 422)
            page = self._page(viewer, self._collections.one(viewer.owner, id), error=error)
            return private(self._web.page(page, 422))

    def _listed(self, told: str, status: int = 200) -> Response:
        viewer = self._owners.known(request)
        frame = self._web.frame("Collections", "search", data="/collections")
        if viewer is None:
            page = collections_page(
                frame, (), "", kept_words(""), told, None, self._collections.example(self._web.viewer())
            )
            return private(self._web.page(page, status))
        deleted = self._collections.deleted(viewer.owner, request.args.get("deleted", ""))
        collections, token = self._collections.of(viewer.owner), self._web.visitors.form_token()
        example = None if collections else self._collections.example(viewer)
        page = collections_page(frame, collections, token, kept_words(viewer.id), told, deleted, example)
        return self._owners.remember(private(self._web.page(page, status)), viewer)


def _typed() -> tuple[str, str]:
    return request.form.get("title", ""), request.form.get("introduction", "")


def _unlisted(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex"
    return response
