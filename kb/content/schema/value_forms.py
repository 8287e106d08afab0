"""Forms: how one value is written in front matter, and how its words are read and printed.

A form reads words into a value or raises :class:`Unfit` with what is wrong and what to do; it prints a value
back into words. ``read(print(x)) == x`` for every value in normal form, and ``print(read(w))`` is that form.
"""

import datetime as dt
import re
import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from kb.domain.dates import PartialDate
from kb.domain.hints import choose_from, did_you_mean
from kb.domain.ids import ID_HINT, is_id, slug

_SURROGATES = re.compile(r"[\ud800-\udfff]")
_SESSION = re.compile(r"(\d{4})-(\d{2}|\d{4})")
_MEDIA = re.compile(r"[a-z0-9][a-z0-9.+-]*/[a-z0-9][a-z0-9.+-]*")
_DATE_HINT = "write it as 2016, 2016-04 or 2016-04-13, only as exact as what is known"


class Unfit(ValueError):
    """Words that do not have the form: what is wrong, and what to do."""

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.what, self.hint = what, hint


@dataclass(frozen=True)
class Form:
    """One form: ``words`` describes it in the documentation.

    ``exact`` forms keep white space as it stands, so nothing but the empty text counts as empty.
    """

    words: str
    read: Callable[[str], Any]
    print: Callable[[Any], str | int | bool] = str
    exact: bool = False


def _clean(text: str) -> str:
    return _SURROGATES.sub("\ufffd", text)


def _line(text: str) -> str:
    return " ".join(_clean(text).split())


def _text(text: str) -> str:
    return _clean(text).replace("\r\n", "\n").replace("\r", "\n").strip()


def _id(text: str) -> str:
    word = text.strip()
    if not is_id(word):
        raise Unfit(f"`{word}` is not an id", f"{ID_HINT}; perhaps `{slug(word)}`")
    return word


def _date(text: str) -> PartialDate:
    try:
        return PartialDate.parse(text)
    except ValueError:
        raise Unfit(f"`{_line(text)}` is not a date", _DATE_HINT) from None


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        raise Unfit(f"`{_line(text)}` is not a day", "write it as 2026-11-14") from None


def _datetime(text: str, example: str) -> dt.datetime:
    word = text.strip()
    hint = f"write it as {example}"
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", word):
        raise Unfit(f"`{word}` has no time of day", hint)
    try:
        return dt.datetime.fromisoformat(word).replace(microsecond=0)
    except ValueError:
        raise Unfit(f"`{_line(word)}` is not a date with a time", hint) from None


def _moment(text: str) -> dt.datetime:
    moment = _datetime(text, "2026-11-14T10:32:00Z (UTC)")
    try:
        return _utc(moment)
    except OverflowError:
        raise Unfit(f"`{_line(text)}` is out of range", "write it as 2026-11-14T10:32:00Z (UTC)") from None


def _utc(moment: dt.datetime) -> dt.datetime:
    if moment.tzinfo is None:
        return moment.replace(tzinfo=dt.UTC)
    return moment.astimezone(dt.UTC)


def _print_moment(moment: dt.datetime) -> str:
    return _utc(moment).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def _wall(text: str) -> dt.datetime:
    moment = _datetime(text, "2016-09-23T17:00")
    if moment.tzinfo is not None:
        raise Unfit(f"`{_line(text)}` names a zone", "write the time on the clock; the zone goes in `time_zone`")
    return moment


def _print_wall(moment: dt.datetime) -> str:
    if moment.tzinfo is not None:
        raise ValueError(f"a time on the clock has no zone of its own: {moment!r}")
    return moment.isoformat(timespec="seconds" if moment.second else "minutes")


def _address(text: str) -> str:
    word = _clean(text.strip())
    hint = "write the whole address, beginning with https:// or http://"
    if re.search(r"\s", word):
        raise Unfit("an address has no spaces in it", "write a space as %20, and one address per entry")
    try:
        parts = urlsplit(word)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise Unfit(f"`{word}` is not an address", hint) from None
    if parts.scheme not in ("http", "https") or not host:
        raise Unfit(f"`{word}` is not a web address", hint)
    return word


def _place(text: str) -> str:
    word = _line(text)
    return word if word.startswith("file:") and len(word) > 5 else _address(text)


