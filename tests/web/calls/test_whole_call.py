"""The walk through a whole call stays true."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_whole_call_in_one_run() -> None:
    script = Path(__file__).parents[2] / "tools" / "show_call.py"
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=1800, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert ": 0 faults" in done.stdout
    assert "| the ranking |" in done.stdout
