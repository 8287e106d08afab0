from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

Run = Callable[..., Result]
RunJson = Callable[..., Any]


@pytest.fixture
def log(run: Run, tmp_path: Path) -> Path:
    """A log of three acts."""
    for number in range(3):
        run("user", "invite", f"person{number}@example.org", "--role", "member")
    return tmp_path / "var" / "audit.jsonl"


def test_a_whole_log_is_told_with_its_head(run: Run, run_json: RunJson, log: Path) -> None:
    result = run("audit", "verify")
    assert result.exit_code == 0
    head = result.stdout.strip()
    assert head.startswith("3:")
    assert run("audit", "verify", "--head", head).exit_code == 0
    assert run_json("audit", "verify") == {
        "lines": 3,
        "head": head[2:],
        "broken": [],
        "head_differs": False,
        "sound": True,
    }


def test_no_log_is_a_whole_one(run_json: RunJson) -> None:
    assert run_json("audit", "verify")["lines"] == 0
    assert run_json("audit", "verify", "--head", f"0:{'0' * 64}")["sound"]


def test_a_head_of_before_still_holds_when_the_log_has_grown(run: Run, log: Path) -> None:
    head = run("audit", "verify").stdout.strip()
    run("user", "invite", "more@example.org", "--role", "member")
    assert run("audit", "verify", "--head", head).exit_code == 0


@pytest.mark.parametrize("harm", ["changed", "missing", "moved"])
def test_a_line_that_was_tampered_with_is_found(run: Run, log: Path, harm: str) -> None:
    lines = log.read_text().splitlines()
    if harm == "changed":
        lines[1] = lines[1].replace("invite", "nothing")
    elif harm == "missing":
        del lines[1]
    else:
        lines[0], lines[1] = lines[1], lines[0]
    log.write_text("\n".join(lines) + "\n")
    result = run("audit", "verify")
    assert result.exit_code == 1
    assert "line " in result.stdout


def test_lines_cut_off_the_end_show_against_the_head(run: Run, log: Path) -> None:
    head = run("audit", "verify").stdout.strip()
    log.write_text("\n".join(log.read_text().splitlines()[:2]) + "\n")
    assert run("audit", "verify").exit_code == 0
    result = run("audit", "verify", "--head", head)
    assert result.exit_code == 1
    assert "lines are missing at its end" in result.stdout


@pytest.mark.parametrize("head", ["3", "x:y", "3:abc", f"-1:{'0' * 64}"])
def test_a_head_that_is_none_is_wrong_usage(run: Run, head: str) -> None:
    assert run("audit", "verify", f"--head={head}").exit_code == 2
