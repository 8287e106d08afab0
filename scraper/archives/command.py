"""The command `scraper archive`: which captures public web archives have of a source, and taking one in."""

import os
import sys

import click
from rich.console import Console

from kb.domain.dates import PartialDate
from kb.domain.source.run_report import attempt_json
from kb.storage.settings import settings_from
from scraper.archives.memento import ARCHIVES, WebArchive
from scraper.archives.recover import Listing, Recovery, list_captures, recover
from scraper.progress import attempt_line, printable
from scraper.terminal import print_json, sources_named
from scraper.wiring import open_dependencies


@click.command()
@click.argument("id", metavar="ID")
@click.option("--list", "only_list", is_flag=True, help="Only list what the archives have.")
@click.option("--day", default="", help="Take the capture nearest to this day, 2016-04-13; else to the publication.")
@click.option("--capture", "only", default="", help="Take the capture at this address, as --list gives it.")
@click.option("--archive", "bases", multiple=True, help="The address of another archive's captures; may be repeated.")
@click.option("--anyway", is_flag=True, help="Take it although its title is another one, or our text is newer.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def archive(id: str, only_list: bool, day: str, only: str, bases: tuple[str, ...], anyway: bool, as_json: bool) -> None:
    """Take in an archived copy of a source that is gone, moved without trace or blocked."""
    try:
        wanted = PartialDate.parse(day).first_day() if day else None
    except ValueError as error:
        raise click.BadParameter("write 2016-04-13", param_hint="--day") from error
    settings = settings_from(os.environ)
    named = (base for base in bases or settings.archives if "://" in base)
    archives = tuple(WebArchive(base.split("/")[2], base.rstrip("/")) for base in named) or ARCHIVES
    with open_dependencies(settings) as deps:
        [source] = sources_named([id], deps.source_store)
        if only_list:
            _print_listing(list_captures(deps, source, archives), as_json)
            return
        recovery = recover(deps, source, archives, wanted, only=only, anyway=anyway)
    _print_recovery(recovery, as_json)
    sys.exit(0 if recovery.attempt else 1)


def _print_listing(listing: Listing, as_json: bool) -> None:
    if as_json:
        rows = [
            {"archive": f.archive.name, "at": f.memento.at.isoformat(), "address": f.page, "status": f.memento.status}
            for f in listing.found
        ]
        print_json({"captures": rows, "problems": list(listing.problems)})
        return
    for found in listing.found:
        click.echo(printable(f"{found.memento.at:%Y-%m-%d %H:%M}  {found.memento.status or '—':>3}  {found.page}"))
    _print_problems(listing.problems)
    click.echo(f"{len(listing.found)} captures", err=True)


def _print_recovery(recovery: Recovery, as_json: bool) -> None:
    refused = [{"address": found.page, "why": why} for found, why in recovery.refused]
    if as_json:
        taken = attempt_json(recovery.attempt) if recovery.attempt else None
        print_json({"taken": taken, "refused": refused, "problems": list(recovery.problems)})
        return
    for one in refused:
        click.echo(printable(f"refused  {one['address']}  {one['why']}"), err=True)
    _print_problems(recovery.problems)
    if recovery.attempt:
        Console().print(attempt_line(recovery.attempt), highlight=False, soft_wrap=True)
    elif not refused:
        click.echo("no archive that could be asked has a capture of it", err=True)
    else:
        click.echo("none of the captures is the document; to look at them: scraper archive ID --list", err=True)


def _print_problems(problems: tuple[str, ...]) -> None:
    for problem in dict.fromkeys(problems):
        click.echo(printable(f"could not be asked: {problem}"), err=True)
