"""The list of sources: what there is to read, in what state, and who cites it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from kb.domain.source.source_state import SourceState
from kb.services.library.browse import SourceRow
from kb.web.addresses import source_address
from kb.web.humanize import count, listed
from kb.web.layout.frame import Frame

SORTS = (("date", "Newest first"), ("oldest", "Oldest first"), ("title", "By title"), ("cited", "Most cited"))
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
    gathers: bool = False


@dataclass(frozen=True)
class SourcesAsked:
    """What of the list a reader asked for; empty means all."""

    publisher: str = ""
    kind: str = ""
    state: str = ""
    sort: str = "date"


def sources_page(frame: Frame, rows: Sequence[SourceRow], asked: SourcesAsked, *, gathers: bool = False) -> SourcesPage:
    """Make the list from all sources that the reader may see; ``gathers`` says that they may have them fetched."""
    found = [row for row in rows if _fits(row, asked)]
    by_state = {state: sum(row.state is state for row in rows) for state in SourceState}
    heading = (
        count(len(found), "source") if len(found) == len(rows) else f"{len(found)} of {count(len(rows), 'source')}"
    )
    return SourcesPage(
        frame=frame,
        heading=heading,
        states=tuple(f"{number} {state.value}" for state, number in by_state.items() if number),
        selects=(
            _select("publisher", "Publisher", asked.publisher, (p for row in rows for p in row.source.publishers)),
            _select("kind", "Kind", asked.kind, (row.source.kind.value for row in rows)),
            _select("state", "State", asked.state, (row.state.value for row in rows)),
            Select("sort", "Order", tuple(ListOption(value, words, value == asked.sort) for value, words in SORTS)),
        ),
        filtered=bool(asked.publisher or asked.kind or asked.state),
        shelves=_shelves(found, asked.sort),
        gathers=gathers,
    )


def _fits(row: SourceRow, asked: SourcesAsked) -> bool:
    return (
        (not asked.publisher or asked.publisher in row.source.publishers)
        and (not asked.kind or asked.kind == row.source.kind.value)
        and (not asked.state or asked.state == row.state.value)
    )


def _select(name: str, words: str, chosen: str, values: Iterable[str]) -> Select:
    options = tuple(ListOption(value, value, value == chosen) for value in sorted(set(values), key=str.casefold))
    return Select(name, words, (ListOption("", "All", not chosen), *options))


def _shelves(rows: Sequence[SourceRow], sort: str) -> tuple[SourceGroup, ...]:
    keys: dict[str, tuple[Callable[[SourceRow], tuple[object, ...]], Callable[[SourceRow], str]]] = {
        "title": (lambda row: (row.source.heading.casefold(),), lambda row: row.source.heading[:1].upper()),
        "cited": (lambda row: (-row.cited_by,), lambda row: "Cited" if row.cited_by else "Not cited yet"),
        "oldest": (lambda row: (str(row.source.published or "9"),), _year),
    }
    if sort not in keys:  # newest first is the order that the service gives
        return _grouped(rows, _year)
    key, heading = keys[sort]
    return _grouped(sorted(rows, key=key), heading)


def _year(row: SourceRow) -> str:
    return str(row.source.published.year) if row.source.published else "Undated"


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
