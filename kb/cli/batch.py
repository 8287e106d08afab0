"""``kb batch``: a table of queries in, what each found out, by the search of the site."""

import csv
import io
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from kb.cli.access import READS, as_reader, needs
from kb.cli.output import as_json, print_json, progress_bar
from kb.domain.account.viewer import Viewer
from kb.domain.errors import IndexBusy
from kb.parsing.sheets.tables import guarded
from kb.services.search.batch import COLUMNS, BatchFound, SearchBatch, read_batch, run_batch
from kb.services.search.json_shapes import found_shape
from kb.storage.atomic_files import write_atomically

if TYPE_CHECKING:
    from kb.bootstrap import KnowledgeBase

OUT = ("id", "query", "passages", "sources", "source", "passage", "label", "page")
"""The columns of the answer: counts of everything found, and the best hit."""


@click.command(epilog=f"Columns that are read: {', '.join(COLUMNS)}. Several values of a filter: with ; between them.")
@click.argument("file", type=click.File("rb"))
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the table there.")
@click.option(
    "--limit", type=click.IntRange(1, 100), default=10, show_default=True, help="Sources in each answer (JSON)."
)
@as_reader("Search as this reader.")
@as_json
@click.pass_obj
@needs(READS)
def batch(kb: "KnowledgeBase", file: BinaryIO, output: Path | None, limit: int, viewer: Viewer, as_json: bool) -> None:
    """Search for every row of FILE, a CSV with a column `query`; leaves with 1 when rows could not be read."""
    read = read_batch(file.read(), limit if as_json else 1)
    for column in read.unread:
        click.echo(f"column {column!r} is passed over", err=True)
    with suppress(IndexBusy):
        kb.index_sync.sync(timeout=0)
    with progress_bar("Searching") as progress:
        found = list(run_batch(read, kb.search, viewer, progress))
    for problem in read.problems:
        click.echo(f"line {problem.line}: {f'{problem.column}: ' if problem.column else ''}{problem.what}", err=True)
    if as_json:
        _give_json(read, found)
    elif output:
        write_atomically(output, table(found))
        click.echo(f"{output} written: {len(found)} searches", err=True)
    else:
        click.echo(table(found), nl=False)
    raise SystemExit(1 if read.problems else 0)


def table(found: list[BatchFound]) -> str:
    """Return what was found as CSV: a row for each search, with its best hit; no cell is a formula to a spreadsheet."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(OUT)
    for one in found:
        result = one.result
        group = next(iter(result.groups), None)
        hit = group.hits[0] if group and group.hits else None
        best = (group.source, hit.passage, hit.label, hit.page) if group and hit else ("", "", "", "")
        writer.writerow((guarded(one.row.id), guarded(one.row.query.text), result.passages, result.sources, *best))
    return out.getvalue()


def _give_json(read: SearchBatch, found: list[BatchFound]) -> None:
    print_json(
        {
            "searches": [
                {"id": one.row.id, "query": one.row.query.text} | asdict(found_shape(one.result)) for one in found
            ],
            "problems": [asdict(problem) for problem in read.problems],
        }
    )
