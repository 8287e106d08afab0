"""Recommendations that somebody else made, followed: to whom, what became of them by date, and where they bear."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from kb.domain.audience import Audience
from kb.domain.dates import PartialDate
from kb.domain.source.passage import Citation


class Status(StrEnum):
    """Where a recommendation stands at a date."""

    MADE = "made"
    ACCEPTED = "accepted"
    PARTLY_ACCEPTED = "accepted in part"
    REJECTED = "rejected"
    UNDER_REVIEW = "under review"
    DONE = "done"
    CLOSED = "closed"
    REPEATED = "made again"


CLOSING = (Status.REJECTED, Status.DONE, Status.CLOSED)
"""Where nothing more is expected of the addressee."""


@dataclass(frozen=True)
class StatusAt:
    """The status at a date, as some source has it: ``source`` is that source's id, ``note`` what it says, our words."""

    date: PartialDate
    status: Status
    note: str = ""
    source: str = ""


@dataclass(frozen=True)
class Recommendation:
    """A recommendation of a source. ``summary`` is ours; ``citation`` pins it; ``body`` says more, in Markdown.

    ``register_id`` is its number in the inspectorate's register. ``statuses`` are in order of date.
    """

    id: str
    summary: str
    citation: Citation
    addressees: tuple[str, ...]
    statuses: tuple[StatusAt, ...] = ()
    priorities: tuple[str, ...] = ()
    register_id: str = ""
    audience: Audience = Audience.PUBLIC
    made_by: str = ""
    changes: int = 0
    changed: dt.datetime | None = None
    body: str = ""

    @property
    def latest(self) -> StatusAt | None:
        """Return the last status that is known."""
        return self.statuses[-1] if self.statuses else None

    @property
    def is_open(self) -> bool:
        """Say whether something is still expected of the addressee."""
        return self.latest is None or self.latest.status not in CLOSING


def story_of(entry: Recommendation, published: PartialDate | None, members: int, *, invented: bool = False) -> str:
    """Return in a sentence what became of it: ``recommended September 2014, closed August 2017``.

    ``published`` is when its source was, which counts where no status says when it was made. ``members`` says how many
    still raise it (nought: nothing is said of that), ``invented`` that all their answers were made up for show.
    """
    made = next((one.date for one in entry.statuses if one.status is Status.MADE), published)
    parts = [f"recommended {_month(made)}" if made else "recommended, nobody has noted when"]
    latest = entry.latest
    if latest is not None and latest.status is not Status.MADE:
        parts.append(f"{latest.status.value} {_month(latest.date)}")
    if members:
        who = f"{members} {'member' if members == 1 else 'members'}"
        parts.append(f"still raised by {who}{' (invented)' if invented else ''}")
    return ", ".join(parts)


def _month(date: PartialDate) -> str:
    return PartialDate(date.year, date.month).in_words()
