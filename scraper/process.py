"""The scraper as a subprocess: implements the ports of the knowledge base's services.

It starts the command that a person would run in the terminal and reads the JSON that this prints. So bytes of
strangers are never read in the process that serves pages, and whichever door was used, there is one way in. This
module imports nothing of the engine: who only starts it pays nothing for it.
"""

import contextlib
import datetime as dt
import json
import os
import queue
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from kb.domain.errors import ToolFailed
from kb.domain.source.archived_copy import ArchivedCopy
from kb.domain.source.capture import Attempt, LinkAnswer, Outcome
from kb.domain.source.passage import Passage, passage_from
from kb.domain.source.preview import DocumentPreview, preview_from
from kb.domain.source.run_report import RunReport, RunStep
from kb.storage.capture_log import attempt_from

PASSED_ON = (
    *("KB_CONTENT", "KB_HOME", "KB_CONTACT", "KB_ALLOW_HOSTS", "KB_PROXY", "KB_ARCHIVES"),
    *("PATH", "LANG", "LC_ALL", "TZ", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR"),
)
"""The variables that the process gets, where they are set: all other settings, secrets among them, stay here."""
LONGEST_NAME = 100
_NO_NAME = re.compile(r"[^\w.() -]")
ROUND = 0.2
"""Seconds between looks at the clock, and at whether somebody wants it to end."""
GRACE = 10.0
"""Seconds that an interrupted process has for writing its report, before it and all that it started are killed."""


class ScraperProcess:
    """Starts the scraper with a time limit; each call is a process, and safe to make from any thread.

    Every method raises ``ToolFailed`` where the limit is reached or no answer came.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        """``environment`` has the settings that this knowledge base was wired from."""
        passed = {name: environment[name] for name in PASSED_ON if name in environment}
        self._environment = passed | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}

    def file(self, source: str, content: bytes, name: str, seconds: float, *, anyway: bool = False) -> Attempt:
        """File a document that a person saved; its bytes are kept before anything reads them."""
        with _saved(content, name) as path:
            words = ("file", "--json", *(["--anyway"] if anyway else []), "--", source, path)
            return attempt_from(self._answer(words, seconds))

    def preview_file(self, content: bytes, name: str, source: str, seconds: float) -> DocumentPreview:
        """Read a document as filing it for a source would, for a new one where none is named; nothing is kept."""
        with _saved(content, name) as path:
            return preview_from(self._answer(("preview", "--json", f"--id={source}", "--", path), seconds))

    def preview_address(self, address: str, seconds: float) -> DocumentPreview:
        """Fetch what stands at an address, for a new source; no source is changed."""
        return preview_from(self._answer(("preview", "--json", f"--url={address}"), seconds))

    def check_links(self, seconds: float) -> tuple[LinkAnswer, ...]:
        """Ask whether the addresses of all sources still answer."""
        told = self._answer(("check-links", "--json"), seconds)
        return tuple(LinkAnswer(**{**link, "outcome": Outcome(link["outcome"])}) for link in told["links"])

    def fetch(
        self,
        sources: Sequence[str],
        seconds: float,
        tell: Callable[[RunStep], None] = lambda _: None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> RunReport:
        """Fetch the named sources, one or several; none where no source is named."""
        words = ("run", "--json-lines", "--", *sources)
        return self._run(words, seconds, tell, stopped) if sources else RunReport(())

    def fetch_due(
        self,
        seconds: float,
        tell: Callable[[RunStep], None] = lambda _: None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> RunReport:
        """Fetch every source that was not attempted for some days; the next call goes on where a limit was reached."""
        return self._run(("run", "--json-lines", "--due"), seconds, tell, stopped)

    def archived_copies(self, source: str, seconds: float) -> tuple[tuple[ArchivedCopy, ...], tuple[str, ...]]:
        """Return the copies that public web archives have of a source, and which of them could not be asked."""
        told = self._answer(("archive", "--list", "--json", "--", source), seconds)
        copies = (ArchivedCopy(**{**one, "at": dt.datetime.fromisoformat(one["at"])}) for one in told["captures"])
        return tuple(copies), tuple(told["problems"])

    def take_archived(
        self, source: str, address: str, seconds: float, *, anyway: bool = False
    ) -> tuple[Attempt | None, str]:
        """Take an archived copy in, the one at an address where it is named; return it, or why it was refused."""
        more = (*([f"--capture={address}"] if address else []), *(["--anyway"] if anyway else []))
        told = self._answer(("archive", "--json", *more, "--", source), seconds)
        why = "; ".join([*(one["why"] for one in told["refused"]), *told["problems"]])
        return attempt_from(told["taken"]) if told["taken"] else None, why

    def text_of(self, source: str, sha256: str, seconds: float) -> tuple[Passage, ...]:
        """Return the passages of a capture, read anew from its bytes."""
        told = self._answer(("text", "--json", f"--on={sha256}", "--", source), seconds)
        return tuple(passage_from(values) for values in told["passages"])

    def original(self, sha256: str, path: Path, seconds: float) -> tuple[str, ...]:
        """Write a captured document into a file, then return the printed number of each page of a PDF."""
        return tuple(self._answer(("original", "--pages", "--", sha256, str(path)), seconds)["labels"])

    def discover(self, seconds: float) -> Mapping[str, Any]:
        """Ask publishers for new documents; what fits a priority is proposed as a file. Returns the counts."""
        return self._answer(("discover", "--json"), seconds)

    def accept(self, proposal: str, seconds: float) -> None:
        """Take a proposal into the content."""
        self._said(("accept", "--", proposal), seconds)

    def decline(self, proposal: str, seconds: float) -> None:
        """Turn a proposal down; it is not made again."""
        self._said(("decline", "--", proposal), seconds)

    def _run(
        self, words: Sequence[str], seconds: float, tell: Callable[[RunStep], None], stopped: Callable[[], bool]
    ) -> RunReport:
        """Run over sources, telling each step; interrupted by a limit or a wish, it still reports."""
        until, interrupted, report = time.monotonic() + seconds, 0.0, None
        with self._started(words) as running:
            while (line := running.line(ROUND)) is not None:
                told = _values_of(line)
                if "report" in told:
                    report = _report(told["report"])
                elif told:
                    attempt = attempt_from(told["attempt"]) if told["attempt"] else None
                    tell(RunStep(told["source"], told["of"], attempt))
                now = time.monotonic()
                if interrupted and now > interrupted + GRACE:
                    break
                if not interrupted and (now > until or stopped()):
                    running.interrupt()
                    interrupted = now
            last = "" if report else running.last_words()
        if report is None:
            raise ToolFailed("scraper run", "it was stopped" if interrupted else last)
        return report

    def _answer(self, words: Sequence[str], seconds: float) -> dict[str, Any]:
        """Return what a command answers; raise ``ToolFailed`` with its last words where it gives no JSON."""
        out, last = self._output(words, seconds)
        try:
            answer: dict[str, Any] = json.loads(out)
        except ValueError as error:
            raise ToolFailed(f"scraper {words[0]}", last) from error
        return answer

    def _said(self, words: Sequence[str], seconds: float) -> None:
        """Run a command that says what it did; raise ``ToolFailed`` with its last words where it did nothing."""
        out, last = self._output(words, seconds)
        if not out.strip():
            raise ToolFailed(f"scraper {words[0]}", last)

    def _output(self, words: Sequence[str], seconds: float) -> tuple[str, str]:
        """Return all that a command prints, and its last words; raise ``ToolFailed`` where it takes too long."""
        until, lines = time.monotonic() + seconds, []
        with self._started(words) as running:
            while (line := running.line(ROUND)) is not None:
                lines.append(line)
                if time.monotonic() > until:
                    raise ToolFailed(f"scraper {words[0]}", f"it took longer than {seconds:g} seconds and was stopped")
            return "".join(lines), running.last_words()

    @contextlib.contextmanager
    def _started(self, words: Sequence[str]) -> Iterator["_Running"]:
        command = [sys.executable, "-m", "scraper.cli", *words]
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
            process = subprocess.Popen(  # noqa: S603 - our own command; ids stand behind "--", the path is ours
                command,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=said,
                text=True,
                start_new_session=True,  # a reader of PDFs that it started is stopped with it
            )
            try:
                yield _Running(process, said)
            finally:
                _kill(process)


class _Running:
    """A process whose lines are read as they come."""

    def __init__(self, process: "subprocess.Popen[str]", said: IO[str]) -> None:
        self._process, self._said = process, said
        self._lines: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def line(self, seconds: float) -> str | None:
        """Return the next line, an empty text where none comes within so many seconds, ``None`` after the last."""
        try:
            return self._lines.get(timeout=seconds)
        except queue.Empty:
            return ""

    def interrupt(self) -> None:
        """Ask the process to end; a run can then still report."""
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGINT)

    def last_words(self) -> str:
        """Return the last line of what it said on standard error."""
        self._said.seek(0)
        last = self._said.read().strip().splitlines()[-1:] or ["it gave no answer"]
        return last[0].removeprefix("Error: ")

    def _read(self) -> None:
        stdout = self._process.stdout
        with contextlib.suppress(ValueError, OSError):  # closed, since the process was stopped
            for line in stdout or ():
                self._lines.put(line)
        self._lines.put(None)


@contextlib.contextmanager
def _saved(content: bytes, name: str) -> Iterator[str]:
    """Write bytes to a file of their own, called as its sender calls it, as far as any file may be called so."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (_NO_NAME.sub("_", name).strip(". ")[-LONGEST_NAME:] or "saved")
        path.write_bytes(content)
        yield str(path)


def _values_of(line: str) -> dict[str, Any]:
    """Return the values of a line of JSON; nothing for one that is none."""
    try:
        values = json.loads(line)
    except ValueError:
        return {}
    return values if isinstance(values, dict) else {}


def _kill(process: "subprocess.Popen[str]") -> None:
    """End a process and all that it started, whatever is left of them."""
    with contextlib.suppress(ProcessLookupError, PermissionError):  # all have ended
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    if process.stdout:
        process.stdout.close()


def _report(told: Mapping[str, Any]) -> RunReport:
    earlier = tuple((one["source"], Outcome(one["outcome"])) for one in told["done_before"])
    return RunReport(tuple(map(attempt_from, told["attempts"])), earlier, tuple(told["left"]), told["seconds"])
