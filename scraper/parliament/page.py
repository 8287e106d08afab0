"""One fetched page of a report: its title, its lines, its footnotes, and the other parts it leads to.

What every page of the site carries (menus, links to the next part, the copyright line and the date at the foot) is
taken off here; the date is kept apart, for it is when the page was made and not when the report was published.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag

from kb.domain.source.capture import Outcome
from scraper.extract import Body, Unreadable
from scraper.html.inline import plain
from scraper.html.soup import attribute, classes, page_of
from scraper.parliament.address import clean, directory, name_of, path_of
from scraper.parliament.lines import LineShape, ReportLine, lines_of
from scraper.parliament.link_marks import mark_links
from scraper.parliament.notes import PageNote, take_notes

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
DATE = rf"(\d{{1,2}})(?:st|nd|rd|th)?\s+({MONTHS})\s+(\d{{4}})"

LEFT_OUT = re.compile(
    r"(?:appendix \d+\s*[:–—-]?\s*|annex \w+\s*[:–—-]?\s*)?(?:"
    r"(?:draft )?formal minutes?(?: relating to the report)?|(?:list of )?witnesses(?: and evidence)?|"
    r"(?:list of )?(?:published|printed|additional|unprinted|further)(?: printed)? (?:written )?"
    r"(?:evidence|submissions)(?: .*)?|list of (?:written evidence|reports|members).*|oral and written evidence|"
    r"minutes of evidence|(?:list of )?reports (?:from|of|published by) the .*|members and declarations? of interests?|"
    r"declarations? of interests?|(?:current )?membership)",
    re.IGNORECASE,
)
"""Headings and links of parts that are left out of the text: minutes, and lists of witnesses, evidence, reports and
members. They hold no statement that anybody could cite as evidence, and their names would answer every search;
the capture of the report's contents page still names them."""

_NAVIGATION = re.compile(
    r"\W*(?:(?:previous(?: section| page)?|next(?: section| page)?|(?:back to |table of )?contents(?: page)?|index|"
    r"home page|home|(?:back to )?top(?: of (?:the )?page)?|commons|lords|archives|research|search|enquiries|"
    r"hop publications|parliament home page|a - z index|glossary|contact us|print(?: this (?:page|document))?|"
    r"download and share|download|share|skip to (?:main )?content|pdf(?: version)?|help)\W*)+",
    re.IGNORECASE,
)
_CONTENTS_WORDS = re.compile(r"\W*(?:.*\b)?(?:table of )?contents(?: page)?\W*", re.IGNORECASE)
_HEADER = re.compile(r"(.{3,300}?)\s*(?:[-–—|]\s*)?\bContents\W*", re.DOTALL)
_INSIDE = re.compile(r"(?:see )?para(?:graph)?s?\W?\s*[\d.,\s–—-]+|[\d\s.,\[\]()*-]*", re.IGNORECASE)
_COPYRIGHT = re.compile(r"©?\s*Parliamentary copyright.*|©\s*(?:UK )?Parliament.*", re.IGNORECASE)
_FOOT_DATE = re.compile(rf"(?:Prepared:?\s*)?{DATE}", re.IGNORECASE)
_FOOT = re.compile(rf"{DATE}\s*$", re.IGNORECASE)
COLUMN = re.compile(rf"{DATE}\s*:\s*Columns?\s+([A-Z]{{0,3}}\d+\w*)", re.IGNORECASE)
"""The line at the head of a column of Hansard: its day and the column's number."""
_FURNITURE = frozenset(
    "breadcrumb breadcrumbs cookie-banner footer navcentre navigation navleft navlinks navright page-footer pagination"
    " prevnext site-footer site-header skip-link skiplink social".split()
)
_ROLES = {"navigation", "banner", "contentinfo", "search", "dialog"}
_MAINS = ("maintextblock", "maincontent", "main-content", "content-small", "content")


@dataclass(frozen=True)
class ReportLink:
    """A link to another page of the same report."""

    address: str
    words: str


