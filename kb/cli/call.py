"""``kb call``: run a call for input: open it, close it, see who has answered, write to who has not."""

from dataclasses import asdict
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import click

from kb.bootstrap import KnowledgeBase
from kb.cli.access import READS, needs
from kb.cli.output import as_json, counted, print_json
from kb.content.codec import load
from kb.domain.account.account import Right
from kb.domain.account.viewer import at_the_terminal
from kb.domain.call.answer_reference import shown
from kb.domain.call.call import Call, Input
from kb.domain.call.call_phase import on_its_clock
from kb.domain.call.receipt import fingerprint
from kb.domain.errors import InvalidInput
from kb.parsing.sheets.tables import write_csv
from kb.services.calls.letters import Occasion, merge_rows
from kb.services.calls.roll import RollRow

of_call = click.argument("call")
as_csv = click.option("--csv", "as_csv", is_flag=True, help="Print the letters as CSV for a mail merge.")
send_them = click.option("--send", is_flag=True, help="Send the letters by the mail server of the settings.")


@click.group()
def call() -> None:
    """Run a call for input; CALL is its id."""


@call.command("open")
@of_call
@as_json
@click.pass_obj
@needs(Right.RUN_CALL)
def open_(kb: KnowledgeBase, call: str, as_json: bool) -> None:
    """Open a draft: members can answer from its opening time on."""
    _tell(kb.call_lifecycle.open(call, at_the_terminal()), as_json)


@call.command()
@of_call
@click.option("--early", is_flag=True, help="Although its deadline has not passed.")
@as_json
@click.pass_obj
@needs(Right.RUN_CALL)
def close(kb: KnowledgeBase, call: str, early: bool, as_json: bool) -> None:
    """Close a call: its answers are unsealed as their consent allows, and later ones are marked late."""
    _tell(kb.call_lifecycle.close(call, at_the_terminal(), early=early), as_json)


@call.command()
@of_call
@click.option("--reason", required=True, help="Why; it stays in the call's file.")
@click.option("--closes", type=click.DateTime(["%Y-%m-%dT%H:%M"]), help="The new deadline, on the call's clock.")
@as_json
@click.pass_obj
@needs(Right.RUN_CALL)
def reopen(kb: KnowledgeBase, call: str, reason: str, closes: datetime | None, as_json: bool) -> None:
    """Open a call again after its end; its answers are sealed again."""
    _tell(kb.call_lifecycle.reopen(call, at_the_terminal(), reason, closes), as_json)


@call.command()
@of_call
@click.option("--note", default="", help="What came of it; shown on its page.")
@as_json
@click.pass_obj
@needs(Right.RUN_CALL)
def report(kb: KnowledgeBase, call: str, note: str, as_json: bool) -> None:
    """Mark a closed call as reported: nothing is taken any more."""
    _tell(kb.call_lifecycle.report(call, at_the_terminal(), note), as_json)


@call.command()
@of_call
@as_json
@click.pass_obj
@needs(READS)
def status(kb: KnowledgeBase, call: str, as_json: bool) -> None:
    """Say where a call stands, and what has come in."""
    found = kb.call_lifecycle.status(call)
    facts = {
        "call": found.call.id,
        "state": found.call.state.value,
        "standing": found.phase.value,
        "opens": on_its_clock(found.opens, found.call).isoformat(),
        "closes": on_its_clock(found.closes, found.call).isoformat(),
        "answers": found.answers,
        "late": found.late,
        "changed": found.changed,
        "waiting": found.waiting,
        "reopened": [
            {**asdict(r), "at": r.at.isoformat(), "closed": r.closed.isoformat()} for r in found.call.reopened
        ],
    }
    if as_json:
        print_json(facts)
        return
    for name, value in facts.items():
        if name != "reopened":
            click.echo(f"{name:<9} {value}")
    for one in found.call.reopened:
        click.echo(f"reopened  {one.at:%Y-%m-%dT%H:%MZ} by {one.by}: {one.reason}")


@call.command()
@of_call
@as_csv
@as_json
@click.pass_obj
@needs(READS)
def roll(kb: KnowledgeBase, call: str, as_csv: bool, as_json: bool) -> None:
    """Tell who was invited, who has answered, and who has not; --csv prints reminders to these."""
    if as_csv:
        _print_csv(merge_rows(kb.reminders.reminders(call)))
        return
    view = kb.rolls.of(call)
    if as_json:
        print_json({"members": [_row(row) for row in view.rows], "others": [_answer(a) for a in view.others]})
        return
    for row in view.rows:
        came = ", ".join(_in_words(answer) for answer in row.answers) or ("waits in triage" if row.waiting else "–")
        click.echo(f"{row.member.organisation}  {row.member.emails[0]}  {came}")
    for answer in view.others:
        click.echo(f"{answer.organisation}  (not on the roll)  {_in_words(answer)}")
    click.echo(f"{counted(len(view.silent), 'member')} of {len(view.rows)} silent", err=True)


@call.command()
@of_call
@send_them
@as_json
@click.pass_obj
@needs(Right.RUN_CALL)
def invite(kb: KnowledgeBase, call: str, send: bool, as_json: bool) -> None:
    """Make a link for everybody on the roll who has not answered, in letters: as CSV, or sent."""
    _write_to(kb, call, Occasion.INVITATION, send, as_json)


