"""The list of sources: what there is to read, in what state, and who cites it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import ClassVar
from urllib.parse import urlencode

from kb.domain.source.source_state import SourceState
from kb.services.library.source_list import SourceList, SourceRow
from kb.web.addresses import source_address
from kb.web.humanize import count, listed
from kb.web.layout.frame import Frame
from kb.web.layout.pager import Pager, last_page, pager_of

SORTS = (("date", "Newest first"), ("oldest", "Oldest first"), ("title", "By title"), ("cited", "Most cited"))
SHOWN = 100
"""Sources on one page."""
MOST_PUBLISHERS = 200
"""Publishers to choose from: the list must not grow with the collection."""
QUIET_STATES = frozenset({SourceState.READ, SourceState.FILED, SourceState.NOT_FETCHED})


@dataclass(frozen=True)
class ListOption:
    """An option of a drop-down."""

    value: str
    words: str
    chosen: bool


@dataclass(frozen=True)
class Select:
    """A drop-down of the filter form."""

    name: str
    words: str
    options: tuple[ListOption, ...]


@dataclass(frozen=True)
class SourceEntry:
    """A source in the list; ``is_quiet`` is off where its state wants a person's eye."""

    title: str
    address: str
    byline: str
    date: str
    state: str
    is_quiet: bool
    shows: str
    cited: str


@dataclass(frozen=True)
class SourceGroup:
    """Entries under one heading (a year, a letter), which may be empty."""

    heading: str
    entries: tuple[SourceEntry, ...]


@dataclass(frozen=True)
class SourcesPage:
    """The list, its filters, and how many there are in all."""

    template: ClassVar[str] = "sources/sources.html"
    frame: Frame
    heading: str
    states: tuple[str, ...]
    selects: tuple[Select, ...]
    filtered: bool
    shelves: tuple[SourceGroup, ...]
    pager: Pager | None
    gathers: bool = False


@dataclass(frozen=True)
class SourcesAsked:
    """What of the list a reader asked for; empty means all."""

    publisher: str = ""
    kind: str = ""
    state: str = ""
    sort: str = "date"
    page: int = 1


def sources_page(frame: Frame, sources: SourceList, asked: SourcesAsked, *, gathers: bool = False) -> SourcesPage:
    """Make a page of the list of all sources that the reader may see; ``gathers``: they may have them fetched."""
    found = [row for row in sources.ordered(asked.sort) if _fits(row, asked)]
    of = count(len(sources.rows), "source")
    heading = of if len(found) == len(sources.rows) else f"{len(found):,} of {of}"
    last = last_page(len(found), SHOWN)
    page = min(asked.page, last)
    return SourcesPage(
        frame=frame,
        heading=heading,
        states=tuple(f"{number:,} {state.value}" for state, number in sources.by_state.items()),
        selects=(
            _select("publisher", "Publisher", asked.publisher, _offered(sources, asked.publisher)),
            _select("kind", "Kind", asked.kind, sources.kinds),
            _select("state", "State", asked.state, (state.value for state in sources.by_state)),
            Select("sort", "Order", tuple(ListOption(value, words, value == asked.sort) for value, words in SORTS)),
        ),
        filtered=bool(asked.publisher or asked.kind or asked.state),
        shelves=_grouped(found[(page - 1) * SHOWN : page * SHOWN], _HEADINGS.get(asked.sort, _year)),
        pager=pager_of(page, last, lambda number: sources_address(asked, number)),
        gathers=gathers,
    )


def sources_address(asked: SourcesAsked, page: int) -> str:
    """Return the address of a page of the list as asked for."""
    named = (("publisher", asked.publisher), ("kind", asked.kind), ("state", asked.state))
    sort = (("sort", asked.sort),) if asked.sort != SORTS[0][0] else ()
    pairs = [*(pair for pair in named if pair[1]), *sort, *((("page", str(page)),) if page > 1 else ())]
    return f"/sources?{urlencode(pairs)}" if pairs else "/sources"


def _offered(sources: SourceList, chosen: str) -> Iterable[str]:
    """Return the publishers to choose from: all of them, or those with most sources where there are very many."""
    return {*islice(sources.by_publisher, MOST_PUBLISHERS), *([chosen] if chosen in sources.by_publisher else ())}


def _fits(row: SourceRow, asked: SourcesAsked) -> bool:
    return (
        (not asked.publisher or asked.publisher in row.source.publishers)
        and (not asked.kind or asked.kind == row.source.kind.value)
        and (not asked.state or asked.state == row.state.value)
    )


def _select(name: str, words: str, chosen: str, values: Iterable[str]) -> Select:
    options = tuple(ListOption(value, value, value == chosen) for value in sorted(set(values), key=str.casefold))
    return Select(name, words, (ListOption("", "All", not chosen), *options))


def _year(row: SourceRow) -> str:
    return str(row.source.published.year) if row.source.published else "Undated"


_HEADINGS: Mapping[str, Callable[[SourceRow], str]] = {
    "title": lambda row: row.source.heading[:1].upper(),
    "cited": lambda row: "Cited" if row.cited_by else "Not cited yet",
}


def _grouped(rows: Iterable[SourceRow], heading: Callable[[SourceRow], str]) -> tuple[SourceGroup, ...]:
    shelves: dict[str, list[SourceEntry]] = {}
    for row in rows:
        shelves.setdefault(heading(row), []).append(_entry(row))
    return tuple(SourceGroup(name, tuple(entries)) for name, entries in shelves.items())


def _entry(row: SourceRow) -> SourceEntry:
    source = row.source
    reference = source.reference.in_words() if source.reference else ""
    shows = "full text" if source.has_body and source.terms.full_text else count(len(source.findings), "finding")
    return SourceEntry(
        title=source.heading,
        address=source_address(source.id),
        byline=" · ".join(part for part in (listed(source.publishers), source.kind.value, reference) if part),
        date=source.published.in_words() if source.published else "no date",
        state=row.state.value,
        is_quiet=row.state in QUIET_STATES,
        shows=shows,
        cited=f"cited by {count(row.cited_by, 'priority')}" if row.cited_by else "",
    )
