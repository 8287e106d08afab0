"""Addresses: of searches, and of where things are."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import lru_cache
from urllib.parse import quote, quote_plus, urlencode

from kb.domain.query.parameters import lasting, parameters_of
from kb.domain.query.search_query import Filters, SearchQuery

ENTRIES = {"annotation": "/annotations/", "question": "/questions/", "advice": "/advice/"}
"""Where the pages of what people write are."""


def search_address(query: SearchQuery) -> str:
    """Return the address of a search; reading it again gives the same search."""
    pairs = parameters_of(query)
    return f"/search?{_encoded(pairs)}" if pairs else "/search"


def year_addresses(query: SearchQuery) -> Callable[[int], str]:
    """Return what gives the address of a search in one year only; what these addresses share is made once.

    No word of the search can look like the place of the year: what separates parameters is quoted in their values.
    """
    anywhere = replace(without_facet(query.filters, "year"), year_from=0, year_to=0)
    before, _, after = search_address(with_filters(query, anywhere)).partition("from=0&to=0")
    return lambda year: f"{before}from={year}&to={year}{after}"


def feed_address(query: SearchQuery) -> str:
    """Return the address of the feed of a search."""
    pairs = parameters_of(replace(lasting(query), pins_for=""))
    return f"/search.atom?{_encoded(pairs)}" if pairs else "/search.atom"


def feed_of_priority(id: str) -> str:
    """Return the address of the feed of a priority."""
    return f"/priorities/{id}.atom"


def feed_of_source(id: str) -> str:
    """Return the address of the feed of a source."""
    return f"/sources/{id}.atom"


def save_address(query: SearchQuery) -> str:
    """Return the address of the form that saves a search."""
    return f"/saved/new?{_encoded(parameters_of(lasting(query)))}"


def with_filters(query: SearchQuery, filters: Filters) -> SearchQuery:
    """Return the same search with other filters, from its first page."""
    return replace(query, filters=filters, page=1)


def without_facet(filters: Filters, facet: str) -> Filters:
    """Return filters without one facet."""
    return replace(filters, chosen=tuple((name, values) for name, values in filters.chosen if name != facet))


def without_value(filters: Filters, facet: str, value: str) -> Filters:
    """Return filters without one chosen value."""
    chosen = ((name, tuple(v for v in values if (name, v) != (facet, value))) for name, values in filters.chosen)
    return replace(filters, chosen=tuple((name, values) for name, values in chosen if values))


def source_address(id: str, passage: str = "", words: str = "") -> str:
    """Return the address of a source here, at a passage, with the words of a search marked."""
    return _source_address(id, passage, asked_for(words))


def _source_address(id: str, passage: str, asked: str) -> str:
    return f"/sources/{id}{asked}{f'#{_place(passage)}' if passage else ''}"


def ticking_address(id: str, words: str, *, is_on: bool) -> str:
    """Return the address of a source with a box at each passage, or without them, with the words of a search marked."""
    pairs = [("q", words)] * bool(words) + [("tick", "yes")] * is_on
    return f"/sources/{id}{'?' if pairs else ''}{urlencode(pairs)}"


def asked_for(words: str, pins_for: str = "") -> str:
    """Return the end of an address that says what was searched for, and for which priority.

    Made once for all links of a page.
    """
    pairs = [(name, value) for name, value in (("q", words), ("for", pins_for)) if value]
    return f"?{_encoded(pairs)}" if pairs else ""


def annotate_address(id: str, passage: str = "", priority: str = "") -> str:
    """Return the address of the form for an entry on a passage, or on the source as a whole."""
    place = f"/{_place(passage)}" if passage else ""
    return f"/sources/{id}/annotate{place}{f'?priority={priority}' if priority else ''}"


def cite_address(id: str, passage: str) -> str:
    """Return the address of the page that gives the citation of one passage."""
    return f"/sources/{id}/cite/{_place(passage)}"


def collect_address(id: str, passage: str) -> str:
    """Return the address of the form that puts one passage into a collection."""
    return f"/collections/add?passage={quote(f'{id}/{passage}', safe='/')}"


def similar_address(id: str, passage: str) -> str:
    """Return the address of the passages that are like one."""
    return f"/sources/{id}/similar/{_place(passage)}"


def document_address(doc_type: str, key: str, passage: str, words: str) -> str:
    """Return where a found passage can be read, whatever sort of thing it is a passage of."""
    return found_address(doc_type, key, passage, asked_for(words))


def found_address(doc_type: str, key: str, passage: str, asked: str) -> str:
    """Return a document's address like :func:`document_address`, with ``asked`` prepared by :func:`asked_for`."""
    if doc_type in ("source", "text"):
        return _source_address(key, passage, asked)
    if doc_type in ENTRIES:
        return f"{ENTRIES[doc_type]}{key}"
    homes = {"priority": "/priorities/", "call": "/calls/", "input": "/inputs/"}
    has_place = passage.startswith(("statement", "question", "slot-"))
    anchor = passage if has_place or not passage else "more"
    return f"{homes.get(doc_type, '/sources/')}{key}{f'#{quote(anchor)}' if anchor else ''}"


def _encoded(pairs: Iterable[tuple[str, str]]) -> str:
    """Return parameters as the end of an address has them; their names need no quoting."""
    return "&".join([f"{name}={_quoted(value)}" for name, value in pairs])


@lru_cache(maxsize=256)
def _quoted(value: str) -> str:
    """Return a value as it stands in an address; a page of results has a dozen addresses with the same words."""
    return quote_plus(value)


@lru_cache(maxsize=4096)
def _place(passage: str) -> str:
    """Return the id of a passage as it stands in an address; the same ids come again in every document."""
    return quote(passage)
