"""Who recommended what to whom: recommendations by publisher and addressee, each with where it stands."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from kb.domain.editorial.recommendation import Status, StatusAt
from kb.services.editorial.recommendations import RecommendationView
from kb.web.editorial.recommendation_page import recommendation_address, source_link
from kb.web.humanize import count
from kb.web.layout.frame import Frame, Link


@dataclass(frozen=True)
class RecommendedRow:
    """One recommendation to one addressee, and where it stands."""

    addressee: str
    words: str
    address: str
    source: Link
    stands: str
    note: str
    state: str


@dataclass(frozen=True)
class RecommendingPublisher:
    """A publisher with its recommendations, those to one addressee together; ``numbers`` counts them in words."""

    name: str
    numbers: str
    rows: tuple[RecommendedRow, ...]


@dataclass(frozen=True)
class RecommendedPage:
    """All publishers that recommend something, those with most recommendations first."""

    template: ClassVar[str] = "editorial/recommended.html"
    frame: Frame
    heading: str
    publishers: tuple[RecommendingPublisher, ...]


def recommended_page(frame: Frame, heading: str, views: Sequence[RecommendationView]) -> RecommendedPage:
    """Make the page; a recommendation of two publishers, or to two addressees, stands under each of them."""
    made_by: dict[str, list[RecommendationView]] = {}
    for view in views:
        for name in dict.fromkeys(view.source.publishers or ("No publisher given",)):
            made_by.setdefault(name, []).append(view)
    ordered = sorted(made_by, key=lambda name: (-len(made_by[name]), name.casefold()))
    return RecommendedPage(frame, heading, tuple(_publisher(name, made_by[name]) for name in ordered))


def _publisher(name: str, views: Sequence[RecommendationView]) -> RecommendingPublisher:
    rows = [_row(to, view) for view in views for to in dict.fromkeys(view.entry.addressees or ("nobody named",))]
    many = Counter(row.addressee for row in rows)
    rows.sort(key=lambda row: (-many[row.addressee], row.addressee.casefold()))  # within these, as in the list
    still = sum(view.entry.is_open for view in views)
    return RecommendingPublisher(name, f"{count(len(views), 'recommendation')}, {still or 'none'} open", tuple(rows))


def _row(addressee: str, view: RecommendationView) -> RecommendedRow:
    entry, latest = view.entry, view.entry.latest
    return RecommendedRow(
        addressee=addressee,
        words=entry.summary,
        address=recommendation_address(view),
        source=source_link(view),
        stands=_stands(latest),
        note=latest.note if latest else "",
        state="open" if entry.is_open else "closed",
    )


def _stands(latest: StatusAt | None) -> str:
    if latest is None:
        return "Nothing noted"
    if latest.status is Status.MADE:
        return f"Made {latest.date.in_words()}, no answer noted"
    return f"{latest.status.value.capitalize()}, {latest.date.in_words()}"
