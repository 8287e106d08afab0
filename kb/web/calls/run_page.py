"""Running a call, for staff: where it stands in words, what can be done with it next, and what was done."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from kb.domain.account.audit import Act
from kb.domain.audience import Audience
from kb.domain.call.call import Call
from kb.domain.call.call_phase import CallPhase, closes_at, opens_at, shuts_at
from kb.domain.errors import EditConflict
from kb.services.calls.call_lifecycle import CallAct, CallStatus
from kb.services.intake.examples import ExampleCount
from kb.web.calls.deadlines import deadline_words, when_words
from kb.web.calls.reminders_part import RemindForm
from kb.web.humanize import count, moment
from kb.web.layout.frame import Frame, Link
from kb.web.layout.versions import VersionLine, marked

_STANDS: Mapping[CallPhase, str] = {
    CallPhase.DRAFT: "A draft. Nobody but staff sees it.",
    CallPhase.COMING: "Open from {opens} on. Its readers see it now, and can answer then.",
    CallPhase.OPEN: "Open. Members answer, and may change their answers until the deadline. Answers are sealed.",
    CallPhase.OVER: "Past its deadline. What comes in now is marked late, and answers stay sealed until you close it.",
    CallPhase.SHUT: "Past its cut-off for late answers. Nothing is taken any more.",
    CallPhase.CLOSED: "Closed. Answers can be seen as their consent allows; what comes in now is marked late.",
    CallPhase.REPORTED: "Reported. Nothing is taken any more.",
}
_SAID = {
    CallAct.OPEN: "The call is open. Write to its members next: their letters are on the page “Who has answered”.",
    CallAct.CLOSE: "The call is closed. Its answers can be seen as their consent allows.",
    CallAct.REOPEN: "The call is open again, and its answers are sealed again.",
    CallAct.REPORT: "The call is reported. It takes nothing any more.",
}
_WRITTEN = {
    "made": "The draft is saved. Put the members on its roll, then open it.",
    "changed": "The call is changed. The version before is kept.",
}
_EXAMPLES_SAID = {
    "examples-removed": "The examples are removed: only staff see them, and nothing counts them.",
    "examples-back": "The examples are back.",
}
_READERS = {Audience.PUBLIC: "everybody", Audience.MEMBERS: "members", Audience.STAFF: "nobody but staff"}


@dataclass(frozen=True)
class RunForm:
    """What somebody typed for an act that came back: the values of its fields by name, and what is wrong."""

    act: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    conflict: EditConflict | None = None


@dataclass(frozen=True)
class CallActForm:
    """The form of one act: what it does, and what must be ticked, since it cannot be taken back quietly."""

    name: str
    heading: str
    does: str
    confirm: str
    button: str


@dataclass(frozen=True)
class ExamplesForm:
    """The form that removes the invented answers of a call, or puts them back."""

    act: str
    does: str
    button: str


@dataclass(frozen=True)
class RunPage:
    """A call being run."""

    template: ClassVar[str] = "calls/run.html"
    frame: Frame
    csrf: str
    digest: str
    title: str
    address: str
    stands: str
    deadline: str
    facts: tuple[tuple[str, str], ...]
    links: tuple[Link, ...]
    acts: tuple[CallActForm, ...]
    remind: RemindForm | None
    examples: ExamplesForm | None
    zone: str
    values: Mapping[str, str]
    errors: Mapping[str, str]
    problems: tuple[Link, ...]
    said: str
    asked: str
    theirs: tuple[VersionLine, ...]
    yours: tuple[VersionLine, ...]
    history: tuple[Link, ...]


def run_page(
    frame: Frame,
    csrf: str,
    status: CallStatus,
    history: tuple[Act, ...],
    people: Mapping[str, str],
    now: dt.datetime,
    *,
    said: str = "",
    typed: RunForm | None = None,
    remind: RemindForm | None = None,
    examples: ExampleCount | None = None,
) -> RunPage:
    """Make the page; ``said`` tells what was just done, and ``typed`` is what came back of an act that was not.

    ``remind`` is there for a call that is open.
    """
    call, back = status.call, typed or RunForm()
    forms = tuple(_form(act, status) for act in status.acts)
    conflict = back.conflict
    theirs, yours = (conflict.theirs.splitlines(), conflict.yours.splitlines()) if conflict else ([], [])
    return RunPage(
        frame=frame,
        csrf=csrf,
        digest=status.digest,
        title=call.title,
        address=f"/calls/{call.id}",
        stands=_STANDS[status.phase].format(opens=when_words(opens_at(call), call)),
        deadline=deadline_words(call, now),
        facts=_facts(status),
        links=_links(call),
        acts=forms,
        remind=remind,
        examples=_examples(examples) if examples else None,
        zone=call.time_zone,
        values={"reason": "", "closes": "", "note": call.closing_note, **back.values},
        errors=back.errors,
        problems=tuple(Link(words, f"#{name}") for name, words in back.errors.items()),
        said=said,
        asked=next((form.heading.lower() for form in forms if conflict and form.name == back.act), ""),
        theirs=marked(theirs, yours),
        yours=marked(yours, theirs),
        history=tuple(_told(act, people) for act in history),
    )


def done_words(act: str) -> str:
    """Return what was just done, by its name in the address; empty for what is no act."""
    if act in _EXAMPLES_SAID:
        return _EXAMPLES_SAID[act]
    if act in _WRITTEN:
        return _WRITTEN[act]
    return _SAID[CallAct(act)] if act in list(CallAct) else ""


def _facts(status: CallStatus) -> tuple[tuple[str, str], ...]:
    late = f", {status.late} of them late" if status.late else ""
    waiting = f"; {count(status.waiting, 'more')} waits for you" if status.waiting == 1 else ""
    waiting = f"; {status.waiting} more wait for you" if status.waiting > 1 else waiting
    shuts = shuts_at(status.call)
    return (
        ("Opens", when_words(status.opens, status.call)),
        ("Closes", when_words(status.closes, status.call)),
        ("Late answers", f"taken until {when_words(shuts, status.call)}" if shuts else "taken until it is reported"),
        ("Answers", f"{count(status.answers, 'answer')}{late}{waiting}"),
        ("Read by", f"{_READERS[status.call.readers]}, once it has closed and as far as each consent allows"),
    )


def _links(call: Call) -> tuple[Link, ...]:
    address = f"/calls/{call.id}"
    pages = (
        ("Edit the call", "edit"),
        *((("Earlier versions", "versions"),) if call.changes else ()),
        ("Who has answered", "roll"),
        ("Take answers in from files", "triage/import"),
        ("Group the answers", "triage"),
        ("Ranking", "ranking"),
    )
    links = (Link(words, f"{address}/{page}") for words, page in pages)
    return (*links, Link("New call like this one", f"/calls/new?like={call.id}"))


def _form(act: CallAct, status: CallStatus) -> CallActForm:
    call, deadline = status.call, when_words(closes_at(status.call), status.call)
    readers = _READERS[call.readers]
    if act is CallAct.OPEN:
        return CallActForm(
            act.value,
            "Open the call",
            f"Its readers see the call at once, and can answer from {when_words(opens_at(call), call)} to {deadline}. "
            "An open call cannot be made a draft again.",
            "I have read the question and the deadline, and they are right",
            "Open the call",
        )
    if act is CallAct.CLOSE:
        is_early = status.phase is CallPhase.OPEN
        unseals = f"Its answers can then be read by {readers}, as far as each consent allows. "
        return CallActForm(
            act.value,
            "Close the call before its deadline" if is_early else "Close the call",
            f"{unseals}What comes in after is marked late. To open it again seals the answers again, "
            "but nobody forgets what they have read.",
            f"Close it early, although members were promised the time until {deadline}"
            if is_early
            else "Let the answers be read as their consent allows",
            "Close the call",
        )
    if act is CallAct.REOPEN:
        return CallActForm(
            act.value,
            "Open the call again",
            "Answers and changes are taken again, and all answers are sealed again. What came late stays marked late. "
            "The reason is shown on the call’s page.",
            "Take answers again, and seal those that are there",
            "Open the call again",
        )
    return CallActForm(
        act.value,
        "Report the call",
        "Nothing is taken any more, not even late. What you write is shown on the call’s page.",
        "Take no more answers",
        "Mark it as reported",
    )


def _examples(count_: ExampleCount) -> ExamplesForm | None:
    if count_.shown:
        does = (
            f"{count(count_.shown, 'answer')} to this call {_are(count_.shown)} invented, to show how things look. "
            "Removing sets them aside: only staff see them then, and no ranking, page or brief counts them. "
            "You can put them back."
        )
        return ExamplesForm("remove", does, "Remove the examples")
    if count_.removed:
        does = f"{count(count_.removed, 'invented answer')} {'was' if count_.removed == 1 else 'were'} removed."
        return ExamplesForm("put-back", does, "Put the examples back")
    return None


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


_WHAT = {
    "call: make": "Written",
    "call: edit": "Edited",
    "open call": "Opened",
    "close call": "Closed",
    "reopen call": "Opened again",
    "report call": "Reported",
    "send invitation": "Invitations sent",
    "send closing soon": "Reminders sent",
}


def _told(act: Act, people: Mapping[str, str]) -> Link:
    facts = dict(act.details)
    what = f"{_WHAT[act.what]}{': ' + facts['sent'] if 'sent' in facts else ''}"
    reason = f". {facts['reason']}" if "reason" in facts else ""
    return Link(what, "", f"{moment(act.at)}, by {people.get(act.who, act.who)}{reason}")
