"""Reminding on the page where a call is run: who would get a letter now, and what came of sending them."""

from dataclasses import dataclass

from kb.domain.call.call_phase import on_its_clock
from kb.parsing.sheets.roll import Member
from kb.services.calls.due_reminders import DueReminders
from kb.web.humanize import count, hour, weekday

AT_ONCE = 40
"""Letters that one request sends: a mail server may take a second for each, and people wait for the page."""


@dataclass(frozen=True)
class RemindForm:
    """Whom a press of the button writes to: names for people, addresses for the form; ``rest`` is for another press.

    ``why_not`` says why nobody can be written to from here now, and what to do; then nothing can be sent.
    """

    why_not: str
    does: str
    names: tuple[str, ...]
    addresses: tuple[str, ...]
    rest: str
    confirm: str
    button: str


def remind_form(due: DueReminders, *, can_send: bool) -> RemindForm:
    """Make the form; for a call that is open."""
    members = due.members[:AT_ONCE]
    rest = len(due.members) - len(members)
    whom = "this member" if len(members) == 1 else "these members"
    return RemindForm(
        why_not=_why_not(due, can_send=can_send),
        does="Each gets one letter, with a link of their own, and no other for this deadline.",
        names=tuple(_name(member) for member in members),
        addresses=tuple(member.emails[0] for member in members),
        rest=f"{count(rest, 'more member')} can be written to after these." if rest else "",
        confirm=f"Write to {whom} now: a letter cannot be called back",
        button=f"Send {count(len(members), 'reminder')}",
    )


def reminded_words(sent: str, failed: str) -> str:
    """Return what came of sending, by the numbers in the address: how many letters went, and how many did not."""
    went, kept = _number(sent), _number(failed)
    told = count(went, "reminder") + (" is on its way." if went == 1 else " are on their way.")
    told = f"{told[:1].upper()}{told[1:]}" if went else "No reminder was sent."
    again = "could not be handed to the mail server. Nobody got one twice: send again to try the rest."
    return f"{told} {kept} {again}" if kept else told


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def _why_not(due: DueReminders, *, can_send: bool) -> str:
    if due.problem:
        return f"The roll cannot be read: {due.problem}. Put its file right; nobody was written to."
    if not due.members:
        done = len(due.reminded)
        begins = on_its_clock(due.begins, due.call)
        told = f"{count(done, 'member')} got one for this deadline already." if done else ""
        return f"Nobody is due one now. They fall due from {weekday(begins.date())}, {hour(begins)} on. {told}".strip()
    if not can_send:
        return (
            f"{count(len(due.members), 'member')} would get one, but no mail server is set (KB_SMTP_HOST). Take the"
            " letters from the page “Who has answered” and send them yourselves."
        )
    return ""


def _name(member: Member) -> str:
    return ", ".join(filter(None, (member.name, member.organisation, member.emails[0])))
