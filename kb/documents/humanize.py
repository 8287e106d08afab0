"""Numbers, dates and addresses as people write them."""

import datetime as dt
from collections.abc import Sequence
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
"""The clock that people are told times on; files, the API and the log keep UTC."""
_IRREGULAR = {"body": "bodies", "priority": "priorities", "entry": "entries", "reply": "replies"}


def number(count: int) -> str:
    """Return a count with its thousands apart: ``2,000``."""
    return f"{count:,}"


def count(n: int, one: str, many: str = "") -> str:
    """Return a count with its noun: ``1 passage``, ``2,000 passages``, ``no passages``."""
    return f"{number(n) if n else 'no'} {one if n == 1 else many or _plural(one)}"


def _plural(noun: str) -> str:
    """Return the plural, which is the last word's: ``independent bodies``."""
    *before, last = noun.split(" ")
    return " ".join((*before, _IRREGULAR.get(last, f"{last}s")))


def listed(words: Sequence[str], last: str = "and") -> str:
    """Return words as a list in a sentence: ``a, b and c``."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def day(date: dt.date) -> str:
    """Return a day: ``23 September 2016``; of a moment, the day on London's clock."""
    date = _in_london(date)
    return f"{date.day} {date:%B %Y}"


def weekday(date: dt.date) -> str:
    """Return a day with its name: ``Friday 23 September 2016``."""
    return f"{date:%A} {day(date)}"


def hour(time: dt.datetime) -> str:
    """Return a time of day: ``5 pm``, ``10.30 am``, ``midday``."""
    if (time.hour, time.minute) == (12, 0):
        return "midday"
    half = "am" if time.hour < 12 else "pm"
    minutes = f".{time.minute:02d}" if time.minute else ""
    return f"{(time.hour - 1) % 12 + 1}{minutes} {half}"


def moment(time: dt.datetime) -> str:
    """Return a moment on London's clock: ``14 November 2026, 10:32``."""
    return f"{day(time)}, {_in_london(time):%H:%M}"


def host(address: str) -> str:
    """Return the host of an address without ``www.``; the address itself where it has none."""
    return (urlsplit(address).hostname or address).removeprefix("www.")


def bare(address: str) -> str:
    """Return an address without its scheme, ``www.`` and a closing stroke."""
    return address.split("://", 1)[-1].removeprefix("www.").rstrip("/")


def shortened(text: str, most: int) -> str:
    """Return a text cut at a word with an ellipsis where it is longer than ``most`` characters."""
    if len(text) <= most:
        return text
    return f"{text[:most].rsplit(' ', 1)[0]}…"


def _in_london(time: dt.date) -> dt.date:
    """Return a moment as London's clock shows it; a day, and a time without a zone, stay as they are."""
    if isinstance(time, dt.datetime) and time.tzinfo is not None:
        return time.astimezone(LONDON)
    return time
