"""Rules of how often something may be tried: from the times of earlier attempts to when another is taken."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

Rule = Callable[[Sequence[dt.datetime]], dt.datetime | None]
"""Takes the times of earlier attempts, the latest first; returns from when on another is taken, or nothing for now."""


class CountedBy(Enum):
    """Which earlier attempts a limit looks at: those with the same account, network address, or both."""

    ACCOUNT = "account"
    ADDRESS = "address"
    BOTH = "both"


@dataclass(frozen=True)
class Limit:
    """A rule, and the attempts that it counts."""

    by: CountedBy
    rule: Rule


def at_most(most: int, window: dt.timedelta) -> Rule:
    """Return the rule that takes ``most`` attempts in any window of that length."""

    def rule(times: Sequence[dt.datetime]) -> dt.datetime | None:
        return times[most - 1] + window if len(times) >= most else None

    return rule


def growing_delay(free: int, delays: Sequence[dt.timedelta]) -> Rule:
    """Return the rule that takes ``free`` attempts at once, and after each further one waits longer.

    The last of the delays goes on for ever, so nobody is shut out for good.
    """

    def rule(times: Sequence[dt.datetime]) -> dt.datetime | None:
        over = len(times) - free
        return times[0] + delays[min(over, len(delays) - 1)] if over >= 0 else None

    return rule
