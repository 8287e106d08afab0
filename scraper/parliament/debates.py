"""Debates of either House, read and searched by the API of Hansard; the site itself refuses scripts."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlencode

from kb.documents.markdown.inline import escape
from kb.domain.source.block import Block, BlockKind
from kb.domain.source.capture import Outcome
from kb.domain.source.source import Reference, SourceKind
from scraper.extract import Body, Extract, Proposal, Unreadable
from scraper.html.blocks import blocks_of_html, plain_words
from scraper.html.dates import day_of_stamp
from scraper.html.links import host_of, path_of
from scraper.html.soup import refuse_errors
from scraper.json_values import json_of, listed, mapping, text
from scraper.parliament.saved_page import read_saved_page

LICENCE = "OPL-UK-3.0"
QUERIES = ("police technology", "police procurement", "emergency services network", "criminal justice digital")
_PAGE = re.compile(r"/(?:commons|lords)/\d{4}-\d{2}-\d{2}/debates/([0-9A-Fa-f-]{30,40})(?:/[^/]*)?/?", re.IGNORECASE)
_COLUMN = re.compile(r"data-column-number=[\"']?([0-9]{1,5}[A-Z]{0,3})")
_HOUSES = {"commons": "House of Commons", "lords": "House of Lords"}
_MOST = 50
_DEEPEST = 6


@dataclass(frozen=True)
class Debates:
    """Reads one debate with those inside it: who said what, under the headings of the day."""

    name: str = "hansard"
    delay: float = 1.0
    api: str = "https://hansard-api.parliament.uk"
    pages: str = "https://hansard.parliament.uk"

    def recognises(self, address: str) -> bool:
        """Say whether the address is of the page of one debate."""
        return host_of(address) == host_of(self.pages) and _PAGE.fullmatch(path_of(address)) is not None

    def entry(self, address: str) -> str:
        """Return the API's address of the debate."""
        found = _PAGE.fullmatch(path_of(address)) if self.recognises(address) else None
        return f"{self.api}/debates/debate/{found[1]}.json" if found else address

    def wants(self, bodies: Sequence[Body]) -> tuple[str, ...]:
        """Want nothing further: a debate comes with those inside it."""
        return ()

    def read(self, bodies: Sequence[Body]) -> Extract:
        """Read the debate; a page that a person saved is read as any page is."""
        saved = read_saved_page(bodies)
        if saved is not None:
            return saved
        debate = json_of(bodies[0])
        overview = mapping(debate, "Overview")
        blocks = tuple(_blocks(debate, 2))
        if not any(block.kind is BlockKind.PARAGRAPH for block in blocks):
            raise Unreadable(Outcome.SUSPICIOUS, "nobody says anything in this debate")
        house = text(overview, "House").lower()
        volume = text({"volume": str(overview.get("VolumeNo") or "")}, "volume")
        return Extract(
            title=plain_words(text(overview, "Title")),
            blocks=blocks,
            published=day_of_stamp(text(overview, "Date")),
            publishers=tuple(name for name in (_HOUSES.get(house, ""),) if name),
            kind=SourceKind.OTHER,
            reference=Reference(number=f"vol {volume}" if volume else "", house=house, series="Hansard"),
            licence=LICENCE,
        )

    def discovery_requests(self) -> tuple[str, ...]:
        """Return the searches among debates."""
        return tuple(
            f"{self.api}/search/debates.json?"
            + urlencode({"queryParameters.searchTerm": query, "queryParameters.take": _MOST})
            for query in QUERIES
        )

    def proposals(self, body: Body) -> tuple[Proposal, ...]:
        """Read an answer of the search as proposals of sources."""
        refuse_errors(body)
        found = (self._proposal(result) for result in listed(json_of(body), "Results"))
        return tuple(proposal for proposal in found if proposal.title and proposal.address)

    def _proposal(self, result: Any) -> Proposal:
        house, day, id = (
            text(result, "House").lower(),
            text(result, "SittingDate")[:10],
            text(result, "DebateSectionExtId"),
        )
        title = plain_words(text(result, "Title"))
        name = quote("".join(re.findall(r"[A-Za-z0-9]+", title.title())))
        known = house in _HOUSES and day and id
        return Proposal(
            title=title,
            address=f"{self.pages}/{house}/{day}/debates/{id}/{name}" if known else "",
            publishers=tuple(name for name in (_HOUSES.get(house, ""),) if name),
            published=day_of_stamp(day),
            kind=SourceKind.OTHER,
            reader=self.name,
            licence=LICENCE,
            summary=plain_words(text(result, "DebateSection")),
        )


def _blocks(debate: Any, level: int) -> Iterator[Block]:
    """Read what is said in a debate, then the debates inside it, each under its title."""
    for item in listed(debate, "Items"):
        html, who = text(item, "Value"), plain_words(text(item, "AttributedTo"))
        for column in _COLUMN.findall(html):
            yield Block(BlockKind.PAGE, number=f"col {column}")
        blocks = blocks_of_html(html) if text(item, "ItemType") in {"Contribution", ""} else ()
        for place, block in enumerate(blocks):
            spoken = who and place == 0 and block.kind is BlockKind.PARAGRAPH
            yield replace(block, text=f"{escape(who)}: {block.text}") if spoken else block
    for child in listed(debate, "ChildDebates"):
        if title := plain_words(text(child, "Overview", "Title")):
            yield Block(BlockKind.HEADING, escape(title), level=min(level, 6))
        if level < _DEEPEST:
            yield from _blocks(child, level + 1)
