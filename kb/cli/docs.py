"""``kb docs``: the parts of the README that are printed from code."""

from pathlib import Path

import click

from kb.cli.reference import command_reference
from kb.content.format_docs import format_tables
from kb.services.checks.docs import filled, settings_table


@click.command()
@click.option("--check", is_flag=True, help="Only say whether the README is up to date; 1 when it is not.")
@click.option("--file", "path", type=click.Path(path_type=Path, exists=True), default="README.md", show_default=True)
def docs(check: bool, path: Path) -> None:
    """Write the README's command, settings and file-format tables from the code."""
    text = path.read_text(encoding="utf-8")
    parts = {"commands": command_reference(), "settings": settings_table(), "formats": format_tables()}
    wanted = filled(text, parts)
    if wanted == text:
        click.echo(f"{path} is up to date", err=True)
    elif check:
        click.echo(f"{path} is not what the code says; run: kb docs", err=True)
        raise SystemExit(1)
    else:
        path.write_text(wanted, encoding="utf-8")
        click.echo(f"{path} written", err=True)
