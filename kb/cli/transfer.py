"""``kb export`` and ``kb import``: everything in one zip, and the same knowledge base out of it."""

from pathlib import Path

import click

from kb.bootstrap import KnowledgeBase
from kb.cli.access import READS, as_reader, needs
from kb.cli.output import as_json, counted, print_json
from kb.domain.account.account import Right
from kb.domain.account.viewer import Viewer


@click.command("export")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Write the zip there.")
@as_reader("Take what this reader may see.")
@click.option("--captures", is_flag=True, help="With every document as it was fetched or filed (staff).")
@click.option("--accounts", is_flag=True, help="With accounts and saved searches, hashed passphrases too (staff).")
@as_json
@click.pass_obj
@needs(READS)
def export(kb: KnowledgeBase, output: Path, viewer: Viewer, captures: bool, accounts: bool, as_json: bool) -> None:
    """Write everything that a reader may see into one zip: files, tables, and for staff the log of who did what."""
    made = kb.export.export(output, viewer, captures=captures, accounts=accounts)
    readers = viewer.audience.value
    if as_json:
        print_json({"file": str(made.path), "audience": readers, "files": made.files, "bytes": made.size})
    else:
        click.echo(
            f"{made.path} written for {readers}: {counted(made.files, 'file')}, {made.size:,} bytes",
            err=True,
        )


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--accounts", is_flag=True, help="Take its accounts too: whoever made the zip decides who may sign in.")
@as_json
@click.pass_obj
@needs(Right.MANAGE_PEOPLE)
def import_(kb: KnowledgeBase, file: Path, accounts: bool, as_json: bool) -> None:
    """Take an export into an empty KB_CONTENT and KB_HOME; nothing is put in place before all of it was checked."""
    manifest = kb.export.take_in(file, accounts=accounts)
    report = kb.checker.check()
    if as_json:
        print_json({"files": len(manifest.files), "audience": manifest.audience, "problems": len(report.problems)})
        return
    click.echo(f"taken in: {counted(len(manifest.files), 'file')}, exported for {manifest.audience}", err=True)
    click.echo("next: kb check, then kb index sync", err=True)
