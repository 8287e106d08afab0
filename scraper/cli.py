"""The scraper at the terminal.

run, preview, file, archive, captures, text, original, changes, discover, accept, decline, status, check-links, doctor.

Output goes to standard output, talk to standard error. Exit codes: 0 all is well; 1 a source failed or looked
wrong, or a document was not taken; 2 the command was not understood; 130 interrupted (run it again to go on).
"""

import datetime as dt
import os
import sys
from collections.abc import Iterable
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.markup import escape

from kb.domain.dates import PartialDate
from kb.domain.hints import did_you_mean
from kb.domain.source.capture import Outcome
from kb.domain.source.licence import LICENCES
from kb.domain.source.run_report import RunReport, attempt_json
from kb.domain.source.source import SourceKind
from kb.storage.atomic_files import sweep
from kb.storage.failures import RAISED, storage_failure
from kb.storage.private_files import keep_new_files_private
from kb.storage.settings import Settings, settings_from
from scraper.archives.command import archive
from scraper.discovery.command import accept, decline, discover
from scraper.doctor import doctor
from scraper.filing import Filing, FilingError, file_document
from scraper.gather import Dependencies, Gatherer
from scraper.journal import Journal, RunBusy, alone
from scraper.links import check_links
from scraper.originals.command import original
from scraper.preview.command import preview
from scraper.progress import RunDisplay, attempt_line, printable, report_table
from scraper.report import after_filing
from scraper.run import RunEvent, Stopper, choose, due
from scraper.run import run as run_sources
from scraper.source_store import SourceStore
from scraper.states.command import captures, changes, text
from scraper.status import status_rows, status_table
from scraper.terminal import no_source, print_json, print_json_line, sources_named, talk
from scraper.wiring import open_dependencies, utc_now

DUE_DAYS = 7
LEFT_FOR_DEAD = dt.timedelta(days=1)
WIDE = 240


class FailuresInWords(click.Group):
    """A group that tells of full disks and the like in a sentence."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; raise what it raised in words where it is known."""
        try:
            return super().invoke(ctx)
        except RAISED as error:
            failure = storage_failure(error)
            if failure is None:
                raise
            raise click.ClickException(f"{failure}. {failure.advice}") from error


@click.group(cls=FailuresInWords, help=__doc__)
def main() -> None:
    """Hold the commands together."""
    keep_new_files_private()


for command in (accept, archive, captures, changes, decline, discover, doctor, original, preview, text):
    main.add_command(command)


def _settings() -> Settings:
    return settings_from(os.environ)


def _say_report(report: RunReport, *, as_json: bool, as_lines: bool) -> None:
    if as_lines:
        print_json_line({"report": report.as_json()})
    elif as_json:
        print_json(report.as_json())
    else:
        Console().print(report_table(report))


def _tell_line(display: RunDisplay, total: int, told: RunEvent) -> None:
    """Tell an event of a run to a program, and to whoever watches standard error."""
    display(told)
    print_json_line(
        {"source": told.source, "of": total, "attempt": attempt_json(told.attempt) if told.attempt else None}
    )


def _say_problems(store: SourceStore) -> None:
    broken = sorted({problem.file for problem in store.problems})
    if broken:
        first = ", ".join(broken[:3]) + (" …" if len(broken) > 3 else "")
        talk().print(f"[yellow]{len(broken)} content files have problems[/] ({escape(first)}): run kb check")


def _known_publisher(name: str, deps: Dependencies) -> None:
    """Raise a usage error for a publisher that no source has and no reader is called by: a slip of the pen."""
    known = {n for source in deps.source_store.sources.values() for n in source.publishers}
    known |= {publisher.name for publisher in deps.registry.publishers}
    if name and name.casefold() not in {n.casefold() for n in known}:
        raise click.UsageError(f"no publisher or reader {name!r}; {did_you_mean(name, known) or _all_of(known)}")


def _all_of(names: Iterable[str]) -> str:
    return "there are: " + ", ".join(sorted(names, key=str.casefold))


