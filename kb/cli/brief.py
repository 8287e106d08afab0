"""``kb brief``: the document for the meeting, in a file or on standard output."""

import datetime as dt
import sys
from pathlib import Path

import click

from kb.bootstrap import KnowledgeBase
from kb.cli.access import READS, as_reader, needs
from kb.cli.output import counted
from kb.domain.account.viewer import Viewer
from kb.domain.audience import Audience
from kb.services.brief.formats import FORMATS, brief_as
from kb.services.brief.material import BriefChoice, BriefLength


@click.command()
@click.option("--call", required=True, help="Id of the call.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="What was known at the end of that day.")
@click.option("--priorities", default="", help="Ids of priorities, by commas, in order; all if none.")
@click.option("--unreviewed", is_flag=True, help="Let drafts in, each marked as not reviewed.")
@click.option(
    "--length",
    type=click.Choice([one.value for one in BriefLength]),
    default=BriefLength.LONG.value,
    show_default=True,
    help="All that is known, or of each priority what fits on two pages.",
)
@as_reader("Who will read it; nothing beyond them enters.", Audience.PUBLIC)
@click.option("--format", "form", type=click.Choice(list(FORMATS)), default="md", show_default=True)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write it there.")
@click.pass_obj
@needs(READS)
def brief(
    kb: KnowledgeBase,
    call: str,
    as_of: dt.datetime | None,
    priorities: str,
    unreviewed: bool,
    length: str,
    viewer: Viewer,
    form: str,
    output: Path | None,
) -> None:
    """Write the brief on a call: priorities, evidence for and against, questions, strategies, guidance, gaps."""
    wanted = tuple(id.strip() for id in priorities.split(",") if id.strip())
    day = as_of.date() if as_of else None
    choice = BriefChoice(call, viewer.audience, day, wanted, unreviewed, BriefLength(length))
    if FORMATS[form].by_a_program and output is None and sys.stdout.isatty():
        raise click.UsageError(f"A {FORMATS[form].name} file is not for the screen; name a file with --output.")
    click.echo("Collecting what is known …", err=True)
    made = kb.briefs.brief(choice)
    click.echo(f"{made.cover.as_at_words}: {counted(len(made.notes), 'footnote')} …", err=True)
    data = brief_as(made, form)
    if output is None:
        click.echo(data, nl=False)
        return
    output.write_bytes(data)
    click.echo(f"Written: {output} ({counted(len(data), 'byte')})", err=True)
