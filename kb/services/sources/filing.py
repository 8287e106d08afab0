"""Filing a document that a person saved in a browser, from a page of the site.

The knowledge base never imports the scraper, so this runs the command that a person would run in the terminal
(``scraper file``) and tells what it said: one way in, whichever door was used.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kb.domain.account.audit import Act
from kb.domain.errors import InvalidInput
from kb.domain.source.capture import Outcome
from kb.services.library.library import Library
from kb.storage.audit_log import AuditLog

SECONDS = 240
"""Longer than the largest report takes to read; after that the document is given back as not taken."""

_TAKEN = (Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED)


@dataclass(frozen=True)
class FiledDocument:
    """What filing came to; ``detail`` says more where there is more to say."""

    outcome: Outcome
    detail: str

    @property
    def taken(self) -> bool:
        """Say whether the source has this text now."""
        return self.outcome in _TAKEN


class Filing:
    """Hands documents to the scraper."""

    def __init__(
        self, environment: Mapping[str, str], library: Library, log: AuditLog, clock: Callable[[], datetime]
    ) -> None:
        """``environment`` is the one that this knowledge base was wired from."""
        self._environment = dict(environment)
        self._library = library
        self._log = log
        self._clock = clock

    def file(self, source: str, content: bytes, who: str) -> FiledDocument:
        """File a document for a source that exists; raise ``InvalidInput`` where it could not even be read.

        The bytes are kept before anything reads them, whatever comes of it.
        """
        if not content:
            raise InvalidInput({"document": "Choose a file that is not empty."})
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "saved"  # what it is the scraper tells from its bytes, not from a name
            path.write_bytes(content)
            filed = self._run(source, path)
        self._library.snapshot(fresh=True)  # whoever filed it reads it on the next page
        details = (("outcome", filed.outcome.value),)
        self._log.record(Act(self._clock(), who, "file a document", f"sources/{source}.md", details=details))
        return filed

    def _run(self, source: str, path: Path) -> FiledDocument:
        command = [sys.executable, "-c", "from scraper.cli import main; main()", "file", source, str(path), "--json"]
        try:
            done = subprocess.run(  # noqa: S603 - our own command; the id is of a source that exists, the path ours
                command, env=self._environment, capture_output=True, text=True, timeout=SECONDS, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise InvalidInput({"document": "It took too long to read. Nothing was changed."}) from error
        try:
            told = json.loads(done.stdout)
            return FiledDocument(Outcome(told["outcome"]), str(told.get("detail", "")))
        except (ValueError, KeyError) as error:
            said = done.stderr.strip().splitlines()[-1:] or ["the document could not be read"]
            raise InvalidInput({"document": said[0].removeprefix("Error: ")}) from error
