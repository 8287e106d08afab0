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


@dataclass(frozen=True)
class Call:
    """A call for input: a question to members, with a deadline. ``body`` says why, in Markdown.

    ``opens`` and ``closes`` are wall-clock times in ``time_zone`` (an IANA name).
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


class Consent(StrEnum):
    """What a member lets others see of an answer, most open first."""

    NAMED = "named"
    KIND = "by kind of organisation"
    TOTALS = "in totals only"
    STAFF = "staff only"


class Channel(StrEnum):
    """How an answer reached us."""

    FORM = "form"
    EMAIL = "e-mail"
    CSV = "csv"
    ON_BEHALF = "on behalf"


@dataclass(frozen=True)
class Slot:
    """One ranked entry of an answer, in the member's own words."""

    title: str
    why: str = ""
    question: str = ""


@dataclass(frozen=True)
class Input:
    """One member's answer to a call: ranked slots, first most important. ``body`` is anything said besides.

    ``illustrative`` marks an invented answer; it is shown as invented wherever it appears.
    """

    id: str
    call: str
    organisation: str
    organisation_kind: str
    received: dt.datetime
    channel: Channel
    consent: Consent
    slots: tuple[Slot, ...]
    illustrative: bool = False
    audience: Audience = Audience.STAFF
    body: str = ""
