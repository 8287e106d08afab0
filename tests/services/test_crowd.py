"""A small crowd in the suite; the script beside it makes a large one."""

import json
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
def test_a_crowd_of_members_and_staff_loses_nothing() -> None:
    script = Path(__file__).parents[1] / "tools" / "crowd_answers.py"
    command = [sys.executable, str(script), "--answers", "24", "--processes", "3"]
    result = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    told = json.loads(result.stdout)
    assert told["answers stored"] == told["found by their own word"] == 24
    assert told["chain whole"] is True
