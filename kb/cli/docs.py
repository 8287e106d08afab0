"""``kb docs``: the pages of the reference that are printed from code."""

from collections.abc import Mapping
from pathlib import Path

import click

from kb.cli.access import READS, needs
from kb.cli.reference import command_reference
from kb.content.format_docs import format_tables
from kb.services.checks.docs import decisions_table, filled, grammar_table, settings_table
from kb.services.help.manual import FOLDER


@click.command()
@click.option("--check", is_flag=True, help="Only say whether the pages are up to date; 1 when one is not.")
@click.option(
    "--folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=FOLDER,
    help="Where the pages are, if not in the package.",
)
@needs(READS)
def docs(check: bool, folder: Path) -> None:
    """Write the pages of the reference from the code."""
    stale = []
    for name, parts in _pages(folder).items():
        path = folder / name
        text = path.read_text(encoding="utf-8")
        wanted = filled(text, parts)
        if wanted == text:
            continue
        stale.append(name)
        if not check:
            path.write_text(wanted, encoding="utf-8")
    if not stale:
        click.echo("the reference is up to date", err=True)
    elif check:
        click.echo(f"not what the code says: {', '.join(stale)}; run: kb docs", err=True)
        raise SystemExit(1)
    else:
        click.echo(f"written: {', '.join(stale)}", err=True)


def _pages(folder: Path) -> Mapping[str, Mapping[str, str]]:
    """Return what goes between the marks of each page."""
    from kb.web.api.reference import api_reference  # noqa: PLC0415 - no other command waits for the web to load

    return {
        "reference/commands.md": {"commands": command_reference()},
        "reference/settings.md": {"settings": settings_table()},
        "reference/files.md": {"formats": format_tables()},
        "reference/api.md": {"api": api_reference()},
        "reference/search-grammar.md": {"grammar": grammar_table()},
        "decisions/index.md": {"decisions": decisions_table(folder / "decisions")},
    }
