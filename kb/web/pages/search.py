"""The search page: what was found, what was read as what, what narrows it, and what could not be searched."""

from dataclasses import dataclass, replace
from typing import ClassVar

from markupsafe import Markup

from kb.domain.query import SearchQuery, Sort
from kb.domain.results import Alternative, Group, Hit
from kb.domain.state import SourceState
from kb.services.search import SearchAnswer
from kb.services.unread import UnreadSource
from kb.web.addresses import (
    cite_address,
    document_address,
    feed_address,
    parameters_of,
    save_address,
    search_address,
    source_address,
    with_filters,
)
from kb.web.pages.facets import Chip, FacetBox, YearBox, chips_of, facet_boxes, year_box
from kb.web.pages.frame import Frame, Link
from kb.web.pages.marks import Evidence, evidence_mark, marked_snippet
from kb.web.words import count, listed

SORTS = ((Sort.BEST, "Best match"), (Sort.NEWEST, "Newest"), (Sort.OLDEST, "Oldest"))
_DOCUMENTS = {"priority": "Priority", "input": "Member’s answer", "call": "Call for input", "text": "Text for staff"}
NEAR_PAGES = 2
EXAMPLES = (
    "systems do not talk to each other",
    "joint procurement",
    '"common standards"',
    "Emergency Services Network",
    "body-worn video",
    "duplicat* police systems",
)


@dataclass(frozen=True)
class Choice:
    """One of several ways to see the same thing."""

    words: str
    address: str
    current: bool


@dataclass(frozen=True)
class HitRow:
    """A found passage: where it is, the best window of it, and what rests on it."""

    anchor: str
    place: str
    page: str
    is_ours: bool
    trail: str
    address: str
    snippet: Markup
    evidence: tuple[Evidence, ...]
    cite: str
    missing: str
    why: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class GroupRow:
    """A document with its found passages; ``divider`` is set on the first that lacks some of the words."""

    title: str
    address: str
    byline: str
    invented: bool
    hits: tuple[HitRow, ...]
    more: Link | None
    divider: str


@dataclass(frozen=True)
class Also:
    """Words searched besides those typed, and the search without them (or with them again)."""

    typed: str
    words: str
    address: str


@dataclass(frozen=True)
class Unread:
    """Sources that could not be searched in full, for one reason."""

    state: str
    count: str
    sources: tuple[Link, ...]


@dataclass(frozen=True)
class Pager:
    """The pages of results around this one."""

    before: Link | None
    after: Link | None
    pages: tuple[Choice, ...]


@dataclass(frozen=True)
class SearchPage:
    """The search page before and after something was asked."""

    template: ClassVar[str] = "search.html"
    frame: Frame
    asked: bool
    words: str
    heading: str
    notes: tuple[str, ...]
    also: tuple[Also, ...]
    off: tuple[Also, ...]
    did_you_mean: Link | None
    sorts: tuple[Choice, ...]
    chips: tuple[Chip, ...]
    clear: str
    groups: tuple[GroupRow, ...]
    alternatives: tuple[Link, ...]
    searched: str
    unread: tuple[Unread, ...]
    unread_count: str
    facets: tuple[FacetBox, ...]
    years: YearBox | None
    hidden: tuple[tuple[str, str], ...]
    pager: Pager | None
    examples: tuple[Link, ...]
    save: str
    feed: str


def search_page(frame: Frame, query: SearchQuery, answer: SearchAnswer | None, notes: tuple[str, ...]) -> SearchPage:
    """Make the page; ``answer`` is ``None`` where nothing was asked yet."""
    result = answer.result if answer else None
    return SearchPage(
        frame=frame,
        asked=answer is not None,
        words=query.text,
        heading=_heading(answer),
        notes=(*notes, *(problem.words for problem in (result.problems if result else ()))),
        also=tuple(
            Also(x.typed, listed(x.words, "or"), search_address(replace(query, off=(*query.off, x.typed), page=1)))
            for x in (result.also_searched if result else ())
        ),
        off=tuple(
            Also(typed, "", search_address(replace(query, off=tuple(o for o in query.off if o != typed), page=1)))
            for typed in query.off
        ),
        did_you_mean=_alternative(result.did_you_mean) if result and result.did_you_mean else None,
        sorts=tuple(
            Choice(words, search_address(replace(query, sort=sort, page=1)), sort is query.sort)
            for sort, words in SORTS
        ),
        chips=chips_of(query, result.facets if result else (), answer.priorities if answer else {}),
        clear=search_address(with_filters(query, type(query.filters)())),
        groups=_groups(query, answer) if answer else (),
        alternatives=tuple(_alternative(a) for a in (result.alternatives if result else ())),
        searched=count(result.searched_sources, "document") if result else "",
        unread=_unread(answer.unread) if answer else (),
        unread_count=count(len(answer.unread), "source") if answer and answer.unread else "",
        facets=facet_boxes(result.facets, result.sources) if result else (),
        years=year_box(query, result.facets) if result else None,
        hidden=tuple(
            pair for pair in parameters_of(replace(query, page=1)) if pair[0] in ("q", "source", "off", "sort")
        ),
        pager=_pager(query, result.sources) if result else None,
        examples=tuple(Link(words, search_address(SearchQuery(words))) for words in EXAMPLES),
        save=save_address(query),
        feed=feed_address(query),
    )


