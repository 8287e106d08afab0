"""``kb licences``: the libraries that run the site, and the licence of each."""

from dataclasses import asdict

import click

from kb.cli.access import READS, needs
from kb.cli.output import as_json, print_json
from kb.storage.dependencies import runtime_dependencies


@click.command()
@as_json
@needs(READS)
def licences(as_json: bool) -> None:
    """List the libraries that the site runs on, as installed here, each with its licence and what its file brings."""
    found = runtime_dependencies()
    if as_json:
        print_json([asdict(one) for one in found])
        return
    widths = [max(len(getattr(one, name)) for one in found) for name in ("name", "version")]
    for one in found:
        line = f"{one.name:<{widths[0]}}  {one.version:<{widths[1]}}  {one.licence or 'no licence told'}"
        click.echo(f"{line}; it brings {one.brings}" if one.brings else line)
    click.echo(f"{len(found)} libraries", err=True)
