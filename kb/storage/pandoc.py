"""Pandoc, a program of its own that reads and writes Word and other documents: where it is, and how it is run.

It runs in its sandbox (no files but those named, no network), without anybody's settings, and with a bound on its
time and memory.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence

from kb.domain.errors import ToolFailed

SECONDS = 60
_SAID = 300
"""How much of what pandoc says goes into the log."""


def pandoc_path() -> str:
    """Return where pandoc is: that of an extra, or the machine's; empty where there is none."""
    try:
        import pypandoc  # noqa: PLC0415 - only where the extra is installed

        return str(pypandoc.get_pandoc_path())
    except (ImportError, OSError):
        return shutil.which("pandoc") or ""


def run_pandoc(pandoc: str, arguments: Sequence[str], given: bytes = b"", memory: str = "1G") -> bytes:
    """Return pandoc's output for ``given``; raise ``ToolFailed`` where it fails or takes too long."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {"HOME": folder, "XDG_DATA_HOME": folder, "LANG": "C.UTF-8", "PATH": os.defpath}
        command = [pandoc, "+RTS", f"-M{memory}", "-RTS", "--sandbox", *arguments]
        try:
            done = subprocess.run(  # noqa: S603 - our own words only; people's go in as data
                command, input=given, capture_output=True, check=True, timeout=SECONDS, cwd=folder, env=environment
            )
        except subprocess.TimeoutExpired as error:
            raise ToolFailed("pandoc", f"it was stopped after {SECONDS} seconds") from error
        except subprocess.CalledProcessError as error:
            said = error.stderr.decode("utf-8", "replace").strip()[:_SAID]
            raise ToolFailed("pandoc", f"it left with {error.returncode}, and said: {said or 'nothing'}") from error
        except OSError as error:
            raise ToolFailed("pandoc", f"it could not be started: {error}") from error
    return done.stdout
