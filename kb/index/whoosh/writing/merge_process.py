"""Merging in a process of its own.

In a thread it would hold the interpreter's lock while it writes Whoosh's files, and a sync gives that lock away for
up to 5 ms with every file it touches. A process of low priority takes what is left over, and may be killed at any time.
"""

import os
import subprocess
import sys
from pathlib import Path

from kb.domain.errors import IndexBusy
from kb.index.whoosh.writing.generations import Generations
from kb.index.whoosh.writing.merging import merge_once
from kb.storage.sandbox import plain_environment

_NICE = 10
_PATIENCE_SECONDS = 10


class MergeProcess:
    """Starts such a process for one index, and never a second one beside it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> bool:
        """Start the process unless it is at work; say whether the last one failed."""
        failed = False
        if self._process is not None:
            if self._process.poll() is None:
                return False
            failed = self._process.returncode > 0
        # Not by -m: the package imports this module, and Python warns of a module that is there twice.
        command = [sys.executable, "-c", f"from {__name__} import main; main()", str(self._folder)]
        # A session of its own: Ctrl-C in the server's terminal is not for it.
        self._process = subprocess.Popen(  # noqa: S603 - our own module, and a folder of ours
            command, env=plain_environment(), stdin=subprocess.DEVNULL, start_new_session=True
        )
        return failed

    def stop(self) -> None:
        """End the process and wait until it is gone."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait()


def main() -> None:
    """Merge what is due, until nothing is or another process does it."""
    os.nice(_NICE)
    generations = Generations(Path(sys.argv[1]))
    try:
        while merge_once(generations, timeout=_PATIENCE_SECONDS):
            pass
    except IndexBusy:
        return  # another process merges: it goes on until nothing is due
