"""Every version that an answer had before, beside it: ``<root>/inputs/<call>/.versions/<id>/0001.md`` and so on.

The folder's name begins with a dot, so that no catalogue and no index ever reads an old version. A version is
written before it is replaced, under a number that follows from itself (``changes`` + 1): doing it twice, after a
crash or from two processes at once, writes the same file.
"""

from pathlib import Path

from kb.domain.call import Input
from kb.store.codec import dump, load
from kb.store.files import write_atomically
from kb.store.kept import Kept

FOLDER = ".versions"


def keep_version(kept: Kept[Input]) -> Path:
    """Write an answer that is about to be replaced as one of its versions; return where."""
    path = _path(kept.path, kept.item.changes + 1)
    write_atomically(path, dump(kept.item))
    return path


def versions_of(kept: Kept[Input]) -> tuple[Input, ...]:
    """Return the versions of an answer, the first one first; the last is the answer itself."""
    answer = kept.item
    older = (_read(_path(kept.path, number), answer) for number in range(1, answer.changes + 1))
    return (*(version for version in older if version is not None), answer)


def _path(path: Path, number: int) -> Path:
    return path.parent / FOLDER / path.stem / f"{number:04d}.md"


def _read(path: Path, answer: Input) -> Input | None:
    try:
        item, _ = load("input", answer.id, path.read_bytes(), call=answer.call)
    except FileNotFoundError:
        return None
    return item if isinstance(item, Input) else None
