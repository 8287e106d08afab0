"""The command `scraper original`: the document as it came, taken out of the captures."""

import json
import os
from pathlib import Path

import click

from kb.storage.settings import settings_from
from scraper.captures import Captures
from scraper.extract import Unreadable
from scraper.pdf.layout import lay_out
from scraper.pdf.sandbox import open_sandboxed
from scraper.sniff import PDF, media_type_of
from scraper.wiring import utc_now


@click.command()
@click.argument("sha256", metavar="HASH")
@click.argument("path", metavar="PATH", type=click.Path(path_type=Path))
@click.option("--pages", is_flag=True, help="Then print the number that each page of a PDF has, as JSON.")
def original(sha256: str, path: Path, pages: bool) -> None:
    """Write the bytes of a capture into a new file, as they came."""
    content = Captures(settings_from(os.environ).home / "captures", utc_now, lambda: "").read(sha256)
    if content is None:
        raise click.ClickException(f"the capture {sha256[:12]} is not there, or no longer")
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_bytes(content)
    beside.replace(path)  # whole or not at all, for somebody may wait for it
    click.echo(json.dumps({"labels": list(page_numbers(content)) if pages else []}))


def page_numbers(content: bytes) -> tuple[str, ...]:
    """Return the printed number of each page of a PDF; nothing where it is none, or cannot be read."""
    if media_type_of(content) != PDF:
        return ()
    try:
        raw = open_sandboxed(content)
    except Unreadable:
        return ()
    return tuple(lay_out(raw).labels)
