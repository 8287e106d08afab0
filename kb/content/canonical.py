"""Which files are right but not written in the canonical form, and how they would be."""

import hashlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from kb.content.codec import dump, load
from kb.content.files import FoundFile, walk
from kb.content.items import ContentItem
from kb.content.parse_cache import ParseCache, ParsedFile, Row, absolute, is_sure, row_of
from kb.content.yaml.front_matter import body_of
from kb.domain.source.source import PrivateText, Source

_AT_ONCE = 1000


def not_canonical(roots: Sequence[Path], cache: ParseCache | None = None) -> list[tuple[Path, str]]:
    """Return path and canonical text of each such file; files with problems are left to the people they need.

    With a cache, what was found to be canonical once is not looked at again until its bytes are others.
    """
    found = [one for root in roots for one in walk(root) if one.kind is not None]
    known = {one.path: one for one in cache.read(found)} if cache else {}
    changes: list[tuple[Path, str]] = []
    sound: list[Row] = []
    seen = time.time_ns()
    for one in found:
        kept = known.get(absolute(one.file))
        if kept is not None and kept.is_canonical and kept.signature == one.signature:
            continue
        data = one.path.read_bytes()
        item = _item(one, kept, data)
        if item is None:
            continue
        text = dump(item)
        if text.encode() != data:
            changes.append((one.path, text))
        elif kept is not None and kept.digest == hashlib.sha256(data).hexdigest():
            sound += _marked(kept, one, seen)
            if cache and len(sound) >= _AT_ONCE:
                cache.write(sound)
                sound = []
    if cache:
        cache.write(sound)
    return changes


def _item(found: FoundFile, kept: ParsedFile | None, data: bytes) -> ContentItem | None:
    if kept is None or kept.digest != hashlib.sha256(data).hexdigest():
        return load(str(found.kind), found.id, data, parent=found.parent)[0]
    if kept.has_body and isinstance(kept.item, Source | PrivateText):
        return replace(kept.item, body=body_of(data))
    return kept.item


def _marked(kept: ParsedFile, found: FoundFile, seen: int) -> Iterator[Row]:
    marked = replace(kept, signature=found.signature, is_canonical=True, is_sure=is_sure(found.signature, seen))
    row = row_of(marked)
    if row is not None:
        yield row
