import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from click.testing import Result

Run = Callable[..., Result]
RunJson = Callable[..., Any]


def test_an_invitation_prints_a_link_on_stdout_and_the_talk_on_stderr(run: Run) -> None:
    result = run("user", "invite", "Ann@example.org", "--role", "member", "--organisation", "Example Ltd")
    assert result.exit_code == 0
    assert result.stdout.startswith("http://127.0.0.1:8000/welcome/")
    assert len(result.stdout.strip().rsplit("/", 1)[1]) == 43
    assert "Send it to Ann@example.org only" in result.stderr


def test_invited_people_are_listed(run: Run, run_json: RunJson) -> None:
    made = run_json(
        "user", "invite", "ann@example.org", "--role", "member", "--organisation", "Ex", "--kind", "supplier"
    )
    run("user", "invite", "boss@example.org", "--role", "staff")
    listed = run_json("user", "list")
    assert [(row["email"], row["role"], row["state"]) for row in listed] == [
        ("boss@example.org", "staff", "invited"),
        ("ann@example.org", "member", "invited"),
    ]
    assert listed[1] == made["account"]
    assert (listed[1]["organisation"], listed[1]["organisation_kind"]) == ("Ex", "supplier")
    text = run("user", "list")
    assert [line.split()[1:4] for line in text.stdout.splitlines()] == [
        ["staff", "invited", "boss@example.org"],
        ["member", "invited", "ann@example.org"],
    ]
    assert text.stderr == "2 accounts\n"


def test_people_are_disabled_enabled_and_signed_out_by_address_or_id(
    run: Run, run_json: RunJson, tmp_path: Path
) -> None:
    id = run_json("user", "invite", "ann@example.org", "--role", "analyst")["account"]["id"]
    assert run_json("user", "disable", "ANN@example.org")["state"] == "disabled"
    assert run("user", "invite", "ann@example.org", "--role", "analyst").exit_code == 2
    assert run("user", "enable", id).stdout == "ann@example.org is invited\n"
    assert run_json("user", "end-sessions", id) == {"account": id, "ended": 0}
    acts = [json.loads(line)["what"] for line in (tmp_path / "var" / "audit.jsonl").read_text().splitlines()]
    assert acts == ["invite", "disable account", "enable account", "end sessions"]


def test_nobody_is_told_as_nobody(run: Run) -> None:
    for command in ("disable", "enable", "end-sessions"):
        assert run("user", command, "nobody@example.org").exit_code == 3


def test_an_address_that_is_none_is_refused(run: Run) -> None:
    result = run("user", "invite", "ann", "--role", "member")
    assert result.exit_code == 2
    assert "no e-mail address" in result.stderr
    assert run("user", "invite", "ann@example.org", "--role", "king").exit_code == 2
