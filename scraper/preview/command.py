"""The command `scraper preview`: what a document says of itself, before it is filed."""

import os
from dataclasses import asdict
from pathlib import Path

import click

from kb.storage.settings import settings_from
from scraper.filing import FilingError
from scraper.preview.read import preview_address, preview_file
from scraper.progress import printable
from scraper.terminal import print_json
from scraper.wiring import open_dependencies


@click.command()
@click.argument("path", required=False, metavar="[PATH]", type=click.Path(path_type=Path))
@click.option("--url", default="", help="Read what stands at this address, in place of a file.")
@click.option("--id", default="", help="The source that it would be filed for; without it, a new one.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def preview(path: Path | None, url: str, id: str, as_json: bool) -> None:
    """Read a saved document, or one at an address, and tell what it is; no source is changed."""
    if bool(path) == bool(url):
        raise click.UsageError("say which file, or which address with --url")
    with open_dependencies(settings_from(os.environ)) as deps:
        try:
            found = preview_file(deps, path, id) if path else preview_address(deps, url)
        except FilingError as error:
            raise click.ClickException(str(error)) from error
    if as_json:
        print_json(asdict(found))
        return
    for name, value in asdict(found).items():
        if value:
            words = "; ".join(map(str, value)) if isinstance(value, (list, tuple)) else value
            click.echo(printable(f"{name.replace('_', ' ')}: {words}"))
