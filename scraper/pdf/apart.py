"""Open a PDF in a process of its own, with bounds on memory and time.

A file of forty kilobytes can unpack to gigabytes, and a parser in C that stumbles takes its process with it. The
process that reads the evidence must survive both, so the file is opened by a child that may die: it costs a
quarter of a second a document.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass

from kb.domain.source.capture import Outcome
from scraper.extract import Unreadable
from scraper.pdf.opening import open_pdf
from scraper.pdf.raw import RawDocument, from_json, to_json

_TOO_MUCH = "the PDF asks for more {what} than any report needs: it is broken or made to do harm"


@dataclass(frozen=True)
class Bounds:
    """What a child may use: bytes of memory, and seconds (of the processor, and by the clock twice that)."""

    memory: int = 2 << 30
    seconds: int = 150


def open_apart(content: bytes, bounds: Bounds | None = None, most_pages: int = 0) -> RawDocument:
    """Open a PDF as ``open_pdf`` does, in a child process; raise :class:`Unreadable` for whatever goes wrong."""
    bounds = bounds or Bounds()
    numbers = (bounds.memory, bounds.seconds, most_pages)
    command = [sys.executable, "-m", "scraper.pdf.apart", *map(str, numbers)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    try:
        done = subprocess.run(  # noqa: S603 - our own module under our own interpreter
            command, input=content, capture_output=True, timeout=2 * bounds.seconds, env=environment, check=False
        )
    except subprocess.TimeoutExpired:
        raise Unreadable(Outcome.FAILED, _TOO_MUCH.format(what="time")) from None
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        what = "time" if done.returncode in (-9, -24) else "memory"
        raise Unreadable(Outcome.FAILED, _TOO_MUCH.format(what=what)) from None
    if "detail" in answer:
        raise Unreadable(Outcome(answer["outcome"]), answer["detail"])
    return from_json(answer)


def _bound(memory: int, seconds: int) -> None:
    """Set the bounds of this process, where the system has such."""
    try:
        import resource  # noqa: PLC0415 - only there on Unix
    except ImportError:
        return
    for kind, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(kind)
        if hard == resource.RLIM_INFINITY or most <= hard:
            resource.setrlimit(kind, (most, most))


def _child() -> None:
    """Read a PDF from standard input, write what it holds, or why it cannot be read, to standard output."""
    _bound(int(sys.argv[1]), int(sys.argv[2]))
    try:
        answer = to_json(open_pdf(sys.stdin.buffer.read(), int(sys.argv[3])))
    except Unreadable as error:
        answer = {"outcome": str(error.outcome), "detail": error.detail}
    except MemoryError:
        answer = {"outcome": str(Outcome.FAILED), "detail": _TOO_MUCH.format(what="memory")}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    _child()
