"""The tables of an export: what a reader sees of sources, passages, priorities, evidence and answers, as rows."""

from collections.abc import Iterator, Mapping, Sequence

from kb.domain.account.viewer import Viewer
from kb.services.library.browse import LibraryReader
from kb.services.library.library import Library

Table = Sequence[Sequence[str]]
"""Rows of cells, the first one being the head."""


def tables(library: Library, browsing: LibraryReader, viewer: Viewer) -> Mapping[str, Table]:
    """Return every table by its name."""
    return {
        "sources": list(_sources(library, browsing, viewer)),
        "passages": list(_passages(library, browsing, viewer)),
        "priorities": list(_priorities(browsing, viewer)),
        "evidence": list(_evidence(browsing, viewer)),
        "answers": list(_answers(browsing, viewer)),
    }


def as_objects(table: Table) -> list[dict[str, str]]:
    """Return the rows of a table as objects with the names of its head."""
    head, *rows = table
    return [dict(zip(head, row, strict=True)) for row in rows]


def _sources(library: Library, browsing: LibraryReader, viewer: Viewer) -> Iterator[Sequence[str]]:
    yield (
        *("source", "title", "publishers", "kind", "published", "reference", "address", "licence", "state"),
        *("captured", "passages", "cited_by"),
    )
    for row in browsing.sources(viewer).rows:
        one = row.source
        yield (
            one.id,
            one.title,
            "; ".join(one.publishers),
            one.kind.value,
            str(one.published or ""),
            one.reference.in_words() if one.reference else "",
            one.address,
            one.licence,
            row.state.value,
            one.captured.at.isoformat() if one.captured else "",
            str(len(library.passages(one.id, viewer))),
            str(row.cited_by),
        )


def _passages(library: Library, browsing: LibraryReader, viewer: Viewer) -> Iterator[Sequence[str]]:
    yield "source", "passage", "kind", "label", "page", "heading", "text"
    for row in browsing.sources(viewer).rows:
        for one in library.passages(row.source.id, viewer):
            yield row.source.id, one.id, one.kind.value, one.label, one.page, " › ".join(one.heading), one.text


def _priorities(browsing: LibraryReader, viewer: Viewer) -> Iterator[Sequence[str]]:
    yield "priority", "title", "status", "call", "statement", "topics", "raised", "independent_bodies"
    for view in browsing.priorities(viewer):
        one = view.priority
        raised, bodies = str(len(view.raised)), str(view.bodies)
        yield one.id, one.title, one.status.value, one.call, one.statement, "; ".join(one.topics), raised, bodies


def _evidence(browsing: LibraryReader, viewer: Viewer) -> Iterator[Sequence[str]]:
    yield "priority", "stance", "source", "passage", "label", "page", "quote", "why"
    for view in browsing.priorities(viewer):
        for one in view.evidence:
            if one.cited.source is None:
                continue
            held = one.cited.citation
            passage = one.passage.id if one.passage else ""
            yield (
                view.priority.id,
                one.cited.stance.value,
                *(one.cited.source.id, passage, held.label, held.page, held.exact, one.cited.why),
            )


def _answers(browsing: LibraryReader, viewer: Viewer) -> Iterator[Sequence[str]]:
    yield "call", "answer", "name", "rank", "title", "why", "question", "invented"
    for call in browsing.calls(viewer):
        for answer in browsing.call(call.id, viewer).answers:
            for rank, slot in enumerate(answer.slots, start=1):
                invented = "yes" if answer.illustrative else "no"
                words = (slot.title, slot.why, slot.question)
                yield call.id, answer.id, answer.organisation, str(rank), *words, invented
