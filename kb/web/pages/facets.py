"""What narrows a search: facets with their counts, the years, and chips that take a filter off again."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from kb.domain.query import MISSING, Filters, SearchQuery
from kb.domain.results import Facet, FacetValue
from kb.web.addresses import search_address, with_filters, without_value
from kb.web.words import count

VALUES_SHOWN = 8
CHART_HEIGHT = 40
BAR, GAP = 10, 2
LONGEST_CHART = 60
NAMES = {
    "publisher": "Publisher",
    "kind": "Kind",
    "topic": "Topic",
    "year": "Year",
    "priority": "Priority",
    "cited": "Evidence",
}
_CITED = {"yes": "Cited by a priority", "no": "Not cited yet", MISSING: "Not cited yet"}


@dataclass(frozen=True)
class Chip:
    """A filter in force, and the search without it."""

    words: str
    address: str


@dataclass(frozen=True)
class Value:
    """A value of a facet, with how many documents it would leave."""

    value: str
    words: str
    count: str
    chosen: bool


@dataclass(frozen=True)
class FacetBox:
    """A facet with its values: those shown, and the rest behind "more"."""

    name: str
    words: str
    values: tuple[Value, ...]
    rest: tuple[Value, ...]


@dataclass(frozen=True)
class Bar:
    """A bar of the chart of years."""

    x: int
    y: int
    height: int
    words: str


@dataclass(frozen=True)
class YearBox:
    """The years found: a chart with its numbers as text, and the range asked for."""

    bars: tuple[Bar, ...]
    width: int
    in_words: str
    first: str
    last: str
    year_from: str
    year_to: str


def facet_boxes(facets: tuple[Facet, ...], documents: int) -> tuple[FacetBox, ...]:
    """Return the facets but for years; those that could not narrow the ``documents`` found are left out."""
    boxes = []
    for facet in facets:
        values = tuple(_value(facet.name, value) for value in facet.values)
        if facet.name == "year" or not any(
            v.chosen or f.count < documents for v, f in zip(values, facet.values, strict=True)
        ):
            continue
        shown = tuple(v for at, v in enumerate(values) if at < VALUES_SHOWN or v.chosen)
        rest = tuple(v for v in values if v not in shown)
        boxes.append(FacetBox(facet.name, NAMES.get(facet.name, facet.label), shown, rest))
    return tuple(boxes)


def _value(facet: str, value: FacetValue) -> Value:
    return Value(value.value, value_words(facet, value.value, value.label), f"{value.count:,}", value.chosen)


def value_words(facet: str, value: str, label: str) -> str:
    """Return the words for a facet's value; what has none is told as such."""
    if facet == "cited":
        return _CITED.get(value, label)
    if value == MISSING:
        return "Not cited yet" if facet == "priority" else f"No {NAMES[facet].lower()} given"
    return label or value


def year_box(query: SearchQuery, facets: tuple[Facet, ...]) -> YearBox | None:
    """Return the chart of years, without gaps; ``None`` where no year is known and none was asked for."""
    found = {
        int(v.value): v.count for facet in facets if facet.name == "year" for v in facet.values if v.value.isdigit()
    }
    filters = query.filters
    if not found and filters.year_from is None and filters.year_to is None:
        return None
    years = range(min(found), max(found) + 1) if found else range(0)
    years = years[-LONGEST_CHART:]
    most = max((1, *found.values()))  # a year that was chosen is listed, even where nothing found is of it
    bars = tuple(_bar(at, year, found.get(year, 0), most) for at, year in enumerate(years))
    return YearBox(
        bars=bars,
        width=max(len(bars) * (BAR + GAP) - GAP, BAR),
        in_words="; ".join(f"{year}: {count(found[year], 'document')}" for year in years if year in found),
        first=str(years[0]) if years else "",
        last=str(years[-1]) if years else "",
        year_from="" if filters.year_from is None else str(filters.year_from),
        year_to="" if filters.year_to is None else str(filters.year_to),
    )


def _bar(at: int, year: int, documents: int, most: int) -> Bar:
    height = round(CHART_HEIGHT * documents / most)
    height = max(height, 2) if documents else 0
    return Bar(at * (BAR + GAP), CHART_HEIGHT - height, height, f"{year}: {count(documents, 'document')}")


def chips_of(query: SearchQuery, facets: tuple[Facet, ...], priorities: Mapping[str, str]) -> tuple[Chip, ...]:
    """Return a chip for every filter in force, each with the search without it."""
    labels = {(facet.name, value.value): value.label for facet in facets for value in facet.values}
    filters = query.filters
    chips = [
        Chip(
            f"{NAMES[name]}: {value_words(name, value, labels.get((name, value)) or priorities.get(value, value))}",
            _without(query, without_value(filters, name, value)),
        )
        for name, values in filters.chosen
        for value in values
    ]
    chips += [
        Chip(f"Only in {id}", _without(query, replace(filters, source=tuple(s for s in filters.source if s != id))))
        for id in filters.source
    ]
    if filters.year_from is not None or filters.year_to is not None:
        chips.append(Chip(_range(filters), _without(query, replace(filters, year_from=None, year_to=None))))
    return tuple(chips)


def _range(filters: Filters) -> str:
    if filters.year_to is None:
        return f"From {filters.year_from}"
    if filters.year_from is None:
        return f"Up to {filters.year_to}"
    return f"{filters.year_from} to {filters.year_to}"


def _without(query: SearchQuery, filters: Filters) -> str:
    return search_address(with_filters(query, filters))
