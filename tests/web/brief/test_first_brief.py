"""The walk from an empty installation to a Word brief stays true, and short."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MOST_CLICKS = 25


def test_from_ten_answers_to_a_word_brief_in_the_browser_alone() -> None:
    script = Path(__file__).parents[2] / "tools" / "show_first_brief.py"
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=1800, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert ": 0 faults" in done.stdout
    clicks = re.search(r"(\d+) clicks of staff", done.stdout)
    assert clicks is not None
    assert int(clicks[1]) <= MOST_CLICKS
