"""`kill -9` in the middle of `scraper run`: the whole program, killed for real."""

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
def test_nothing_is_lost_and_the_next_run_completes():
    script = Path(__file__).parents[1] / "tools" / "crash_run.py"
    command = [sys.executable, str(script), "--times", "2"]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "killed 2 times" in done.stdout
