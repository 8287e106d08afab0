"""What lies under ``KB_HOME`` is nobody's but the site's: what is made is closed to others, what is open is found."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

PRIVATE_UMASK = 0o077
"""The umask of every program of ours: files and folders that it makes are its own user's only."""
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def keep_new_files_private() -> None:
    """Close every file that this process makes from now on, and those of its children, to other users."""
    os.umask(PRIVATE_UMASK)


def files_open_to_others(home: Path) -> Iterator[Path]:
    """Yield each file under a folder that other users of the machine can reach and open, in order of path.

    A file is out of reach where any folder above it is closed.
    """
    if not all(_is_open(folder, stat.S_IXGRP | stat.S_IXOTH) for folder in home.resolve().parents):
        return
    yield from _open_below(home)


def close_to_others(home: Path) -> list[Path]:
    """Take all rights of other users off everything in a folder, and return what was open."""
    found = list(files_open_to_others(home))
    if found:
        for path in (home, *home.rglob("*")):
            if not path.is_symlink():
                path.chmod(stat.S_IMODE(path.stat().st_mode) & ~_OTHERS)
    return found


def _open_below(folder: Path) -> Iterator[Path]:
    if not _is_open(folder, stat.S_IXGRP | stat.S_IXOTH):
        return
    for path in sorted(folder.iterdir()):
        if path.is_symlink():
            continue
        if path.is_dir():
            yield from _open_below(path)
        elif _is_open(path, _OTHERS):
            yield path


def _is_open(path: Path, rights: int) -> bool:
    try:
        return bool(path.stat().st_mode & rights)
    except OSError:  # gone meanwhile, or not even ours to look at
        return False
