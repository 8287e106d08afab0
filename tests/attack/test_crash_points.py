"""Acts that are cut short: a part of the points of ``tests/tools/crash_points.py``, in bounded time.

By hand all of them: ``python tests/tools/crash_points.py``.
"""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / "tools" / "crash_points.py"
SECONDS = 45


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_and_nothing_is_done_by_half() -> None:
    run = subprocess.run(
        [sys.executable, str(SCRIPT), "--seconds", str(SECONDS)], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr[-2000:]
    assert ", 0 with something wrong" in run.stdout
    assert run.stdout.count(" points | ") == 12
