"""Reports of the police inspectorate (HMIC, since July 2017 HMICFRS) and of the joint inspections it takes part in.

A landing page leads to the report; what is wanted after it is the report as one web page, else its chapters, else its
PDF. :mod:`scraper.hmicfrs.page` reads a page, ``register`` the register of recommendations.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kb.documents.markdown.inline import escape
from kb.domain.source.block import Block, BlockKind
from kb.domain.source.capture import Outcome
from kb.domain.source.source import SourceKind
from scraper.extract import Body, Extract, Proposal, Unreadable
from scraper.hmicfrs.page import RENAMED, InspectoratePage, read_page, same_page
from scraper.html.dates import date_in
from scraper.html.links import host_of, path_of, split
from scraper.html.soup import attribute, is_pdf, page_of, refuse_errors
from scraper.pdf import read_pdf
from scraper.publishers.web_page import refuse_error_page

HOME = "https://hmicfrs.justiceinspectorates.gov.uk"
LICENCE = "OGL-UK-3.0"
_PUBLICATION = re.compile(r"/(?:publications|publication-html)/[^/]+/?")
_LONGEST_ENTRY = 1500
_DOMAIN = "justiceinspectorates.gov.uk"
_PAGES_OF_THEIR_OWN = ("/news/", "/publication-html/", "/glossary/", "/peel-assessments/", "/blog/")


@dataclass(frozen=True)
class Hmicfrs:
    """The reader of the justice inspectorates' site, on its old hosts and its new one."""

    name = "hmicfrs"
    delay = 3.0

    def recognises(self, address: str) -> bool:
        """Say whether an address is on one of the inspectorates' hosts and no page of the register."""
        host = host_of(address)
        return (host == _DOMAIN or host.endswith(f".{_DOMAIN}")) and "recommendation-theme=" not in split(address).query

    def entry(self, address: str) -> str:
        """Return the address itself."""
        return address

    def wants(self, bodies: Sequence[Body]) -> tuple[str, ...]:
        """Want the report that a landing page leads to, or the chapters that it is cut into."""
        if len(bodies) != 1 or bodies[0].status >= 400 or is_pdf(bodies[0]):
            return ()
        try:
            page = _page(bodies[0])
        except Unreadable:
            return ()
        if any(part in path_of(bodies[0].address) for part in _PAGES_OF_THEIR_OWN):
            return ()
        if page.whole:
            return (page.whole,)
        if page.chapters:
            return tuple(chapter for chapter in page.chapters if not same_page(chapter, bodies[0].address))
        return (page.pdf,) if page.pdf else ()

    def read(self, bodies: Sequence[Body]) -> Extract:
        """Read the report with the facts of its landing page."""
        if not bodies:
            raise Unreadable(Outcome.FAILED, "nothing was fetched")
        refuse_errors(bodies[0])
        if is_pdf(bodies[0]):
            return replace(read_pdf(bodies[0].content), licence=LICENCE)
        page = _page(bodies[0])
        blocks, aliases = page.blocks, list[str]()
        published, publishers = page.published, page.publishers
        if len(bodies) > 1:
            for body in bodies[1:]:
                refuse_errors(body)
            if page.chapters and not page.whole:
                blocks = _chapters(page, bodies)
            elif is_pdf(bodies[1]):
                blocks, aliases = read_pdf(bodies[1].content).blocks, [bodies[1].address]
            else:
                whole = _page(bodies[1])
                blocks, aliases = whole.blocks, [bodies[1].address]
                published, publishers = published or whole.published, publishers or whole.publishers
        refuse_error_page(page.title, blocks)
        return Extract(
            title=page.title,
            blocks=blocks,
            published=published,
            publishers=publishers,
            kind=SourceKind.NEWS if "/news/" in bodies[0].address else SourceKind.INSPECTION,
            licence=LICENCE,
            aliases=tuple(aliases),
        )

    def discovery_requests(self, base: str = HOME) -> tuple[str, ...]:
        """Return the address of the list of publications, the newest first."""
        return (f"{base}/publications/",)

    def proposals(self, body: Body) -> tuple[Proposal, ...]:
        """Propose every publication that a page of the list leads to."""
        page = page_of(body)
        found: dict[str, Proposal] = {}
        for link in page.find_all("a", href=True):
            address, title = attribute(link, "href").partition("#")[0], " ".join(link.get_text(" ").split())
            if host_of(address) == host_of(body.address) and _PUBLICATION.fullmatch(path_of(address)) and title:
                entry = link.find_parent(("li", "article", "section", "div"))
                around = " ".join(entry.get_text(" ").split()) if entry is not None else ""
                published = date_in(around) if len(around) < _LONGEST_ENTRY else None
                publishers = ("HMIC" if published and published < RENAMED else "HMICFRS",)
                found.setdefault(
                    address.rstrip("/"),
                    Proposal(title, address, publishers, published, SourceKind.INSPECTION, None, self.name, LICENCE),
                )
        return tuple(found.values())


def _page(body: Body) -> InspectoratePage:
    return read_page(page_of(body), body.address)


def _chapters(first: InspectoratePage, bodies: Sequence[Body]) -> tuple[Block, ...]:
    """Put the chapters together in the order of the contents list, each under its own title."""
    texts = {body.address: _page(body) for body in bodies[1:]}
    out = [*first.blocks] if not any(same_page(c, bodies[0].address) for c in first.chapters) else []
    for address in first.chapters:
        chapter = first if same_page(address, bodies[0].address) else texts.get(address)
        if chapter is not None:
            out.append(Block(BlockKind.HEADING, escape(chapter.title), level=2))
            out += [replace(b, level=min(b.level + 1, 6)) if b.kind is BlockKind.HEADING else b for b in chapter.blocks]
    return tuple(out)
