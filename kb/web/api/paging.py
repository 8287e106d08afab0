"""Parts of long answers: from a place in them, so many documents at a time."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from kb.domain.query.results import Group
from kb.domain.query.search_query import SearchQuery
from kb.services.search.search import SearchAnswer
from kb.web.api.cursors import CursorPlace

LOOK_BEYOND = 100
"""How far a place may have moved, in documents, to be found again in an index that moved on."""

Search = Callable[[SearchQuery], SearchAnswer]


def part_of_search(
    search: Search, query: SearchQuery, place: CursorPlace | None, generation: int
) -> tuple[SearchAnswer, Sequence[Group], CursorPlace | None]:
    """Return the answer, the ``query.size`` groups from ``place`` on, and the place after them if there are more."""
    offset = 0 if place is None else place.offset
    if place is not None and place.generation != generation:
        offset = _found_again(search, query, place)
    page, into = divmod(offset, query.size)
    answer = search(replace(query, page=page + 1))
    groups = answer.result.groups[into:]
    if into and offset + len(groups) < answer.result.sources:
        groups = (*groups, *search(replace(query, page=page + 2)).result.groups[:into])
    after = offset + len(groups)
    more = bool(groups) and after < answer.result.sources
    return answer, groups, CursorPlace(after, key_of(groups[-1]), generation) if more else None


def key_of(group: Group) -> str:
    """Return the sort key that identifies a group."""
    return f"{group.doc_type}/{group.source}"


def start_in(keys: Sequence[str], place: CursorPlace | None) -> int:
    """Return where in a list to go on: after the last one given, or where it would be if it has gone."""
    if place is None:
        return 0
    return keys.index(place.last) + 1 if place.last in keys else min(place.offset, len(keys))


def _found_again(search: Search, query: SearchQuery, place: CursorPlace) -> int:
    wide = replace(query, page=1, size=place.offset + LOOK_BEYOND)
    keys = [key_of(group) for group in search(wide).result.groups]
    return keys.index(place.last) + 1 if place.last in keys else place.offset
