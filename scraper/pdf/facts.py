"""Facts that a document prints about itself: title, reference, date, publisher, licence."""

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.domain.dates import PartialDate
from kb.domain.source.source import Reference, SourceKind
from scraper.pdf import marks
from scraper.pdf.lines import Line
from scraper.pdf.raw import RawDocument

_FRONT_PAGES = 5
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
_COMMITTEE = re.compile(
    r"(?<![\w’'-])(?:(?:[A-Z][\w’'-]*|and|of|the|for|on),?\s+){1,8}Committee|Committee (?:of|on) (?:[A-Z]\w+\s?){1,4}"
)
_JUNK_TITLE = re.compile(r"microsoft|untitled|\.(?:docx?|indd|pdf|qxd|pub)\b|^\W*$|^[\w-]+$|_", re.IGNORECASE)
_BODIES = (
    (re.compile(r"\bHMICFRS\b|Inspectorate of Constabulary and Fire", re.IGNORECASE), "HMICFRS"),
    (re.compile(r"\bHMCPSI\b|Crown Prosecution Service Inspectorate", re.IGNORECASE), "HMCPSI"),
    (re.compile(r"\bHMIC\b|Inspectorate of Constabulary(?! and Fire)", re.IGNORECASE), "HMIC"),
    (re.compile(r"National Audit Office", re.IGNORECASE), "NAO"),
)


@dataclass(frozen=True)
class Facts:
    """What is printed; empty where nothing is."""

    title: str
    published: PartialDate | None
    publishers: tuple[str, ...]
    kind: SourceKind | None
    reference: Reference | None
    licence: str
    inferred: tuple[str, ...] = ()


def find_facts(raw: RawDocument, lines: Sequence[Line], body: float) -> Facts:
    """Read the facts from the first pages (the licence from all of them).

    A committee of Parliament publishes under Parliament's licence, also where the paper does not print so.
    """
    front = [line for line in lines if line.page < _FRONT_PAGES]
    words = [marks.plain(line.text) for line in front]
    text = " ".join(words)
    first = front[0].page if front else 0
    title_page = [line for line in front if line.page == first]
    house = _house(text)
    publishers = _publishers(title_page, house)
    kind = SourceKind.COMMITTEE if any("Committee" in name for name in publishers) else None
    printed = _licence(" ".join(line.text for line in lines))
    parliaments = "OPL-UK-3.0" if house and kind is SourceKind.COMMITTEE and not printed else ""
    return Facts(
        title=_title(raw.title, title_page, body),
        published=_published(text, title_page),
        publishers=publishers,
        kind=kind,
        reference=_reference(text, house),
        licence=printed or parliaments,
        inferred=("licence",) if parliaments else (),
    )


def _title(told: str, title_page: Sequence[Line], body: float) -> str:
    """Take the largest type of the title page, or the title in the properties where no type is large."""
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


def _publishers(title_page: Sequence[Line], house: str) -> tuple[str, ...]:
    words = [marks.plain(line.text) for line in title_page]
    names = [word for word in words if _COMMITTEE.fullmatch(word)] if house else []
    if names:
        return (f"{names[0]} (Lords)" if house == "lords" else names[0],)
    text = " ".join(words)
    return tuple(name for pattern, name in _BODIES if pattern.search(text))


def _published(text: str, title_page: Sequence[Line]) -> PartialDate | None:
    """Take "Published on …", or a line of the title page that is a date and nothing else."""
    if match := _PUBLISHED.search(text):
        return _date(match)
    for line in title_page:
        if match := _DATE_ALONE.fullmatch(marks.plain(line.text).strip(" .")):
            return _date(match)
    return None


def _date(match: re.Match[str]) -> PartialDate | None:
    month = [name.lower() for name in calendar.month_name].index(match[2].lower())
    try:
        return PartialDate.parse(f"{match[3]}-{month:02d}" + (f"-{int(match[1]):02d}" if match[1] else ""))
    except ValueError:
        return None


def _reference(text: str, house: str) -> Reference | None:
    number = _HC.search(text)
    series = _SERIES.search(text)
    alone = series or _SESSION_ALONE.search(text)
    session = f"{alone[alone.lastindex - 1]}-{alone[alone.lastindex]}" if alone and alone.lastindex else ""
    if not session and number and number[3]:
        session = f"{number[3]}-{number[4]}"
    isbn = _ISBN.search(text)
    reference = Reference(
        number=f"{'HC' if number[1] == 'HC' else 'HL Paper'} {number[2]}" if number else "",
        session=session,
        house=house if number else "",
        series=" ".join(series[1].split()) if series else "",
        isbn=re.sub(r"\s", "-", isbn[1].strip()) if isbn else "",
    )
    return reference if reference != Reference() else None


def _licence(text: str) -> str:
    if re.search(r"Open\s+Parliament\s+Licence", text, re.IGNORECASE):
        return "OPL-UK-3.0"
    if re.search(r"Open\s+Government\s+Licence", text, re.IGNORECASE):
        return "OGL-UK-3.0"
    return ""
