"""Dates as precise as what is known: a year, a month or a day.

Reports are often dated "April 2016" only; storing a made-up day would be a claim nobody can pin down.
"""

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from functools import total_ordering

_FORM = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@total_ordering
@dataclass(frozen=True)
class PartialDate:
    """A date known to the year, the month or the day; prints as ``2016``, ``2016-04`` or ``2016-04-13``."""

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Read ``2016``, ``2016-04`` or ``2016-04-13``; raise ``ValueError`` for anything else."""
        match = _FORM.fullmatch(text.strip())
        if match is None:
            raise ValueError(f"not a date: {text!r}")
        year = int(match[1])
        month, day = (int(part) if part else None for part in match.groups()[1:])
        dt.date(year, month or 1, day or 1)  # raises ValueError for 2016-13 and 2016-02-30
        return cls(year, month, day)

    @classmethod
    def of(cls, day: dt.date) -> "PartialDate":
        """Return the full-precision date of a calendar day."""
        return cls(day.year, day.month, day.day)

    def __str__(self) -> str:
        """Print in the ISO form that ``parse`` reads."""
        parts = [f"{self.year:04d}", *(f"{p:02d}" for p in (self.month, self.day) if p)]
        return "-".join(parts)

    def __lt__(self, other: "PartialDate") -> bool:
        """Order by first possible day, the less precise first."""
        return self._key() < other._key()

    def _key(self) -> tuple[int, int, int]:
        return (self.year, self.month or 0, self.day or 0)

    def in_words(self) -> str:
        """Return the date as people write it: ``13 April 2016``, ``April 2016``, ``2016``."""
        month = calendar.month_name[self.month] if self.month else None
        return " ".join(str(p) for p in (self.day, month, self.year) if p)

    def first_day(self) -> dt.date:
        """Return the first day the date could mean, for sorting and for feeds."""
        return dt.date(self.year, self.month or 1, self.day or 1)
