"""``kb coverage``: what is known of each source for each priority, and the searches that show it."""

from contextlib import suppress

import click
from rich.console import Console
from rich.table import Table as Printed

from kb.bootstrap import KnowledgeBase
from kb.cli.access import READS, as_reader, needs
from kb.cli.output import as_json, counted, print_json, progress_bar
from kb.domain.account.account import Right
from kb.domain.account.viewer import Viewer, at_the_terminal
from kb.domain.errors import IndexBusy
from kb.domain.evidence.coverage import By
from kb.domain.evidence.search_record import CellState
from kb.parsing.sheets.tables import write_csv
from kb.services.coverage.coverage import CoverageFilter, CoverageView
from kb.services.coverage.tables import CoverageTable, coverage_rows, coverage_shape


@click.group(invoke_without_command=True)
@click.option("--by", type=click.Choice([by.value for by in By]), default=By.SOURCES.value, show_default=True)
@click.option("--call", default="", help="Only priorities of this call.")
@click.option("--topic", default="", help="Only sources with this topic.")
@click.option("--publisher", default="", help="Only sources of this publisher.")
@as_reader("Tell what this reader may see; who sits at this terminal has the files.")
@click.option("--csv", "as_csv", is_flag=True, help="Print the matrix as CSV.")
@click.option(
    "--table",
    type=click.Choice([table.value for table in CoverageTable]),
    default=CoverageTable.STATES.value,
    show_default=True,
    help="What the CSV has: states, counts of evidence, 0 or 1, or a line for each cell.",
)
@as_json
@click.pass_context
@needs(READS)
def coverage(
    context: click.Context,
    by: str,
    call: str,
    topic: str,
    publisher: str,
    viewer: Viewer,
    as_csv: bool,
    table: str,
    as_json: bool,
) -> None:
    """Tell for each priority which sources are cited, found and unread, read or searched in vain, or not searched."""
    if context.invoked_subcommand is not None:
        return
    kb: KnowledgeBase = context.obj
    view = kb.coverage.view(CoverageFilter(By(by), call, topic, publisher), viewer)
    if as_json:
        print_json(coverage_shape(view))
    elif as_csv:
        click.echo(write_csv(coverage_rows(view, CoverageTable(table))).decode("utf-8-sig"), nl=False)
    else:
        _print(view)


@coverage.command()
@click.argument("priorities", nargs=-1)
@as_json
@click.pass_obj
@needs(Right.ANNOTATE)
def run(kb: KnowledgeBase, priorities: tuple[str, ...], as_json: bool) -> None:
    """Run the searches of PRIORITIES (ids; all where none is named) and record what they find and do not find."""
    with suppress(IndexBusy):
        kb.index_sync.sync(timeout=0)
    wanted = kb.search_recording.searchable(at_the_terminal(), priorities)
    with progress_bar("Searching") as progress:
        ran = kb.search_recording.run(wanted, at_the_terminal(), progress)
    if as_json:
        print_json(
            {
                "priorities": [
                    {
                        "priority": one.priority.id,
                        "queries": list(one.run.queries),
                        "searched": len(one.run.searched),
                        "found": sorted({row.source for row in one.run.found}),
                        "news": list(one.news(at_the_terminal())),
                    }
                    for one in ran
                ]
            }
        )
        return
    for one in ran:
        found = len({row.source for row in one.run.found})
        news = one.news(at_the_terminal())
        new = f", more than before in {counted(len(news), 'source')}" if news else ""
        click.echo(f"{one.priority.id}: hits in {found} of {counted(len(one.run.searched), 'source')}{new}")
    for id in dict.fromkeys(priorities):
        if id not in {one.priority.id for one in ran}:
            click.echo(f"{id}: has no searches of its own, or is not followed any more", err=True)


def _print(view: CoverageView) -> None:
    table = Printed("priority", *(state.value for state in CellState))
    for row in view.whole().rows:
        table.add_row(row.priority, *(str(row.states.get(state, 0)) for state in CellState))
    Console().print(table)
    sources = counted(len(view.sources), "source")
    click.echo(f"{sources}; --csv and --json have the matrix", err=True)
