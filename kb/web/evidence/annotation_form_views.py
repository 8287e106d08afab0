"""The forms in which entries are written and changed; for people who work on entries."""

from collections.abc import Iterable, Mapping

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from kb.domain.account.account import Right
from kb.domain.audience import Audience
from kb.domain.editorial.review import ReviewState
from kb.domain.errors import InvalidInput
from kb.domain.evidence.annotation import Annotation
from kb.domain.form_data import FormData, one
from kb.services.evidence.annotating import AnnotationPlace
from kb.services.evidence.annotation_form import MOST_LINKS, by_number, by_priority, form_of, in_order, link_rows
from kb.web.access import Routes
from kb.web.context import Web
from kb.web.editorial.edited_item import EditedItem, form_sent, form_to_edit, save_form
from kb.web.editorial.entry_form import FormField
from kb.web.evidence.annotation_form_page import Choices, about_of, annotation_fields, edit_form, new_form
from kb.web.layout.frame import Link

LONGEST_WORDS = 20_000
Errors = Mapping[str, str]


def register(routes: Routes, web: Web) -> None:
    """Put the forms on the application."""

    @routes.get("/sources/<id>/annotate", defaults={"passage": ""}, needs=Right.ANNOTATE)
    @routes.get("/sources/<id>/annotate/<passage>", needs=Right.ANNOTATE)
    def annotate(id: str, passage: str) -> Response:
        priority = request.args.get("priority", "")
        form = {
            "words": (request.args.get("words", ""),),
            "before": (request.args.get("before", ""),),
            "priority-0": (priority,),
            "review_by": (web.kb.annotations.usual_review_by().isoformat(),),
            "audience": (Audience.MEMBERS.value,),
        }
        return writing(web, id, passage, form)

    @routes.post("/sources/<id>/annotate", defaults={"passage": ""}, needs=Right.ANNOTATE)
    @routes.post("/sources/<id>/annotate/<passage>", needs=Right.ANNOTATE)
    def make_annotation(id: str, passage: str) -> AnyResponse:
        form = in_order(form_sent(request.form))
        if request.form.get("do") == "more":
            return writing(web, id, passage, form, rows=rows_asked())
        try:
            words, before = request.form.get("words", ""), request.form.get("before", "")
            place = AnnotationPlace(id, passage, words[:LONGEST_WORDS], before[:LONGEST_WORDS])
            made = web.kb.annotation_editor.make(place, form, web.viewer())
        except InvalidInput as error:
            return writing(web, id, passage, form, error.field_errors)
        return redirect(after(web, made, "made"), 303)

    @routes.get("/annotations/<id>/edit", needs=Right.ANNOTATE)
    def edit_annotation(id: str) -> Response:
        viewer, item = web.viewer(), edited(web, id)
        seen = web.kb.annotations.one(id, viewer)
        form = form_to_edit(item, seen.entry, seen.digest, lambda: web.kb.annotations.versions(id, viewer))
        return changing(web, id, by_number(form))

    @routes.post("/annotations/<id>/edit", needs=Right.ANNOTATE)
    def change_annotation(id: str) -> AnyResponse:
        if request.form.get("do") == "more":
            return changing(web, id, in_order(form_sent(request.form)), rows=rows_asked())

        def save(form: FormData, seen: str) -> str:
            return after(web, web.kb.annotation_editor.edit(id, form, seen, web.viewer()), "changed")

        return save_form(web, edited(web, id), save, lambda form, errors: changing(web, id, in_order(form), errors))


def writing(
    web: Web,
    id: str,
    passage: str,
    form: FormData,
    errors: Errors | None = None,
    *,
    rows: int = 1,
) -> Response:
    """Return the form of a new entry; chosen words that do not stand in the passage are told at once."""
    viewer, told = web.viewer(), dict(errors or {})
    source, citation = web.kb.annotation_editor.citation(AnnotationPlace(id, passage), viewer)
    try:
        _, citation = web.kb.annotation_editor.citation(
            AnnotationPlace(id, passage, one(form, "words"), one(form, "before")), viewer
        )
    except InvalidInput as error:
        told = {**error.field_errors, **told}
    page = new_form(
        web.frame(f"Write an entry on {source.heading}", "sources"),
        web.visitors.form_token(),
        about_of(source, citation, passage),
        (source, passage),
        form,
        choices(web, form),
        told,
        rows=rows,
    )
    return web.page(page, 422 if errors else 200)


def changing(web: Web, id: str, form: FormData, errors: Errors | None = None, *, rows: int = 1) -> Response:
    """Return the form that changes an entry."""
    viewer = web.viewer()
    seen = web.kb.annotations.one(id, viewer)
    about = about_of(seen.source, seen.entry.citation, web.kb.annotations.passage(seen.entry.citation, viewer))
    frame, csrf = web.frame(f"Change an entry on {seen.source.heading}", "sources"), web.visitors.form_token()
    page = edit_form(frame, csrf, about, id, one(form, "seen"), form, choices(web, form), errors, rows=rows)
    return web.page(page, 422 if errors else 200)


def edited(web: Web, id: str) -> EditedItem:
    """Return an entry as it is edited; its links are fields by priority, so that changes can be merged."""
    viewer = web.viewer()
    seen = web.kb.annotations.one(id, viewer)

    def fields(form: FormData) -> list[FormField]:
        return annotation_fields(form, titles(web, (name.removeprefix("link ") for name in form)))

    return EditedItem(
        over=Link(f"Entry on {seen.source.heading}", f"/annotations/{id}"),
        section="sources",
        address=f"/annotations/{id}/edit",
        fields=fields,
        form_of=lambda entry: by_priority(form_of(web.kb.annotations.as_seen(entry, viewer))),
        as_read=by_priority,
        as_sent=by_number,
    )


def after(web: Web, saved: Annotation, done: str) -> str:
    """Return where to go on after an entry was saved; it is handed in where that was asked for too."""
    if request.form.get("do") == "hand-in" and saved.state is ReviewState.DRAFT:
        viewer = web.viewer()
        digest = web.kb.annotations.one(saved.id, viewer).digest
        web.kb.annotation_editor.transition(saved.id, ReviewState.IN_REVIEW, "", digest, viewer)
        done = "hand-in"
    return f"/annotations/{saved.id}?done={done}"


def choices(web: Web, form: FormData) -> Choices:
    """Return what whoever asks can choose from; what is chosen already stays among it."""
    linked = {row[0] for row in link_rows(form)}
    return Choices(web.kb.annotations.priorities(web.viewer(), linked), web.viewer().audience)


def titles(web: Web, ids: Iterable[str]) -> dict[str, str]:
    """Return the titles of the priorities among ``ids`` that this reader may see."""
    found = (web.kb.annotations.priority(id, web.viewer()) for id in set(ids))
    return {one.id: one.title for one in found if one is not None}


def rows_asked() -> int:
    """Return for how many links there is room on the form that "add another priority" leads to."""
    rows = request.form.get("rows", "")
    shown = int(rows) if rows.isascii() and rows.isdigit() and len(rows) < 4 else 1
    return min(shown + 1, MOST_LINKS)
