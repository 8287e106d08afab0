"""Backoff: how long to wait before a retry. Pure."""

import datetime as dt
import email.utils
from dataclasses import dataclass

RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504})


@dataclass(frozen=True)
class Backoff:
    """The rules: tries in all, first pause, longest pause, and the longest Retry-After that is waited for."""

    tries: int = 3
    first: float = 2.0
    longest: float = 60.0
    patience: float = 120.0

    def pause(self, failures: int, chance: float) -> float:
        """Return the seconds to wait after so many failures; ``chance`` in [0, 1) spreads clients apart.

        The pause doubles each time and at least half of it is always kept.
        """
        whole = min(self.longest, self.first * 2.0 ** (failures - 1))
        return float(whole * (0.5 + chance / 2))


def retry_after(value: str, now: dt.datetime) -> float | None:
    """Read a Retry-After header, in seconds or as an HTTP date; ``None`` where there is nothing to read."""
    text = value.strip()
    if not text:
        return None
    if text.isascii() and text.isdigit():
        return float(min(int(text[:12]), 10**9))
    try:
        then = email.utils.parsedate_to_datetime(text)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    if then.tzinfo is None:
        then = then.replace(tzinfo=dt.UTC)
    return max(0.0, (then - now).total_seconds())
