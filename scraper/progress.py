"""The progress display of a run: Rich on a terminal, plain lines elsewhere, on standard error."""

from types import TracebackType

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from kb.domain.source.capture import Attempt, Outcome
from kb.domain.source.run_report import BAD, RunReport
from scraper.run import RunEvent

COLOURS = {
    Outcome.NEW: "green",
    Outcome.CHANGED: "green",
    Outcome.UNCHANGED: "dim",
    Outcome.MOVED: "yellow",
    Outcome.BLOCKED: "yellow",
    Outcome.WITHDRAWN: "yellow",
    Outcome.GONE: "yellow",
    Outcome.FAILED: "red",
    Outcome.SUSPICIOUS: "red",
}


class RunDisplay:
    """Shows how far a run is and what each source came to; use it as a context and call it with each word."""

    def __init__(self, console: Console, total: int) -> None:
        self._console = console
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._progress.add_task("sources", total=total)
        self._busy: dict[str, None] = {}

    def __enter__(self) -> "RunDisplay":
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def __call__(self, told: RunEvent) -> None:
        """Take in one word of the run."""
        if told.attempt is None:
            self._busy[told.source] = None
        else:
            self._busy.pop(told.source, None)
            self._progress.advance(self._task)
            self._console.print(attempt_line(told.attempt), highlight=False, soft_wrap=True)
        busy = ", ".join(list(self._busy)[:3]) or "sources"
        self._progress.update(self._task, description=escape(busy))


def attempt_line(attempt: Attempt) -> str:
    """Return one line about an attempt, in Rich's markup; what comes from outside is escaped."""
    outcome = f"[{COLOURS[attempt.outcome]}]{attempt.outcome.value:<10}[/]"
    detail = f" — {escape(printable(attempt.detail))}" if attempt.detail else ""
    return f"{outcome} {escape(attempt.source)}{detail}"


def printable(text: str) -> str:
    """Return the text without the control characters a hostile page could steer a terminal with."""
    return "".join(c if c.isprintable() else " " for c in text)


def report_table(report: RunReport) -> Table:
    """Return the counts of a run as a table."""
    table = Table("Outcome", "Sources", title=f"{len(report.attempts) + len(report.earlier)} sources")
    for outcome, number in report.counts.items():
        words = f"[red]{outcome.value}[/]" if outcome in BAD else outcome.value
        table.add_row(words, str(number))
    if report.left:
        table.add_row("[yellow]not reached[/]", str(len(report.left)))
    return table
