from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from kb.content.files import write_item
from made_up import CALL

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
        "unlogged": [],
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


@pytest.fixture
def answer(run: Run, tmp_path: Path) -> Path:
    """An answer that somebody took in, as its file."""
    write_item(tmp_path / "content", CALL)
    sheet = tmp_path / "answers.csv"
    sheet.write_text("organisation,organisation_kind,received,priority_1\nNew Ltd,charity,2016-09-14 10:00,One list\n")
    taken = run("inputs", "import", str(sheet), "--call", CALL.id)
    assert taken.exit_code == 0, taken.output
    (path,) = (tmp_path / "var/private/inputs/call").glob("*.md")
    return path


@pytest.mark.parametrize(
    ("harm", "told"),
    [("changed", "changed without a line"), ("gone", "no act took it away"), ("made", "made without a line")],
)
def test_a_file_that_no_line_tells_of_is_found_until_somebody_stands_for_it(
    run: Run, answer: Path, harm: str, told: str
) -> None:
    assert run("audit", "verify").exit_code == 0
    if harm == "changed":
        answer.write_text(answer.read_text().replace("One list", "Two lists"))
    elif harm == "gone":
        answer.unlink()
    else:
        answer.with_name("other.md").write_text(answer.read_text())
    for words in (("audit", "verify"), ("check",)):
        result = run(*words)
        assert result.exit_code == 1
        assert told in result.stdout
        assert "kb audit accept" in result.stdout
    assert run("check", "--files-only").exit_code == 0
    accepted = run("audit", "accept")
    assert told in accepted.stdout
    assert run("audit", "verify").exit_code == 0
    assert "changed by hand" in run("audit", "log").stdout


def test_the_log_is_read_by_who_what_when_and_which_thing(run: Run, run_json: RunJson, log: Path, answer: Path) -> None:
    def found(*words: str) -> list[str]:
        return [act["what"] for act in run_json("audit", "log", *words)["acts"]]

    assert found() == ["take in answer", "invite", "invite", "invite"]
    assert found("--security", "--most", "2") == ["invite", "invite"]
    assert found("--item", answer.stem) == ["take in answer"]
    assert found("--item", "person1@") == ["invite"]
    assert found("--who", "TERMINAL", "--what", "inv") == ["invite"] * 3
    assert found("--who", "nobody") == found("--since", "2999-01-01") == found("--until", "2000-01-01") == []
    assert "person1@example.org" in run("audit", "log").stdout
    assert "there are earlier ones" in run("audit", "log", "--most", "1").stderr
