"""LibreOffice, a program of its own that sets Word files as PDF: where it is, and how it is run.

It runs in the sandbox: a process of its own with bounds on time, memory and output, without our settings, with a
profile of its own that goes with it. It is given files that we made, and no others.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from kb.domain.errors import ToolFailed
from kb.storage.sandbox import SandboxError, SandboxLimits, SandboxRefused, run_sandboxed

LIMITS = SandboxLimits(memory=4 << 30, seconds=60, output=64 << 20)
_SAID = 300
"""How much of what it says goes into the log."""


def libreoffice_path() -> str:
    """Return where LibreOffice is on this machine; empty where there is none."""
    return shutil.which("soffice") or ""


def pdf_by_libreoffice(office: str, word: bytes, limits: SandboxLimits = LIMITS) -> bytes:
    """Return a Word file as PDF; raise ``ToolFailed`` where it cannot be set, or takes too long."""
    try:
        return run_sandboxed("kb.storage.libreoffice:set_as_pdf", word, limits, [office])
    except SandboxError as error:
        raise ToolFailed("LibreOffice", str(error)) from error


def set_as_pdf(word: bytes, office: str) -> bytes:
    """Return a Word file as PDF; this is what runs in the sandbox."""
    with tempfile.TemporaryDirectory() as folder:
        given, made = Path(folder) / "brief.docx", Path(folder) / "brief.pdf"
        given.write_bytes(word)
        options = ["--headless", "--norestore", "--convert-to", "pdf", "--outdir", folder, str(given)]
        try:
            done = subprocess.run(  # noqa: S603 - our own words only; the document goes in as a file
                [office, f"-env:UserInstallation=file://{folder}/profile", *options],
                capture_output=True,
                check=False,
                cwd=folder,
                env={"HOME": folder, "LANG": "C.UTF-8", "PATH": os.defpath},
            )
        except OSError as error:
            raise SandboxRefused(f"it could not be started: {error}") from error
        if not made.exists():
            said = done.stderr.decode("utf-8", "replace").strip()[:_SAID]
            raise SandboxRefused(f"it left with {done.returncode} and no file, and said: {said or 'nothing'}")
        return made.read_bytes()