def _heading(answer: SearchAnswer | None) -> str:
    if answer is None:
        return "Search"
    result = answer.result
    if not result.passages:
        return "Nothing found"
    return f"{count(result.passages, 'passage')} in {count(result.sources, 'document')}"


def _alternative(alternative: Alternative) -> Link:
    return Link(alternative.words, search_address(alternative.query), count(alternative.passages, "passage"))


def _groups(query: SearchQuery, answer: SearchAnswer) -> tuple[GroupRow, ...]:
    rows: list[GroupRow] = []
    divided = False
    for group in answer.result.groups:
        lacking = bool(group.hits and group.hits[0].missing)
        divider = ""
        if lacking and not divided:
            divided = True
            divider = (
                "These have some of the words"
                if rows or query.page > 1
                else "No passage has all the words; these have some"
            )
        rows.append(_group(query, group, answer, divider))
    return tuple(rows)


def _group(query: SearchQuery, group: Group, answer: SearchAnswer, divider: str) -> GroupRow:
    left = group.total - len(group.hits)
    scoped = with_filters(query, replace(query.filters, source=(group.source,)))
    date = group.published.in_words() if group.published else ""
    kind = "" if group.doc_type in ("input", "call", "priority") else group.source_kind
    parts = (_DOCUMENTS.get(group.doc_type, ""), listed(group.publishers), kind, date)
    return GroupRow(
        title=group.title,
        address=document_address(group.doc_type, group.source, "", query.text),
        byline=" · ".join(part for part in parts if part),
        invented=group.illustrative,
        hits=tuple(_hit(query, group, hit, answer) for hit in group.hits),
        more=Link(f"{count(left, 'more passage')} here", search_address(scoped)) if left > 0 else None,
        divider=divider,
    )


def _hit(query: SearchQuery, group: Group, hit: Hit, answer: SearchAnswer) -> HitRow:
    is_source = group.doc_type == "source"
    cited = answer.cited.get((group.source, hit.passage), ()) if is_source else ()
    return HitRow(
        anchor=f"hit-{group.doc_type}-{group.source}-{hit.passage}",
        place=hit.label or "passage",
        page=f"p {hit.page}" if hit.page and hit.page not in hit.label else "",
        is_ours=is_source and hit.kind in ("finding", "summary"),
        trail=hit.heading[-1] if hit.heading else "",
        address=document_address(group.doc_type, group.source, hit.passage, query.text),
        snippet=marked_snippet(hit.snippet),
        evidence=tuple(
            evidence_mark(stance, answer.priorities[priority], priority)
            for priority, stance in cited
            if priority in answer.priorities
        ),
        cite=cite_address(group.source, hit.passage) if is_source else "",
        missing=listed([f"“{word}”" for word in hit.missing]),
        why=tuple((name, f"{part:.3f}") for name, part in hit.why),
    )


def _unread(sources: tuple[UnreadSource, ...]) -> tuple[Unread, ...]:
    return tuple(
        Unread(state.value, f"{len(links)} {state.value}", links)
        for state in SourceState
        if (links := tuple(Link(s.title, source_address(s.id)) for s in sources if s.state is state))
    )


def _pager(query: SearchQuery, documents: int) -> Pager | None:
    last = -(-documents // query.size)
    if last <= 1:
        return None

    def to(page: int) -> str:
        return search_address(replace(query, page=page))

    near = sorted({1, last, *range(max(1, query.page - NEAR_PAGES), min(last, query.page + NEAR_PAGES) + 1)})
    return Pager(
        before=Link("Previous", to(min(query.page - 1, last))) if query.page > 1 else None,
        after=Link("Next", to(query.page + 1)) if query.page < last else None,
        pages=tuple(Choice(str(page), to(page), page == query.page) for page in near),
    )
