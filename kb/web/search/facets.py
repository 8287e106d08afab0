"""What narrows a search: facets with their counts, the years, and chips that take a filter off again."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from kb.domain.query.facets import FACET, NO_TITLES
from kb.domain.query.results import Facet, FacetValue
from kb.domain.query.search_query import MISSING, Filters, SearchQuery
from kb.web.addresses import search_address, with_filters, without_facet, without_value, year_addresses
from kb.web.humanize import count

VALUES_SHOWN = 8
VALUES_LISTED = 60
"""Values of a facet behind "show all"; rarer ones are found by typing ``publisher:name``."""
CHART_WIDTH, CHART_HEIGHT = 248, 40
WIDEST_BAR, GAP = 22, 2
LONGEST_CHART = 60

Label = Callable[[str, str], str]
"""From a facet and one of its values to the words for that filter."""


@dataclass(frozen=True)
class Chip:
    """A filter in force, and the search without it."""

    words: str
    address: str


@dataclass(frozen=True)
class FacetChoice:
    """A value of a facet as a checkbox: its value, its words, how many documents have it, whether it is chosen."""

    value: str
    words: str
    count: str
    chosen: bool


@dataclass(frozen=True)
class FacetBox:
    """A facet with its values as checkboxes: those shown, the rest behind "show all", and how many rarer there are."""

    name: str
    words: str
    values: tuple[FacetChoice, ...]
    rest: tuple[FacetChoice, ...]
    total: str
    rarer: str


@dataclass(frozen=True)
class PartTab:
    """A part of the knowledge base as a tab over the results: how many documents of it were found."""

    words: str
    count: str
    address: str
    current: bool


@dataclass(frozen=True)
class YearBar:
    """A year in the chart and in its table: where its bar stands, in the chart's units, and the search of it alone."""

    year: str
    count: str
    words: str
    address: str
    x: float
    y: int
    width: float
    height: int


@dataclass(frozen=True)
class YearBox:
    """The years found: a chart with its numbers as text, the range asked for, and what has no year.

    ``bars`` are in order of years, and empty where there is but one. ``end`` is where the last bar ends, in the chart's
    units; ``kept`` are single years that were chosen, which the form carries along.
    """

    bars: tuple[YearBar, ...]
    end: float
    in_words: str
    first: str
    last: str
    year_from: str
    year_to: str
    missing: tuple[FacetChoice, ...]
    kept: tuple[str, ...]


def facet_boxes(facets: tuple[Facet, ...], documents: int) -> tuple[FacetBox, ...]:
    """Return the facets but for years and parts; those that could not narrow the ``documents`` found are left out."""
    return tuple(
        _box(facet)
        for facet in map(_without_idle_missing, facets)
        if facet.name not in ("year", "part") and any(value.chosen or value.count < documents for value in facet.values)
    )


def _without_idle_missing(facet: Facet) -> Facet:
    """Return a facet without the count of those that cannot have a value of it."""
    if FACET[facet.name].offers_missing:
        return facet
    return replace(facet, values=tuple(value for value in facet.values if value.value != MISSING or value.chosen))


def part_tabs(query: SearchQuery, facets: Sequence[Facet]) -> tuple[PartTab, ...]:
    """Return the parts in which something was found, after all of them; none where all is in one part."""
    found = next((facet.values for facet in facets if facet.name == "part"), ())
    if len(found) < 2 and not any(value.chosen for value in found):
        return ()
    counts = {value.value: value for value in found}
    others, chosen = without_facet(query.filters, "part"), query.filters.of("part")
    tabs = [PartTab("All", f"{sum(v.count for v in found):,}", _without(query, others), not chosen)]
    for part in FACET["part"].values:
        if part in counts:
            only = replace(others, chosen=(*others.chosen, ("part", (part,))))
            tabs.append(
                PartTab(counts[part].label, f"{counts[part].count:,}", _without(query, only), chosen == (part,))
            )
    return tuple(tabs)


def _box(facet: Facet) -> FacetBox:
    first = [value for at, value in enumerate(facet.values) if at < VALUES_SHOWN or value.chosen]
    rest = [value for at, value in enumerate(facet.values) if at >= VALUES_SHOWN and not value.chosen]
    listed, rarer = rest[:VALUES_LISTED], rest[VALUES_LISTED:]
    if rarer and rarer[-1].value == MISSING:  # however rare, having none at all is something to ask for
        listed.append(rarer.pop())
    return FacetBox(
        name=facet.name,
        words=facet.label,
        values=_choices(first),
        rest=_choices(listed),
        total=f"{len(facet.values):,}",
        rarer=f"{len(rarer):,} rarer" if rarer else "",
    )


