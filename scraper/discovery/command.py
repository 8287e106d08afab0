"""The commands `scraper discover`, `accept` and `decline`: new documents at publishers, proposed as sources."""

import os
import sys

import click
from rich.markup import escape

from kb.storage.audit.audit_log import AuditLog
from kb.storage.settings import settings_from
from scraper.discovery.discover import accept as accept_proposal
from scraper.discovery.discover import decline as decline_proposal
from scraper.discovery.discover import discover as discover_new
from scraper.progress import printable
from scraper.source_store import open_source_store
from scraper.terminal import print_json, talk
from scraper.wiring import open_dependencies, utc_now


@click.command()
@click.option("--publisher", default="", help="Ask only this reader (govuk, nao, committees-api, hansard).")
@click.option("--all", "everything", is_flag=True, help="Propose what fits no priority as well.")
@click.option("--json", "as_json", is_flag=True, help="Print the proposals as JSON.")
def discover(publisher: str, everything: bool, as_json: bool) -> None:
    """Look for new sources and propose them as files; `scraper accept` takes one in."""
    settings = settings_from(os.environ)
    with open_dependencies(settings) as deps:
        asked = [p for p in deps.registry.discovering() if publisher in ("", p.name)]
        if not asked:
            names = ", ".join(p.name for p in deps.registry.discovering()) or "none"
            raise click.UsageError(f"no publisher {publisher!r} can be asked for new documents; there are: {names}")
        found = discover_new(deps, settings.home / "proposals", asked, everything=everything)
    for problem in found.problems:
        talk().print(f"[red]failed[/] {escape(problem)}", highlight=False, soft_wrap=True)
    if as_json:
        listed = [
            {"id": s.id, "title": s.title, "address": s.address, "path": str(p), "why": s.notes}
            for s, p in found.proposed
        ]
        counts = {"known": found.known, "declined": found.declined, "unfitting": found.unfitting}
        print_json({"proposed": listed, **counts, "problems": list(found.problems)})
    else:
        for source, path in found.proposed:
            click.echo(printable(f"{source.id}  {source.title}  ({path})\n    {source.notes}"))
        click.echo(
            f"{len(found.proposed)} proposed, {found.known} known already, {found.declined} turned down before"
            f" (their files were deleted), {found.unfitting} fit no priority (--all proposes them)"
        )
    sys.exit(1 if found.problems else 0)


@click.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
def accept(ids: tuple[str, ...]) -> None:
    """Take proposals of `scraper discover` into the content; edit the files before or after."""
    settings = settings_from(os.environ)
    store = open_source_store(settings.content, settings.private, AuditLog(settings.home), utc_now)
    for id in ids:
        try:
            path = accept_proposal(settings.home / "proposals", store, id)
        except (ValueError, OSError) as error:
            raise click.ClickException(str(error)) from error
        click.echo(str(path))


@click.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
def decline(ids: tuple[str, ...]) -> None:
    """Turn proposals of `scraper discover` down; they are not made again."""
    for id in ids:
        try:
            decline_proposal(settings_from(os.environ).home / "proposals", id)
        except ValueError as error:
            raise click.ClickException(str(error)) from error
        click.echo(f"{id} turned down")
