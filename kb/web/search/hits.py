"""Found passages under their documents, as the search page and "more like this" show them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from kb.domain.query.results import Group, Hit, SearchResult
from kb.domain.query.search_query import SearchQuery
from kb.domain.source.passage import page_words
from kb.services.search.search import CitedHits, SearchAnswer
from kb.web.addresses import (
    annotate_address,
    asked_for,
    cite_address,
    found_address,
    search_address,
    similar_address,
    with_filters,
)
from kb.web.humanize import count, listed
from kb.web.layout.frame import Link
from kb.web.sources.marks import Marked, MarkedEvidence, evidence_mark, marked_snippet

_ENTRIES = {"annotation": "Entry of an analyst", "question": "Inspection question", "advice": "Advice"}
_DOCUMENTS = {
    "priority": "Priority",
    "input": "Member’s answer",
    "call": "Call for input",
    "text": "Text for staff",
    **_ENTRIES,
}
OUR_WORDS = ("finding", "summary")
TITLE = "document"
"""The kind of a hit that is a document as a whole, found by its title."""


@dataclass(frozen=True)
class ScorePart:
    """A part of a score: what it is for, and how much it adds (or by how much it multiplies)."""

    words: str
    score: str


@dataclass(frozen=True)
class HitRow:
    """A found passage: where it is and the best window of it, what rests on it, and what can be done with it.

    The addresses ``cite``, ``similar`` and ``annotate`` are empty where that can't be done. ``why`` has the parts of
    its score, where somebody asked for them.
    """

    anchor: str
    address: str
    place: str
    page: str
    is_ours: bool
    trail: str
    snippet: Marked
    evidence: tuple[MarkedEvidence, ...]
    is_similar: bool
    missing: str
    cite: str
    tick: str
    similar: str
    annotate: str
    why: tuple[ScorePart, ...]
    score: str


@dataclass(frozen=True)
class GroupRow:
    """A document with its found passages, its title marked where it was found by that.

    ``divider`` is set on the first that lacks some of the words. There may be no hits but the title. ``entries`` are
    those found of analysts on this document.
    """

    source: str
    title: str
    heading: Marked
    address: str
    byline: str
    invented: bool
    hits: tuple[HitRow, ...]
    more: Link | None
    divider: str
    entries: tuple["GroupRow", ...] = ()


def group_rows(query: SearchQuery, answer: SearchAnswer, *, annotates: bool = False) -> tuple[GroupRow, ...]:
    """Return the groups of one page of results, with the line between all of the words and some of them.

    Entries stand under the document that they are on, where it is on the page too. ``annotates`` says that this
    reader may pin what was found.
    """
    rows: list[GroupRow] = []
    divided = False
    result, asked = answer.result, asked_for(query.text, query.pins_for)
    sources = {group.source for group in result.groups if group.doc_type == "source"}
    under: dict[str, list[GroupRow]] = {}
    for group in result.groups:
        row = group_row(query, group, answer.priorities, answer.cited, asked, annotates=annotates)
        about = answer.entries_on.get(group.source, "") if group.doc_type == "annotation" else ""
        if about in sources:
            under.setdefault(about, []).append(row)
            continue
        if not divided and group.hits and group.hits[0].missing:
            divided = True
            row = replace(row, divider=_divider(result))
        elif not divided and group.hits and group.hits[0].similar:
            divided = True
            row = replace(row, divider="These say something similar in other words")
        rows.append(row)
    return tuple(replace(row, entries=tuple(under[row.source])) if row.source in under else row for row in rows)


def tally(result: SearchResult) -> str:
    """Return how many have all of the words and how many some; nothing where all have all."""
    some = result.passages - result.all_words
    if not some or result.approximate:
        return ""
    return f"{_having(result.all_words, 'passage')} all the words, {_having(some, 'passage')} some of them."


def _divider(result: SearchResult) -> str:
    some = result.passages - result.all_words
    if result.approximate:
        return "These have some of the words"
    if not result.all_words:
        return f"No passage has all the words; {_having(some, 'passage')} some of them"
    return f"{_having(some, 'more passage')} some of the words"


def _having(passages: int, noun: str) -> str:
    return f"{count(passages, noun)} {'has' if passages == 1 else 'have'}"


def group_row(
    query: SearchQuery,
    group: Group,
    priorities: Mapping[str, str],
    cited: CitedHits,
    asked: str = "",
    *,
    annotates: bool = False,
) -> GroupRow:
    """Return one document with its found passages; ``priorities`` maps the ids that a reader may see to titles."""
    left = group.total - len(group.hits)
    named = next((hit for hit in group.hits if hit.kind == TITLE), None)
    date = group.published.in_words() if group.published else ""
    kind = "" if group.doc_type in ("input", "call", "priority", "annotation", "question") else group.source_kind
    parts = (_DOCUMENTS.get(group.doc_type, ""), listed(group.publishers), kind, date)
    return GroupRow(
        source=group.source if group.doc_type == "source" else "",
        title=group.title,
        heading=marked_snippet(named.snippet) if named else ((group.title, False),),
        address=found_address(group.doc_type, group.source, "", asked),
        byline=" · ".join(part for part in parts if part),
        invented=group.illustrative,
        hits=tuple(
            _hit_row(group, hit, priorities, cited, asked, query.pins_for if annotates else None)
            for hit in group.hits
            if hit.kind != TITLE or query.explain
        ),
        more=Link(f"+{left:,} more here", _only_in(query, group.source)) if left > 0 else None,
        divider="",
    )


def _only_in(query: SearchQuery, source: str) -> str:
    """Return the address of the same search in one document only."""
    return search_address(with_filters(query, replace(query.filters, source=(source,))))


def _hit_row(
    group: Group, hit: Hit, priorities: Mapping[str, str], cited: CitedHits, asked: str, pins_for: str | None
) -> HitRow:
    is_source = group.doc_type == "source"
    has_place = is_source and bool(hit.passage)
    may_pin = pins_for is not None and group.doc_type in ("source", "text") and hit.passage
    resting = cited.get((group.source, hit.passage), ()) if is_source else ()
    place = hit.label or ("passage" if hit.passage else "title")
    return HitRow(
        anchor=f"hit-{group.doc_type}-{group.source}-{hit.passage}",
        address=found_address(group.doc_type, group.source, hit.passage, asked),
        place=place,
        page=page_words(hit.page) if hit.page not in hit.label else "",
        is_ours=is_source and hit.kind in OUR_WORDS,
        trail=hit.heading[-1] if hit.heading else "",
        snippet=marked_snippet(hit.snippet),
        evidence=tuple(evidence_mark(one) for one in resting if one.priority.id in priorities),
        is_similar=hit.similar,
        missing=listed([f"“{word}”" for word in hit.missing]),
        cite=cite_address(group.source, hit.passage) if has_place else "",
        tick=f"{group.source}/{hit.passage}" if has_place else "",
        similar=similar_address(group.source, hit.passage) if has_place else "",
        annotate=annotate_address(group.source, hit.passage, pins_for or "") if may_pin else "",
        why=tuple(_score_part(name, part) for name, part in hit.why),
        score=f"{hit.score:.3f}",
    )


def _score_part(name: str, part: float) -> ScorePart:
    """Return a part of a score; the last one multiplies the sum of the others, and its name says so."""
    times = name.removeprefix("times, ")
    return ScorePart(name, f"{part:.3f}") if times == name else ScorePart(times, f"× {part:g}")
