"""``kb notices``: the letters that tell people what is new for them."""

import click

from kb.bootstrap import KnowledgeBase
from kb.cli.access import needs
from kb.cli.output import as_json, counted, print_json
from kb.domain.account.account import Right
from kb.domain.account.viewer import at_the_terminal


@click.group()
def notices() -> None:
    """Write to people what is new for them."""


@notices.command()
@as_json
@click.pass_obj
@needs(Right.MANAGE_PEOPLE)
def send(kb: KnowledgeBase, as_json: bool) -> None:
    """Send what is new to everybody who chose notices, for a timer: each gets one letter a day at most.

    Leaves with 1 where the mail server refused a letter; the next run tries that one again.
    """
    run = kb.digests.send(at_the_terminal())
    if as_json:
        print_json({"sent": run.sent, "failed": {one.letter.to: one.why for one in run.failed}})
    else:
        click.echo(f"{counted(run.sent, 'letter')} sent")
        for one in run.failed:
            click.echo(f"{one.letter.to}: {one.why}", err=True)
    if run.failed:
        raise SystemExit(1)
