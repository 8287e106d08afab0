"""One process of many: never two at once, and another as soon as the one has ended."""

import subprocess
import sys
from pathlib import Path

from kb.storage.one_process import OneProcess

_HOLD = "import sys, pathlib; from kb.storage.one_process import OneProcess as O; o = O(pathlib.Path(sys.argv[1]));"


def test_another_takes_over_when_the_one_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "SYNCER"
    code = f"{_HOLD} print(o.is_this(), flush=True); input()"
    other = subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "True\n"
    here = OneProcess(path)
    assert not here.is_this()
    other.kill()
    other.wait()
    assert here.is_this()
    assert here.is_this()
    assert not OneProcess(path).is_this()
    here.give_up()
    assert OneProcess(path).is_this()


def test_where_nothing_can_be_locked_nobody_is_it(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert not OneProcess(tmp_path / "file" / "SYNCER").is_this()
