"""The forms in which entries are written and changed; for people who work on entries."""

from collections.abc import Mapping

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from kb.domain.account.account import Right
from kb.domain.editorial.review import ReviewState
from kb.domain.errors import EditConflict, InvalidInput
from kb.domain.evidence.annotation import Annotation
from kb.services.evidence.annotating import Place
from kb.services.evidence.annotation_checks import MOST_LINKS
from kb.web.access import Routes
from kb.web.context import Web
from kb.web.evidence.annotation_form_page import Choices, about_of, edit_form, new_form
from kb.web.evidence.annotation_views import conflict
from kb.web.evidence.forms import TypedEntry, TypedLink, typed_again, typed_of, written_of

Errors = Mapping[str, str]


def register(routes: Routes, web: Web) -> None:
    """Put the forms on the application."""

    @routes.get("/sources/<id>/annotate", defaults={"passage": ""}, needs=Right.ANNOTATE)
    @routes.get("/sources/<id>/annotate/<passage>", needs=Right.ANNOTATE)
    def annotate(id: str, passage: str) -> Response:
        priority = request.args.get("priority", "")
        typed = TypedEntry(
            words=request.args.get("words", ""),
            before=request.args.get("before", ""),
            links=(TypedLink(priority),) if priority else (),
            review_by=web.kb.annotations.usual_review_by().isoformat(),
        )
        return writing(web, id, passage, typed)

    @routes.post("/sources/<id>/annotate", defaults={"passage": ""}, needs=Right.ANNOTATE)
    @routes.post("/sources/<id>/annotate/<passage>", needs=Right.ANNOTATE)
    def make_annotation(id: str, passage: str) -> AnyResponse:
        typed = typed_of(request.form)
        if request.form.get("do") == "more":
            return writing(web, id, passage, typed, rows=rows_asked())
        try:
            place = Place(id, passage, typed.words, typed.before)
            made = web.kb.annotating.make(place, written_of(typed), web.viewer())
        except InvalidInput as error:
            return writing(web, id, passage, typed, error.field_errors, status=422)
        return after(web, made, "made")

    @routes.get("/annotations/<id>/edit", needs=Right.ANNOTATE)
    def edit_annotation(id: str) -> Response:
        seen = web.kb.annotations.one(id, web.viewer())
        return changing(web, id, typed_again(seen.entry), seen.digest)

    @routes.post("/annotations/<id>/edit", needs=Right.ANNOTATE)
    def change_annotation(id: str) -> AnyResponse:
        typed, digest = typed_of(request.form), request.form.get("seen", "")
        if request.form.get("do") == "more":
            return changing(web, id, typed, digest, rows=rows_asked())
        try:
            changed = web.kb.annotating.edit(id, written_of(typed), digest, web.viewer())
        except InvalidInput as error:
            return changing(web, id, typed, digest, error.field_errors, status=422)
        except EditConflict:
            return conflict(web, id, typed)
        return after(web, changed, "changed")


def writing(
    web: Web,
    id: str,
    passage: str,
    typed: TypedEntry,
    errors: Errors | None = None,
    *,
    rows: int = 1,
    status: int = 200,
) -> Response:
    """Return the form of a new entry; chosen words that do not stand in the passage are told at once."""
    viewer, told = web.viewer(), dict(errors or {})
    source, citation = web.kb.annotating.citation(Place(id, passage), viewer)
    try:
        _, citation = web.kb.annotating.citation(Place(id, passage, typed.words, typed.before), viewer)
    except InvalidInput as error:
        told = {**error.field_errors, **told}
    page = new_form(
        web.frame(f"Write an entry on {source.heading}", "sources"),
        web.visitors.form_token(),
        about_of(source, citation, passage),
        (source, passage),
        typed,
        choices(web, typed),
        told,
        rows=rows,
    )
    return web.page(page, status)


def changing(
    web: Web, id: str, typed: TypedEntry, digest: str, errors: Errors | None = None, *, rows: int = 1, status: int = 200
) -> Response:
    """Return the form that changes an entry; ``digest`` is of the file as it was when the form was first shown."""
    viewer = web.viewer()
    seen = web.kb.annotations.one(id, viewer)
    about = about_of(seen.source, seen.entry.citation, web.kb.annotations.passage(seen.entry.citation, viewer))
    frame = web.frame(f"Change an entry on {seen.source.heading}", "sources")
    page = edit_form(frame, web.visitors.form_token(), about, id, digest, typed, choices(web, typed), errors, rows=rows)
    return web.page(page, status)


def after(web: Web, saved: Annotation, done: str) -> AnyResponse:
    """Go on to an entry that was saved, and hand it in where that was asked for too."""
    if request.form.get("do") == "hand-in" and saved.state is ReviewState.DRAFT:
        viewer = web.viewer()
        digest = web.kb.annotations.one(saved.id, viewer).digest
        web.kb.annotating.turn(saved.id, ReviewState.IN_REVIEW, "", digest, viewer)
        done = "hand-in"
    return redirect(f"/annotations/{saved.id}?done={done}", 303)


def choices(web: Web, typed: TypedEntry) -> Choices:
    """Return what whoever asks can choose from; what is chosen already stays among it."""
    linked = {link.priority for link in typed.links}
    return Choices(web.kb.annotations.priorities(web.viewer(), linked), web.reader())


def rows_asked() -> int:
    """Return for how many links there is room on the form that "add another priority" leads to."""
    rows = request.form.get("rows", "")
    shown = int(rows) if rows.isascii() and rows.isdigit() and len(rows) < 4 else 1
    return min(shown + 1, MOST_LINKS)
