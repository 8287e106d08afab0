"""Text versions: the states of a source that were captured, each since a day, and which one stood on a day."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from kb.domain.errors import NotFound
from kb.domain.source.capture import Attempt, Outcome

_READ = frozenset({Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED, Outcome.MOVED})
_REPLAY = re.compile(r"/([0-9]{14})/(https?://.+)$")


@dataclass(frozen=True)
class TextVersion:
    """One state of a document: since when it is known to have stood, where it came from, and its bytes."""

    sha256: str
    at: dt.datetime
    address: str
    original: str
    archived: bool = False

    def as_json(self) -> dict[str, object]:
        """Return it as JSON has it."""
        return {"at": self.at.isoformat(), "address": self.address, "archived": self.archived, "sha256": self.sha256}


def text_versions(
    attempts: Iterable[Attempt], address: str, is_kept: Callable[[str], bool] = lambda _: True
) -> tuple[TextVersion, ...]:
    """Return every state that the attempts brought, by date; an archived copy has the day of the archive.

    ``address`` is the document's own, ``is_kept`` says by hash whether the bytes are still there.
    """
    found: dict[str, TextVersion] = {}
    for attempt in attempts:
        if attempt.outcome not in _READ or not attempt.sha256 or not is_kept(attempt.sha256):
            continue
        replayed = _REPLAY.search(attempt.address)
        at, original = attempt.at, attempt.address if "://" in attempt.address else address
        if replayed:
            at = dt.datetime.strptime(replayed[1], "%Y%m%d%H%M%S").replace(tzinfo=dt.UTC)
            original = replayed[2]
        version = TextVersion(attempt.sha256, at, attempt.address, original, bool(replayed))
        earlier = found.get(attempt.sha256)
        if earlier is None or at < earlier.at:
            found[attempt.sha256] = version
    return tuple(sorted(found.values(), key=lambda version: version.at))


def as_it_stood(versions: Sequence[TextVersion], day: dt.date) -> TextVersion:
    """Return the state of a day: the last one captured until then. Raise ``NotFound`` where there is none so early."""
    until = [version for version in versions if version.at.date() <= day]
    if not until:
        raise NotFound("capture", f"until {day}")
    return until[-1]