def _choices(values: Sequence[FacetValue]) -> tuple[FacetChoice, ...]:
    return tuple(FacetChoice(v.value, v.label, f"{v.count:,}", v.chosen) for v in values)


def label_of(facets: Sequence[Facet], priorities: Mapping[str, str]) -> Label:
    """Return what names a filter (``Kind: News``), as the found facets and the known priorities do."""

    def label(facet: str, value: str) -> str:
        found = next((v.label for f in facets if f.name == facet for v in f.values if v.value == value), "")
        words = found or FACET[facet].words_of(value, priorities if facet == "priority" else NO_TITLES)
        return f"{FACET[facet].label}: {words}"

    return label


def year_box(query: SearchQuery, facets: tuple[Facet, ...]) -> YearBox | None:
    """Return the chart of years, without gaps; ``None`` where no year is known and none was asked for."""
    values = next((facet.values for facet in facets if facet.name == "year"), ())
    found = {int(v.value): v.count for v in values if v.value.isdigit() and v.count}
    missing = _choices([v for v in values if v.value == MISSING])
    filters = query.filters
    asked = filters.year_from is not None or filters.year_to is not None or filters.of("year")
    if not found and not asked:
        return None
    years = range(min(found), max(found) + 1) if found else range(0)
    years = years[-LONGEST_CHART:]
    step = min(WIDEST_BAR + GAP, CHART_WIDTH / max(len(years), 1))
    return YearBox(
        bars=_bars(query, years, found, step) if len(years) > 1 else (),
        end=round(len(years) * step - GAP, 1),
        in_words="; ".join(_year_words(year, found[year]) for year in years if year in found),
        first=str(years[0]) if years else "",
        last=str(years[-1]) if len(years) > 4 else "",  # fewer bars have no room for two years below them
        year_from="" if filters.year_from is None else str(filters.year_from),
        year_to="" if filters.year_to is None else str(filters.year_to),
        missing=missing,
        kept=tuple(year for year in filters.of("year") if year != MISSING),
    )


def _year_words(year: int, documents: int) -> str:
    return f"{year}: {count(documents, 'document')}"


def _bars(query: SearchQuery, years: range, found: Mapping[int, int], step: float) -> tuple[YearBar, ...]:
    """Return the bars of the years that have any; years without one leave a gap."""
    most, width, address = max(found.values()), round(step - GAP, 1), year_addresses(query)
    bars = []
    for year in (year for year in years if year in found):
        height = max(round(CHART_HEIGHT * found[year] / most), 2)
        bars.append(
            YearBar(
                year=str(year),
                count=f"{found[year]:,}",
                words=_year_words(year, found[year]),
                address=address(year),
                x=round((year - years[0]) * step, 1),
                y=CHART_HEIGHT - height,
                width=width,
                height=height,
            )
        )
    return tuple(bars)


def chips_of(
    query: SearchQuery, facets: Sequence[Facet], priorities: Mapping[str, str], scope: Mapping[str, str] = NO_TITLES
) -> tuple[Chip, ...]:
    """Return a chip for every filter in force, each with the search without it; ``scope`` has titles of sources."""
    filters = query.filters
    if not filters.active:
        return ()
    label = label_of(facets, priorities)
    chips = [
        Chip(label(name, value), _without(query, without_value(filters, name, value)))
        for name, values in filters.chosen
        for value in values
        if name != "part" or not facets  # a tab shows it
    ]
    chips += [
        Chip(
            f"Only in: {scope.get(id, id)}",
            _without(query, replace(filters, source=tuple(s for s in filters.source if s != id))),
        )
        for id in filters.source
    ]
    if filters.year_from is not None or filters.year_to is not None:
        chips.append(Chip(_range(filters), _without(query, replace(filters, year_from=None, year_to=None))))
    return tuple(chips)


def _range(filters: Filters) -> str:
    first, last = filters.year_from, filters.year_to
    if last is None:
        return f"From {first}"
    if first is None:
        return f"Up to {last}"
    return str(first) if first == last else f"{first} to {last}"


def _without(query: SearchQuery, filters: Filters) -> str:
    return search_address(with_filters(query, filters))
