"""Folders under watch: every change is told within a moment, whatever happens to the folders themselves."""

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kb.storage import folder_watch
from kb.storage.folder_watch import FolderWatch


class Watching:
    """A watch in a thread; ``told`` has what it told, in order."""

    def __init__(self, *folders: Path) -> None:
        self.told: list[frozenset[str] | None] = []
        self.stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(FolderWatch(folders),), daemon=True)
        self._thread.start()

    def _run(self, watch: FolderWatch) -> None:
        for changed in watch.changes(self.stopped):
            if changed is None or changed:
                self.told.append(changed)

    def tells(self, act: Callable[[], object], expected: Callable[[frozenset[str] | None], bool]) -> bool:
        """Say whether something expected is told after an act, within half a minute on a busy machine."""
        before = len(self.told)
        act()
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            if any(expected(each) for each in self.told[before:]):
                return True
            time.sleep(0.01)
        return False

    def stop(self) -> None:
        self.stopped.set()
        self._thread.join(30)


@pytest.fixture
def watching(tmp_path: Path) -> Iterator[Watching]:
    (tmp_path / "content" / "sources").mkdir(parents=True)
    made = Watching(tmp_path / "content", tmp_path / "private")
    settle(made)
    yield made
    made.stop()


def settle(watching: Watching) -> None:
    """Wait until the watch stands: it tells to look at everything before, and once more when it does."""
    deadline = time.monotonic() + 30
    while len(watching.told) < 2 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert watching.told[:2] == [None, None]


def test_a_file_is_told_by_its_path(watching: Watching, tmp_path: Path) -> None:
    path = tmp_path / "content" / "sources" / "a.md"
    for act in (lambda: path.write_text("one"), lambda: path.write_text("two"), path.unlink):
        assert watching.tells(act, lambda told: told == {str(path)})


def test_an_atomic_write_is_told_as_its_file_only(watching: Watching, tmp_path: Path) -> None:
    path, beside = (tmp_path / "content" / "sources" / name for name in ("a.md", ".a.md.tmp"))

    def act() -> None:
        beside.write_text("one")
        beside.replace(path)

    assert watching.tells(act, lambda told: told == {str(path)})


def test_a_new_folder_means_that_anything_may_have_changed(watching: Watching, tmp_path: Path) -> None:
    assert watching.tells((tmp_path / "content" / "calls").mkdir, lambda told: told is None)
    path = tmp_path / "content" / "calls" / "a.md"
    assert watching.tells(lambda: path.write_text("one"), lambda told: told is None or str(path) in told)


def test_a_root_that_comes_later_or_is_replaced_is_watched(watching: Watching, tmp_path: Path) -> None:
    private = tmp_path / "private"
    assert watching.tells(private.mkdir, lambda told: told is None)
    settle_at = len(watching.told)
    deadline = time.monotonic() + 30
    while len(watching.told) <= settle_at and time.monotonic() < deadline:
        time.sleep(0.01)
    path = private / "a.md"
    assert watching.tells(lambda: path.write_text("one"), lambda told: told is None or str(path) in told)
    assert watching.tells(lambda: shutil.rmtree(private), lambda told: told is None)
    assert watching.tells(lambda: (private.mkdir(), path.write_text("two")), lambda told: told is None)


def test_where_nothing_can_be_watched_everything_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: object, **__: object) -> Iterator[object]:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(folder_watch, "watch", full)
    watching = Watching(tmp_path)
    deadline = time.monotonic() + 30
    while len(watching.told) < 4 and time.monotonic() < deadline:
        time.sleep(0.01)
    watching.stop()
    assert watching.told[:4] == [None] * 4
    assert "cannot be watched" in caplog.text
