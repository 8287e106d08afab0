"""``kb check``: every problem of every content file, in one run."""

from dataclasses import asdict

import click

from kb.bootstrap import KnowledgeBase
from kb.cli.output import as_json, counted, print_json
from kb.services.check import CheckReport


@click.command()
@click.option("--fix", is_flag=True, help="Write valid files in canonical form first.")
@as_json
@click.pass_obj
def check(kb: KnowledgeBase, fix: bool, as_json: bool) -> None:
    """Check the content; leaves with 1 when there are problems."""
    report = kb.checking.fix() if fix else kb.checking.check()
    if as_json:
        print_json(
            {
                "files": report.files,
                "problems": [asdict(problem) for problem in report.problems],
                "fixed": [str(path) for path in report.fixed],
            }
        )
    else:
        _tell(report)
    raise SystemExit(0 if report.sound else 1)


def _tell(report: CheckReport) -> None:
    for path in report.fixed:
        click.echo(f"{path}: written in canonical form")
    for problem in report.problems:
        field = f" {problem.field}:" if problem.field else ""
        hint = f" ({problem.hint})" if problem.hint else ""
        click.echo(f"{problem.file}:{problem.line}:{field} {problem.what}{hint}")
    found = counted(len(report.problems), "problem") if report.problems else "no problems"
    click.echo(f"{counted(report.files, 'file')} checked, {found}", err=True)
