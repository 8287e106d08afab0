"""What the inspectorate's register says of a recommendation that is followed: read, offered, and never added by itself.

The register is a source like others. Its reader makes of each entry a passage of kind recommendation, labelled with
the entry's number, whose lines are its history: ``30 August 2017: no further action needed``.
"""

import calendar
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kb.domain.dates import PartialDate
from kb.domain.editorial.recommendation import Recommendation, Status
from kb.domain.source.passage import Passage, PassageKind

_LINE = re.compile(r"(?:([0-9]{1,2}) )?([A-Z][a-z]+) ([0-9]{4})(?:: (.*))?")
_MONTHS = {name: number for number, name in enumerate(calendar.month_name) if name}
_DOUBT = r"(?:\b(not(?: yet)?|never|partly|partially|largely|to be) )?"
_SAYINGS: Mapping[str, Status] = {
    "awaiting review": Status.UNDER_REVIEW,
    "under review": Status.UNDER_REVIEW,
    "no further action": Status.CLOSED,
    "closed": Status.CLOSED,
    "not accepted": Status.REJECTED,
    "rejected": Status.REJECTED,
    "partially accepted": Status.PARTLY_ACCEPTED,
    "accepted in part": Status.PARTLY_ACCEPTED,
    "accepted": Status.ACCEPTED,
    "implemented": Status.DONE,
    "completed": Status.DONE,
}
"""Words of the register and what they mean, the longer before those that they hold; a person decides on the others."""


@dataclass(frozen=True)
class RegisterLine:
    """A line of the register: when, its words, and the status that they seem to mean, if any; in which source."""

    date: PartialDate
    words: str
    status: Status | None
    source: str


def said_of(entry: Recommendation, source: str, passages: Iterable[Passage]) -> tuple[RegisterLine, ...]:
    """Return the register's statuses of a recommendation on days that its history lacks, in order of date.

    ``passages`` are those of the register, whose id is ``source``.
    """
    known = {status.date for status in entry.statuses}
    found = {said.date: said for passage in passages if _is_of(passage, entry) for said in _lines(passage, source)}
    return tuple(said for date, said in sorted(found.items()) if date not in known)


def _is_of(passage: Passage, entry: Recommendation) -> bool:
    is_one = passage.kind is PassageKind.RECOMMENDATION and bool(entry.register_id)
    return is_one and passage.label.split()[-1:] == [entry.register_id]


def _lines(passage: Passage, source: str) -> Iterator[RegisterLine]:
    for line in passage.text.splitlines():
        match = _LINE.fullmatch(line.strip())
        month = _MONTHS.get(match[2]) if match else None
        if match is None or month is None:
            continue
        try:
            date = PartialDate.parse(
                "-".join([match[3], f"{month:02d}", *([f"{int(match[1]):02d}"] if match[1] else [])])
            )
        except ValueError:  # a day that no month has
            continue
        words = " ".join((match[4] or "").split())
        yield RegisterLine(date, words, _meant(words), source)


def _meant(words: str) -> Status | None:
    low = words.casefold()
    return next((status for saying, status in _SAYINGS.items() if _says(low, saying)), None)


def _says(words: str, saying: str) -> bool:
    """Say whether a saying stands there in whole words, and is neither denied nor only half true."""
    return any(not found[1] for found in re.finditer(rf"{_DOUBT}\b{re.escape(saying)}\b", words))
