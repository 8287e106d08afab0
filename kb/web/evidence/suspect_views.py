"""Suspect citations: the list, one with its old and new words, and what was decided."""

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from kb.domain.account.account import Right
from kb.domain.errors import InvalidInput, NotFound
from kb.domain.evidence.annotation import Annotation
from kb.services.library.content_writer import ContentConflict
from kb.web.access import Routes
from kb.web.accounts.display_names import names_for
from kb.web.context import Web
from kb.web.editorial.edited_item import show_conflict
from kb.web.evidence.annotation_form_views import edited
from kb.web.evidence.suspect_page import DECIDED, decide_page, suspects_page


def register(routes: Routes, web: Web) -> None:
    """Put the suspects on the application."""

    @routes.get("/suspects", needs=Right.ANNOTATE)
    def suspects() -> Response:
        viewer = web.viewer()
        said = DECIDED.get(request.args.get("done", ""), "")
        frame = web.frame("Citations to check", "sources")
        return web.page(
            suspects_page(frame, web.kb.suspect_citations.all(viewer), web.kb.suspect_citations.own(viewer), said)
        )

    @routes.get("/annotations/<id>/decide", needs=Right.ANNOTATE)
    def decide(id: str) -> AnyResponse:
        return deciding(web, id)

    @routes.post("/annotations/<id>/decide", needs=Right.ANNOTATE)
    def decided(id: str) -> AnyResponse:
        act = request.form.get("do", "")
        try:
            carried_out(web, id, act)
        except InvalidInput as error:
            return deciding(web, id, problem=" ".join(error.field_errors.values()), status=422)
        except ContentConflict as conflict:
            return show_conflict(web, edited(web, id), conflict, None)
        return redirect(f"/suspects?done={act}", 303)


def carried_out(web: Web, id: str, act: str) -> Annotation:
    """Do what the form says."""
    viewer, why, seen = web.viewer(), request.form.get("why", ""), request.form.get("seen", "")
    if act == "anchor":
        return web.kb.suspect_citations.anchor(id, request.form.get("passage", ""), why, seen, viewer)
    if act == "keep":
        return web.kb.suspect_citations.keep(id, why, seen, viewer)
    if act == "retire":
        return web.kb.suspect_citations.retire(id, why, seen, viewer)
    raise NotFound("act", act)


def deciding(web: Web, id: str, *, problem: str = "", status: int = 200) -> AnyResponse:
    """Return the page on which somebody decides; an entry whose words are there has nothing to be decided."""
    suspect = web.kb.suspect_citations.one(id, web.viewer())
    if suspect is None:
        return redirect(f"/annotations/{id}", 303)
    frame = web.frame(f"Decide: entry on {suspect.seen.source.heading}", "sources")
    page = decide_page(frame, web.visitors.form_token(), suspect, names_for(web), problem)
    return web.page(page, status)
