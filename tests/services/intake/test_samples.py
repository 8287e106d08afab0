"""The table of the mails: on the real samples nothing is taken wrongly, and what is unsure goes to a person."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).parents[2] / "bench" / "mail.py"


@pytest.mark.skipif(not os.environ.get("KB_SAMPLES"), reason="KB_SAMPLES names no folder of samples")
def test_no_sample_is_taken_wrongly() -> None:
    done = subprocess.run([sys.executable, str(BENCH)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "wrong: 0 of 35" in done.stdout
    assert "right: 19 of 35" in done.stdout


def test_libraries_are_measured_beside_our_own_code() -> None:
    done = subprocess.run([sys.executable, str(BENCH), "separate"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    own = next(line.split() for line in done.stdout.splitlines() if line.startswith("our own"))
    right, of = own[2].split("/")
    assert right == of