@main.command()
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--publisher", default="", help="Only sources of this publisher (HMICFRS) or reader (govuk).")
@click.option("--due", "only_due", is_flag=True, help="Only sources not attempted for some days.")
@click.option("--days", default=DUE_DAYS, show_default=True, type=click.FloatRange(0), help="How many, for --due.")
@click.option("--reread", is_flag=True, help="Read documents again although their bytes are the same.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.option("--json-lines", "as_lines", is_flag=True, help="Print each step, then the report, as a line of JSON.")
def run(  # one parameter for each word of the command line
    ids: tuple[str, ...], publisher: str, only_due: bool, days: float, reread: bool, as_json: bool, as_lines: bool
) -> None:
    """Fetch sources: those named, or every source that has an address. Interrupted, it goes on when run again."""
    settings, console, stopper = _settings(), talk(), Stopper()
    if not settings.contact:
        console.print("[yellow]KB_CONTACT is not set[/]: sites cannot tell whom to write to; please set it")
    try:
        with alone(settings.home / "scraper.lock"), open_dependencies(settings, sleep=stopper.sleep) as deps:
            _say_problems(deps.source_store)
            for root in settings.roots:
                sweep(root, before=(utc_now() - LEFT_FOR_DEAD).timestamp())
            try:
                chosen = choose(deps.source_store.sources, deps.registry, ids, publisher)
            except KeyError as error:
                raise no_source(error.args[0], deps.source_store) from error
            _known_publisher(publisher, deps)
            if only_due:
                chosen = due(chosen, deps.log.latest(), utc_now(), days)
            if not chosen:
                console.print("no source is to be fetched: none fits what was asked for, or none is due")
            gatherer = Gatherer(deps)
            with RunDisplay(console, len(chosen)) as display:
                report = run_sources(
                    chosen,
                    deps.registry,
                    lambda source: gatherer.gather(source, reread),
                    journal=Journal(settings.home / "captures" / "run.jsonl"),
                    stopper=stopper,
                    now=utc_now,
                    tell=partial(_tell_line, display, len(chosen)) if as_lines else display,
                )
    except RunBusy as error:
        raise click.ClickException(str(error)) from error
    if report.earlier:
        console.print(f"went on with an interrupted run: {len(report.earlier)} sources were done before")
    _say_report(report, as_json=as_json, as_lines=as_lines)
    if report.left:
        console.print("[yellow]interrupted[/]: run the same command again to go on")
    sys.exit(report.exit_code)


@main.command("file")
@click.argument("id", metavar="ID")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=Path))
@click.option("--title", default="", help="The title; without it, the one in the document.")
@click.option("--publisher", "publishers", multiple=True, help="Short name of who published it; may be repeated.")
@click.option("--published", default="", help="2016, 2016-04 or 2016-04-13.")
@click.option("--url", default="", help="Where the document is on the web.")
@click.option("--kind", type=click.Choice([kind.value for kind in SourceKind]), help="What sort of document it is.")
@click.option("--licence", type=click.Choice(list(LICENCES)), help="What lets its text be shown.")
@click.option("--reader", default="", help="Which reader reads it; without it, the address decides.")
@click.option("--anyway", is_flag=True, help="Take it although it looks wrong, is withdrawn, or is known already.")
@click.option("--json", "as_json", is_flag=True, help="Print what it came to as JSON.")
def file_(  # one parameter for each word of the command line
    id: str,
    paths: tuple[Path, ...],
    title: str,
    publishers: tuple[str, ...],
    published: str,
    url: str,
    kind: str | None,
    licence: str | None,
    reader: str,
    anyway: bool,
    as_json: bool,
) -> None:
    """File a document that was saved by hand (its parts in order): a PDF, a web page, or JSON of an API."""
    try:
        date = PartialDate.parse(published) if published else None
    except ValueError as error:
        raise click.BadParameter("write 2016, 2016-04 or 2016-04-13", param_hint="--published") from error
    filing = Filing(
        id=id,
        paths=paths,
        title=title,
        publishers=publishers,
        published=date,
        address=url,
        kind=SourceKind(kind) if kind else None,
        licence=licence or "",
        reader=reader,
        anyway=anyway,
    )
    with open_dependencies(_settings()) as deps:
        try:
            filed = file_document(deps, filing)
        except FilingError as error:
            raise click.ClickException(str(error)) from error
        text_at = deps.source_store.text_path(id) if filed.source and not filed.source.terms.full_text else None
    if as_json:
        print_json({**attempt_json(filed.attempt), "created": filed.created, "written": filed.written})
    else:
        Console().print(attempt_line(filed.attempt), highlight=False, soft_wrap=True)
        for line in after_filing(filed, text_at):
            talk().print(escape(line), highlight=False, soft_wrap=True)
    sys.exit(0 if filed.written or filed.attempt.outcome is Outcome.UNCHANGED else 1)


@main.command()
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def status(ids: tuple[str, ...], as_json: bool) -> None:
    """Tell for each source what the last attempt came to, when, and what a person can do."""
    with open_dependencies(_settings()) as deps:
        _say_problems(deps.source_store)
        rows = status_rows(sources_named(ids, deps.source_store), deps.log.latest())
    if as_json:
        print_json([row.as_json() for row in rows])
    else:
        screen = Console()
        # Into a file or a pipe, a row is a line: nothing is cut off that a person or a program may want to copy.
        Console(width=None if screen.is_terminal else WIDE).print(status_table(rows))


@main.command("check-links")
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--json", "as_json", is_flag=True, help="Print every answer as JSON.")
def check_links_(ids: tuple[str, ...], as_json: bool) -> None:
    """Ask whether the addresses of sources still answer, politely; nothing is kept. `kb check --links` runs this."""
    with open_dependencies(_settings()) as deps:
        links = check_links(deps, sources_named(ids, deps.source_store))
    if as_json:
        print_json({"links": [asdict(link) for link in links]})
    else:
        for link in links:
            if link.outcome is not Outcome.UNCHANGED:
                click.echo(printable(f"{link.source}  {link.outcome.value}  {link.address}  {link.detail}"))
        click.echo(f"{len(links)} addresses asked", err=True)
    sys.exit(1 if any(link.outcome not in (Outcome.UNCHANGED, Outcome.BLOCKED) for link in links) else 0)


if __name__ == "__main__":
    main()
