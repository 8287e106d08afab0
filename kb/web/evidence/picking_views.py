"""Several passages taken for evidence of a priority at once: from its searches, from words, from one source."""

from collections.abc import Iterable, Mapping

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from kb.domain.account.account import Right
from kb.domain.collection import Collection
from kb.domain.editorial.review import ReviewState
from kb.domain.errors import InvalidInput, or_not_found
from kb.domain.priority.priority import Priority
from kb.services.evidence.annotating import AnnotationPlace
from kb.services.evidence.annotations import AnnotationFilter
from kb.web.access import Routes
from kb.web.addresses import source_address
from kb.web.context import Web
from kb.web.editorial.edited_item import form_sent
from kb.web.evidence.picking_page import PickedFrom, PickRequest, PickRow, pick_page
from kb.web.humanize import count, shortened
from kb.web.layout.frame import Link
from kb.web.sources.marks import marked_snippet

MOST_AT_ONCE = 60
LONGEST_SHOWN = 400
_FIELDS = {"stance-0": "stance", "strength-0": "strength", "why-0": "why", "body": "passage"}
"""Where on this page something is amiss with the form of an entry."""


def register(routes: Routes, web: Web) -> None:
    """Put the page on the application."""

    @routes.get("/priorities/<id>/evidence", needs=Right.ANNOTATE)
    def pick_evidence(id: str) -> Response:
        made = request.args.get("made", "")
        said = _said(int(made)) if made.isascii() and made.isdigit() and len(made) < 4 else ""
        return picking(web, id, picked_from(web, request.args), PickRequest(said=said))

    @routes.post("/priorities/<id>/evidence", needs=Right.ANNOTATE)
    def use_evidence(id: str) -> AnyResponse:
        form, wanted = form_sent(request.form), picked_from(web, request.form)
        values = request.form.getlist("passage")[:MOST_AT_ONCE]
        if not values:
            return picking(web, id, wanted, PickRequest(form, {"passage": "Tick the passages to use."}), 422)
        entry = {f"{name}-0": form.get(name, ()) for name in ("stance", "strength", "why")}
        entry |= {"priority-0": (_priority(web, id).id,), "audience": form.get("audience", ())}
        entry |= {"review_by": (web.kb.annotations.usual_review_by().isoformat(),)}
        lines = {} if "".join(entry["why-0"]).strip() else lines_of(wanted)
        places = {
            AnnotationPlace(*value.partition("#")[::2]): {"why-0": (lines[value],)} if value in lines else {}
            for value in values
        }
        hand_in, onward = request.form.get("do") in ("hand-in", "next"), id
        try:
            done = web.kb.annotation_editor.make_several(places, entry, web.viewer(), hand_in=hand_in)
        except InvalidInput as error:
            errors = {_FIELDS.get(name, name): words for name, words in error.field_errors.items()}
            return picking(web, id, wanted, PickRequest(form, errors), 422)
        if request.form.get("do") == "next":
            following = _next(web, _priority(web, id))
            onward = following.id if following else id
        if not done.refused:
            return redirect(f"/priorities/{onward}/evidence?made={len(done.made)}", 303)
        refused = tuple(_refused(place, why) for place, why in done.refused.items())
        said = _said(len(done.made)) if done.made else ""
        return picking(web, id, wanted, PickRequest(said=said, refused=refused), 409)


def picked_from(web: Web, values: Mapping[str, str]) -> PickedFrom:
    """Return where the passages are to be from; raise ``NotFound`` for a collection that is not the viewer's own."""
    wanted = values.get("collection", "")
    found = web.kb.collections.one(web.viewer().owner, wanted) if wanted else None
    return PickedFrom(values.get("q", ""), values.get("source", ""), found)


def lines_of(wanted: PickedFrom) -> dict[str, str]:
    """Return the lines at the passages of a collection, by the names that passages have in the form."""
    kept = wanted.collection.kept if wanted.collection else ()
    return {f"{item.source}#{item.passage}": item.line for item in kept if item.line}


