"""Every version of an answer, beside it: ``<root>/inputs/<call>/.versions/<id>/0001.md`` and so on.

The folder's name begins with a dot, so that no catalogue and no index ever reads an old version. Numbers come from
the answer itself (``changes`` + 1), so that writing one again after a crash writes the same file.
"""

from pathlib import Path

from kb.domain.call import Input
from kb.store.codec import dump, load
from kb.store.files import write_atomically
from kb.store.kept import Kept

FOLDER = ".versions"


def keep_version(path: Path, answer: Input) -> Path:
    """Write a version of the answer whose file is ``path``; return where."""
    version = _folder(path) / f"{answer.changes + 1:04d}.md"
    if not version.exists():
        write_atomically(version, dump(answer))
    return version


def replace_version(path: Path, answer: Input) -> None:
    """Write the version that an answer is about to become; what a crash left at its number was never shown."""
    write_atomically(_folder(path) / f"{answer.changes + 1:04d}.md", dump(answer))


def versions_of(kept: Kept[Input]) -> tuple[Input, ...]:
    """Return the versions of an answer, the first one first; the last is the answer itself."""
    answer = kept.item
    older = (_read(_folder(kept.path) / f"{number:04d}.md", answer) for number in range(1, answer.changes + 1))
    return (*(version for version in older if version is not None), answer)


def _folder(path: Path) -> Path:
    return path.parent / FOLDER / path.stem


def _read(path: Path, answer: Input) -> Input | None:
    try:
        item, _ = load("input", answer.id, path.read_bytes(), call=answer.call)
    except FileNotFoundError:
        return None
    return item if isinstance(item, Input) else None
