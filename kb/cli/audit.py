"""``kb audit``: who did what, and is the log of it whole."""

import datetime as dt
import re
from dataclasses import asdict

import click

from kb.bootstrap import KnowledgeBase
from kb.cli.access import READS, needs
from kb.cli.output import as_json, counted, print_json
from kb.domain.account.account import Right
from kb.domain.account.audit import Act
from kb.domain.account.viewer import TERMINAL
from kb.services.accounts.audit_trail import ActFilter, act_in_words

_HEAD = re.compile(r"(\d{1,12}):([0-9a-f]{64})")


@click.group()
def audit() -> None:
    """Read the log of who did what, and look it over."""


@audit.command()
@click.option("--who", default="", help="Only what this person did: an address, an id, or terminal.")
@click.option("--what", default="", help="Only acts whose name holds this, such as invite.")
@click.option("--item", default="", help="Only acts on this thing: its id, or a part of its file.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="From this day on, London time.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Up to this day and with it, London time.")
@click.option("--security", is_flag=True, help="Only what touches accounts and their security.")
@click.option("--most", default=50, show_default=True, type=click.IntRange(1), help="The latest so many.")
@as_json
@click.pass_obj
@needs(READS)
def log(
    kb: KnowledgeBase,
    who: str,
    what: str,
    item: str,
    since: dt.datetime | None,
    until: dt.datetime | None,
    security: bool,
    most: int,
    as_json: bool,
) -> None:
    """Print who did what, the latest first."""
    wanted = ActFilter(who, what, item, since and since.date(), until and until.date(), security=security)
    found = kb.audit_trail.find(wanted, most)
    name_of = kb.audit_trail.names()
    if as_json:
        print_json({"acts": [_facts(act, name_of(act.who)) for act in found.acts], "has_more": found.has_more})
        return
    for act in found.acts:
        click.echo(act_in_words(act, name_of))
    more = "; there are earlier ones, --most shows more" if found.has_more else ""
    click.echo(f"{counted(len(found.acts), 'act')}{more}", err=True)


def _facts(act: Act, name: str) -> dict[str, object]:
    return asdict(act) | {"at": act.at.isoformat(), "details": dict(act.details), "name": name}


@audit.command()
@as_json
@click.pass_obj
@needs(Right.MANAGE_PEOPLE)
def accept(kb: KnowledgeBase, as_json: bool) -> None:
    """Stand for the files that were changed by hand: write a line for each that has none."""
    found = kb.audit_check.accept(TERMINAL)
    if as_json:
        print_json([asdict(file) for file in found])
        return
    for file in found:
        click.echo(f"{file.place}: {file.what}; now it has one")
    click.echo(counted(len(found), "line") + " written", err=True)


@audit.command()
@click.option("--head", default="", help="Lines and last hash as written down elsewhere: N:HASH.")
@as_json
@click.pass_obj
@needs(READS)
def verify(kb: KnowledgeBase, head: str, as_json: bool) -> None:
    """Find changed, moved and missing lines, and files that no line tells of; leaves with 1 when there are any.

    Lines cut off the end are found with --head only: write down what this prints, somewhere else.
    """
    match = _HEAD.fullmatch(head)
    if head and match is None:
        raise click.BadParameter("it looks like 12:3b0c…, a number and 64 hexadecimal figures", param_hint="--head")
    report = kb.audit_check.verify((int(match[1]), match[2]) if match else None)
    if as_json:
        print_json({**asdict(report), "sound": report.sound})
    else:
        for broken in report.broken:
            click.echo(f"line {broken.line}: {broken.why}")
        for file in report.unlogged:
            click.echo(f"{file.place}: {file.what}; if that was meant: kb audit accept")
        if report.head_differs:
            click.echo(f"the log does not hold {head}: lines are missing at its end, or it was written anew")
        click.echo(f"{report.lines}:{report.head}")
        click.echo(f"{counted(report.lines, 'line')}, {'whole' if report.sound else 'not whole'}", err=True)
    if not report.sound:
        raise SystemExit(1)
