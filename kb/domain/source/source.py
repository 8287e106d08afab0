"""A source: a public document that evidence is drawn from."""

import datetime as dt
from collections.abc import Container
from dataclasses import dataclass, replace
from enum import StrEnum

from kb.domain.audience import Audience
from kb.domain.dates import PartialDate
from kb.domain.source.capture import Capture
from kb.domain.source.licence import LICENCES, Licence
from kb.domain.text_on_demand import has_text, held_text, text_on_demand


class SourceKind(StrEnum):
    """What sort of document a source is; the values are shown to readers as they stand."""

    INSPECTION = "inspection report"
    COMMITTEE = "committee report"
    AUDIT = "audit report"
    RESPONSE = "government response"
    STRATEGY = "strategy"
    REVIEW = "independent review"
    RESEARCH = "research"
    GUIDANCE = "guidance"
    NEWS = "news"
    CALL = "call for input"
    REGISTER = "register"
    OTHER = "other"


@dataclass(frozen=True)
class Reference:
    """The printed reference of a paper.

    HC numbers repeat every session: only house, session and number together name one paper.
    """

    number: str = ""
    session: str = ""
    house: str = ""
    series: str = ""
    isbn: str = ""

    def in_words(self) -> str:
        """Return the reference as printed on a title page: ``Fourth Report of Session 2016-17, HC 23``."""
        of_session = f"{self.series} of Session {self.session}" if self.series and self.session else self.series
        number = self.number
        if number and self.session and not self.series:
            number = f"{number} of Session {self.session}"
        return ", ".join(part for part in (of_session, number) if part)


@dataclass(frozen=True)
class OtherDate:
    """A further date of a document: what happened then, beside the date of publication."""

    date: PartialDate
    what: str


class ReadingVerdict(StrEnum):
    """What a second reading of a finding came to."""

    RIGHT = "right"
    MENDED = "mended"


@dataclass(frozen=True)
class SecondReading:
    """A finding read again by another person on the page where it was seen; ``saw`` is what that page says."""

    on: dt.date
    by: str
    verdict: ReadingVerdict
    saw: str


@dataclass(frozen=True)
class Finding:
    """A finding in our own words, pinned to a place in the source.

    ``pin`` is the place as printed (``para 134``, ``rec 3``), ``page`` the printed page, ``unpinned`` why there is
    neither, ``quote`` a short attributed quotation, ``via`` the address of the page where it was seen, ``date`` when
    what it says was so, ``checked`` its second reading.
    """

    text: str
    pin: str = ""
    page: str = ""
    quote: str = ""
    via: str = ""
    topics: tuple[str, ...] = ()
    date: PartialDate | None = None
    unpinned: str = ""
    checked: SecondReading | None = None


@dataclass(frozen=True)
class Source:
    """A public document. ``body`` is its own text as Markdown, empty until captured or where we may not show it.

    The body of a source out of a catalogue is read from its file each time it is asked for (``ContentChanged`` where
    the file is another one by then); ``has_body`` says without reading whether there is one.

    ``unverified`` names fields that rest on inference or memory. ``captured`` and ``body`` belong to the
    scraper; every other field belongs to people and survives a new capture. ``retired`` says why it is no longer used
    (empty: it is): staff alone see it then. ``changes`` counts the versions before, ``changed`` says since when it is
    as it is.
    """

    id: str
    title: str
    publishers: tuple[str, ...]
    kind: SourceKind
    published: PartialDate | None = None
    short_title: str = ""
    other_dates: tuple[OtherDate, ...] = ()
    reference: Reference | None = None
    address: str = ""
    aliases: tuple[str, ...] = ()
    archived: tuple[str, ...] = ()
    reader: str = ""
    licence: str = "unknown"
    topics: tuple[str, ...] = ()
    unverified: tuple[str, ...] = ()
    derives_from: tuple[str, ...] = ()
    responds_to: tuple[str, ...] = ()
    summary: str = ""
    findings: tuple[Finding, ...] = ()
    notes: str = ""
    audience: Audience = Audience.PUBLIC
    captured: Capture | None = None
    body: str = text_on_demand()
    retired: str = ""
    changes: int = 0
    changed: dt.datetime | None = None

    @property
    def readers(self) -> Audience:
        """Return who may see it: its audience, and staff alone once it is retired."""
        return Audience.STAFF if self.retired else self.audience

    @property
    def terms(self) -> Licence:
        """Return the licence in full (``unknown`` where its id is not one of ours)."""
        return LICENCES.get(self.licence, LICENCES["unknown"])

    @property
    def heading(self) -> str:
        """Return the title to show where room is short."""
        return self.short_title or self.title

    @property
    def addresses(self) -> tuple[str, ...]:
        """Return every address known for the document, the main one first."""
        return tuple(dict.fromkeys(a for a in (self.address, *self.aliases) if a))

    @property
    def has_body(self) -> bool:
        """Say whether its own text is here."""
        return has_text(self, "body")

    def referring_to(self, known: Container[str]) -> "Source":
        """Return the source without what it says of sources that are not known; the same object where that is all."""
        if not self.derives_from and not self.responds_to:
            return self  # as most are
        derives = tuple(id for id in self.derives_from if id in known)
        responds = tuple(id for id in self.responds_to if id in known)
        if derives == self.derives_from and responds == self.responds_to:
            return self
        return replace(self, derives_from=derives, responds_to=responds, body=held_text(self, "body"))


@dataclass(frozen=True)
class PrivateText:
    """The text of a source whose licence does not let us show it: kept for staff, in a private content root.

    ``id`` is the id of the source that it is the text of.
    """

    id: str
    captured: Capture | None = None
    audience: Audience = Audience.STAFF
    body: str = text_on_demand()

    @property
    def has_body(self) -> bool:
        """Say whether there is any text."""
        return has_text(self, "body")
