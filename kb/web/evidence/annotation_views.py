"""Annotated entries: the list, one with its turns, what it said before, and the acts that change it."""

import json

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from kb.domain.account.account import Right
from kb.domain.account.viewer import Viewer
from kb.domain.editorial.review import ReviewState
from kb.domain.errors import InvalidInput, NotFound
from kb.domain.evidence.annotation import Annotation
from kb.domain.priority.priority import Stance
from kb.services.evidence.annotation_jsonld import MEDIA_TYPE, Json, annotation_jsonld, collection_jsonld
from kb.services.evidence.annotations import AnnotationFilter
from kb.services.library.content_writer import ContentConflict
from kb.web.access import PUBLIC, Routes
from kb.web.accounts.display_names import names_for
from kb.web.comments.part import comments_here
from kb.web.context import Web
from kb.web.editorial.edited_item import show_conflict, show_versions
from kb.web.editorial.versions_page import ItemVersion
from kb.web.evidence.annotation_form_views import edited
from kb.web.evidence.annotation_list_page import annotations_page
from kb.web.evidence.annotation_page import ACTS, DONE, STATE_WORDS, annotation_page
from kb.web.humanize import moment


def register(routes: Routes, web: Web) -> None:
    """Put the entries on the application."""

    @routes.get("/annotations", needs=PUBLIC)
    def annotations() -> Response:
        viewer, wanted = web.viewer(), wanted_of(web)
        every = web.kb.annotations.all(viewer)
        authors = {seen.entry.author for seen in every if may_ask_for(viewer, seen.entry.author)}
        found = web.kb.annotations.all(viewer, wanted)
        frame = web.frame("Annotated entries", "sources", data="/annotations")
        own = viewer.id if viewer.annotates else ""
        page = annotations_page(frame, found, every, wanted, names_for(web), authors, own=own, works=viewer.annotates)
        return web.page(page)

    @routes.get("/annotations/<id>", needs=PUBLIC)
    def annotation(id: str) -> Response:
        return shown(web, id, said=DONE.get(request.args.get("done", ""), ""))

    @routes.get("/annotations/<id>.jsonld", needs=PUBLIC)
    def annotation_data(id: str) -> Response:
        seen = web.kb.annotations.one(id, web.viewer())
        return data(annotation_jsonld(seen, web.base_url, names_for(web)))

    @routes.get("/sources/<id>/annotations.jsonld", needs=PUBLIC)
    def annotations_data(id: str) -> Response:
        source = web.kb.browsing.source(id, web.viewer()).source
        found = web.kb.annotations.all(web.viewer(), AnnotationFilter(source=id))
        address, label = f"{web.base_url}/sources/{id}/annotations.jsonld", f"Entries on {source.title}"
        return data(collection_jsonld(address, label, found, web.base_url, names_for(web)))

    @routes.get("/annotations/<id>/versions", needs=Right.ANNOTATE)
    def annotation_versions(id: str) -> Response:
        versions = (ItemVersion(one, _note(one)) for one in web.kb.annotations.versions(id, web.viewer()))
        return show_versions(web, edited(web, id), versions)

    @routes.post("/annotations/<id>/<act>", needs=Right.ANNOTATE)
    def turn_annotation(id: str, act: str) -> AnyResponse:
        if act not in ACTS:
            raise NotFound("act", act)
        note, seen = request.form.get("note", ""), request.form.get("seen", "")
        try:
            web.kb.annotation_editor.transition(id, ACTS[act], note, seen, web.viewer())
        except InvalidInput as error:
            return shown(web, id, problem=" ".join(error.field_errors.values()), status=422)
        except ContentConflict as conflict:
            return show_conflict(web, edited(web, id), conflict, None)
        return redirect(f"/annotations/{id}?done={act}", 303)


def data(made: Json) -> Response:
    """Return a Web Annotation, with the media type that says so."""
    response = Response(json.dumps(made, ensure_ascii=False, indent=2), mimetype="application/ld+json")
    response.headers["Content-Type"] = MEDIA_TYPE
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def shown(web: Web, id: str, *, said: str = "", problem: str = "", status: int = 200) -> Response:
    """Return the page of an entry."""
    viewer = web.viewer()
    seen = web.kb.annotations.one(id, viewer)

    def why_not(to: ReviewState) -> str:
        return web.kb.annotation_editor.why_not(seen.entry, to, viewer)

    page = annotation_page(
        web.frame(f"Entry on {seen.source.heading}", "sources", data=f"/annotations/{id}"),
        web.visitors.form_token() if viewer.annotates else "",
        seen,
        web.kb.annotations.passage(seen.entry.citation, viewer),
        names_for(web),
        why_not if viewer.annotates else None,
        web.kb.suspect_citations.standing(seen.entry),
        comments_here(web, f"annotations/{id}"),
        said=said if viewer.annotates else "",
        problem=problem,
    )
    return web.page(page, status)


def _note(version: Annotation) -> str:
    return f"since {moment(version.changed or version.made)}, {STATE_WORDS[version.state].lower()}"


def may_ask_for(viewer: Viewer, author: str) -> bool:
    """Say whether somebody may ask for the entries of an author: staff know who wrote what, others their own."""
    return viewer.is_staff or (bool(viewer.id) and author == viewer.id)


def wanted_of(web: Web) -> AnnotationFilter:
    """Read what of the entries is asked for; what cannot be is left out."""
    args, viewer = request.args, web.viewer()
    state, stance, author = args.get("state", ""), args.get("stance", ""), args.get("author", "")
    return AnnotationFilter(
        state=ReviewState(state) if state in list(ReviewState) and viewer.annotates else None,
        tag=args.get("tag", "").strip(),
        author=author if may_ask_for(viewer, author) else "",
        stance=Stance(stance) if stance in list(Stance) else None,
        source=args.get("source", ""),
        priority=args.get("priority", ""),
        overdue=args.get("overdue", "") == "1" and viewer.annotates,
    )