@call.command()
@click.argument("call", required=False, default="")
@click.option("--due", is_flag=True, help="Only what is due and did not go yet; without CALL, of every call.")
@send_them
@as_json
@click.pass_obj
@needs(Right.RUN_CALL)
def remind(kb: KnowledgeBase, call: str, due: bool, send: bool, as_json: bool) -> None:
    """Write to everybody on the roll who has not answered that the call closes soon: as CSV, or sent.

    With --due and --send it is made for a timer: in the KB_REMIND_DAYS before a deadline each silent member gets one
    letter, however often it runs, and where nothing is due it says nothing.
    """
    if due:
        _what_is_due(kb, call, send, as_json)
        return
    if not call:
        raise click.UsageError("Missing argument 'CALL'; it may be left out with --due only.")
    _write_to(kb, call, Occasion.CLOSING_SOON, send, as_json)


@call.command()
@of_call
@click.argument("answer")
@as_json
@click.pass_obj
@needs(Right.RUN_CALL)
def admit(kb: KnowledgeBase, call: str, answer: str, as_json: bool) -> None:
    """Let ANSWER, which a stranger sent, be seen as its consent allows: staff know whose it is."""
    admitted = kb.call_lifecycle.admit(call, answer.lower(), at_the_terminal())
    if as_json:
        print_json(_answer(admitted))
        return
    click.echo(
        f"{shown(admitted.id)} from {admitted.organisation}: {admitted.audience.value}, {admitted.consent.value}"
    )


@call.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@as_json
@needs(READS)
def receipt(file: Path, as_json: bool) -> None:
    """Print the fingerprint of FILE: an answer's file, or the words that its receipt gives as a file."""
    data = file.read_bytes()
    if data.lstrip().startswith(b"---"):
        answer, problems = load("input", file.stem, data, parent=file.parent.name, file=str(file))
        if not isinstance(answer, Input):
            raise InvalidInput({p.field or "file": p.what for p in problems})
        made = fingerprint(answer)
    else:
        made = sha256(data).hexdigest()
    if as_json:
        print_json({"file": str(file), "sha256": made})
        return
    click.echo(made)


def _write_to(kb: KnowledgeBase, call: str, occasion: Occasion, send: bool, as_json: bool) -> None:
    if send and not kb.reminders.can_send:
        raise InvalidInput({"KB_SMTP_HOST": "no mail server is set; leave --send out to have the letters as CSV"})
    drafts = kb.reminders.letters(call, occasion, at_the_terminal())
    if not send:
        _print_csv(merge_rows(drafts))
        click.echo(
            f"{counted(len(drafts), 'letter')}; each link is good for one member, and is not kept here", err=True
        )
        return
    failed = kb.reminders.send(call, occasion, drafts, at_the_terminal())
    if as_json:
        print_json({"sent": len(drafts) - len(failed), "failed": {one.letter.to: one.why for one in failed}})
    else:
        click.echo(f"{counted(len(drafts) - len(failed), 'letter')} sent")
        for one in failed:
            click.echo(f"{one.letter.to}: {one.why}", err=True)
    if failed:
        raise SystemExit(1)


def _what_is_due(kb: KnowledgeBase, call: str, send: bool, as_json: bool) -> None:
    if send and not kb.reminders.can_send:
        raise InvalidInput({"KB_SMTP_HOST": "no mail server is set; leave --send out to have the letters as CSV"})
    found = kb.due_reminders.due(call)
    if not send:
        _print_csv(merge_rows(draft for due in found for draft in kb.due_reminders.drafts(due, at_the_terminal())))
        return
    done = [kb.due_reminders.send(due, at_the_terminal()) for due in found if not due.problem]
    failed = {one.letter.to: one.why for sent in done for one in sent.failed}
    wrong = {f"rolls/{due.call.id}.csv": due.problem for due in found if due.problem}
    if as_json:
        print_json({"sent": {sent.call: sent.sent for sent in done}, "failed": failed | wrong})
    for sent in done if not as_json else ():
        click.echo(f"{sent.call}: {counted(sent.sent, 'letter')} sent")
    for where, why in (failed | wrong).items() if not as_json else ():
        click.echo(f"{where}: {why}", err=True)
    if failed or wrong:
        raise SystemExit(1)


def _print_csv(rows: list[tuple[str, ...]]) -> None:
    click.echo(write_csv(rows), nl=False)


def _tell(call: Call, as_json: bool) -> None:
    facts: dict[str, Any] = {"call": call.id, "state": call.state.value, "closes": call.closes.isoformat()}
    if as_json:
        print_json({**facts, "time_zone": call.time_zone})
        return
    click.echo(
        f"{call.id} is {call.state.value}; deadline {call.closes.isoformat(timespec='minutes')} {call.time_zone}"
    )


def _row(row: RollRow) -> dict[str, Any]:
    return {
        **asdict(row.member),
        "answers": [_answer(answer) for answer in row.answers],
        "waiting": [answer.id for answer in row.waiting],
    }


def _answer(answer: Input) -> dict[str, Any]:
    return {
        "id": answer.id,
        "organisation": answer.organisation,
        "received": answer.received.isoformat(),
        "late": answer.late,
        "audience": answer.audience.value,
    }


def _in_words(answer: Input) -> str:
    return f"{shown(answer.id)} {answer.received:%Y-%m-%d %H:%M}Z{' late' if answer.late else ''}"