def _sha256(text: str) -> str:
    word = text.strip().lower()
    if not re.fullmatch(r"[0-9a-f]{64}", word):
        raise Unfit("this is not a SHA-256", "64 figures and letters a to f, as `sha256sum FILE` prints them")
    return word


def _media(text: str) -> str:
    word = text.strip().lower()
    if not _MEDIA.fullmatch(word):
        raise Unfit(f"`{_line(text)}` is not a media type", "for example application/pdf or text/html")
    return word


def _count(text: str) -> int:
    word = text.strip()
    if not re.fullmatch(r"[1-9][0-9]{0,5}", word):
        raise Unfit(f"`{_line(text)}` is not a number from 1 up", "write it in figures")
    return int(word)


def _flag(text: str) -> bool:
    word = text.strip().lower()
    if word in ("true", "yes", "on"):
        return True
    if word in ("false", "no", "off"):
        return False
    raise Unfit(f"`{_line(text)}` is neither true nor false", "write true, or leave the field out")


def _session(text: str) -> str:
    word = _line(text)
    match = _SESSION.fullmatch(word)
    if match is None:
        near = _SESSION.search(word.replace("–", "-").replace("/", "-"))
        raise Unfit(f"`{word}` is not a session", f"write it as {near[0] if near else '2016-17'}, with a hyphen")
    first, last = int(match[1]), match[2]
    final = int(last) if len(last) == 4 else first - first % 100 + int(last)
    if not 0 <= final - first <= 6:
        raise Unfit(f"`{word}` does not end soon after it begins", "write it as 2016-17 or 2017-19")
    return word


def _isbn(text: str) -> str:
    word = _line(text)
    figures = word.replace("-", "").replace(" ", "")
    if re.fullmatch(r"\d{13}", figures):
        right = sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(figures)) % 10 == 0
    elif re.fullmatch(r"\d{9}[\dXx]", figures):
        right = sum((10 - i) * (10 if d in "Xx" else int(d)) for i, d in enumerate(figures)) % 11 == 0
    else:
        raise Unfit(f"`{word}` is not an ISBN", "10 or 13 figures, hyphens as printed")
    if not right:
        raise Unfit(f"the check figure of ISBN {word} is wrong", "compare it with the printed one")
    return word


def _zone(text: str) -> str:
    word = text.strip()
    try:
        known = bool(zoneinfo.ZoneInfo(word)) and not word.startswith(("posix", "right"))
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        known = False
    if not known:  # looking one up is quick; only where there is none is it worth listing them all
        hint = did_you_mean(word, zoneinfo.available_timezones()) or "for example Europe/London"
        raise Unfit(f"`{_line(text)}` is not a time zone", hint)
    return word


def choice(*values: str) -> Form:
    """Return the form of a closed set of words, such as the members of an enum; read without regard to case."""

    def read(text: str) -> str:
        word = _line(text)
        found = next((v for v in values if v.casefold() == word.casefold()), None)
        if found is None:
            raise Unfit(f"`{word}` is not known here", choose_from(word, values))
        return found

    return Form(" · ".join(f"`{value}`" for value in values), read)


LINE = Form("words on one line", _line, _line)
TEXT = Form("text", _text, _text)
EXACT = Form("text, kept exactly", _clean, _clean, exact=True)
ID = Form("id", _id)
DATE = Form("date (`2016`, `2016-04` or `2016-04-13`)", _date)
DAY = Form("day (`2026-11-14`)", _day)
MOMENT = Form("time in UTC (`2026-11-14T10:32:00Z`)", _moment, _print_moment)
WALL = Form("time on the clock (`2016-09-23T17:00`)", _wall, _print_wall)
ADDRESS = Form("web address", _address)
PLACE = Form("web address or `file:` name", _place)
SHA256 = Form("SHA-256 in hexadecimal", _sha256)
MEDIA = Form("media type", _media)
COUNT = Form("number from 1 up", _count, int)
FLAG = Form("`true` or left out", _flag, bool)
SESSION = Form("session (`2016-17`)", _session)
ISBN = Form("ISBN", _isbn)
ZONE = Form("time zone (`Europe/London`)", _zone)
FIELD = Form("name of a field", _line, _line)
