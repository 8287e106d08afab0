"""Cursors: where in an answer the next part begins, signed so that nobody can make one up.

A cursor names how many documents were given, the last of them, the generation of the index that was asked, and
the question. It is good for that question only. Where the index has moved on, the place is found again by the
last document, so that nothing is given twice or left out because of a document that came or went before it.
"""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass

_SIGNATURE_BYTES = 12
LONGEST = 600


class BadCursor(Exception):
    """A cursor that was not given out for this question; ``why`` says which."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class CursorPlace:
    """Where an answer was left: after how many documents, which was the last, in which generation of the index."""

    offset: int
    last: str
    generation: int


@dataclass(frozen=True)
class Cursors:
    """Writes and reads cursors with the site's key."""

    key: bytes

    def write(self, place: CursorPlace, question: Sequence[tuple[str, str]]) -> str:
        """Return the cursor for a place in the answer to a question (its parameters but for the cursor)."""
        facts = [place.offset, place.last, place.generation, _digest(question)]
        data = json.dumps(facts, separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(self._signature(data) + data).decode().rstrip("=")

    def read(self, text: str, question: Sequence[tuple[str, str]]) -> CursorPlace:
        """Return the place that a cursor names; raise ``BadCursor`` where it is not ours or not for this question."""
        try:
            raw = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
        except (UnicodeEncodeError, binascii.Error, ValueError):
            raw = b""
        signature, data = raw[:_SIGNATURE_BYTES], raw[_SIGNATURE_BYTES:]
        written = base64.urlsafe_b64encode(raw).decode().rstrip("=")
        if not data or written != text or not hmac.compare_digest(signature, self._signature(data)):
            raise BadCursor("is none that was given out here; take it from “next” of the answer before")
        offset, last, generation, digest = json.loads(data)
        if digest != _digest(question):
            raise BadCursor("belongs to another question; ask the same one, or leave it out to begin again")
        return CursorPlace(offset, last, generation)

    def _signature(self, data: bytes) -> bytes:
        return hmac.digest(self.key, b"cursor\0" + data, "sha256")[:_SIGNATURE_BYTES]


def _digest(question: Sequence[tuple[str, str]]) -> str:
    return hashlib.sha256(json.dumps(sorted(question)).encode()).hexdigest()[:12]
