"""A source as it stood on a day: its captures, the text of each, and what changed between two of them.

The text is read anew from the bytes that were kept, by the reader of today, so that a difference is one of the
document and not of two readers.
"""

import datetime as dt
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.documents.passage_diff import PassageChange, passage_changes
from kb.documents.passages import passages_of
from kb.domain.errors import NotFound
from kb.domain.source.capture import Outcome
from kb.domain.source.passage import Passage
from kb.domain.source.source import Source
from scraper.extract import Body, Unreadable
from scraper.gather import Dependencies
from scraper.merge import body_of
from scraper.sniff import JSON

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


def versions_of(deps: Dependencies, source: Source) -> tuple[TextVersion, ...]:
    """Return every state of a source that was captured, by date; an archived copy has the day of the archive."""
    found: dict[str, TextVersion] = {}
    for attempt in deps.log.attempts(source.id):
        if attempt.outcome not in _READ or not attempt.sha256 or deps.captures.find(attempt.sha256) is None:
            continue
        replayed = _REPLAY.search(attempt.address)
        at, original = attempt.at, attempt.address if "://" in attempt.address else source.address
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


def read_version(deps: Dependencies, source: Source, version: TextVersion) -> tuple[Passage, ...]:
    """Read the passages of one state from its bytes; raise ``Unreadable`` where they are no longer there."""
    bodies = _bodies(deps, version)
    chosen = deps.registry.choose(source.reader, version.original)
    extract = deps.registry.read_filed(chosen, bodies, version.original)
    return passages_of(body_of(extract))


def changes_between(
    deps: Dependencies, source: Source, one: TextVersion, other: TextVersion
) -> tuple[PassageChange, ...]:
    """Return what changed from one state of a source to another, passage by passage."""
    return passage_changes(read_version(deps, source, one), read_version(deps, source, other))


def _bodies(deps: Dependencies, version: TextVersion) -> tuple[Body, ...]:
    """Return the bodies of a state: the one that was kept, or those that its list of parts names."""
    whole = _kept(deps, version.sha256, version.original)
    if whole.media_type != JSON:
        return (whole,)
    try:
        parts = json.loads(whole.content).get("parts")
    except (ValueError, AttributeError):
        parts = None
    if not isinstance(parts, list):
        return (whole,)  # an answer of an API, and no list of parts
    return tuple(_kept(deps, part["sha256"], part["address"]) for part in parts)


def _kept(deps: Dependencies, sha256: str, address: str) -> Body:
    stored, content = deps.captures.find(sha256), deps.captures.read(sha256)
    if stored is None or content is None:
        raise Unreadable(Outcome.FAILED, f"the capture {sha256[:12]} is no longer there")
    return Body(address, stored.media_type, content, stored.charset)
