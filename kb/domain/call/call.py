"""A call for input, and the answers to it."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from kb.domain.audience import Audience


class CallState(StrEnum):
    """Where a call stands."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    REPORTED = "reported"


class Consent(StrEnum):
    """What a member lets others see of an answer, most open first."""

    NAMED = "named"
    KIND = "by kind of organisation"
    TOTALS = "in totals only"
    STAFF = "staff only"


@dataclass(frozen=True)
class Reopening:
    """An act of taking answers again after the end: when, by whom, why, and the deadline that stood before."""

    at: dt.datetime
    by: str
    reason: str
    closed: dt.datetime


@dataclass(frozen=True)
class Call:
    """A call for input: a question to members, with a deadline. ``body`` says why, in Markdown.

    ``opens`` and ``closes`` are wall-clock times in ``time_zone`` (an IANA name); ``kb.domain.call.call_phase`` reads
    them. ``late_until`` is the cut-off for late answers (none: until it is reported). ``consents`` are the choices
    offered (none: all); ``readers`` the widest audience that answers may get once the call has closed; ``closing_note``
    says what came of it. ``changes`` counts the versions of its words before these, ``changed`` says since when they
    stand.
    """

    id: str
    title: str
    question: str
    state: CallState
    opens: dt.datetime
    closes: dt.datetime
    time_zone: str
    slots: int = 5
    closes_note: str = ""
    ask: str = ""
    source: str = ""
    audience: Audience = Audience.PUBLIC
    body: str = ""
    consents: tuple[Consent, ...] = ()
    readers: Audience = Audience.MEMBERS
    closing_note: str = ""
    reopened: tuple[Reopening, ...] = ()
    late_until: dt.datetime | None = None
    changes: int = 0
    changed: dt.datetime | None = None

    @property
    def choices(self) -> tuple[Consent, ...]:
        """Return the consents that a member may choose from."""
        return self.consents or tuple(Consent)


class Channel(StrEnum):
    """How an answer reached us."""

    FORM = "form"
    EMAIL = "e-mail"
    CSV = "csv"
    ON_BEHALF = "on behalf"


@dataclass(frozen=True)
class Pointer:
    """A passage that a member pointed to as evidence; ``label`` is its place as it was printed then."""

    source: str
    passage: str = ""
    label: str = ""


@dataclass(frozen=True)
class Slot:
    """One ranked entry of an answer, in the member's own words; ``evidence`` is what it points to."""

    title: str
    why: str = ""
    question: str = ""
    evidence: tuple[Pointer, ...] = ()


@dataclass(frozen=True)
class Input:
    """One member's answer to a call: ranked slots, first most important. ``body`` is anything said besides.

    ``illustrative`` marks an invented answer; it is shown as invented wherever it appears. ``late`` says that it
    came after the deadline that stood then. ``changes`` counts how often its sender changed it, ``changed`` says
    when last; ``link`` is the SHA-256 of the secret with which that is done. ``entered_by`` is who of the staff
    entered it for the member. ``sent_by`` is the e-mail address of the account or invitation that it was sent with:
    whoever has either finds it again.

    ``triage`` says why a person has to look before the answer counts; while it says anything, the answer waits,
    and its entries are no more than proposals. ``original`` names the file of the bytes as they came, ``message_id``
    the mail, ``sender`` who sent it, and ``confidence`` how certain the reading of it was, in percent.
    """

    id: str
    call: str
    organisation: str
    organisation_kind: str
    received: dt.datetime
    channel: Channel
    consent: Consent
    slots: tuple[Slot, ...] = ()
    illustrative: bool = False
    audience: Audience = Audience.STAFF
    body: str = ""
    late: bool = False
    entered_by: str = ""
    changes: int = 0
    changed: dt.datetime | None = None
    link: str = ""
    triage: tuple[str, ...] = ()
    confidence: int = 0
    original: str = ""
    message_id: str = ""
    sender: str = ""
    sent_by: str = ""
