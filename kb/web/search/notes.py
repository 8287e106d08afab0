"""What a search page says beside the hits: what was read as what, what was searched besides, and what was not."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import urlencode

from kb.domain.audience import Audience
from kb.domain.query.results import Alternative, Expansion
from kb.domain.query.search_query import QueryProblem, SearchQuery
from kb.domain.source.source_state import SourceState
from kb.services.search.unread_sources import Freshness, UnreadSource
from kb.web.addresses import search_address, source_address
from kb.web.humanize import count, day, listed
from kb.web.layout.frame import Link

AROUND = 60
"""Characters of the query shown before and after the place that a note is about."""
LISTED = 12
"""Sources listed for one state; the rest are in the list of sources."""
DATED = 200
"""Sources listed with the date of their text where nothing was found."""
KINDS_OF_READER = len(Audience)
"""Freshness is another object for each: what is said of it is kept until the next is asked for."""


@dataclass(frozen=True)
class SearchNote:
    """A note on the search, with its place in the query where it has one: what stands before, there and after."""

    words: str
    before: str = ""
    here: str = ""
    after: str = ""


@dataclass(frozen=True)
class Also:
    """Words searched besides those typed, and the search without them (or with them again)."""

    typed: str
    words: str
    address: str


@dataclass(frozen=True)
class Unread:
    """Sources that could not be searched in full, for one reason; ``all`` leads to those that are not listed."""

    state: str
    count: str
    sources: tuple[Link, ...]
    all: Link | None


@dataclass(frozen=True)
class NotSearched:
    """Every source that could not be searched in full: how many, and which by their state."""

    number: str
    them: str
    states: tuple[Unread, ...]


@dataclass(frozen=True)
class FetchedDates:
    """How old what was searched is, each source with its date."""

    dates: str
    sources: tuple[Link, ...]
    all: Link | None


def note_of(text: str, problem: QueryProblem) -> SearchNote:
    """Return a problem with its place in the query; an empty place is shown by the character before it."""
    start, end = problem.start, max(problem.end, problem.start)
    if start == end and text:
        start = max(0, min(start, len(text)) - 1)
        end = start + 1
    head, tail = text[:start], text[end:]
    return SearchNote(
        words=problem.words,
        before=f"…{head[-AROUND:]}" if len(head) > AROUND else head,
        here=_middle_out(text[start:end]),
        after=f"{tail[:AROUND]}…" if len(tail) > AROUND else tail,
    )


def _middle_out(text: str) -> str:
    return text if len(text) <= 2 * AROUND else f"{text[:AROUND]}…{text[-AROUND:]}"


def also_rows(query: SearchQuery, found: Sequence[Expansion]) -> tuple[Also, ...]:
    """Return what was searched besides, each with the search without it."""
    return tuple(
        Also(x.typed, listed(x.words, "or"), search_address(replace(query, off=(*query.off, x.typed), page=1)))
        for x in found
    )


def off_rows(query: SearchQuery) -> tuple[Also, ...]:
    """Return what was switched off, each with the search that has it again."""
    return tuple(
        Also(typed, "", search_address(replace(query, off=tuple(o for o in query.off if o != typed), page=1)))
        for typed in query.off
    )


def alternative(query: SearchQuery, other: Alternative, label: Callable[[str, str], str]) -> Link:
    """Return another search as a link with its count; filters that it leaves out are named as on the chips."""
    words = other.words
    if other.query.text == query.text and other.query.filters != query.filters:
        kept = dict(other.query.filters.chosen)
        gone = [
            label(facet, value)
            for facet, values in query.filters.chosen
            for value in values
            if value not in kept.get(facet, ())
        ]
        if gone and other.query.filters.active:
            words = f"without {listed(gone)}"
    return Link(f"{words[:1].upper()}{words[1:]}", search_address(other.query), count(other.passages, "passage"))


@lru_cache(maxsize=KINDS_OF_READER)
def not_searched(freshness: Freshness) -> NotSearched | None:
    """Return what could not be searched by its state, the first few of each by name; ``None`` where all could."""
    sources = freshness.unread
    if not sources:
        return None
    by_state: dict[SourceState, list[UnreadSource]] = {}
    for source in sources:
        by_state.setdefault(source.state, []).append(source)
    states = tuple(_unread(state, by_state[state]) for state in SourceState if state in by_state)
    return NotSearched(count(len(sources), "source"), "it" if len(sources) == 1 else "them", states)


def _unread(state: SourceState, sources: Sequence[UnreadSource]) -> Unread:
    return Unread(
        state=state.value,
        count=f"{len(sources):,} {state.value}",
        sources=tuple(
            Link(s.title, source_address(s.id), f"tried {day(s.tried.date())}" if s.tried else "")
            for s in sources[:LISTED]
        ),
        all=Link(f"All {len(sources):,}", f"/sources?{urlencode({'state': state.value})}")
        if len(sources) > LISTED
        else None,
    )


def searched_words(documents: int) -> str:
    """Return how much was searched in vain."""
    return f"{count(documents, 'document')} {'was' if documents == 1 else 'were'} searched."


@lru_cache(maxsize=KINDS_OF_READER)
def fetched_dates(freshness: Freshness) -> FetchedDates:
    """Return when each text was fetched, the oldest first."""
    oldest_first = sorted(freshness.fetched, key=lambda source: source.at)
    return FetchedDates(
        dates=_dates([source.at for source in oldest_first]),
        sources=tuple(
            Link(s.title, source_address(s.id), f"{day(s.at.date())}{_trouble(s.state)}") for s in oldest_first[:DATED]
        ),
        all=Link(f"All {len(oldest_first):,} sources", "/sources") if len(oldest_first) > DATED else None,
    )


def _dates(dates: Sequence[dt.datetime]) -> str:
    if not dates:
        return ""
    first, last = day(dates[0].date()), day(dates[-1].date())
    when = f"on {first}" if first == last else f"between {first} and {last}"
    return f"The texts among them were last fetched {when}; what was published since is not here."


def _trouble(state: SourceState) -> str:
    return "" if state in (SourceState.READ, SourceState.FILED) else f"; {state.value} since"
