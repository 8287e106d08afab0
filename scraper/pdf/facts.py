"""Facts that a document prints about itself: title, reference, date, publisher, licence."""

import calendar
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from kb.domain.dates import PartialDate
from kb.domain.source.source import Reference, SourceKind
from scraper.pdf import marks
from scraper.pdf.issuers import Issuers, find_issuers
from scraper.pdf.lines import Line
from scraper.pdf.raw import RawDocument

FRONT_PAGES = 5
"""How many pages at the front are looked at for facts."""
_ISSUER_PAGES = 3
_MONTHS = "|".join(calendar.month_name[1:])
_DAY = rf"(?:(\d{{1,2}})(?:st|nd|rd|th)?\s+)?({_MONTHS})\s+((?:19|20)\d\d)"
_PUBLISHED = re.compile(rf"(?:published|publication date|date of publication)\s*(?:on|in|:)?\s*{_DAY}", re.IGNORECASE)
_DATE_ALONE = re.compile(_DAY, re.IGNORECASE)
_SESSION = r"((?:19|20)\d\d)\s*[–—-]\s*(\d\d(?:\d\d)?)"
_SERIES = re.compile(
    rf"((?:[A-Z][a-z]+(?:-[A-Za-z][a-z]+)?|\d{{1,3}}(?:st|nd|rd|th))(?:\s+Special)?\s+Report)\s+of\s+Session\s+{_SESSION}"
)
_SESSION_ALONE = re.compile(rf"Session\s+{_SESSION}")
_HC = re.compile(
    r"\b(HC|HL Paper|HL)\s+(\d{1,4}(?:[–-][IVXLivxl]+)?)(?:\s+(?:of\s+)?(?:Session\s+)?(\d{4})\s*[–-]\s*(\d\d))?\b"
)
_ISBN = re.compile(r"ISBN(?:-1[03])?:?\s*((?:97[89][\s-]?)?(?:\d[\s-]?){9}[\dXx])")
_JUNK_TITLE = re.compile(r"microsoft|untitled|\.(?:docx?|indd|pdf|qxd|pub)\b|^\W*$|^[\w-]+$|_", re.IGNORECASE)
_COMMAND = re.compile(r"\b(CP|Cm|Cmd|Cmnd)\.?\s+(\d{1,5}(?:-[IVX]+)?)\b")
_ORDERED = re.compile(rf"Ordered by the House of (?:Commons|Lords) to be printed\s*(?:on)?\s*{_DAY}", re.IGNORECASE)
_RESPONSE = re.compile(
    r"\b(?:government|official|department\w*)\W+(?:\w+\W+){0,2}?response\b|\bresponse to\b", re.IGNORECASE
)


@dataclass(frozen=True)
class PdfFacts:
    """What is printed; empty where nothing is."""

    title: str
    published: PartialDate | None
    publishers: tuple[str, ...]
    kind: SourceKind | None
    reference: Reference | None
    licence: str
    inferred: tuple[str, ...] = ()


def find_facts(raw: RawDocument, lines: Sequence[Line], body: float) -> PdfFacts:
    """Read the facts from the first pages (the licence from all of them).

    A committee of Parliament publishes under Parliament's licence, also where the paper does not print so.
    """
    front = [line for line in lines if line.page < FRONT_PAGES and not line.cells]
    text = " ".join(marks.plain(line.text) for line in front)
    first = front[0].page if front else 0
    title_page = [line for line in front if line.page == first]
    house = _house(text)
    issuers = find_issuers([line for line in front if line.page < first + _ISSUER_PAGES], house)
    title = _title(raw.title, title_page, body, issuers.names)
    kind = _kind(title, issuers)
    printed = _licence(" ".join(line.text for line in lines))
    parliaments = "OPL-UK-3.0" if house and issuers.is_committee and not printed else ""
    inferred = (("licence",) if parliaments else ()) + (("publishers",) if issuers.inferred else ())
    return PdfFacts(
        title=title,
        published=_published(text, [line for line in front if line.page < first + _ISSUER_PAGES]),
        publishers=issuers.names,
        kind=kind,
        reference=_reference(text, house, [marks.plain(line.text) for line in front], title),
        licence=printed or parliaments,
        inferred=inferred,
    )


