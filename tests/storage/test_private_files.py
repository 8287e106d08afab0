import subprocess
import sys
from pathlib import Path

import pytest

from kb.storage.private_files import close_to_others, files_open_to_others


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home folder as a careless umask leaves it, with one file that is closed already."""
    folder = tmp_path / "var"
    (folder / "private" / "inputs").mkdir(parents=True)
    for name in ("kb.sqlite3", "audit.jsonl", "private/inputs/answer.md"):
        (folder / name).write_text("x")
        (folder / name).chmod(0o644)
    (folder / "closed").write_text("x")
    (folder / "closed").chmod(0o600)
    for path in (folder, folder / "private", folder / "private" / "inputs"):
        path.chmod(0o755)
    return folder


@pytest.fixture
def reachable(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if every folder above the home folder was open: those of the tests are not."""
    monkeypatch.setattr(Path, "parents", property(lambda _self: ()))


@pytest.mark.usefixtures("reachable")
def test_files_that_others_can_open_are_found_and_closed(home: Path) -> None:
    assert [path.relative_to(home).as_posix() for path in files_open_to_others(home)] == [
        "audit.jsonl",
        "kb.sqlite3",
        "private/inputs/answer.md",
    ]
    assert len(close_to_others(home)) == 3
    assert list(files_open_to_others(home)) == []
    assert {path.stat().st_mode & 0o077 for path in (home, *home.rglob("*"))} == {0}
    assert (home / "private" / "inputs").stat().st_mode & 0o700 == 0o700


@pytest.mark.usefixtures("reachable")
def test_what_lies_in_a_closed_folder_is_closed(home: Path) -> None:
    (home / "private").chmod(0o700)
    assert len(list(files_open_to_others(home))) == 2
    home.chmod(0o700)
    assert list(files_open_to_others(home)) == []


def test_nothing_is_open_below_a_folder_of_ones_own(home: Path) -> None:
    home.parent.chmod(0o700)
    assert list(files_open_to_others(home)) == []


@pytest.mark.usefixtures("reachable")
def test_links_are_left_alone(home: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("x")
    outside.chmod(0o644)
    (home / "link").symlink_to(outside)
    close_to_others(home)
    assert outside.stat().st_mode & 0o777 == 0o644


def test_a_home_that_is_not_there_has_no_open_files(tmp_path: Path) -> None:
    assert list(files_open_to_others(tmp_path / "nowhere")) == []


@pytest.mark.parametrize(
    "command", [("kb.cli", "user", "invite", "a@example.org", "--role", "staff"), ("kb.cli", "index", "sync")]
)
def test_what_the_programs_write_is_closed_to_others(tmp_path: Path, command: tuple[str, ...]) -> None:
    module, *words = command
    code = f"import os; os.umask(0o022); from {module} import main; main({words!r})"
    environment = {
        "KB_HOME": str(tmp_path / "var"),
        "KB_CONTENT": str(tmp_path / "content"),
        "PYTHONPATH": ":".join(sys.path),
    }
    (tmp_path / "content").mkdir()
    subprocess.run([sys.executable, "-c", code], env=environment, check=True, capture_output=True)
    made = [*(tmp_path / "var").rglob("*"), tmp_path / "var"]
    assert len(made) > 2
    assert {path.stat().st_mode & 0o077 for path in made} == {0}
