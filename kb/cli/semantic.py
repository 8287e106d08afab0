"""``kb semantic``: searches by meaning too: take the model, work out vectors, see how it stands."""

from dataclasses import asdict

import click

from kb.bootstrap import KnowledgeBase
from kb.cli.access import READS, needs
from kb.cli.output import as_json, counted, print_json, progress_bar
from kb.index.semantic.vectors import WriterBusy
from kb.services.search.semantic import PLACES
from kb.storage.model_files import HUB


@click.group()
def semantic() -> None:
    """Order searches by meaning too: the model and its vectors."""


@semantic.command()
@click.option("--from", "place", type=click.Choice(PLACES), help="Only from there; else from the first that has it.")
@click.option("--hub", default=HUB, show_default=True, help="The address of the model hub.")
@as_json
@click.pass_obj
@needs(READS)
def fetch(kb: KnowledgeBase, place: str | None, hub: str, as_json: bool) -> None:
    """Take the model (91 MB) and check it, going on where an earlier try stopped."""
    with progress_bar("Fetching") as progress:
        came = kb.semantics.fetch(progress, place=place or "", hub=hub)
    if as_json:
        print_json({"from": came})
        return
    click.echo(f"The model came from the {came}, and is right." if came else "The model was there, and is right.")
    click.echo("Next: kb semantic embed, then set KB_SEMANTIC=on where the site runs.", err=True)


@semantic.command()
@as_json
@click.pass_obj
@needs(READS)
def embed(kb: KnowledgeBase, as_json: bool) -> None:
    """Work out the vectors of indexed passages that have none yet."""
    try:
        with progress_bar("Working out") as progress:
            report = kb.semantics.embed(progress)
    except WriterBusy as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        print_json(asdict(report))
        return
    click.echo(f"{counted(report.texts, 'text')}, {report.new:,} of them new, in {report.seconds:.0f} s")


@semantic.command()
@as_json
@click.pass_obj
@needs(READS)
def status(kb: KnowledgeBase, as_json: bool) -> None:
    """Say whether searches go by meaning too, and what is missing for that."""
    found = kb.semantics.status()
    if as_json:
        print_json({**asdict(found), "ready": found.ready})
        return
    click.echo(f"{found.model}: {'; '.join(found.problems) if found.problems else 'whole'} ({found.folder})")
    click.echo(f"{counted(found.texts, 'text')}, {found.missing:,} without a vector, {found.damaged:,} damaged")
    by = "words and meaning" if found.ready else "words"
    click.echo(f"KB_SEMANTIC is {'on' if found.on else 'off'}; searches go by {by}")
