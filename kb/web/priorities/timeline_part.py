"""The timeline of a priority: its sources, recommendations and calls by date, as a picture and as the same table."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kb.domain.call.call import Call
from kb.domain.dates import PartialDate
from kb.domain.editorial.recommendation import Status, StatusAt
from kb.services.editorial.recommendations import RecommendationView
from kb.services.library.browse import PriorityView
from kb.web.addresses import source_address
from kb.web.humanize import count, listed
from kb.web.layout.frame import Link

LANES = ("Sources cited", "Recommendations and what became of them", "Calls for input")
BAR_HEIGHT, HEAD, VALUE, FOOT = 36, 22, 14, 8
"""Pixels: the tallest bar, the title over a lane, the number over a bar, the space below a lane."""
AXIS = 20
MOST_TICKS = 6


@dataclass(frozen=True)
class TimelineEvent:
    """Something that has a date: in which lane it stands, what it is, and where to read it."""

    date: PartialDate
    lane: int
    what: str
    link: Link

    @property
    def words(self) -> str:
        """Return the date as people write it."""
        return self.date.in_words()


@dataclass(frozen=True)
class TimelineBar:
    """How much of a lane a year has; ``x`` and ``width`` in hundredths of the picture's width, the rest in pixels."""

    x: float
    width: float
    middle: float
    y: int
    height: int
    number: int


@dataclass(frozen=True)
class Lane:
    """A row of the picture: its title and base line, and a bar for each year that has something."""

    title: str
    title_y: int
    base: int
    bars: tuple[TimelineBar, ...]


@dataclass(frozen=True)
class TimelineYear:
    """A year of the table: its numbers in words, and what happened in order of date."""

    year: int
    numbers: str
    events: tuple[TimelineEvent, ...]


@dataclass(frozen=True)
class TimelinePart:
    """The part: the picture with its numbers in words, and the years of the table, the first one first.

    ``ticks`` are years under the axis, with their places in hundredths; ``undated`` says what has no date.
    """

    summary: str
    height: int
    lanes: tuple[Lane, ...]
    ticks: tuple[tuple[float, int], ...]
    years: tuple[TimelineYear, ...]
    undated: str


def timeline_part(
    view: PriorityView, recommended: Iterable[RecommendationView], calls: Iterable[Call]
) -> TimelinePart | None:
    """Make the part; nothing where nothing has a date. Citations that wait for a decision are left out."""
    cited = [one.cited for one in view.evidence if not one.cited.is_suspect]
    sources = {one.source.id: one.source for one in cited if one.source is not None}
    events = [
        TimelineEvent(source.published, 0, source.kind.value, Link(source.heading, source_address(source.id)))
        for source in sources.values()
        if source.published
    ]
    events += [event for one in recommended for event in _steps(one)]
    named = {view.priority.call} | {row.answer.call for row in view.raised if row.answer}
    events += [
        TimelineEvent(PartialDate.of(call.opens.date()), 2, "call opened", Link(call.title, f"/calls/{call.id}"))
        for call in calls
        if call.id in named
    ]
    if not events:
        return None
    events.sort(key=lambda event: (event.date, event.lane, event.link.words))
    undated = sum(source.published is None for source in sources.values())
    lanes, height = _lanes(events)
    return TimelinePart(
        summary=_summary(events),
        height=height + AXIS,
        lanes=lanes,
        ticks=_ticks(events),
        years=tuple(_year(year, events) for year in sorted({event.date.year for event in events})),
        undated=f"{count(undated, 'source')} cited without a date." if undated else "",
    )


def _steps(view: RecommendationView) -> Iterable[TimelineEvent]:
    """Yield what is known to have happened to a recommendation; that it was made, where no more is known."""
    published = view.source.published
    made = (StatusAt(published, Status.MADE),) if published else ()
    for step in view.entry.statuses or made:
        link = Link(view.entry.summary, f"/recommendations/{view.entry.id}")
        yield TimelineEvent(step.date, 1, f"recommendation {step.status.value}", link)


def _lanes(events: Sequence[TimelineEvent]) -> tuple[tuple[Lane, ...], int]:
    """Return the lanes that have something, and the height of all; bars have one scale in all lanes."""
    first, many = _span(events)
    tallest = max(Counter((event.lane, event.date.year) for event in events).values())
    lanes, top = [], 0
    for number, title in enumerate(LANES):
        years = Counter(event.date.year for event in events if event.lane == number)
        if not years:
            continue
        highest = max(round(BAR_HEIGHT * max(years.values()) / tallest), 3)
        base = top + HEAD + VALUE + highest
        bars = tuple(_bar(year - first, many, base, of_year, tallest) for year, of_year in sorted(years.items()))
        lanes.append(Lane(f"{title} ({years.total():,})", top + HEAD - 8, base, bars))
        top = base + FOOT
    return tuple(lanes), top


def _bar(place: int, many: int, base: int, number: int, tallest: int) -> TimelineBar:
    wide, height = 100 / many, max(round(BAR_HEIGHT * number / tallest), 3)
    inset = min(wide / 10, 1)
    left, right = place * wide + inset, (place + 1) * wide - inset
    middle = (left + right) / 2
    width = min(right - left, 8)
    return TimelineBar(round(middle - width / 2, 2), round(width, 2), round(middle, 2), base - height, height, number)


def _ticks(events: Sequence[TimelineEvent]) -> tuple[tuple[float, int], ...]:
    """Return the years to print under the axis: all of few, or else every second, fifth or tenth."""
    first, many = _span(events)
    step = next((step for step in (1, 2, 5, 10, 20) if many / step <= MOST_TICKS), 50)
    years = (year for year in range(first, first + many) if year % step == 0)
    return tuple((round((year - first + 0.5) * 100 / many, 2), year) for year in years)


def _span(events: Sequence[TimelineEvent]) -> tuple[int, int]:
    first, last = events[0].date.year, events[-1].date.year
    return first, last - first + 1


def _summary(events: Sequence[TimelineEvent]) -> str:
    said = []
    for number, title in enumerate(LANES):
        years = Counter(event.date.year for event in events if event.lane == number)
        if years:
            said.append(f"{title}: {listed([f'{of_year} in {year}' for year, of_year in sorted(years.items())])}.")
    return " ".join(said)


def _year(year: int, events: Sequence[TimelineEvent]) -> TimelineYear:
    own = tuple(event for event in events if event.date.year == year)
    numbers = Counter(event.lane for event in own)
    nouns = (("source", "sources"), ("step of a recommendation", "steps of recommendations"), ("call", "calls"))
    words = [count(numbers[lane], *noun) for lane, noun in enumerate(nouns) if numbers[lane]]
    return TimelineYear(year, ", ".join(words), own)
