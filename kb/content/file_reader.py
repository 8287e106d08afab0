"""Content files as they were found → what each came to, out of the parse cache where it is there."""

import hashlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

from kb.content.codec import Loaded, load_with_lines
from kb.content.files import FoundFile
from kb.content.items import ContentItem
from kb.content.parse_cache import ParseCache, ParsedFile, Row, absolute, is_sure, place_of, row_of, without_body
from kb.content.renamed_folders import RENAMED
from kb.content.schema.kinds import SCHEMA
from kb.content.yaml.front_matter import body_of
from kb.domain.content_problem import ContentProblem
from kb.domain.errors import ContentChanged
from kb.domain.hints import did_you_mean
from kb.domain.ids import ID_HINT, is_id, slug
from kb.domain.source.source import PrivateText, Source
from kb.domain.text_on_demand import defer_text

BODIES_KEPT = 8
"""Bodies of the files read last, so that what is made of one text reads it once."""
_AT_ONCE = 1000


@dataclass(frozen=True)
class ReadFile:
    """A file, the SHA-256 of its bytes, and its thing or its problems."""

    found: FoundFile
    digest: str
    item: ContentItem | None
    problems: tuple[ContentProblem, ...] = ()

    def is_as(self, other: "ReadFile") -> bool:
        """Say whether it came to the same, although it may have been touched."""
        return self is other or (bool(self.digest) and self.digest == other.digest)


class FileReader:
    """Reads files; the bodies of sources and texts are read from theirs when somebody asks for them."""

    def __init__(self, cache: ParseCache | None) -> None:
        self._cache = cache
        self._body = lru_cache(maxsize=BODIES_KEPT)(read_body)

    def read(self, found: Sequence[FoundFile]) -> Iterator[ReadFile]:
        """Yield what the files came to, in their order."""
        seen = time.time_ns()  # no clock of the business: what file systems stamp files with
        known = {one.path: one for one in self._cache.read(found)} if self._cache else {}
        new: list[Row] = []
        for one in found:
            kept = known.get(absolute(one.file))
            if kept is not None and kept.signature == one.signature:
                yield self._deferred(one, kept.digest, kept.item, has_body=kept.has_body)
                continue
            read, row = self._read(one, kept, seen)
            new += [row] if row else []
            if len(new) >= _AT_ONCE:
                self._write(new)
                new = []
            yield read
        self._write(new)

    def forget(self, gone: Sequence[FoundFile]) -> None:
        """Take files that are gone out of the cache."""
        if self._cache:
            self._cache.write((), [absolute(one.file) for one in gone])

    def _write(self, rows: Sequence[Row]) -> None:
        if self._cache:
            self._cache.write(rows)

    def _read(self, found: FoundFile, kept: ParsedFile | None, seen: int) -> tuple[ReadFile, Row | None]:
        """Read a file, and parse it where its bytes are not those that are kept; return what is to be kept of it."""
        file = found.file
        if problem := _misplaced(found):
            return ReadFile(found, "", None, (problem,)), None
        try:
            data = found.path.read_bytes()
        except OSError as error:
            what = f"the file cannot be read: {error.strerror}"
            return ReadFile(found, "", None, (ContentProblem(file, 0, "", what, "look at its permissions"),)), None
        digest = hashlib.sha256(data).hexdigest()
        if kept is not None and kept.digest == digest:
            item, has_body = kept.item, kept.has_body
        else:
            loaded: Loaded = load_with_lines(str(found.kind), found.id, data, parent=found.parent, file=file)
            if loaded.item is None:
                return ReadFile(found, digest, None, loaded.problems), None
            item = without_body(loaded.item)
            has_body = item is not loaded.item
        canonical = kept is not None and kept.digest == digest and kept.is_canonical
        sure = is_sure(found.signature, seen)
        parsed = ParsedFile(
            absolute(found.file), place_of(found), found.signature, digest, item, has_body, canonical, sure
        )
        row = row_of(parsed)  # before the body can be asked for again
        return self._deferred(found, digest, item, has_body=has_body), row

    def _deferred(self, found: FoundFile, digest: str, item: ContentItem, *, has_body: bool) -> ReadFile:
        if has_body and isinstance(item, Source | PrivateText):
            defer_text(item, "body", partial(self._body, found.file, digest))
        return ReadFile(found, digest, item)


def read_body(file: str, digest: str) -> str:
    """Return the body of a file with these bytes; raise ``ContentChanged`` where it has others by now."""
    try:
        data = Path(file).read_bytes()
    except OSError as error:
        raise ContentChanged(file) from error
    if hashlib.sha256(data).hexdigest() != digest:
        raise ContentChanged(file)
    return body_of(data)


def _misplaced(found: FoundFile) -> ContentProblem | None:
    file = found.file
    if found.kind is None:
        return ContentProblem(file, 0, "", *_no_place(found))
    if not is_id(found.id):
        return ContentProblem(file, 0, "", f"`{found.id}` is not an id", f"{ID_HINT}; perhaps `{slug(found.id)}`")
    of = SCHEMA[found.kind].parent
    if of and not is_id(found.parent):
        return ContentProblem(file, 0, "", f"the folder `{found.parent}` is not the id of a {of}", ID_HINT)
    return None


def _no_place(found: FoundFile) -> tuple[str, str]:
    places = [kind.place for kind in SCHEMA.values()]
    here = [place for place in places if place.split("/")[0] == found.folder]
    if here:
        return "no content file has such a name here", "files here are " + ", ".join(here)
    if found.folder in RENAMED:
        return f"the folder `{found.folder}` is called `{RENAMED[found.folder]}` now", "run: kb check --fix"
    near = did_you_mean(found.folder, {place.split("/")[0] for place in places})
    return "no content files lie in this folder", near or "content files are " + ", ".join(places)
