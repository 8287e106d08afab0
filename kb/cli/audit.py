"""``kb audit``: is the log of who did what whole."""

import re
from dataclasses import asdict

import click

from kb.bootstrap import KnowledgeBase
from kb.cli.access import READS, needs
from kb.cli.output import as_json, counted, print_json

_HEAD = re.compile(r"(\d{1,12}):([0-9a-f]{64})")


@click.group()
def audit() -> None:
    """Look over the log of who did what."""


@audit.command()
@click.option("--head", default="", help="Lines and last hash as written down elsewhere: N:HASH.")
@as_json
@click.pass_obj
@needs(READS)
def verify(kb: KnowledgeBase, head: str, as_json: bool) -> None:
    """Find changed, moved and missing lines; leaves with 1 when there are any.

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
        if report.head_differs:
            click.echo(f"the log does not hold {head}: lines are missing at its end, or it was written anew")
        click.echo(f"{report.lines}:{report.head}")
        click.echo(f"{counted(report.lines, 'line')}, {'whole' if report.sound else 'not whole'}", err=True)
    if not report.sound:
        raise SystemExit(1)
