"""Written questions and their answers, read and searched by Parliament's API of questions and statements."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from kb.documents.markdown.inline import escape
from kb.domain.source.block import Block, BlockKind
from kb.domain.source.capture import Outcome
from kb.domain.source.source import Reference, SourceKind
from scraper.extract import Body, Extract, Proposal, Unreadable
from scraper.govuk.names import publisher_name
from scraper.html.blocks import blocks_of_html, plain_words
from scraper.html.dates import day_of_stamp
from scraper.html.links import host_of, path_of
from scraper.html.soup import refuse_errors
from scraper.json_values import json_of, listed, mapping, text
from scraper.parliament.saved_page import read_saved_page

LICENCE = "OPL-UK-3.0"
QUERIES = (
    "police ICT",
    "police procurement technology",
    "police national database",
    "emergency services network",
    "digital case file",
    "common platform courts",
)
_PAGE = re.compile(r"/written-questions/detail/(\d{4}-\d{2}-\d{2})/([\w-]{1,20})/?")
_MOST = 50


@dataclass(frozen=True)
class WrittenQuestions:
    """Reads a question with its answer; an answer that is only held over is not there yet."""

    name: str = "written-questions"
    delay: float = 1.0
    api: str = "https://questions-statements-api.parliament.uk"
    pages: str = "https://questions-statements.parliament.uk"

    def recognises(self, address: str) -> bool:
        """Say whether the address is of the page of one question."""
        return host_of(address) == host_of(self.pages) and _PAGE.fullmatch(path_of(address)) is not None

    def entry(self, address: str) -> str:
        """Return the API's address of the question, by the day it was tabled and its number."""
        found = _PAGE.fullmatch(path_of(address)) if self.recognises(address) else None
        return f"{self.api}/api/writtenquestions/questions/{found[1]}/{found[2]}" if found else address

    def wants(self, bodies: Sequence[Body]) -> tuple[str, ...]:
        """Want nothing further: a question is one answer of the API."""
        return ()

    def read(self, bodies: Sequence[Body]) -> Extract:
        """Read the question and its answer; a page that a person saved is read as any page is."""
        saved = read_saved_page(bodies)
        if saved is not None:
            return saved
        value = mapping(json_of(bodies[0]), "value")
        if not text(value, "questionText"):
            raise Unreadable(Outcome.SUSPICIOUS, "this is no written question")
        if not text(value, "answerText"):
            raise Unreadable(Outcome.FAILED, "the question has not been answered yet")
        return Extract(
            title=_title(value),
            blocks=tuple(_blocks(value)),
            published=day_of_stamp(text(value, "dateAnswered")) or day_of_stamp(text(value, "dateTabled")),
            publishers=_publishers(value),
            kind=SourceKind.OTHER,
            reference=_reference(value),
            licence=LICENCE,
            aliases=(self._address(value),),
        )

    def discovery_requests(self) -> tuple[str, ...]:
        """Return the searches among answered questions."""
        fixed = {"answered": "Answered", "take": _MOST}
        return tuple(
            f"{self.api}/api/writtenquestions/questions?{urlencode({'searchTerm': query, **fixed})}"
            for query in QUERIES
        )

    def proposals(self, body: Body) -> tuple[Proposal, ...]:
        """Read an answer of the search as proposals of sources."""
        refuse_errors(body)
        values = (mapping(result, "value") for result in listed(json_of(body), "results"))
        return tuple(self._proposal(value) for value in values if text(value, "heading") and text(value, "uin"))

    def _proposal(self, value: Any) -> Proposal:
        return Proposal(
            title=_title(value),
            address=self._address(value),
            publishers=_publishers(value),
            published=day_of_stamp(text(value, "dateAnswered")) or day_of_stamp(text(value, "dateTabled")),
            kind=SourceKind.OTHER,
            reference=_reference(value),
            reader=self.name,
            licence=LICENCE,
            summary=plain_words(text(value, "questionText")),
        )

    def _address(self, value: Any) -> str:
        return f"{self.pages}/written-questions/detail/{text(value, 'dateTabled')[:10]}/{text(value, 'uin')}"


def _title(value: Any) -> str:
    return f"{plain_words(text(value, 'heading'))} (written question {text(value, 'uin')})"


def _publishers(value: Any) -> tuple[str, ...]:
    return tuple(name for name in (publisher_name(text(value, "answeringBodyName")),) if name)


def _reference(value: Any) -> Reference:
    return Reference(number=f"UIN {text(value, 'uin')}", house=text(value, "house").lower())


def _blocks(value: Any) -> Iterator[Block]:
    for heading, field, member in (
        ("Question", "questionText", "askingMember"),
        ("Answer", "answerText", "answeringMember"),
    ):
        who = text(value, member, "name")
        yield Block(BlockKind.HEADING, escape(f"{heading}, {who}" if who else heading), level=2)
        yield from blocks_of_html(text(value, field))
