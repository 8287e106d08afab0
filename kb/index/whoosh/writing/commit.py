"""Every step of Whoosh's that changes a shard: the table of contents, the writer, and its commit.

All but two are documented: ``TOC`` is read and written by itself, and ``writer.segments`` and ``writer.newsegment``
are the writer's own lists. The contract tests hold Whoosh, and the fork that might take its place, to these.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, EmptyIndexError, FileIndex
from whoosh.writing import SegmentWriter

from kb.index.whoosh.codec.array_file import Damaged
from kb.index.whoosh.codec.codec import ArrayCodec, ArraySegment
from kb.index.whoosh.schema import INDEX_NAME, schema


def create(folder: Path) -> None:
    """Make an empty Whoosh index in an existing folder."""
    TOC.create(FileStorage(str(folder)), schema(), INDEX_NAME)


def segments(folder: Path) -> list[Any]:
    """Return Whoosh's segments of a shard, in their order, with what is deleted in each.

    Raises ``Damaged`` where the folder has none to be read: it may have gone while it was being looked at.
    """
    try:
        return list(TOC.read(FileStorage(str(folder)), INDEX_NAME).segments)
    except (OSError, EmptyIndexError) as error:
        raise Damaged(f"{folder.parent.name}/{folder.name}: {error}") from error


def new_segment(rows: int) -> ArraySegment:
    """Return a segment of so many rows whose file is written without Whoosh's writer."""
    segment = ArraySegment(INDEX_NAME)
    segment.set_doc_count(rows)
    return segment


def commit(
    folder: Path,
    *,
    deleted: Mapping[str, Sequence[int]] | None = None,
    dropped: frozenset[str] = frozenset(),
    added: Iterable[Mapping[str, str]] = (),
    installed: Any = None,
) -> str:
    """Write one change to a shard: rows deleted by segment name, segments dropped whole, and a new segment.

    ``added`` are the rows of the new one, each with the text of its fields; ``installed`` is a segment whose files
    stand in the folder already. The caller holds the lock of the whole index, so Whoosh's own is not waited for.
    Returns the new segment's name, empty where there is none.
    """
    writer = SegmentWriter(FileIndex(FileStorage(str(folder)), indexname=INDEX_NAME), codec=ArrayCodec())
    try:
        for segment in writer.segments:
            for row in (deleted or {}).get(segment.segment_id(), ()):
                segment.delete_document(int(row))
        for fields in added:
            writer.add_document(**fields)
        kept = [s for s in writer.segments if s.segment_id() not in dropped]
        kept += [installed] if installed is not None else []
        new = writer.newsegment if writer.doc_count() else None
        writer.commit(mergetype=lambda *_: kept)
    except BaseException:
        if not writer.is_closed:
            writer.cancel()
        raise
    return str(new.segment_id()) if new is not None else ""
