"""Schemathesis asks a real server whatever its description allows and what it forbids, and finds nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = "25"
SEED = "20160923"


@pytest.mark.slow
def test_nothing_is_found(server: str, tmp_path: Path) -> None:
    command = (
        *(
            sys.executable,
            "-m",
            "schemathesis.cli",
            "run",
            f"{server}/api/v1/openapi.json",
            "--url",
            f"{server}/api/v1",
        ),
        *("--checks", "all", "--max-examples", EXAMPLES, "--seed", SEED, "--no-color", "--continue-on-failure"),
    )
    hooks = {"SCHEMATHESIS_HOOKS": "known_things", "PYTHONPATH": str(Path(__file__).parent)}
    ran = subprocess.run(
        command, cwd=tmp_path, env={**os.environ, **hooks}, capture_output=True, text=True, timeout=300, check=False
    )
    assert ran.returncode == 0, ran.stdout[-6000:] + ran.stderr[-2000:]
    assert "8 selected / 8 total" in ran.stdout, ran.stdout
    assert "Missing test data" not in ran.stdout, ran.stdout[-3000:]