def picking(web: Web, id: str, wanted: PickedFrom, asked: PickRequest, status: int = 200) -> Response:
    """Return the page."""
    viewer, priority = web.viewer(), _priority(web, id)
    chosen = set(asked.form.get("passage", ()))
    if wanted.collection:
        rows = _of_collection(web, priority, wanted.collection, chosen)
    elif wanted.source:
        rows = _of_source(web, priority, wanted.source, chosen)
    else:
        rows = _found(web, priority, wanted.q.strip(), chosen)
    frame, csrf = web.frame(f"Evidence for {priority.title}", "priorities"), web.visitors.form_token()
    page = pick_page(
        frame,
        csrf,
        priority,
        tuple(rows)[:MOST_AT_ONCE],
        viewer,
        asked,
        picked_from=wanted,
        collections=web.kb.collections.of(viewer.owner),
        next=_next(web, priority),
    )
    return web.page(page, status)


def _next(web: Web, priority: Priority) -> Priority | None:
    """Return another priority of the same call that nothing is cited for yet."""
    bare = web.kb.annotations.without_evidence(web.viewer())
    return next((one for one in bare if one.call == priority.call and one.id != priority.id), None)


def _priority(web: Web, id: str) -> Priority:
    found = (one for one in web.kb.annotations.priorities(web.viewer()) if one.id == id)
    return or_not_found(next(found, None), "priority", id)


def _found(web: Web, priority: Priority, q: str, chosen: set[str]) -> Iterable[PickRow]:
    viewer = web.viewer()
    cells = web.kb.coverage.of(priority, viewer)
    for one in web.kb.evidence_suggestions.to_pick(priority, q, cells, viewer):
        hit, value = one.group.hits[0], f"{one.group.source}#{one.group.hits[0].passage}"
        place = hit.label or "passage"
        yield PickRow(
            value,
            one.group.title,
            place,
            marked_snippet(hit.snippet),
            source_address(one.group.source, hit.passage),
            value in chosen,
        )


def _of_source(web: Web, priority: Priority, source: str, chosen: set[str]) -> Iterable[PickRow]:
    view = web.kb.coverage.cell(priority.id, source, web.viewer())
    for id in view.cell.found.passages if view.cell.found else ():
        passage = view.passages.get(id)
        if passage is not None and id not in view.cell.cited:
            value, words = f"{source}#{id}", ((shortened(passage.text, LONGEST_SHOWN), False),)
            address = source_address(source, id)
            yield PickRow(value, view.source.heading, passage.locator or "passage", words, address, value in chosen)


def _of_collection(web: Web, priority: Priority, collection: Collection, chosen: set[str]) -> Iterable[PickRow]:
    """Yield its passages that are no evidence yet, all ticked until something was sent."""
    viewer, cited = web.viewer(), _cited(web, priority)
    for view in web.kb.collections.views(collection, viewer):
        if view.source is None or view.passage is None or (view.source.id, view.passage.id) in cited:
            continue
        value, words = f"{view.source.id}#{view.passage.id}", ((shortened(view.passage.text, LONGEST_SHOWN), False),)
        address, place = source_address(view.source.id, view.passage.id), view.passage.locator or "passage"
        yield PickRow(value, view.source.heading, place, words, address, not chosen or value in chosen, view.item.line)


def _cited(web: Web, priority: Priority) -> set[tuple[str, str]]:
    """Return the passages that are evidence for a priority, also in entries that wait for review."""
    viewer, annotations = web.viewer(), web.kb.annotations
    evidence = web.kb.browsing.priority(priority.id, viewer).evidence
    written = (view.entry for view in annotations.all(viewer, AnnotationFilter(priority=priority.id)))
    waiting = (entry for entry in written if entry.state is not ReviewState.RETIRED)
    return {(one.cited.citation.source, one.cited.passage) for one in evidence} | {
        (entry.source, annotations.passage(entry.citation, viewer)) for entry in waiting
    }


def _refused(place: AnnotationPlace, why: str) -> Link:
    return Link(f"{place.source}, {place.passage}", source_address(place.source, place.passage), why)


def _said(made: int) -> str:
    if not made:
        return ""
    words = count(made, "passage")
    it = "it" if made == 1 else "them"
    return f"{words[:1].upper()}{words[1:]} taken as evidence. It counts once a second person has reviewed {it}."