@dataclass(frozen=True)
class ReportPage:
    """One page of a report.

    ``header`` is the title in the line "<title> Contents" at the head of a part; ``titles`` are the other places where
    a page says what it is, best first; ``made`` is the date at its foot as printed; ``links`` lead to other pages in
    the report's directory.
    """

    address: str
    header: str
    titles: tuple[str, ...]
    lines: tuple[ReportLine, ...]
    notes: tuple[PageNote, ...]
    links: tuple[ReportLink, ...]
    made: str = ""

    @property
    def contents(self) -> str:
        """Return the address of the contents page where this page leads to one, else an empty string."""
        for link in self.links:
            if _CONTENTS_WORDS.fullmatch(link.words) or (
                name_of(link.address).startswith("report.") and not name_of(self.address).startswith("report.")
            ):
                return link.address
        return ""

    @property
    def parts(self) -> tuple[str, ...]:
        """Return the addresses of the parts that this page lists, each once, in order."""
        return tuple({path_of(link.address): link.address for link in self.links if _is_part(link)}.values())

    @property
    def lists_parts(self) -> bool:
        """Say whether this is a contents page: it lists parts and leads to no other contents page."""
        return bool(self.parts) and not self.contents


def read_page(body: Body) -> ReportPage:
    """Read one body as a page; raise ``Unreadable`` where it is not one."""
    soup = page_of(body)
    address = clean(body.address)
    links = _links(soup, address)
    head = _text(soup.title) if soup.title else ""
    whole = soup.body
    if whole is None:
        raise Unreadable(Outcome.SUSPICIOUS, f"the page is empty: {body.address}")
    _strip(whole)
    main = _main(whole)
    mark_links(main, address)
    notes = take_notes(main, name_of(address))
    made = _made(whole)
    lines, header = _own_lines(lines_of(main))
    first = next((_text(h) for h in main.find_all("h1") if not _NAVIGATION.fullmatch(_text(h))), "")
    titles = (head, first) if first[:1].isdigit() else (first, head)  # "3 Standards" is a chapter and not the report
    return ReportPage(address, header, tuple(title for title in titles if title), lines, notes, links, made)


def _text(element: Tag) -> str:
    return plain(element.get_text(" "))


def _links(soup: BeautifulSoup, address: str) -> tuple[ReportLink, ...]:
    links = []
    for element in soup.find_all("a", href=True):
        try:
            target = clean(urljoin(address, attribute(element, "href")))
        except ValueError:
            continue
        if directory(target) != directory(address) or path_of(target) == path_of(address):
            continue
        if name_of(target).endswith((".htm", ".html")):
            links.append(ReportLink(target, _text(element)))
    return tuple(links)


def _is_part(link: ReportLink) -> bool:
    ignored = (_NAVIGATION, _INSIDE, LEFT_OUT, _CONTENTS_WORDS)
    return not any(pattern.fullmatch(link.words.strip()) for pattern in ignored)


def _strip(whole: Tag) -> None:
    """Take off what belongs to the site."""
    for element in whole.find_all(True):
        if element.name in {"html", "body", "main"}:
            continue
        if (
            element.name in {"nav", "footer", "notus-date"}
            or attribute(element, "role") in _ROLES
            or _FURNITURE.intersection((*classes(element), attribute(element, "id").lower()))
        ):
            element.extract()


def _main(whole: Tag) -> Tag:
    """Return the element that holds the document: the first of the known ones that has most of the words."""
    size = len(whole.get_text())
    named = [whole.find(id=re.compile(rf"^{name}$", re.IGNORECASE)) for name in _MAINS]
    for element in (*named, whole.find("main"), whole.find(role="main")):
        if isinstance(element, Tag) and len(element.get_text()) * 2 > size:
            return element
    return whole


def _is_empty(line: ReportLine) -> bool:
    """Say whether nothing is left of a line: a table may hold nothing but links to the next part."""
    if line.shape is LineShape.TABLE:
        return all(_NAVIGATION.fullmatch(cell) for row in line.rows for cell in row if cell)
    return not plain(line.text)


def _made(whole: Tag) -> str:
    """Return the date at the very end of a page, as printed."""
    date = _FOOT.search(whole.get_text(" ")[-400:])
    return " ".join(date.groups()) if date else ""


def _own_lines(lines: Sequence[ReportLine]) -> tuple[tuple[ReportLine, ...], str]:
    """Take header and foot off the lines of a page: return the rest and the title in the header."""
    kept = [line for line in lines if not _NAVIGATION.fullmatch(line.text)]
    kept = [line for line in kept if not _is_empty(line)]
    header = ""
    for at, line in enumerate(kept[:3]):
        match = _HEADER.fullmatch(line.text)
        if match and (line.linked or line.shape is LineShape.HEADING):
            header = match[1].strip(" -–—|")
            del kept[at]
            break
    foot = max(0, len(kept) - 5)
    for at in range(len(kept) - 1, foot - 1, -1):
        if _FOOT_DATE.fullmatch(kept[at].text) or _COPYRIGHT.fullmatch(kept[at].text):
            del kept[at]
    return tuple(kept), header
