"""``kb inputs``: answers that come by other ways than the form, and those that wait for a person."""

import getpass
from pathlib import Path
from typing import Any

import click

from kb.bootstrap import KnowledgeBase
from kb.cli.access import READS, needs
from kb.cli.output import as_json, counted, print_json
from kb.domain.account.account import Right
from kb.domain.account.viewer import at_the_terminal
from kb.domain.call.answer_reference import shown
from kb.domain.call.call import Call, Input
from kb.domain.errors import InvalidInput
from kb.parsing.sheets.answers import columns_for, template_rows
from kb.parsing.sheets.tables import write_csv, write_xlsx
from kb.services.intake.import_rules import ImportOutcome, ImportResult

_WIDTHS = {"organisation": 30, "organisation_kind": 24, "email": 28, "received": 18, "consent": 18}


def _somebody() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # no such person on this machine, as in some containers
        return "terminal"


of_call = click.option("--call", "call", required=True, metavar="ID", help="The call that is answered.")
by = click.option("--entered-by", "who", default=_somebody, metavar="NAME", help="Who enters them; you, by default.")


@click.group()
def inputs() -> None:
    """Take answers in from mails, mailboxes and spreadsheets; list what waits for a person."""


@inputs.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@of_call
@by
@click.option("--valid-only", is_flag=True, help="Take the right rows of a spreadsheet although others are wrong.")
@as_json
@click.pass_obj
@needs(Right.RUN_CALL)
def import_(kb: KnowledgeBase, files: tuple[Path, ...], call: str, who: str, valid_only: bool, as_json: bool) -> None:
    """Take in FILES: .eml, .mbox, .msg, .csv, .xlsx, .txt, .docx or .pdf. What was taken in before is not again."""
    named = [(path.name, path.read_bytes()) for path in files]
    try:
        taken = kb.intake.take_files(call, named, who, valid_only=valid_only)
    except InvalidInput as error:
        if as_json:
            print_json({"problems": error.field_errors})
        for place, what in error.field_errors.items():
            click.echo(f"{place}: {what}", err=True)
        click.echo("kb: nothing was taken in; mend the file, or use --valid-only", err=True)
        raise SystemExit(2) from None
    _tell(taken, as_json)


@inputs.command()
@of_call
@by
@as_json
@click.pass_obj
@needs(Right.RUN_CALL)
def fetch(kb: KnowledgeBase, call: str, who: str, as_json: bool) -> None:
    """Take in the mails of the folder that KB_IMAP_HOST and the settings beside it name; none is moved or deleted."""
    _tell(kb.mail_fetcher.fetch(call, who), as_json)


@inputs.command()
@click.option("--call", "call", required=True, metavar="ID", help="The call that the sheet is for.")
@click.option("--xlsx", is_flag=True, help="A workbook instead of CSV.")
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="Where to; else standard output.")
@click.option("--columns", is_flag=True, help="Say what goes into each column, and write no file.")
@click.pass_obj
@needs(READS)
def template(kb: KnowledgeBase, call: str, xlsx: bool, output: Path | None, columns: bool) -> None:
    """Write the head row of a spreadsheet of answers, one answer a row."""
    found = kb.intake.call(call)
    if columns:
        for column in columns_for(found):
            click.echo(f"{column.name}{' (required)' if column.required else ''}: {column.meaning}")
        return
    data = _sheet(found, xlsx)
    if output is not None:
        output.write_bytes(data)
        click.echo(f"{output}: written; see --columns for what goes where", err=True)
    else:
        click.echo(data, nl=False)


@inputs.command("remove-examples")
@of_call
@click.option("--undo", is_flag=True, help="Put them back instead.")
@as_json
@click.pass_obj
@needs(Right.RUN_CALL)
def remove_examples(kb: KnowledgeBase, call: str, undo: bool, as_json: bool) -> None:
    """Set the invented answers of a call aside: only staff see them then, and nothing counts them."""
    viewer = at_the_terminal()
    changed = kb.examples.put_back(call, viewer) if undo else kb.examples.remove(call, viewer)
    if as_json:
        print_json({"call": call, "put_back" if undo else "removed": changed})
    else:
        click.echo(f"{counted(changed, 'example')} {'put back' if undo else 'removed'}")


@inputs.group()
def triage() -> None:
    """Look at what waits for a person."""


@triage.command("list")
@of_call
@click.option("--set-aside", is_flag=True, help="List what was found to be no answer, too.")
@as_json
@click.pass_obj
@needs(READS)
def list_(kb: KnowledgeBase, call: str, set_aside: bool, as_json: bool) -> None:
    """List the answers that wait, the oldest first, with the reasons."""
    waiting = kb.intake.waiting(call, set_aside=set_aside)
    if as_json:
        print_json([_answer(answer) for answer in waiting])
        return
    for answer in waiting:
        who = answer.sender or answer.organisation
        click.echo(f"{shown(answer.id)}  {answer.received:%Y-%m-%d %H:%M}  {who}")
        for reason in answer.triage:
            click.echo(f"    {reason}")
    click.echo(f"{counted(len(waiting), 'answer')} in triage", err=True)


def _sheet(call: Call, xlsx: bool) -> bytes:
    rows = template_rows(call)
    return write_xlsx(rows, [_WIDTHS.get(name, 40) for name in rows[0]]) if xlsx else write_csv(rows)


def _tell(taken: tuple[ImportResult, ...], as_json: bool) -> None:
    """Tell what became of each; leave with 1 where rows were wrong."""
    if as_json:
        print_json([_taken(one) for one in taken])
    else:
        for one in taken:
            place = f" as {shown(one.answer.id)}" if one.answer else ""
            click.echo(f"{one.name}: {one.outcome}{place}")
            for reason in one.reasons:
                click.echo(f"    {reason}")
    count = {outcome: sum(one.outcome is outcome for one in taken) for outcome in ImportOutcome}
    click.echo(
        ", ".join(f"{number} {outcome}" for outcome, number in count.items() if number) or "nothing came", err=True
    )
    if count[ImportOutcome.WRONG]:
        raise SystemExit(1)


def _taken(one: ImportResult) -> dict[str, Any]:
    """Return an import result in its stable JSON form."""
    answer = _answer(one.answer) if one.answer else None
    return {"name": one.name, "outcome": one.outcome.value, "reasons": list(one.reasons), "answer": answer}


def _answer(answer: Input) -> dict[str, Any]:
    return {
        "id": answer.id,
        "organisation": answer.organisation,
        "sender": answer.sender,
        "received": answer.received.isoformat(),
        "late": answer.late,
        "channel": answer.channel.value,
        "consent": answer.consent.value,
        "confidence": answer.confidence,
        "original": answer.original,
        "changes": answer.changes,
        "triage": list(answer.triage),
        "slots": [{"title": s.title, "why": s.why, "question": s.question} for s in answer.slots],
    }
