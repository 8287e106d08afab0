"""Any other web page: its main text, title and date; pages that are errors in disguise are refused.

For publishers without a reader of their own (techUK, wired-gov, the police bodies, think tanks, press).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag

from kb.documents.markdown.inline import plain
from kb.domain.dates import PartialDate
from kb.domain.source.block import Block, BlockKind
from kb.domain.source.capture import Outcome
from scraper.error_pages import error_said
from scraper.extract import Body, Extract, Unreadable
from scraper.html.blocks import blocks_of
from scraper.html.dates import date_line, date_of_page
from scraper.html.main_content import main_of
from scraper.html.soup import attribute, page_of

_BYLINE = re.compile(r"by\s+\S.{0,80}", re.IGNORECASE)
_SITE = re.compile(r"\s+(?:[|–—·»]|-|::)\s+(?=[^|–—·»]{1,60}$)")
_TOP = 6


@dataclass(frozen=True)
class HtmlPage:
    """The reader of last resort for web pages; it recognises every web address."""

    name = "html"
    delay = 2.0

    def recognises(self, address: str) -> bool:
        """Say yes to every web address: the registry asks this reader last."""
        return address.lower().startswith(("http://", "https://"))

    def entry(self, address: str) -> str:
        """Return the address itself."""
        return address

    def wants(self, bodies: Sequence[Body]) -> tuple[str, ...]:
        """Want nothing further: a page is one body."""
        return ()

    def read(self, bodies: Sequence[Body]) -> Extract:
        """Read the main text of the page."""
        if not bodies:
            raise Unreadable(Outcome.FAILED, "nothing was fetched")
        return extract_of(page_of(bodies[0]))


def extract_of(page: BeautifulSoup) -> Extract:
    """Read the main text of a parsed page; raise ``Unreadable`` (suspicious) where it is an error or empty."""
    title, called = title_of(page), _called(page)
    main = main_of(page)
    _part_date_lines(main)
    blocks = blocks_of(main)
    published = date_of_page(page, main)
    lines_date, blocks = without_head(blocks, title)
    refuse_error_page(f"{title} {called}", blocks)
    return Extract(title=title, blocks=blocks, published=published or lines_date)


def _part_date_lines(main: Tag) -> None:
    """Make a date that stands on a line of its own near the top a paragraph, as pages parted by ``br`` need."""
    for text in main.find_all(string=True, limit=_TOP * 4):
        around = [sibling for sibling in (text.previous_sibling, text.next_sibling) if isinstance(sibling, Tag)]
        if any(sibling.name == "br" for sibling in around) and date_line(text):
            text.insert_before(Tag(name="br"), Tag(name="br"))
            text.insert_after(Tag(name="br"), Tag(name="br"))


def title_of(page: BeautifulSoup) -> str:
    """Return the title of a page: its only top heading, or what it calls itself without the site's name."""
    tops = [text for h1 in page.find_all("h1") if (text := _folded(h1))]
    called = _called(page)
    if len(tops) == 1:
        return tops[0]
    for top in tops:  # several: the one that the page is called by
        if top.lower() in called.lower():
            return top
    return _SITE.split(called)[0].strip() or (tops[0] if tops else "")


def _called(page: BeautifulSoup) -> str:
    graph = page.find("meta", property="og:title")
    if isinstance(graph, Tag) and attribute(graph, "content").strip():
        return " ".join(attribute(graph, "content").split())
    return _folded(page.title) if page.title is not None else ""


def _folded(element: Tag) -> str:
    return " ".join(element.get_text(" ").split())


def without_head(blocks: tuple[Block, ...], title: str) -> tuple[PartialDate | None, tuple[Block, ...]]:
    """Take title, date line and byline off the head of the text; they are facts of the page, not its words."""
    found: PartialDate | None = None
    kept: list[Block] = []
    for place, block in enumerate(blocks):
        text = plain(block.text)
        is_line = block.kind in {BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.ITEM} and place < _TOP
        if not is_line:
            kept.append(block)
        elif text.lower() == title.lower() or (place < _TOP - 2 and _BYLINE.fullmatch(text) and len(text.split()) < 8):
            continue
        elif found is None and (date := date_line(f"{block.number} {text}" if block.number else text)):
            found = date
        else:
            kept.append(block)
    return found, tuple(kept)


def refuse_error_page(title: str, blocks: Sequence[Block]) -> None:
    """Raise ``Unreadable`` (suspicious) for an empty page, or a short one that says it is an error."""
    words = sum(len(block.text.split()) + sum(len(c.split()) for row in block.rows for c in row) for block in blocks)
    if not words:
        raise Unreadable(Outcome.SUSPICIOUS, "the page holds no text")
    head = " ".join([title, *(plain(block.text) for block in blocks[:3])])
    if error := error_said(words, head):
        raise Unreadable(Outcome.SUSPICIOUS, f"the page says “{error}”")
