"""The search page in each of its states stays as it should be, axe included."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_every_state_says_what_it_should_and_axe_finds_nothing() -> None:
    script = Path(__file__).parents[2] / "tools" / "show_search.py"
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert ": 0 faults" in done.stdout
