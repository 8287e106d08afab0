"""The search page: what was found, what was read as what, what narrows it, and what could not be searched."""

from dataclasses import dataclass, replace
from typing import ClassVar

from kb.domain.query.parameters import parameters_of
from kb.domain.query.results import SearchResult
from kb.domain.query.search_query import Filters, SearchQuery, Sort
from kb.services.search.search import SearchAnswer
from kb.web.addresses import feed_address, save_address, search_address, with_filters
from kb.web.humanize import count
from kb.web.layout.frame import Frame, Link
from kb.web.layout.pager import Pager, last_page, pager_of
from kb.web.search.facets import Chip, FacetBox, PartTab, YearBox, chips_of, facet_boxes, label_of, part_tabs, year_box
from kb.web.search.hits import GroupRow, group_rows, tally
from kb.web.search.notes import (
    Also,
    FetchedDates,
    NotSearched,
    SearchNote,
    also_rows,
    alternative,
    fetched_dates,
    not_searched,
    note_of,
    off_rows,
    searched_words,
)

SORTS = ((Sort.BEST, "Best match"), (Sort.NEWEST, "Newest"), (Sort.OLDEST, "Oldest"))
EXAMPLES = (
    "systems do not talk to each other",
    "joint procurement",
    '"common standards"',
    "Emergency Services Network",
    "body-worn video",
    "duplicat* police systems",
)
_IN_THE_FORM = ("q", "source", "off", "sort", "explain", "for", "part")
"""Parameters that the form of filters carries along; the others are its own fields."""


@dataclass(frozen=True)
class SortChoice:
    """One of several ways to see the same thing."""

    words: str
    address: str
    current: bool


@dataclass(frozen=True)
class SearchPage:
    """The search page before and after something was asked."""

    template: ClassVar[str] = "search/search.html"
    frame: Frame
    asked: bool
    words: str
    heading: str
    tally: str
    notes: tuple[SearchNote, ...]
    also: tuple[Also, ...]
    off: tuple[Also, ...]
    did_you_mean: Link | None
    parts_found: tuple[PartTab, ...]
    sorts: tuple[SortChoice, ...]
    chips: tuple[Chip, ...]
    clear: str
    groups: tuple[GroupRow, ...]
    alternatives: tuple[Link, ...]
    searched: str
    fetched: FetchedDates | None
    not_searched: NotSearched | None
    facets: tuple[FacetBox, ...]
    years: YearBox | None
    hidden: tuple[tuple[str, str], ...]
    pager: Pager | None
    examples: tuple[Link, ...]
    save: str
    feed: str
    explain: Link | None
    aim: Link | None
    aimless: str


def search_page(
    frame: Frame,
    query: SearchQuery,
    answer: SearchAnswer | None,
    notes: tuple[str, ...],
    aim: Link | None = None,
    *,
    annotates: bool = False,
) -> SearchPage:
    """Make the page; ``answer`` is ``None`` where nothing was asked yet.

    ``aim`` is the priority that evidence is looked for, ``annotates`` says that this reader may pin what was found.
    """
    result = answer.result if answer else SearchResult(query, 0, 0, 0, ())
    label = label_of(result.facets, answer.priorities if answer else {})
    mean = result.did_you_mean
    found = bool(result.groups) and not any(hit.similar for group in result.groups for hit in group.hits)
    groups = group_rows(query, answer, annotates=annotates) if answer else ()
    return SearchPage(
        frame=frame,
        asked=answer is not None,
        words=query.text,
        heading=_heading(result) if answer else "Search",
        tally="" if any(group.divider for group in groups) else tally(result),
        notes=(*map(SearchNote, notes), *(note_of(query.text, problem) for problem in result.problems)),
        also=also_rows(query, result.also_searched),
        off=off_rows(query),
        did_you_mean=Link(mean.words, search_address(mean.query), count(mean.passages, "passage")) if mean else None,
        parts_found=part_tabs(query, result.facets),
        sorts=tuple(SortChoice(words, _sorted_by(query, sort), sort is query.sort) for sort, words in SORTS),
        chips=chips_of(query, result.facets, answer.priorities, answer.scope) if answer else (),
        clear=search_address(with_filters(query, Filters())) if query.filters.active else "",
        groups=groups,
        alternatives=tuple(alternative(query, other, label) for other in result.alternatives),
        searched=searched_words(result.searched_sources) if answer and not found else "",
        fetched=fetched_dates(answer.freshness) if answer and not found else None,
        not_searched=not_searched(answer.freshness) if answer else None,
        facets=facet_boxes(result.facets, result.sources) if answer else (),
        years=year_box(query, result.facets) if answer else None,
        hidden=tuple(pair for pair in parameters_of(replace(query, page=1)) if pair[0] in _IN_THE_FORM),
        pager=search_pager(query, result) if answer else None,
        examples=tuple(Link(words, search_address(SearchQuery(words))) for words in EXAMPLES) if not answer else (),
        save=save_address(query),
        feed=feed_address(query),
        explain=_explain(query) if found and query.text else None,
        aim=aim,
        aimless=search_address(replace(query, pins_for="")) if aim else "",
    )


def _heading(result: SearchResult) -> str:
    if not result.passages:
        return "Nothing found"
    about = "About " if result.approximate else ""
    return f"{about}{count(result.passages, 'passage')} in {count(result.sources, 'document')}"


def _sorted_by(query: SearchQuery, sort: Sort) -> str:
    return search_address(replace(query, sort=sort, page=1))


def _explain(query: SearchQuery) -> Link:
    words = "Hide how each was scored" if query.explain else "Show how each was scored"
    return Link(words, search_address(replace(query, explain=not query.explain)))


def search_pager(query: SearchQuery, result: SearchResult) -> Pager | None:
    """Return the pages of a search: no more than list something."""
    listed = result.sources if result.reach is None else min(result.sources, result.reach)
    last = last_page(listed, query.size)
    return pager_of(query.page, last, lambda page: search_address(replace(query, page=page)))
