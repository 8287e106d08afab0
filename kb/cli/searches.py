"""``kb searches``: what people looked for; for now, what they looked for in vain."""

from typing import Any

import click
from rich.console import Console
from rich.table import Table

from kb.bootstrap import KnowledgeBase
from kb.cli.access import READS, needs
from kb.cli.output import as_json, print_json
from kb.storage.failed_searches import FailedSearch


@click.group()
def searches() -> None:
    """See what people search for."""


@searches.command()
@click.option("--limit", type=click.IntRange(1, 5000), default=50, show_default=True, help="How many to show.")
@as_json
@click.pass_obj
@needs(READS)
def failed(kb: KnowledgeBase, limit: int, as_json: bool) -> None:
    """List searches that found nothing, the most asked first; nothing is kept of who asked."""
    rows = kb.failed_searches.most_asked(limit)
    if as_json:
        print_json({"failed": [failed_json(row) for row in rows]})
        return
    if not rows:
        click.echo("No search has found nothing yet.", err=True)
        return
    table = Table("times", "words", "first", "last", box=None)
    for row in rows:
        words = f"{row.words}  (with filters)" if row.filtered else row.words
        table.add_row(str(row.times), words, row.first_day.isoformat(), row.last_day.isoformat())
    Console(highlight=False, markup=False).print(table)


def failed_json(row: FailedSearch) -> dict[str, Any]:
    """Return one row in its stable JSON form."""
    return {
        "words": row.words,
        "filtered": row.filtered,
        "times": row.times,
        "first_day": row.first_day.isoformat(),
        "last_day": row.last_day.isoformat(),
    }
