"""``kb check``: every problem of every content file, and all work that is left, in one run."""

from dataclasses import asdict

import click

from kb.bootstrap import KnowledgeBase
from kb.cli.access import READS, needs
from kb.cli.output import as_json, counted, print_json
from kb.domain.content_problem import ContentProblem
from kb.services.checks.addresses import Checked
from kb.services.checks.check import CheckReport
from kb.services.checks.open_work import WorkLeft


@click.command()
@click.option(
    "--fix", is_flag=True, help="Write valid files in canonical form, and close private ones to others, first."
)
@click.option("--files-only", is_flag=True, help="Look for files that are wrong, and not for work that is left.")
@click.option("--links", is_flag=True, help="Fetch the address of every source too, politely; takes minutes.")
@as_json
@click.pass_obj
@needs(READS)
def check(kb: KnowledgeBase, fix: bool, files_only: bool, links: bool, as_json: bool) -> None:
    """Check the content; leaves with 1 when files are wrong, or when work is left, such as a suspect citation."""
    kb.recover()
    report = kb.checker.fix() if fix else kb.checker.check()
    fetched = kb.address_checker.check() if links else Checked()
    work = () if files_only else (*report.work, *kb.audit_check.work(), *fetched.work)
    if as_json:
        print_json(
            {
                "files": report.files,
                "problems": [asdict(problem) for problem in report.problems],
                "work": [{"kind": left.work.value, **asdict(left.problem)} for left in work],
                "addresses": asdict(fetched.answers) if links else None,
                "fixed": [str(path) for path in report.fixed],
            }
        )
    else:
        _tell(report, work, fetched, files_only=files_only)
    raise SystemExit(0 if report.sound and not work else 1)


def _tell(report: CheckReport, work: tuple[WorkLeft, ...], fetched: Checked, *, files_only: bool) -> None:
    for path in report.fixed:
        click.echo(f"{path}: written in canonical form")
    for problem in report.problems:
        click.echo(_line(problem))
    for left in work:
        click.echo(_line(left.problem, f" {left.work.value}:"))
    if fetched.answers.asked:
        click.echo(fetched.answers.in_words, err=True)
    found = counted(len(report.problems), "problem") if report.problems else "no problems"
    waiting = "" if files_only else f", {counted(len(work), 'thing') if work else 'nothing'} left to do"
    click.echo(f"{counted(report.files, 'file')} checked, {found}{waiting}", err=True)


def _line(problem: ContentProblem, work: str = "") -> str:
    field = f" {problem.field}:" if problem.field else ""
    hint = f" ({problem.hint})" if problem.hint else ""
    return f"{problem.file}:{problem.line}:{work}{field} {problem.what}{hint}"
