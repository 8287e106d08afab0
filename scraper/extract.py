"""Types between fetching and reading: bodies in, an extract or a named problem out.

Reading is pure. A publisher says which addresses it needs and reads the bodies it is given; the engine alone
touches the network, so every reader is tested on saved pages.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from kb.domain.dates import PartialDate
from kb.domain.source.block import Block
from kb.domain.source.capture import Outcome
from kb.domain.source.source import Reference, SourceKind


@dataclass(frozen=True)
class Body:
    """One fetched or filed body.

    It has the address it came from, its media type (lower case, no parameters), its charset if the server named
    one, and its bytes.
    """

    address: str
    media_type: str
    content: bytes
    charset: str = ""
    status: int = 200


@dataclass(frozen=True)
class Extract:
    """The text of a document as blocks, with the facts printed in it.

    Facts fill fields of the source that people left empty; they never replace what people wrote.
    ``withdrawn`` is the publisher's explanation where the document is withdrawn but still readable.
    ``aliases`` are further addresses of the same document, ``archived`` copies of it in web archives.
    ``inferred`` names facts that are not printed in the document but follow from whose it is (a licence, say).
    ``completeness`` says how much of the words on its pages is in the text; ``incomplete`` that this is too little.
    ``doubts`` are what a person should look at, a line each: numbers in doubt, pages read by OCR.
    """

    title: str
    blocks: tuple[Block, ...]
    published: PartialDate | None = None
    publishers: tuple[str, ...] = ()
    kind: SourceKind | None = None
    reference: Reference | None = None
    licence: str = ""
    aliases: tuple[str, ...] = ()
    archived: tuple[str, ...] = ()
    withdrawn: str = ""
    inferred: tuple[str, ...] = ()
    completeness: str = ""
    incomplete: str = ""
    doubts: tuple[str, ...] = ()


class Unreadable(Exception):
    """A body that is not the document.

    ``outcome`` says what it means (blocked, gone, moved, suspicious, failed), ``detail`` tells a person why,
    ``location`` is where a moved document went.
    """

    def __init__(self, outcome: Outcome, detail: str, location: str = "") -> None:
        super().__init__(detail)
        self.outcome, self.detail, self.location = outcome, detail, location


class Publisher(Protocol):
    """A reader of one publisher's documents.

    ``name`` is what a source's ``reader`` field calls it and ``delay`` the least seconds between two
    requests to its host.
    """

    @property
    def name(self) -> str:
        """Return the reader's name, as the ``reader`` field of a source has it."""
        ...

    @property
    def delay(self) -> float:
        """Return the least seconds between two requests to its host."""
        ...

    def recognises(self, address: str) -> bool:
        """Say whether documents at this address are this publisher's."""
        ...

    def entry(self, address: str) -> str:
        """Return the address to fetch first for a document (an API address, say); often the same."""
        ...

    def wants(self, bodies: Sequence[Body]) -> tuple[str, ...]:
        """Return the absolute addresses still needed, in order, given what was fetched; empty when done."""
        ...

    def read(self, bodies: Sequence[Body]) -> Extract:
        """Read the document; raise :class:`Unreadable` where the bodies are not it."""
        ...


@dataclass(frozen=True)
class Proposal:
    """A document that discovery found: enough to propose it as a new source, never to add it by itself."""

    title: str
    address: str
    publishers: tuple[str, ...] = ()
    published: PartialDate | None = None
    kind: SourceKind | None = None
    reference: Reference | None = None
    reader: str = ""
    licence: str = ""
    summary: str = ""


@runtime_checkable
class Discoverer(Protocol):
    """A publisher that can also look for new documents."""

    @property
    def name(self) -> str:
        """Return the reader's name, as the ``reader`` field of a source has it."""
        ...

    @property
    def delay(self) -> float:
        """Return the least seconds between two requests to its host."""
        ...

    def discovery_requests(self) -> tuple[str, ...]:
        """Return the addresses to ask, in order."""
        ...

    def proposals(self, body: Body) -> tuple[Proposal, ...]:
        """Read one of the answers; raise :class:`Unreadable` where it is none."""
        ...
