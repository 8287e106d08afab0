"""The scraper as a subprocess: implements the ports of the knowledge base's services.

It starts the command that a person would run in the terminal and reads the JSON that this prints. So bytes of
strangers are never read in the process that serves pages, and whichever door was used, there is one way in. This
module imports nothing of the engine: who only starts it pays nothing for it.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kb.domain.errors import ToolFailed
from kb.domain.source.capture import Attempt, LinkAnswer, Outcome
from kb.domain.source.run_report import RunReport
from kb.storage.capture_log import attempt_from

PASSED_ON = (
    *("KB_CONTENT", "KB_HOME", "KB_CONTACT", "KB_ALLOW_HOSTS", "KB_PROXY"),
    *("PATH", "LANG", "LC_ALL", "TZ", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR"),
)
"""The variables that the process gets, where they are set: all other settings, secrets among them, stay here."""
GRACE = 5.0
"""Seconds that an interrupted process has for writing its report, before it and all that it started are killed."""


class ScraperProcess:
    """Starts the scraper with a time limit; each call is a process, and safe to make from any thread.

    Every method raises ``ToolFailed`` where the limit is reached or no answer came.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        """``environment`` has the settings that this knowledge base was wired from."""
        passed = {name: environment[name] for name in PASSED_ON if name in environment}
        self._environment = passed | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}

    def file(self, source: str, content: bytes, seconds: float) -> Attempt:
        """File a document that a person saved; its bytes are kept before anything reads them."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "saved"  # what it is the scraper tells from its bytes, not from a name
            path.write_bytes(content)
            return attempt_from(self._answer(("file", "--json", "--", source, str(path)), seconds))

    def check_links(self, seconds: float) -> tuple[LinkAnswer, ...]:
        """Ask whether the addresses of all sources still answer."""
        told = self._answer(("check-links", "--json"), seconds)
        return tuple(LinkAnswer(**{**link, "outcome": Outcome(link["outcome"])}) for link in told["links"])

    def fetch(self, sources: Sequence[str], seconds: float) -> RunReport:
        """Fetch the named sources, one or several; none where no source is named."""
        return _report(self._answer(("run", "--json", "--", *sources), seconds)) if sources else RunReport(())

    def fetch_due(self, seconds: float) -> RunReport:
        """Fetch every source that was not attempted for some days; the next call goes on where a limit was reached."""
        return _report(self._answer(("run", "--json", "--due"), seconds))

    def _answer(self, words: Sequence[str], seconds: float) -> dict[str, Any]:
        """Return what a command answers; raise ``ToolFailed`` with its last words where it gives no JSON."""
        command = [sys.executable, "-m", "scraper.cli", *words]
        process = subprocess.Popen(  # noqa: S603 - our own command; ids stand behind "--", the path is ours
            command,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,  # a reader of PDFs that it started is stopped with it
        )
        try:
            out, said = _within(process, seconds)
        finally:
            _kill(process)
        try:
            answer: dict[str, Any] = json.loads(out)
        except ValueError as error:
            last = said.strip().splitlines()[-1:] or ["it gave no answer"]
            raise ToolFailed(f"scraper {words[0]}", last[0].removeprefix("Error: ")) from error
        return answer


def _within(process: "subprocess.Popen[str]", seconds: float) -> tuple[str, str]:
    """Return what a process wrote; interrupt it after so many seconds, for a run can then still report."""
    try:
        return process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGINT)
    try:
        out, said = process.communicate(timeout=GRACE)
    except subprocess.TimeoutExpired:
        return "", f"it took longer than {seconds:g} seconds and was stopped"
    return out, said if out else f"it took longer than {seconds:g} seconds and was stopped"


def _kill(process: "subprocess.Popen[str]") -> None:
    """End a process and all that it started, whatever is left of them."""
    with contextlib.suppress(ProcessLookupError, PermissionError):  # all have ended
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for pipe in (process.stdout, process.stderr):
        if pipe:
            pipe.close()


def _report(told: Mapping[str, Any]) -> RunReport:
    earlier = tuple((one["source"], Outcome(one["outcome"])) for one in told["done_before"])
    return RunReport(tuple(map(attempt_from, told["attempts"])), earlier, tuple(told["left"]), told["seconds"])
