"""One page of the justice inspectorates: its facts, its links to the report, its text without the furniture.

The inspectorates of constabulary, probation and the CPS share a host and a manner of building: a landing page with
a PDF, whole reports as web pages, news, and old reports cut into a page for each chapter.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag

from kb.documents.markdown.inline import plain
from kb.domain.dates import PartialDate
from kb.domain.source.block import Block, BlockKind
from scraper.html.blocks import blocks_of
from scraper.html.dates import date_in, date_line, date_of_page
from scraper.html.links import joined, path_of, split
from scraper.html.main_content import main_of
from scraper.html.recommendations import with_recommendations
from scraper.html.soup import attribute
from scraper.publishers.web_page import title_of, without_head

RENAMED = PartialDate(2017, 7, 19)
"""The day on which HMIC took on fire and rescue services and became HMICFRS."""

_NAMES = (
    (re.compile(r"constabulary", re.I), "HMIC"),
    (re.compile(r"hmcpsi|crown prosecution", re.I), "HMCPSI"),
    (re.compile(r"probation", re.I), "HMI Probation"),
    (re.compile(r"prisons", re.I), "HMI Prisons"),
)
_BOILERPLATE = re.compile(
    r"please note:? in july 2017 hmic took on|print this (?:document|page)|share this (?:page|article)|"
    r"back to (?:top|publications|news)|(?:get|download|read) the (?:full )?report(?: here)?[.:]?$|next chapter|"
    r"previous chapter",
    re.IGNORECASE,
)
_GET_REPORT = re.compile(
    r"(?:get|download|view) the (?:full )?report|downloads?|related (?:content|publications?)", re.I
)
_PART = re.compile(
    r"(?:chapter|annex|appendix|part|foreword|summary|introduction|conclusions?|glossary|methodology)(?:-|$)"
)
_REPORT_WORDS = re.compile(r"\b(?:report|read|download|pdf)\b", re.IGNORECASE)
_SIDE_WORDS = re.compile(
    r"\b(?:summary|easy read|welsh|press release|letter|annex|appendix|data|methodology)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class InspectoratePage:
    """What one page says: title, date, publishers, text, and where its report is.

    ``whole`` is the address of the report as one web page, ``pdf`` of its PDF, ``chapters`` of its chapters in order.
    """

    title: str
    published: PartialDate | None
    publishers: tuple[str, ...]
    blocks: tuple[Block, ...]
    whole: str = ""
    pdf: str = ""
    chapters: tuple[str, ...] = ()


def read_page(page: BeautifulSoup, address: str) -> InspectoratePage:
    """Read one parsed page; the tree is changed."""
    title = title_of(page)
    facts = _definitions(page)
    main = main_of(page)
    links = list(_links(main, address))
    stated = next((date for label, words in facts if "date" in label and (date := date_in(words))), None)
    published = stated or _printed_date(main) or date_of_page(page, main)
    _drop_facts(main)
    chapters = _chapters(links, address)
    _drop_chapter_lists(main, chapters, address)
    head_date, blocks = without_head(blocks_of(main), title)
    return InspectoratePage(
        title=title,
        published=published or head_date,
        publishers=_publishers(facts, published or head_date, address),
        blocks=with_recommendations(_without_furniture(blocks)),
        whole=next((to for to, _ in links if "/publication-html/" in to and not same_page(to, address)), ""),
        pdf=_pdf(links),
        chapters=chapters,
    )


def _definitions(page: Tag) -> list[tuple[str, str]]:
    """Return the labelled facts of a page: each term with its words."""
    out = []
    for term in page.find_all("dt"):
        words = term.find_next_sibling(("dd", "dt"))
        if words is not None and words.name == "dd":
            label = " ".join(term.get_text(" ").split()).lower().rstrip(":")
            out.append((label, " ".join(words.get_text(" ").split())))
    return out


def _drop_facts(main: Tag) -> None:
    for listing in main.find_all("dl"):
        labels = {term.get_text(" ").strip().lower().rstrip(":") for term in listing.find_all("dt")}
        if any("date of publication" in label or "inspectorate" in label or "published" in label for label in labels):
            listing.decompose()


def _printed_date(main: Tag) -> PartialDate | None:
    """Return the date of a line such as "Published on: 1 December 2022"."""
    for element in main.find_all(("p", "div", "span", "time", "li")):
        words = " ".join(element.get_text(" ").split())
        if len(words) < 60 and "publi" in words.lower() and (date := date_line(words) or date_in(words)):
            return date
    return None


def _publishers(facts: list[tuple[str, str]], published: PartialDate | None, address: str) -> tuple[str, ...]:
    """Return the inspectorates, the leading one first, by the names they had when the report came out."""
    lead = [words for label, words in facts if "lead inspectorate" in label]
    others = [words for label, words in facts if "inspectorate" in label and "lead" not in label]
    names = [name for words in (*lead, *others) for pattern, name in _NAMES if pattern.search(words)]
    if not names and "/cjji/" not in address:
        names = ["HMIC"]
    later = published is None or published >= RENAMED
    return tuple(dict.fromkeys("HMICFRS" if name == "HMIC" and later else name for name in names))


def _links(main: Tag, address: str) -> Iterator[tuple[str, str]]:
    for link in main.find_all("a", href=True):
        if target := joined(address, attribute(link, "href")).partition("#")[0]:
            yield target, " ".join(link.get_text(" ").split())


def _pdf(links: list[tuple[str, str]]) -> str:
    """Return the PDF of the report: not of its summary, and rather the one that calls itself a report."""
    found = [(to, words) for to, words in links if path_of(to).lower().endswith(".pdf")]
    main = [(to, words) for to, words in found if not _SIDE_WORDS.search(words)] or found
    named = [(to, words) for to, words in main if _REPORT_WORDS.search(words)] or main
    return named[0][0] if named else ""


def _chapters(links: list[tuple[str, str]], address: str) -> tuple[str, ...]:
    """Return the pages that an old report is cut into, each once, in the order of the contents list."""
    places = [to for to, _ in links if _last(to).startswith("chapter-") and _host(to) == _host(address)]
    if len({undoubled(to) for to in (*places, *([address] if _last(address).startswith("chapter-") else ()))}) < 2:
        return ()
    folders = {undoubled(to).rsplit("/", 1)[0] for to in places}
    parts: dict[str, str] = {}
    for to, _ in links:
        plain_form = undoubled(to)
        if _host(to) == _host(address) and _PART.match(_last(to)) and plain_form.rsplit("/", 1)[0] in folders:
            parts.setdefault(plain_form, to)
            if to.rstrip("/") == plain_form:
                parts[plain_form] = to
    return tuple(parts.values())


def _drop_chapter_lists(main: Tag, chapters: tuple[str, ...], address: str) -> None:
    """Take out the lists that lead to the chapters: the chapters themselves come after."""
    known = {undoubled(chapter) for chapter in chapters}
    for listing in main.find_all(("ul", "ol")):
        targets = [to for to, _ in _links(listing, address)]
        if targets and all(undoubled(to) in known for to in targets):
            listing.decompose()


def undoubled(address: str) -> str:
    """Return an address without the repetition that some old links carry (``/a/b/a/b/chapter-1``), for comparing."""
    scheme, sep, rest = address.partition("://")
    host, *steps = rest.partition("?")[0].rstrip("/").split("/")
    for size in range(len(steps) // 2, 0, -1):
        for start in range(len(steps) - 2 * size + 1):
            if steps[start : start + size] == steps[start + size : start + 2 * size]:
                steps = steps[: start + size] + steps[start + 2 * size :]
                return undoubled(f"{scheme}{sep}{'/'.join((host, *steps))}")
    return f"{scheme}{sep}{'/'.join((host, *steps))}"


def same_page(one: str, other: str) -> bool:
    """Say whether two addresses are the same page."""
    return undoubled(one) == undoubled(other)


def _last(address: str) -> str:
    return path_of(address).rstrip("/").rsplit("/", 1)[-1].lower()


def _host(address: str) -> str:
    return split(address).netloc.lower()


def _without_furniture(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Leave out lines that stand on every page, and the block that leads to the report."""
    dropping = False
    for block in blocks:
        words = plain(block.text)
        if block.kind is BlockKind.HEADING:
            dropping = bool(_GET_REPORT.fullmatch(words))
            if dropping or words.lower() in {"contents", "share this page"}:
                continue
        if dropping and block.kind in {BlockKind.PARAGRAPH, BlockKind.ITEM} and len(words.split()) <= 30:
            continue
        dropping = False
        if block.kind in {BlockKind.PARAGRAPH, BlockKind.ITEM} and (_BOILERPLATE.match(words) or date_line(words)):
            continue
        yield block
