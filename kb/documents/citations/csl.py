"""Sources as items of CSL-JSON, the citation data that reference managers exchange; other formats are made of these.

The form is that of the Citation Style Language's ``csl-data.json`` schema. A source without a date has no ``issued``,
since a wrong date is worse than none.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kb.documents.citations.citations import address
from kb.documents.markdown.inline import plain
from kb.domain.dates import PartialDate
from kb.domain.source.source import Source, SourceKind

Item = dict[str, object]
"""One item of CSL-JSON, with the names of that schema."""

_WEB_PAGES = frozenset({SourceKind.NEWS, SourceKind.CALL, SourceKind.REGISTER})


@dataclass(frozen=True)
class CitedSource:
    """A source with the places in it that are cited (``para 12, p 30``), in order; none for the whole."""

    source: Source
    places: tuple[str, ...] = ()


def cited_sources(places: Iterable[tuple[Source, str]]) -> tuple[CitedSource, ...]:
    """Return the sources of cited places (empty: the whole) in order, each once, with its places."""
    found: dict[str, tuple[Source, dict[str, None]]] = {}
    for source, place in places:
        _, at = found.setdefault(source.id, (source, {}))
        at.update({place: None} if place else {})
    return tuple(CitedSource(source, tuple(at)) for source, at in found.values())


def csl_item(cited: CitedSource, base_url: str) -> Item:
    """Return a source as an item of CSL-JSON; ``base_url`` is our site's, for those without an address."""
    source = cited.source
    reference = source.reference
    who = [{"literal": publisher} for publisher in source.publishers]
    parts: Item = {
        "id": source.id,
        "type": "webpage" if source.kind in _WEB_PAGES else "report",
        "title": source.title,
        "title-short": source.short_title,
        "author": who,
        "publisher": ", ".join(source.publishers),
        "issued": _date(source.published) if source.published else None,
        "number": reference.number if reference else "",
        "collection-title": _series(source),
        "ISBN": reference.isbn if reference else "",
        "genre": source.kind.value,
        "URL": source.address or address(source, None, base_url),
        "accessed": _day(source.captured.at) if source.captured else None,
        "archive_location": _archived(source),
        "abstract": plain(source.summary),
        "language": "en-GB",
        "note": "; ".join(part for part in (_places(cited.places), source.terms.attribution) if part),
    }
    return {name: value for name, value in parts.items() if value}


def csl_items(cited: Sequence[CitedSource], base_url: str) -> list[Item]:
    """Return sources as items of CSL-JSON, in their order."""
    return [csl_item(one, base_url) for one in cited]


def _date(date: PartialDate) -> Item:
    return {"date-parts": [[part for part in (date.year, date.month, date.day) if part]]}


def _day(moment: dt.datetime) -> Item:
    return _date(PartialDate.of(moment.date()))


def _series(source: Source) -> str:
    reference = source.reference
    if reference is None:
        return ""
    session = f"Session {reference.session}" if reference.session else ""
    return ", ".join(part for part in (reference.series, session) if part)


def _archived(source: Source) -> str:
    captured = source.captured.archived if source.captured else ""
    return captured or next(iter(source.archived), "")


def _places(places: Sequence[str]) -> str:
    return f"cited at {'; '.join(places)}" if places else ""
