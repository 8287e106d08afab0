import os
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kb.domain.audience import Audience
from kb.domain.errors import IndexMissing
from kb.domain.query.search_query import SearchQuery
from kb.index.whoosh.engine import WhooshEngine
from kb.services.library.index_sync import IndexSync
from kb.services.library.index_watcher import IndexWatcher
from kb.services.library.library import Library
from kb.storage.folder_watch import FolderWatch
from kb.storage.one_process import OneProcess

Kept = tuple[WhooshEngine, Path]


@pytest.fixture
def kept(library: Library, roots: tuple[Path, Path], tmp_path: Path) -> Iterator[Kept]:
    """An index of the content, with a keeper at work on it."""
    index = WhooshEngine(tmp_path / "index", clock=lambda: datetime.now(UTC))
    keeper = IndexWatcher(library, IndexSync(library, index), FolderWatch(roots), OneProcess(tmp_path / "SYNCER"))
    keeper.start()
    yield index, tmp_path / "index"
    keeper.stop()


def soon(found: Callable[[], bool]) -> bool:
    """Ask until it is so, for a minute at most."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if found():
                return True
        except IndexMissing:
            pass
        time.sleep(0.02)
    return False


def test_an_edit_saved_is_an_edit_found(kept: Kept, roots: tuple[Path, Path]) -> None:
    index, _ = kept

    def finds(words: str) -> bool:
        return index.search(SearchQuery(words), Audience.PUBLIC).passages > 0

    assert soon(lambda: finds("keyed twice"))
    path = roots[0] / "sources" / "joint.md"
    path.write_text(path.read_text().replace("keyed twice", "keyed quadruply"))
    assert soon(lambda: finds("quadruply"))


def test_an_index_that_is_thrown_away_comes_back(kept: Kept) -> None:
    index, folder = kept
    assert soon(lambda: index.status().healthy)
    shutil.rmtree(folder)
    assert soon(lambda: index.status().healthy)


@pytest.mark.parametrize("tells", [True, False])
def test_an_index_that_is_changed_in_place_is_made_again_and_never_answers_wrongly(kept: Kept, tells: bool) -> None:
    index, folder = kept

    def passages() -> int:
        return index.search(SearchQuery("keyed twice"), Audience.PUBLIC).passages

    assert soon(lambda: index.status().healthy)
    generation = index.status().generation
    for file in next(folder.glob("g-*")).rglob("*.documents"):
        stat = file.stat()
        data = bytes(byte ^ 0x55 for byte in file.read_bytes())
        with file.open("r+b") as open_file:
            open_file.write(data)
        if not tells:
            os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert soon(lambda: passages() > 0)
    assert index.status().healthy
    assert index.status().generation > generation
