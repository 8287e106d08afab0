"""Every version that a thing had before, beside it: ``<root>/inputs/<call>/.versions/<id>/0001.md`` and so on.

The folder's name begins with a dot, so that no catalogue and no index ever reads an old version. A version is
written before it is replaced, under a number that follows from itself (``changes`` + 1): doing it twice, after a
crash or from two processes at once, writes the same file.
"""

import datetime as dt
from pathlib import Path
from typing import TypeVar

from kb.content.codec import dump, kind_of, load
from kb.content.items import AcronymList, TopicList, parent_of
from kb.content.repository import Stored
from kb.domain.call.call import Call, Input
from kb.domain.editorial.question import Advice, Question
from kb.domain.editorial.recommendation import Recommendation
from kb.domain.evidence.annotation import Annotation
from kb.domain.priority.priority import Priority
from kb.domain.source.source import Source
from kb.storage.atomic_files import write_atomically

FOLDER = ".versions"

Versioned = Call | Input | Annotation | Question | Advice | Recommendation | Priority | Source | TopicList | AcronymList
V = TypeVar("V", bound=Versioned)


def keep_version(kept: Stored[V]) -> Path:
    """Write a thing that is about to be replaced as one of its versions; return where."""
    path = _path(kept.path, kept.item.changes + 1)
    write_atomically(path, dump(kept.item))
    return path


def versions_of(item: V, path: Path) -> tuple[V, ...]:
    """Return the versions of a thing whose file is ``path``, the first one first; the last is the thing itself."""
    older = (_read(_path(path, number), item) for number in range(1, item.changes + 1))
    return (*(version for version in older if version is not None), item)


def text_version_of(path: Path, number: int) -> Path:
    """Return where the private text is kept that went with a version of its source; ``path`` is that of the text."""
    return _path(path, number)


def version_at(item: V, path: Path, made: dt.datetime | None, moment: dt.datetime) -> V | None:
    """Return a thing as it was at a moment; nothing where it was not there yet.

    ``made`` is when it came to be, ``None`` for what counts as having been there always.
    """
    if made is not None and made > moment:
        return None
    for version in reversed(versions_of(item, path)):
        since = version.changed or made
        if since is None or since <= moment:
            return version
    return None


def _path(path: Path, number: int) -> Path:
    return path.parent / FOLDER / path.stem / f"{number:04d}.md"


def _read(path: Path, item: V) -> V | None:
    try:
        found, _ = load(kind_of(item), item.id, path.read_bytes(), parent=parent_of(item))
    except FileNotFoundError:
        return None
    return found if isinstance(found, type(item)) else None
