"""A source as it stood on a day: its captures, the text of each, and what changed between two of them.

The text is read anew from the bytes that were kept, by the reader of today, so that a difference is one of the
document and not of two readers.
"""

import json

from kb.documents.passage_diff import PassageChange, passage_changes
from kb.documents.passages import passages_of
from kb.domain.source.capture import Outcome
from kb.domain.source.passage import Passage
from kb.domain.source.source import Source
from kb.domain.source.text_version import TextVersion, text_versions
from scraper.extract import Body, Unreadable
from scraper.gather import Dependencies
from scraper.merge import body_of
from scraper.sniff import JSON


def versions_of(deps: Dependencies, source: Source) -> tuple[TextVersion, ...]:
    """Return every state of a source whose bytes are kept, by date."""
    return text_versions(
        deps.log.attempts(source.id), source.address, lambda sha256: deps.captures.find(sha256) is not None
    )


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
