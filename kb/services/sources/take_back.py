"""Taking a document off a source again: its text and the facts that came with it go, what people wrote since stays."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from kb.content.codec import load
from kb.content.files import path_of
from kb.content.repository import Stored
from kb.content.versions import text_version_of, versions_of
from kb.domain.account.viewer import Viewer
from kb.domain.errors import InvalidInput, NotFound
from kb.domain.source.capture import Attempt, Capture, Outcome
from kb.domain.source.source import PrivateText, Source
from kb.services.library.content_writer import ContentWriter, FileChange
from kb.services.library.library import Library
from kb.storage.capture_log import CaptureLog

_FILLED = ("title", "publishers", "published", "reference", "licence", "aliases", "archived", "unverified")
"""What a document may fill in of its source, beside the text."""


class FilingReversal:
    """Takes the last document that a person filed, or took from an archive, off its source."""

    def __init__(
        self,
        library: Library,
        writer: ContentWriter,
        private: Path,
        captures: CaptureLog,
        clock: Callable[[], dt.datetime],
    ) -> None:
        """``private`` is the content root of private texts."""
        self._library, self._writer, self._private = library, writer, private
        self._captures, self._clock = captures, clock

    def take_off(self, id: str, sha256: str, viewer: Viewer) -> Source:
        """Take the document of this hash off a source; the text before, if there was one, stands again.

        Raises ``NotFound`` where this viewer sees no such source, ``InvalidInput`` where its text is another by now.
        """
        if id not in self._library.visible(viewer, fresh=True).sources:
            raise NotFound("source", id)
        read = self._writer.read(Source, id)
        now = read.item
        if now.captured is None or now.captured.sha256 != sha256 or not may_be_taken_off(now.captured):
            raise InvalidInput({"document": "The text of this source is another by now. Nothing was changed."})
        new, number = without_last(versions_of(now, read.path))
        new = replace(new, changes=now.changes + 1, changed=self._clock().replace(microsecond=0))
        changes = [FileChange(read, new)]
        text = self._text(id)
        kept = _read_text(text_version_of(path_of(self._private, "text", id), number), id)
        if text is not None:
            changes.append(FileChange(text, replace(kept or PrivateText(id), audience=text.item.audience)))
        elif kept is not None:
            changes.append(FileChange(None, kept))
        with self._writer.exclusively():
            self._writer.save_all(changes, viewer, "take a document off", (("sha256", sha256),))
        at = self._clock().replace(microsecond=0)
        self._captures.append(
            Attempt(id, now.captured.address, at, Outcome.UNCHANGED, "taken off again", sha256=sha256, taken_back=True)
        )
        return new

    def _text(self, id: str) -> Stored[PrivateText] | None:
        try:
            return self._writer.read(PrivateText, id)
        except NotFound:
            return None


def may_be_taken_off(capture: Capture) -> bool:
    """Say whether a text came in by a person: filed, or taken from an archive. What is fetched would come back."""
    return capture.address.startswith("file:") or bool(capture.archived)


def without_last(versions: tuple[Source, ...]) -> tuple[Source, int]:
    """Return the last of the versions of a source without the document that it has, and the facts that came with it.

    What people changed since stays. The number is that of the version before the document, 0 where none is kept.
    """
    now = versions[-1]
    before_at = next((at for at in reversed(range(len(versions))) if _hash(versions[at]) != _hash(now)), -1)
    if before_at < 0:
        return replace(now, captured=None, body=""), 0
    before, after = versions[before_at], versions[before_at + 1]
    own = {name: getattr(before, name) for name in _FILLED if getattr(now, name) == getattr(after, name)}
    return replace(now, captured=before.captured, body=before.body, **own), before.changes + 1


def _hash(source: Source) -> str:
    return source.captured.sha256 if source.captured else ""


def _read_text(path: Path, id: str) -> PrivateText | None:
    try:
        found, _ = load("text", id, path.read_bytes())
    except FileNotFoundError:
        return None
    return found if isinstance(found, PrivateText) else None
