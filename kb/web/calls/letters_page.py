"""The page on which staff write to members of a call: whom, why, as a file or sent, and what became of each letter."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from kb.domain.call.call import Call
from kb.parsing.sheets.roll import Member
from kb.services.calls.letters import LetterDraft, Occasion
from kb.storage.smtp import Undelivered
from kb.web.calls.reminders_part import AT_ONCE
from kb.web.humanize import count, moment
from kb.web.layout.frame import Frame, Link

OCCASIONS = {
    Occasion.INVITATION: "An invitation, with a link of their own to answer by",
    Occasion.CLOSING_SOON: "A word that the call closes soon, with a link of their own",
}


@dataclass(frozen=True)
class LetterChoice:
    """Somebody who has not answered: their address, who they are, what was made for them before."""

    email: str
    words: str
    note: str
    chosen: bool


@dataclass(frozen=True)
class LetterOutcome:
    """What became of a letter that was to be sent."""

    words: str
    state: str


@dataclass(frozen=True)
class LettersRequest:
    """What came back of the form: whom it was for, what is wrong, and what became of the letters that were sent."""

    to: Collection[str] | None = None
    occasion: Occasion = Occasion.INVITATION
    errors: Mapping[str, str] = field(default_factory=dict)
    sent: Sequence[LetterDraft] = ()
    failed: Sequence[Undelivered] = ()
    left: int = 0


@dataclass(frozen=True)
class LettersPage:
    """The form, and what became of letters."""

    template: ClassVar[str] = "calls/letters.html"
    frame: Frame
    csrf: str
    call_title: str
    back: str
    action: str
    occasions: tuple[tuple[str, str, bool], ...]
    members: tuple[LetterChoice, ...]
    can_send: bool
    at_once: int
    acts: str
    errors: Mapping[str, str]
    problems: tuple[Link, ...]
    said: str
    outcomes: tuple[LetterOutcome, ...]


def letters_page(
    frame: Frame,
    csrf: str,
    call: Call,
    silent: Sequence[Member],
    made: Mapping[str, dt.datetime],
    asked: LettersRequest,
    *,
    can_send: bool,
    acts: int,
) -> LettersPage:
    """Make the page; ``made`` says when a link was last made for an address, ``acts`` how often letters were sent."""
    return LettersPage(
        frame=frame,
        csrf=csrf,
        call_title=call.title,
        back=f"/calls/{call.id}/roll",
        action=f"/calls/{call.id}/roll/letters",
        occasions=tuple((one.value, words, one is asked.occasion) for one, words in OCCASIONS.items()),
        members=tuple(_choice(one, made, asked) for one in silent),
        can_send=can_send,
        at_once=AT_ONCE,
        acts=str(acts),
        errors=asked.errors,
        problems=tuple(Link(words, f"#{name}") for name, words in asked.errors.items()),
        said=_said(asked) if asked.sent else "",
        outcomes=_outcomes(asked),
    )


def _choice(member: Member, made: Mapping[str, dt.datetime], asked: LettersRequest) -> LetterChoice:
    email = member.emails[0]
    when = made.get(email)
    words = ", ".join(filter(None, (member.name, member.organisation, email)))
    chosen = when is None if asked.to is None else email in asked.to
    return LetterChoice(email, words, f"a letter was made {moment(when)}" if when else "", chosen)


def _said(asked: LettersRequest) -> str:
    went = len(asked.sent) - len(asked.failed)
    words = count(went, "letter")
    told = f"{words[:1].upper()}{words[1:]} {'is' if went == 1 else 'are'} on the way"
    failed = f"; {len(asked.failed)} could not be handed to the mail server" if asked.failed else ""
    left = f" {count(asked.left, 'more member')} can be written to now." if asked.left else ""
    return f"{told}{failed}.{left}"


def _outcomes(asked: LettersRequest) -> tuple[LetterOutcome, ...]:
    why = {one.letter.to: one.why for one in asked.failed}
    return tuple(
        LetterOutcome(
            f"{draft.member.organisation}, {email}", f"not sent: {why[email]}" if email in why else "on the way"
        )
        for draft in asked.sent
        for email in [draft.member.emails[0]]
    )
