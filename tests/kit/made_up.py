"""Made-up things that tests in several folders begin with: a report, a call that is over, and answers to it.

A folder changes what it needs with ``dataclasses.replace`` or by naming fields; ids and words are its own.
"""

import datetime as dt
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from kb.domain.audience import Audience
from kb.domain.call.call import Call, CallState, Channel, Consent, Input, Slot
from kb.domain.dates import PartialDate
from kb.domain.source.source import Source, SourceKind

REPORT = Source(
    id="joint-report",
    title="A joint look at how case files travel",
    publishers=("HMCPSI", "HMIC"),
    kind=SourceKind.INSPECTION,
    published=PartialDate.parse("2016-04-13"),
    licence="OGL-UK-3.0",
    summary="How case files go from police to prosecutors.",
)
"""A report that may be shown in full; it has no text yet."""

CALL = Call(
    id="call",
    title="What should be inspected?",
    question="What are your top five priorities?",
    state=CallState.CLOSED,
    opens=dt.datetime(2016, 9, 12, 18, 6),  # noqa: DTZ001 - wall-clock times of the call's own zone
    closes=dt.datetime(2016, 9, 23, 17, 0),  # noqa: DTZ001 - times of a call have no zone
    time_zone="Europe/London",
)
"""A call that is over."""

RECEIVED = dt.datetime(2016, 9, 20, 9, 30, tzinfo=dt.UTC)
"""A time at which it was open."""


def answer(id: str, consent: Consent, *slots: Slot, **fields: Any) -> Input:
    """Make an answer to the call by the form, whose audience is left to its consent."""
    made = Input(
        id=id,
        call=CALL.id,
        organisation=f"{id.title()} Ltd",
        organisation_kind="supplier",
        received=RECEIVED,
        channel=Channel.FORM,
        consent=consent,
        slots=slots,
        audience=Audience.PUBLIC,
    )
    return replace(made, **fields)


def call_now(now: dt.datetime, **changes: Any) -> Call:
    """Make a call that opened a day before ``now`` and closes in three days and an hour."""
    clock = now.astimezone(ZoneInfo(CALL.time_zone)).replace(tzinfo=None, microsecond=0)
    made = replace(
        CALL,
        id="call-now",
        title="What next?",
        state=CallState.OPEN,
        opens=clock - dt.timedelta(days=1),
        closes=clock + dt.timedelta(days=3, hours=1),
        body="Because it is time.\n",
    )
    return replace(made, **changes)
