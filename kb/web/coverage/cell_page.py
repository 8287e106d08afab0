"""One square of the coverage matrix: what is cited, what was found, what was read, and what to do next."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from kb.domain.evidence.coverage import CoverageCell, capture_of
from kb.domain.evidence.search_record import SourceReading
from kb.domain.query.search_query import Filters, SearchQuery
from kb.domain.source.passage import Passage
from kb.domain.source.source import Source
from kb.services.coverage.coverage import CellView
from kb.web.addresses import search_address, source_address
from kb.web.coverage.squares import KINDS, queries_words
from kb.web.humanize import count, day, moment, shortened
from kb.web.layout.frame import Frame, Link
from kb.web.sources.marks import MarkedEvidence, evidence_mark

LONGEST_SHOWN = 400
ONLY_OURS = "Only our own words about it could be searched: its text is not here."


@dataclass(frozen=True)
class CellPassage:
    """A passage: where it stands, the beginning of it, where to read it, and evidence that rests on it."""

    place: str
    words: str
    address: str
    evidence: tuple[MarkedEvidence, ...] = ()


@dataclass(frozen=True)
class CellPage:
    """What is known of one source for one priority."""

    template: ClassVar[str] = "coverage/cell.html"
    frame: Frame
    csrf: str
    said: str
    priority: Link
    source: Link
    source_id: str
    priority_id: str
    kind: str
    state: str
    cited: tuple[CellPassage, ...]
    found: tuple[CellPassage, ...]
    found_more: str
    looked: str
    searches: tuple[Link, ...]
    readings: tuple[tuple[str, str], ...]
    holds: bool
    may_read: bool
    capture: str


def cell_page(
    frame: Frame, csrf: str, view: CellView, name: Callable[[str], str], *, said: str, may_read: bool
) -> CellPage:
    """Make the page; ``name`` tells who somebody is, ``may_read`` says that this reader may say what they read."""
    cell, source, priority = view.cell, view.source, view.priority
    cited = set(cell.cited)
    found = [
        _passage(source, view.passages[id])
        for id in (cell.found.passages if cell.found else ())
        if id in view.passages and id not in cited
    ]
    readings = [one for one in (view.record.readings if view.record else ()) if one.source == source.id]
    return CellPage(
        frame=frame,
        csrf=csrf,
        said=said,
        priority=Link(priority.title, f"/priorities/{priority.id}"),
        source=Link(source.heading, source_address(source.id)),
        source_id=source.id,
        priority_id=priority.id,
        kind=KINDS[cell.state],
        state=cell.state.value,
        cited=_cited(view),
        found=tuple(found),
        found_more=_more(cell, len(found)),
        looked=looked_words(cell, source, has_text=view.has_text),
        searches=tuple(
            Link(words, search_address(SearchQuery(words, Filters(source=(source.id,)), pins_for=priority.id)))
            for words in priority.queries
        ),
        readings=tuple((_reading_words(one, source, name), one.note if may_read else "") for one in reversed(readings)),
        holds=cell.reading is not None,
        may_read=may_read,
        capture=capture_of(source),
    )


def _cited(view: CellView) -> tuple[CellPassage, ...]:
    rows: dict[str, list[MarkedEvidence]] = {}
    for one in view.evidence:
        rows.setdefault(one.passage, []).append(evidence_mark(one))
    return tuple(_passage(view.source, view.passages.get(id), tuple(marks)) for id, marks in rows.items())


def _passage(source: Source, passage: Passage | None, evidence: tuple[MarkedEvidence, ...] = ()) -> CellPassage:
    if passage is None:  # of the source as a whole, or of words that are not found in it now
        return CellPassage("The source", "", source_address(source.id), evidence)
    words = shortened(passage.text, LONGEST_SHOWN)
    return CellPassage(passage.locator or "passage", words, source_address(source.id, passage.id), evidence)


def _more(cell: CoverageCell, shown: int) -> str:
    left = cell.hits - shown - len(set(cell.cited) & set(cell.found.passages if cell.found else ()))
    return f"and {count(left, 'more passage')}" if left > 0 else ""


def looked_words(cell: CoverageCell, source: Source, *, has_text: bool) -> str:
    """Return what the last search came to, in words: a gap is said with what was asked, when, and of what."""
    if cell.run is None:
        return "No search of this priority has looked into it yet."
    asked = f"Searched on {day(cell.run.at)} with {queries_words(cell.run.queries)}"
    if cell.is_outdated:
        came = f" on {day(source.captured.at)}" if source.captured else ""
        return f"{asked}, in vain; but its text came only afterwards{came}. Run the searches again."
    if cell.found:
        said = f"{asked}: {count(cell.hits, 'passage')} with all the words of one."
    else:
        said = f"{asked}: nothing in {source.heading}."
    return said if has_text else f"{said} {ONLY_OURS}"


def _reading_words(reading: SourceReading, source: Source, name: Callable[[str], str]) -> str:
    said = f"Read by {name(reading.who)} on {day(reading.at)}: nothing relevant."
    if reading.taken_back:
        return f"{said} Taken back by {name(reading.taken_back_by)} on {day(reading.taken_back)}."
    if reading.capture != capture_of(source):
        since = f", {moment(source.captured.at)}" if source.captured else ""
        return f"{said} That was an earlier text than the one that is here now{since}."
    return said
