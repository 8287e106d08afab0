"""Search records: the searches that were run for a priority, and sources that were read and found irrelevant.

A gap is a recorded search, not an empty cell: what was asked, of which index, and which sources had nothing.
"""

import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum

from kb.domain.audience import Audience


@dataclass(frozen=True)
class FoundIn:
    """What a recorded search found in one source: how many passages in all, and the ids of the best.

    ``audience`` is the widest one that finds them.
    """

    source: str
    total: int
    passages: tuple[str, ...] = ()
    audience: Audience = Audience.PUBLIC


@dataclass(frozen=True)
class RecordedSearch:
    """All searches of a priority run at once: when, by whom, with which words, over an index of which time.

    ``searched`` are the ids of the sources that the index held then; those not in ``found`` had no hit.
    """

    at: dt.datetime
    who: str
    queries: tuple[str, ...]
    index: dt.datetime
    searched: tuple[str, ...] = ()
    found: tuple[FoundIn, ...] = ()


@dataclass(frozen=True)
class SourceReading:
    """A source read for a priority, with nothing relevant in it; ``capture`` is the SHA-256 of what was read.

    ``taken_back`` says since when that is not held any more, ``taken_back_by`` who said so: nothing is erased.
    """

    source: str
    at: dt.datetime
    who: str
    capture: str = ""
    note: str = ""
    taken_back: dt.datetime | None = None
    taken_back_by: str = ""


@dataclass(frozen=True)
class SearchRecord:
    """Everything recorded for the priority whose id it has; ``runs`` and ``readings`` are in order of time."""

    id: str
    runs: tuple[RecordedSearch, ...] = ()
    readings: tuple[SourceReading, ...] = ()
    body: str = ""


class CellState(StrEnum):
    """What is known of one source for one priority, in the words of the coverage page; the first that holds counts."""

    CITED = "cited"
    HITS_UNREAD = "hits unread"
    NOTHING_RELEVANT = "read, nothing relevant"
    NO_HIT = "searched, no hit"
    NOT_SEARCHED = "not searched"


def with_run(record: SearchRecord, run: RecordedSearch) -> SearchRecord:
    """Return a record with one more run.

    Of runs that say the same one after another only the first and the last are kept, so that the record stays small
    and still tells what was known at any moment.
    """
    runs = record.runs
    same = len(runs) > 1 and all(_says(one) == _says(run) for one in runs[-2:])
    return replace(record, runs=(*(runs[:-1] if same else runs), run))


def _says(run: RecordedSearch) -> tuple[object, ...]:
    return run.queries, run.searched, run.found
