"""The commands `scraper captures` and `scraper changes`: the states of a source, and what changed between two."""

import datetime as dt
import os
import sys
from dataclasses import asdict

import click

from kb.documents.passage_diff import PassageChange
from kb.documents.word_diff import DiffKind
from kb.domain.dates import PartialDate
from kb.domain.errors import NotFound
from kb.domain.source.text_version import TextVersion, as_it_stood
from kb.storage.settings import settings_from
from scraper.extract import Unreadable
from scraper.gather import Dependencies
from scraper.progress import printable
from scraper.states.versions import changes_between, read_version, versions_of
from scraper.terminal import print_json, print_json_line, sources_named
from scraper.wiring import open_dependencies

SHORTEST_HASH = 12
_SIGNS = {DiffKind.SAME: ("", ""), DiffKind.GONE: ("[-", "-]"), DiffKind.NEW: ("{+", "+}")}


@click.command()
@click.argument("id", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def captures(id: str, as_json: bool) -> None:
    """List the states of a source that were captured, with the day of each."""
    with open_dependencies(settings_from(os.environ)) as deps:
        versions = _versions(deps, id)
    if as_json:
        print_json([version.as_json() for version in versions])
        return
    for version in versions:
        click.echo(printable(f"{version.at:%Y-%m-%d %H:%M}  {version.sha256[:12]}  {version.address}"))


@click.command()
@click.argument("id", metavar="ID")
@click.option("--from", "since", default="", help="As it stood on this day; without it, the state before the last.")
@click.option("--to", "until", default="", help="As it stood on this day; without it, the last state.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def changes(id: str, since: str, until: str, as_json: bool) -> None:
    """Tell what changed between two states of a source, paragraph by paragraph; 1 where something did."""
    with open_dependencies(settings_from(os.environ)) as deps:
        versions = _versions(deps, id)
        if len(versions) < 2:
            raise click.ClickException(f"{id} was captured in {len(versions)} state: there is nothing to compare")
        try:
            one = as_it_stood(versions, _day(since, "--from")) if since else versions[-2]
            other = as_it_stood(versions, _day(until, "--to")) if until else versions[-1]
            found = changes_between(deps, deps.source_store.source(id), one, other)
        except (NotFound, Unreadable) as error:
            raise click.ClickException(str(error)) from error
    if as_json:
        rows = [_row(change) for change in found]
        print_json({"from": one.as_json(), "to": other.as_json(), "changes": rows})
    else:
        click.echo(
            f"from {one.at:%Y-%m-%d} to {other.at:%Y-%m-%d}: {len(found)} passages are not as they were", err=True
        )
        for change in found:
            words = " ".join("".join((_SIGNS[r.kind][0], r.words, _SIGNS[r.kind][1])) for r in change.runs)
            click.echo(printable(f"{change.kind.value}  {change.label or '—'}  {words}"))
    sys.exit(1 if found else 0)


@click.command()
@click.argument("id", metavar="ID")
@click.option(
    "--on", "on", default="", help="As it stood on this day, or the capture whose hash begins so; else the last."
)
@click.option("--json", "as_json", is_flag=True, help="Print the passages as JSON.")
def text(id: str, on: str, as_json: bool) -> None:
    """Print the text of a source as it stood on a day, read anew from the bytes that were kept."""
    with open_dependencies(settings_from(os.environ)) as deps:
        versions = _versions(deps, id)
        try:
            version = _chosen(versions, on)
            passages = read_version(deps, deps.source_store.source(id), version)
        except (NotFound, Unreadable) as error:
            raise click.ClickException(str(error)) from error
    if as_json:
        rows = [asdict(passage) for passage in passages]
        print_json_line({**version.as_json(), "passages": rows})
        return
    for passage in passages:
        click.echo(printable(f"{passage.locator or '—'}  {passage.text}"))


def _chosen(versions: tuple[TextVersion, ...], on: str) -> TextVersion:
    """Return the state of a day, the one whose hash begins so, or the last one; raise ``NotFound``."""
    if not versions:
        raise NotFound("capture", on)
    found = [version for version in versions if len(on) >= SHORTEST_HASH and version.sha256.startswith(on)]
    if found or not on:
        return (found or versions)[-1]
    return as_it_stood(versions, _day(on, "--on"))


def _versions(deps: Dependencies, id: str) -> tuple[TextVersion, ...]:
    [source] = sources_named([id], deps.source_store)
    return versions_of(deps, source)


def _day(words: str, option: str) -> dt.date:
    try:
        return PartialDate.parse(words).first_day()
    except ValueError as error:
        raise click.BadParameter("write 2016-04-13", param_hint=option) from error


def _row(change: PassageChange) -> dict[str, object]:
    before, after = change.before, change.after
    return {
        "kind": change.kind.value,
        "passage": after.id if after else before.id if before else "",
        "before": before.text if before else None,
        "after": after.text if after else None,
    }
