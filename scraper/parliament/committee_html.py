"""Committee reports in HTML on publications.parliament.uk, all generations (to 2014, 2015 to 2020, 2021 on, Lords).

A report is a directory of parts; which there are is told by its contents page and by nothing else. Transcripts of
oral evidence come out as plain text with their headings; questions keep their numbers (Q1). Pages of Hansard have
columns in place of pages.

Left out, with their headings: formal minutes, and lists of witnesses, of evidence, of reports and of members (see
``parliament_page.LEFT_OUT`` for why). The site refuses scripts, so most reports arrive by hand: a single part
that a person saved is read as what it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from kb.documents.markdown.inline import plain
from kb.domain.source.block import BlockKind
from kb.domain.source.capture import Outcome
from scraper.extract import Body, Extract, Unreadable
from scraper.parliament.address import clean, path_of
from scraper.parliament.facts import facts_of
from scraper.parliament.hansard import hansard_facts
from scraper.parliament.page import ReportPage, read_page
from scraper.parliament.parts import index_of, parts_of, with_footnotes
from scraper.parliament.text import blocks_of_pages, facts_lines
from scraper.pdf import read_pdf

LICENCE = "OPL-UK-3.0"
_NO_TEXT = {BlockKind.HEADING, BlockKind.PAGE, BlockKind.FOOTNOTE}


@dataclass(frozen=True)
class CommitteeHtml:
    """Reads committee reports; ``hosts`` are the names that the site goes by."""

    name: str = "committee-html"
    delay: float = 2.0
    hosts: tuple[str, ...] = ("publications.parliament.uk", "www.publications.parliament.uk")

    def recognises(self, address: str) -> bool:
        """Say whether the address is of a page among the papers of either House."""
        try:
            parts = urlsplit(address)
        except ValueError:
            return False
        return parts.netloc.lower() in self.hosts and parts.path.lower().startswith(("/pa/cm", "/pa/ld", "/pa/jt"))

    def entry(self, address: str) -> str:
        """Return the address without tracking parameters; a part leads to its contents page once it is fetched."""
        return clean(address)

    def wants(self, bodies: Sequence[Body]) -> tuple[str, ...]:
        """Return the parts that the contents page lists; from a part, first the contents page it links to."""
        pages = _pages(bodies)
        if not pages:
            return ()
        have = {path_of(page.address) for page in pages} | {path_of(clean(body.address)) for body in bodies}
        index = index_of(pages)
        wanted = index.parts if index is not None else (pages[0].contents,)
        return tuple(address for address in wanted if address and path_of(address) not in have)

    def read(self, bodies: Sequence[Body]) -> Extract:
        """Read the parts in the order of the contents page."""
        if not bodies:
            raise Unreadable(Outcome.FAILED, "no page was fetched")
        if bodies[0].content.lstrip()[:5] == b"%PDF-":
            return _read_pdf(bodies[0])
        pages = [read_page(body) for body in bodies]
        index = index_of(pages)
        front = index or pages[0]
        headers = tuple(page.header for page in pages if page.header)
        facts = facts_of(front.address, (*headers[:1], *front.titles), facts_lines(front.lines), front.made)
        facts = hansard_facts(facts, front.lines)
        parts = parts_of(pages, index)
        titles = {facts.title, *headers, *(front.titles if index is not None else ())} - {""}
        blocks = blocks_of_pages([page.lines for page in parts], titles)
        if all(block.kind in _NO_TEXT for block in blocks):
            what = "lists the parts of a report" if index is not None else "has no text"
            raise Unreadable(Outcome.SUSPICIOUS, f"the page {what} and nothing else: {front.address}")
        return Extract(
            title=facts.title or next((plain(b.text) for b in blocks if b.kind is BlockKind.HEADING), ""),
            blocks=with_footnotes(blocks, parts),
            published=facts.published,
            publishers=facts.publishers,
            kind=facts.kind,
            reference=facts.reference,
            licence=LICENCE,
            inferred=("licence",),
        )


def _pages(bodies: Sequence[Body]) -> list[ReportPage]:
    pages = []
    for body in bodies:
        try:
            pages.append(read_page(body))
        except Unreadable:  # said when the document is read; here there is just nothing more to want
            continue
    return pages


def _read_pdf(body: Body) -> Extract:
    """Read the PDF of a report; its address tells what its pages may not."""
    extract = read_pdf(body.content)
    facts = facts_of(body.address, (extract.title,), (), "")
    return replace(
        extract,
        publishers=extract.publishers or facts.publishers,
        kind=extract.kind or facts.kind,
        reference=extract.reference or facts.reference,
        licence=extract.licence or LICENCE,
        inferred=extract.inferred or (() if extract.licence else ("licence",)),
    )
