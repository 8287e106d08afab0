"""Facts that a report prints about itself: title, date of publication, number, session, series, committee.

One report carries many dates. Only one that is printed as the date of publication is taken as such; the date at the
foot of a page is when the page was made (weeks off, either way), so it gives the year and no more. The day on which
the report was ordered to be printed is not taken at all.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kb.domain.dates import PartialDate
from kb.domain.source.source import Reference, SourceKind
from scraper.parliament.address import committee_of, is_evidence, reference_of
from scraper.parliament.page import DATE, MONTHS

_PUBLISHED = re.compile(rf"\bpublished(?:\s+on)?\s*:?\s*(?:\w+day,?\s+)?{DATE}", re.IGNORECASE)
_ORDINAL = r"(?:\d{1,3}(?:st|nd|rd|th)|[A-Z][a-z]+(?:[ -][A-Za-z]+){0,3}?)"
_SERIES = re.compile(
    rf"\b({_ORDINAL} (?:(?:Special|Joint) )?Report)(?:\s+(?:of|for)(?:\s+the)?)?\s+Session\s+"
    r"((?:19|20)\d\d)(?:\s?[-–—/]\s?((?:20)?\d\d))?"
)
_NUMBER = re.compile(r"\b(HC|HL Paper)\s?(\d{1,4}(?:-[IVXLivxl]+)?)\b")
_ISBN = re.compile(r"\bISBN:?\s*((?:97[89][- ]?)?(?:\d[- ]?){9}[\dXx])\b")
_AUTHOR = re.compile(r"Author:\s*(.{4,120})")
_COMMITTEE = re.compile(r"(?:(?:House of (?:Commons|Lords)|Select Committee on)\s+)?(.*\bCommittee)", re.IGNORECASE)
_OF_ACCOUNTS = re.compile(
    r"(?:Select )?Committee (?:on|of) (?:Public )?(?:Accounts|the Public Accounts)", re.IGNORECASE
)
_RESPONSE = re.compile(
    r"\b(?:government|department)\S* (?:response|reply)\b|\bresponses? to the committee", re.IGNORECASE
)
_SITE = re.compile(
    r"House of (?:Commons|Lords)|UK Parliament|Parliament(?:ary)? Business|Publications?.*", re.IGNORECASE
)
_PARTED = re.compile(r"\s+[-–—|]\s+")


@dataclass(frozen=True)
class ReportFacts:
    """Facts of a report; those that it does not print are empty."""

    title: str
    published: PartialDate | None
    publishers: tuple[str, ...]
    kind: SourceKind | None
    reference: Reference | None


def facts_of(address: str, titles: Iterable[str], header: Iterable[str], made: str) -> ReportFacts:
    """Gather the facts: from the address, from what pages are headed with, and from the lines of the first page.

    The number in the address comes first, for a page may name other papers; a printed session comes before the
    one in the address, whose code does not always tell.
    """
    lines = [" ".join(line.split()) for line in header]
    titles = [title for title in titles if title]
    told = reference_of(address)
    title, committee = _title(titles, committee_of(address).removesuffix(" (Lords)"))
    series, session = _series(lines)
    number = next((m for line in lines if (m := _NUMBER.search(line))), None)
    house = told.house or (("lords" if number[1] == "HL Paper" else "commons") if number else "")
    reference = Reference(
        number=told.number or (f"{number[1]} {number[2]}" if number else ""),
        session=session or told.session,
        house=house,
        series=series,
        isbn=next((m[1].strip() for line in lines if (m := _ISBN.search(line))), ""),
    )
    author = next((m[1] for line in lines if (m := _AUTHOR.fullmatch(line))), "")
    name = committee_of(address) or committee_name(author or committee, house)
    kind = None if is_evidence(address) else kind_of(title)
    published = _published(lines) or _year(made)
    return ReportFacts(title, published, (name,) if name else (), kind, reference if reference != Reference() else None)


def kind_of(title: str) -> SourceKind:
    """Return the kind of a report by its title: a Government response is a report of its own."""
    return SourceKind.RESPONSE if _RESPONSE.search(title) else SourceKind.COMMITTEE


def committee_name(name: str, house: str) -> str:
    """Return a committee's name as our sources' front matter has it."""
    name = " ".join(name.split()).removeprefix("the ")
    if _OF_ACCOUNTS.fullmatch(name):
        name = "Public Accounts Committee"
    if name and house == "lords" and "(Lords)" not in name:
        name = f"{name} (Lords)"
    return name


def session_in_words(first: str, last: str | None) -> str:
    """Return a session as ``2016-17``."""
    if not last:
        return first
    return f"{first}-{last}" if first[:2] == "19" and last.endswith("00") else f"{first}-{last[-2:]}"


def date_of(words: str) -> PartialDate | None:
    """Read ``9 July 2016``; ``None`` where there is no such day."""
    match = re.fullmatch(DATE, words.strip(), re.IGNORECASE)
    if match is None:
        return None
    month = [name.lower() for name in MONTHS.split("|")].index(match[2].lower()) + 1
    try:
        return PartialDate.parse(f"{match[3]}-{month:02d}-{int(match[1]):02d}")
    except ValueError:
        return None


def _published(lines: Iterable[str]) -> PartialDate | None:
    for line in lines:
        if match := _PUBLISHED.search(line):
            return date_of(" ".join(match.groups()))
    return None


def _year(made: str) -> PartialDate | None:
    date = date_of(made)
    return PartialDate(date.year) if date else None


def _series(lines: Iterable[str]) -> tuple[str, str]:
    for line in lines:
        if match := _SERIES.search(line):
            return match[1], session_in_words(match[2], match[3])
    return "", ""


def _title(titles: Iterable[str], known: str) -> tuple[str, str]:
    """Return the title of the report without site and committee, and the committee if one is named beside it.

    ``known`` is the committee by the address: some pages leave the word "Committee" off its name.
    """
    short = known.removesuffix(" Committee").lower()
    for title in titles:
        committee, kept = "", list[str]()
        for part in _PARTED.split(title):
            named = _COMMITTEE.fullmatch(known if kept and part.strip().lower() == short else part.strip())
            if named and not kept and len(_PARTED.split(title)) == 1:
                kept.append(part.strip())  # a title that is a committee's name and nothing else
            elif named:
                committee = named[1]
            elif (
                part.strip()
                and not _SITE.fullmatch(part.strip())
                and part.strip().lower() not in {"contents", "report"}
            ):
                kept.append(part.strip())
        if kept:
            return " - ".join(kept), committee
    return "", ""
