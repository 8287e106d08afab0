"""``kb index``: the index is a cache of the files; these commands bring it level with them."""

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from kb.cli.access import READS, needs
from kb.cli.output import as_json, counted, print_json, progress_bar
from kb.index import SyncReport

if TYPE_CHECKING:
    from kb.bootstrap import KnowledgeBase

wait = click.option("--wait", default=10.0, show_default=True, help="Seconds to wait for another writer.")


@click.group()
def index() -> None:
    """Bring the index level with the files, build it anew, or describe it."""


@index.command()
@wait
@as_json
@click.pass_obj
@needs(READS)
def sync(kb: "KnowledgeBase", wait: float, as_json: bool) -> None:
    """Index what has changed since the last time."""
    kb.recover()
    with progress_bar("Indexing") as progress:
        report = kb.index_sync.sync(timeout=wait, progress=progress)
    kb.index_sync.tidy()
    _tell(report, as_json)


@index.command()
@wait
@as_json
@click.pass_obj
@needs(READS)
def rebuild(kb: "KnowledgeBase", wait: float, as_json: bool) -> None:
    """Build the whole index anew; the old one answers until the new one is ready."""
    kb.recover()
    with progress_bar("Rebuilding") as progress:
        report = kb.index_sync.rebuild(timeout=wait, progress=progress)
    _tell(report, as_json)


@index.command()
@as_json
@click.pass_obj
@needs(READS)
def status(kb: "KnowledgeBase", as_json: bool) -> None:
    """Say what the index holds and how old it is."""
    facts = asdict(kb.index_sync.status(thorough=True))
    if as_json:
        print_json(
            {name: value if isinstance(value, (int, bool, dict)) else str(value) for name, value in facts.items()}
        )
        return
    for name, value in facts.items():
        click.echo(f"{name.replace('_', ' '):<12} {value}")


def _tell(report: SyncReport, as_json: bool) -> None:
    if as_json:
        print_json(asdict(report))
        return
    click.echo(
        f"{counted(report.documents, 'document')}, {counted(report.passages, 'passage')}"
        f" ({report.added} added, {report.changed} changed, {report.removed} removed)"
    )