def _kind(title: str, issuers: Issuers) -> SourceKind | None:
    """Return what the title says the document is: an answer to a report is none, whoever printed it."""
    if _RESPONSE.search(title):
        return SourceKind.RESPONSE
    return SourceKind.COMMITTEE if issuers.is_committee else None


def _title(told: str, title_page: Sequence[Line], body: float, issuers: Collection[str]) -> str:
    """Take the largest type of the title page, or the title in the properties where no type is large.

    The name of who published it may be larger: then the title is the largest type besides.
    """
    title_page = [line for line in title_page if marks.plain(line.text) not in (*issuers, "GOV.UK")]
    largest = max((line.size for line in title_page if re.search(r"[^\W\d_]{3}", line.text)), default=0.0)
    large = [line for line in title_page if abs(line.size - largest) < 0.6]
    printed = " ".join(marks.plain(line.text) for line in large)
    if printed and len(printed) < 250 and largest >= 1.25 * body:
        return printed
    if len(told) > 4 and not _JUNK_TITLE.search(told):
        return told
    return printed[:250] if largest > 1.05 * body else ""


def _house(text: str) -> str:
    if re.search(r"House of Lords|\bHL Paper\b", text):
        return "lords" if "House of Commons" not in text or "HL Paper" in text else "commons"
    return "commons" if re.search(r"House of Commons|\bHC \d", text) else ""


def _published(text: str, title_page: Sequence[Line]) -> PartialDate | None:
    """Take "Published on …", or a line of the title page that is a date, or the day when it was ordered printed."""
    if match := _PUBLISHED.search(text):
        return _date(match)
    alone = [
        date
        for line in title_page
        if (match := _DATE_ALONE.fullmatch(marks.plain(line.text).strip(" ."))) and (date := _date(match))
    ]
    exact = [date for date in alone if date.day]
    ordered = _ORDERED.search(text)
    day = _date(ordered) if ordered else None
    if not exact and alone and day and (alone[0].year, alone[0].month) != (day.year, day.month):
        day = None
    return next(iter(exact), None) or day or next(iter(alone), None)


def _date(match: re.Match[str]) -> PartialDate | None:
    month = [name.lower() for name in calendar.month_name].index(match[2].lower())
    try:
        return PartialDate.parse(f"{match[3]}-{month:02d}" + (f"-{int(match[1]):02d}" if match[1] else ""))
    except ValueError:
        return None


def _reference(text: str, house: str, lines: Sequence[str], title: str) -> Reference | None:
    """Read the number of the paper; its series stands at the beginning of a line that is no part of the title."""
    number = _HC.search(text)
    command = _COMMAND.search(text) if not number else None
    own = (" ".join(lines[at : at + 3]) for at, line in enumerate(lines) if line not in title)
    series = next((match for words in own if (match := _SERIES.match(words))), None)
    alone = series or _SESSION_ALONE.search(text)
    session = f"{alone[alone.lastindex - 1]}-{alone[alone.lastindex]}" if alone and alone.lastindex else ""
    if not session and number and number[3]:
        session = f"{number[3]}-{number[4]}"
    isbn = _ISBN.search(text)
    reference = Reference(
        number=_number(number, command),
        session=session,
        house=house if number else "",
        series=" ".join(series[1].split()) if series else "",
        isbn=re.sub(r"\s", "-", isbn[1].strip()) if isbn else "",
    )
    return reference if reference != Reference() else None


def _number(number: re.Match[str] | None, command: re.Match[str] | None) -> str:
    if number:
        return f"{'HC' if number[1] == 'HC' else 'HL Paper'} {number[2]}"
    return f"{command[1]} {command[2]}" if command else ""


def _licence(text: str) -> str:
    if re.search(r"Open\s+Parliament\s+Licence", text, re.IGNORECASE):
        return "OPL-UK-3.0"
    if re.search(r"Open\s+Government\s+Licence", text, re.IGNORECASE):
        return "OGL-UK-3.0"
    return ""
