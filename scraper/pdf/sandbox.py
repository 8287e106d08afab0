"""Open a PDF in the sandbox: a file of forty kilobytes can unpack to gigabytes, and a parser in C may stumble.

It costs a quarter of a second a document.
"""

import json

from kb.domain.source.capture import Outcome
from kb.storage.sandbox import SandboxError, SandboxLimits, SandboxRefused, run_sandboxed
from scraper.extract import Unreadable
from scraper.pdf.opening import open_pdf
from scraper.pdf.raw import RawDocument, from_json, to_json

_BETWEEN = "\x1f"
"""Stands between an outcome and its detail on their way out of the sandbox."""
LIMITS = SandboxLimits(memory=2 << 30, seconds=150, output=1 << 30)


def open_sandboxed(content: bytes, limits: SandboxLimits = LIMITS, most_pages: int = 0) -> RawDocument:
    """Open a PDF as ``open_pdf`` does, in a child process; raise :class:`Unreadable` for whatever goes wrong."""
    try:
        return from_json(json.loads(run_sandboxed(f"{__name__}:raw_json", content, limits, [str(most_pages)])))
    except SandboxError as error:
        outcome, _, detail = str(error).partition(_BETWEEN)
        if not detail:
            raise Unreadable(Outcome.FAILED, f"the PDF: {error}") from None
        raise Unreadable(Outcome(outcome), detail) from None


def raw_json(content: bytes, most_pages: str) -> bytes:
    """Return what a PDF holds, as JSON: a function for the sandbox."""
    try:
        return json.dumps(to_json(open_pdf(content, int(most_pages)))).encode()
    except Unreadable as error:
        raise SandboxRefused(f"{error.outcome}{_BETWEEN}{error.detail}") from error
