"""The roll of a call, for staff: who has answered, who has not, and what can be done for each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from kb.domain.call.answer_reference import shown
from kb.domain.call.call import Input
from kb.services.calls.call_lifecycle import is_from_form
from kb.services.calls.due_reminders import DueReminders
from kb.services.calls.letters import LetterDraft
from kb.services.calls.roll import RollRow, RollView
from kb.storage.sent_reminders import Reminder
from kb.web.humanize import count, moment
from kb.web.layout.frame import Frame, Link


@dataclass(frozen=True)
class RollLine:
    """Somebody on the roll, or an answer from somebody who is not; ``value`` names a member in forms."""

    organisation: str
    who: str
    emails: str
    state: str
    answers: tuple[Link, ...]
    mailto: str
    admit: str
    reminded: str = ""
    value: str = ""
    edit: str = ""


@dataclass(frozen=True)
class RollNotice:
    """What was just done, with the form that undoes it: its address and hidden fields, where it can be."""

    words: str
    undo: str = ""
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class RollPage:
    """The roll."""

    template: ClassVar[str] = "calls/roll.html"
    frame: Frame
    call_title: str
    call_address: str
    csrf: str
    summary: str
    lines: tuple[RollLine, ...]
    others: tuple[RollLine, ...]
    merge: str
    done: RollNotice | None
    problem: str
    due: str


def roll_page(
    frame: Frame,
    view: RollView,
    drafts: tuple[LetterDraft, ...],
    reminders: DueReminders,
    csrf: str,
    done: RollNotice | None = None,
    problem: str = "",
) -> RollPage:
    """Make the page; ``drafts`` are the letters to who has not answered, ``reminders`` how theirs stand."""
    told = {(one.to.organisation, one.to.email): _reminded(one) for one in reminders.reminded}
    mailto = {draft.member.emails[0]: draft.mailto for draft in drafts}
    address = f"/calls/{view.call.id}"
    return RollPage(
        frame=frame,
        call_title=view.call.title,
        call_address=address,
        csrf=csrf,
        summary=_summary(len(view.rows) - len(view.silent), len(view.rows)),
        lines=tuple(_line(row, address, mailto, told) for row in view.rows),
        others=tuple(_other(answer, address) for answer in view.others),
        merge=f"{address}/roll.csv" if drafts else "",
        done=done,
        problem=problem,
        due=f"Reminders to {count(len(reminders.members), 'member')} are due." if reminders.members else "",
    )


def _summary(answered: int, of: int) -> str:
    if not answered:
        return f"Nobody has answered yet (0 of {of})."
    return f"{count(answered, 'member')} of {of} {'has' if answered == 1 else 'have'} answered."


def _line(row: RollRow, address: str, mailto: Mapping[str, str], told: Mapping[tuple[str, str], str]) -> RollLine:
    states = [_state(answer) for answer in row.answers] or (["waits to be read"] if row.waiting else ["not yet"])
    email = row.member.emails[0]
    return RollLine(
        organisation=row.member.organisation,
        who=row.member.name,
        emails=", ".join(row.member.emails),
        state="; ".join(states),
        answers=tuple(_link(answer) for answer in row.answers),
        mailto=mailto.get(email, ""),
        admit="",
        reminded=told.get((row.member.organisation, email), ""),
        value=email,
        edit=f"{address}/roll/member?email={email}",
    )


def _reminded(one: Reminder) -> str:
    if one.sent_at is None:
        return f"a reminder was begun {moment(one.begun_at)}; whether it went is not known"
    return f"reminded {moment(one.sent_at)}"


def _other(answer: Input, address: str) -> RollLine:
    is_stranger = answer.audience.value == "staff" and is_from_form(answer)
    return RollLine(
        organisation=answer.organisation,
        who="",
        emails=answer.sender,
        state=_state(answer),
        answers=(_link(answer),),
        mailto="",
        admit=f"{address}/answers/{answer.id}/admit" if is_stranger else "",
    )


def _state(answer: Input) -> str:
    return f"{moment(answer.received)}{', late' if answer.late else ''}, by {answer.channel.value}"


def _link(answer: Input) -> Link:
    return Link(shown(answer.id), f"/inputs/{answer.call}/{answer.id}")
