"""Dates as pages print them: in words, glued, in metadata; always only as precise as what is there."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

from bs4 import BeautifulSoup, Tag

from kb.domain.dates import PartialDate
from scraper.html.soup import attribute

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s*)?"
_DAY = re.compile(
    rf"(?<![0-9A-Za-z]){_WEEKDAY}(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?,?\s*{_MONTH},?\s*(?P<year>[0-9]{{4}})(?![0-9])",
    re.IGNORECASE,
)
_MONTH_ONLY = re.compile(rf"(?<![0-9A-Za-z])(?<![0-9]\s){_MONTH},?\s+(?P<year>[0-9]{{4}})(?![0-9])", re.IGNORECASE)
_ISO = re.compile(r"(?<![0-9])([0-9]{4})-([0-9]{2})-([0-9]{2})(?![0-9])")
_TIME = re.compile(r"\s*(?:at\s+|,\s*)?[0-9]{1,2}[:.][0-9]{2}\s*(?:[ap]\.?m\.?)?\s*", re.IGNORECASE)
_LEAD = re.compile(
    r"(?:(?:date\s+)?published(?:\s+on)?|date(?:\s+of\s+publication)?|posted(?:\s+on)?)\s*:?\s*", re.IGNORECASE
)
_META = (
    "govuk:first-published-at",
    "article:published_time",
    "dcterms.issued",
    "dc.date.issued",
    "dcterms.date",
    "dc.date",
    "citation_publication_date",
    "publish_date",
    "date",
)
_LONDON = ZoneInfo("Europe/London")


def date_in(text: str) -> PartialDate | None:
    """Return the first date in words or ISO form: ``4th September 2014``, ``Monday19Feb 2018``, ``April 2016``."""
    for pattern in (_DAY, _ISO, _MONTH_ONLY):
        for match in pattern.finditer(text):
            found = _from_iso(match) if pattern is _ISO else _from_words(match)
            if found is not None:
                return found
    return None


def date_line(text: str) -> PartialDate | None:
    """Return the date of a line that holds nothing else (a time of day and "Published on:" aside)."""
    line = _LEAD.sub("", text.strip(), count=1) if _LEAD.match(text.strip()) else text.strip()
    match = _DAY.match(line) or _MONTH_ONLY.match(line)
    if match is None:
        return None
    rest = line[match.end() :]
    return _from_words(match) if not rest.strip(" .|,") or _TIME.fullmatch(rest) else None


def day_of_stamp(stamp: str) -> PartialDate | None:
    """Return the day of an ISO time stamp, as the calendar stood in London; None for anything else."""
    stamp = stamp.strip()
    try:
        if len(stamp) <= 10:
            return _sensible(PartialDate.parse(stamp))
        moment = dt.datetime.fromisoformat(stamp)
        if moment.tzinfo is not None:
            moment = moment.astimezone(_LONDON)
        return _sensible(PartialDate.of(moment.date()))
    except (ValueError, OverflowError):
        return None


def date_of_page(page: BeautifulSoup, main: Tag) -> PartialDate | None:
    """Return the date a page gives itself: in its metadata, or in a ``time`` element of the main text."""
    named = {
        (attribute(meta, "property") or attribute(meta, "name") or attribute(meta, "itemprop")).lower(): meta
        for meta in reversed(page.find_all("meta", content=True))
    }
    for name in _META:
        if name in named and (found := _any_form(attribute(named[name], "content"))):
            return found
    for element in main.find_all("time"):
        if found := _any_form(attribute(element, "datetime")) or date_in(element.get_text(" ")):
            return found
    return None


def _any_form(text: str) -> PartialDate | None:
    return day_of_stamp(text) or date_in(text)


def _from_words(match: re.Match[str]) -> PartialDate | None:
    groups = match.groupdict()
    month = _MONTHS.index(groups["month"].lower()) + 1
    return _made(int(groups["year"]), month, int(groups["day"]) if groups.get("day") else None)


def _from_iso(match: re.Match[str]) -> PartialDate | None:
    return _made(*(int(group) for group in match.groups()))


def _made(year: int, month: int, day: int | None) -> PartialDate | None:
    try:
        dt.date(year, month, day or 1)
    except ValueError:
        return None
    return _sensible(PartialDate(year, month, day))


def _sensible(date: PartialDate) -> PartialDate | None:
    """Refuse years that no document here can have: they are figures, or a system's empty date."""
    return date if 1800 <= date.year <= 2200 and date != PartialDate(1970, 1, 1) else None
