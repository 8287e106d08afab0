"""Reports and press releases of the National Audit Office, and discovery through its REST interface.

A report's page is a summary of it; the report is the PDF under "Downloads", which is wanted after the page.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from bs4 import BeautifulSoup, Tag

from kb.documents.markdown.inline import plain
from kb.domain.source.block import Block, BlockKind
from kb.domain.source.capture import Outcome
from kb.domain.source.source import Reference, SourceKind
from scraper.extract import Body, Extract, Proposal, Unreadable
from scraper.html.blocks import blocks_of, plain_words
from scraper.html.dates import date_of_page, day_of_stamp
from scraper.html.links import host_of, joined, path_of
from scraper.html.main_content import main_of
from scraper.html.soup import attribute, is_pdf, page_of, refuse_errors
from scraper.json_values import json_of, listed, text
from scraper.parliament.papers import fuller, printed_reference
from scraper.pdf import read_pdf
from scraper.publishers.web_page import refuse_error_page, title_of, without_head

HOME = "https://www.nao.org.uk"
LICENCE = "NAO"
_REST = "/wp-json/wp/v2/report"
_PAGES = 3
_PER_PAGE = 100
_FURNITURE = re.compile(
    r"jump to downloads?|downloads?|publication details:?|view press release.*|press release|(?:full )?report", re.I
)
_FULL = re.compile(r"\b(?:full )?report\b", re.IGNORECASE)
_SIDE = re.compile(
    r"\b(?:summary|appendix|appendices|methodology|press|release|presentation|erratum|data)\b", re.IGNORECASE
)
_SIZE = re.compile(r".{0,120}\((?:\.?pdf|epub|xlsx?)\b.{0,40}\)", re.IGNORECASE)


@dataclass(frozen=True)
class Nao:
    """The reader of the National Audit Office's site."""

    name = "nao"
    delay = 2.0

    def recognises(self, address: str) -> bool:
        """Say whether an address is on the NAO's site."""
        return host_of(address) in {"www.nao.org.uk", "nao.org.uk"}

    def entry(self, address: str) -> str:
        """Return the address itself."""
        return address

    def wants(self, bodies: Sequence[Body]) -> tuple[str, ...]:
        """Want the PDF of a report, once its page is there."""
        if len(bodies) != 1 or bodies[0].status >= 400 or is_pdf(bodies[0]) or _is_press(bodies[0].address):
            return ()
        try:
            return _downloads(page_of(bodies[0]), bodies[0].address)
        except Unreadable:
            return ()

    def read(self, bodies: Sequence[Body]) -> Extract:
        """Read the report, with title, date and number from its page; or the page itself where there is no PDF."""
        if not bodies:
            raise Unreadable(Outcome.FAILED, "nothing was fetched")
        refuse_errors(bodies[0])
        if is_pdf(bodies[0]):
            return replace(read_pdf(bodies[0].content), licence=LICENCE, publishers=("NAO",))
        page = page_of(bodies[0])
        title, reference = title_of(page), _reference(page)
        main = main_of(page)
        printed, blocks = without_head(blocks_of(main), title)
        published = date_of_page(page, main) or printed
        blocks, aliases = tuple(_without_furniture(blocks)), tuple[str, ...]()
        refuse_error_page(title, blocks)
        if len(bodies) > 1:
            refuse_errors(bodies[1])
            report = read_pdf(bodies[1].content)
            blocks, reference, aliases = report.blocks, fuller(reference, report.reference), (bodies[1].address,)
        return Extract(
            title=title,
            blocks=blocks,
            published=published,
            publishers=("NAO",),
            kind=SourceKind.NEWS if _is_press(bodies[0].address) else SourceKind.AUDIT,
            reference=reference,
            licence=LICENCE,
            aliases=aliases,
        )

    def discovery_requests(self, base: str = HOME) -> tuple[str, ...]:
        """Return the addresses of the newest reports in the REST interface, a hundred on each."""
        fixed = {"per_page": _PER_PAGE, "orderby": "date", "order": "desc", "_embed": "wp:term"}
        return tuple(f"{base}{_REST}?{urlencode({'page': page, **fixed})}" for page in range(1, _PAGES + 1))

    def proposals(self, body: Body) -> tuple[Proposal, ...]:
        """Read a page of the REST interface as proposals of sources."""
        refuse_errors(body)
        found = (_proposal(entry) for entry in listed({"reports": json_of(body)}, "reports"))
        return tuple(proposal for proposal in found if proposal.title and proposal.address)


def _proposal(entry: Any) -> Proposal:
    link = text(entry, "link")
    return Proposal(
        title=plain_words(text(entry, "title", "rendered")),
        address=link if link.startswith(("http://", "https://")) else "",
        publishers=("NAO",),
        published=day_of_stamp(text(entry, "date")),
        kind=SourceKind.AUDIT,
        reader="nao",
        licence=LICENCE,
        summary=plain_words(text(entry, "excerpt", "rendered")),
    )


def _downloads(page: BeautifulSoup, address: str) -> tuple[str, ...]:
    """Return the address of the report's PDF: the link that calls itself the report, not its summary."""
    found: list[tuple[int, str]] = []
    for link in page.find_all("a", href=True):
        target = joined(address, attribute(link, "href"))
        if path_of(target).lower().endswith(".pdf"):
            words = " ".join(link.get_text(" ").split())
            found.append((2 * bool(_SIDE.search(words)) - bool(_FULL.search(words)), target))
    return (min(found, key=lambda pair: pair[0])[1],) if found else ()


def _reference(page: Tag) -> Reference | None:
    """Return the paper's number from the details on its page ("HC: 1001, 2017-2019", "ISBN: 978-…")."""
    lines = []
    for line in page.find_all(("li", "p", "dd", "span", "div")):
        words = " ".join(line.get_text(" ").split())
        if len(words) < 80:
            lines.append(re.sub(r"\bHC:\s*", "HC ", words))
    return printed_reference(lines)


def _without_furniture(blocks: Sequence[Block]) -> Iterator[Block]:
    dropping = False
    for block in blocks:
        words = plain(block.text)
        if block.kind is BlockKind.HEADING:
            dropping = bool(_FURNITURE.fullmatch(words))
        is_line = block.kind in {BlockKind.PARAGRAPH, BlockKind.ITEM}
        if dropping or (is_line and (_FURNITURE.fullmatch(words) or _SIZE.fullmatch(words))):
            continue
        yield block


def _is_press(address: str) -> bool:
    return "/press-release" in path_of(address)
