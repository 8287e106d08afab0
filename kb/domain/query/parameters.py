"""A search as parameters, as an address has them and saved searches are kept, and the ``SearchQuery`` that it means."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kb.domain.ids import is_id
from kb.domain.query.facets import FACET_NAMES
from kb.domain.query.search_query import Filters, SearchQuery, Sort

MOST_VALUES = 50
"""How many values one parameter may be given; more is nobody's search."""
LAST_PAGE = 1000

Args = Mapping[str, Sequence[str]]


def query_of(args: Args) -> tuple[SearchQuery, tuple[str, ...]]:
    """Read a search from an address; what cannot be used is left out, with a note that says so."""
    notes: list[str] = []
    chosen = tuple((facet, values) for facet in FACET_NAMES if (values := _values(args, facet)))
    query = SearchQuery(
        text=_first(args, "q"),
        filters=Filters(
            chosen=chosen,
            source=tuple(id for id in _values(args, "source") if is_id(id)),
            year_from=_whole(args, "from", notes),
            year_to=_whole(args, "to", notes),
        ),
        sort=_sort(args, notes),
        page=min(max(_whole(args, "page", notes) or 1, 1), LAST_PAGE),
        off=_values(args, "off"),
        explain=_first(args, "explain") == "1",
        pins_for=_aim(args),
    )
    return query, tuple(notes)


def parameters_of(query: SearchQuery) -> tuple[tuple[str, str], ...]:
    """Return a search as the parameters of an address; what is as usual is left out."""
    filters = query.filters
    pairs: list[tuple[str, str]] = [("q", query.text)] if query.text else []
    pairs += [(facet, value) for facet, values in filters.chosen for value in values]
    pairs += [("source", id) for id in filters.source]
    pairs += [
        (name, str(year)) for name, year in (("from", filters.year_from), ("to", filters.year_to)) if year is not None
    ]
    pairs += [("off", words) for words in query.off]
    pairs += [("sort", query.sort.value)] if query.sort is not Sort.BEST else []
    pairs += [("explain", "1")] if query.explain else []
    pairs += [("for", query.pins_for)] if query.pins_for else []
    pairs += [("page", str(query.page))] if query.page != 1 else []
    return tuple(pairs)


def lasting(query: SearchQuery) -> SearchQuery:
    """Return a search as it is kept and followed: from its first page, in the usual order."""
    return replace(query, sort=Sort.BEST, page=1, explain=False)


def _aim(args: Args) -> str:
    id = _first(args, "for")
    return id if is_id(id) else ""


def _first(args: Args, name: str) -> str:
    return next(iter(args.get(name, ())), "").strip()


def _values(args: Args, name: str) -> tuple[str, ...]:
    stripped = (value.strip() for value in args.get(name, ())[:MOST_VALUES])
    return tuple(dict.fromkeys(value for value in stripped if value))


def _whole(args: Args, name: str, notes: list[str]) -> int | None:
    text = _first(args, name)
    if not text:
        return None
    if text.isascii() and text.isdigit() and len(text) <= 4:
        return int(text)
    notes.append(f"“{text[:40]}” was left out: {'a page' if name == 'page' else 'a year'} is a number.")
    return None


def _sort(args: Args, notes: list[str]) -> Sort:
    text = _first(args, "sort")
    if text and text not in list(Sort):
        notes.append(f"“{text[:40]}” is not an order that results can have; the best come first.")
    return Sort(text) if text in list(Sort) else Sort.BEST
