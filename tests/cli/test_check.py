import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]


def test_sound_content_leaves_with_0(run: Run) -> None:
    result = run("check")
    assert (result.exit_code, result.stdout) == (0, "")


def test_every_problem_of_every_file_in_one_run(run: Run, content: Path) -> None:
    good = (content / "sources" / "joint.md").read_text()
    (content / "sources" / "one.md").write_text(
        good.replace("inspection report", "gossip").replace("'2016-04-13'", "soon")
    )
    (content / "sources" / "two.md").write_text("no front matter at all\n")
    result = run("check", "--json")
    assert result.exit_code == 1
    problems = json.loads(result.stdout)["problems"]
    told = {(Path(p["file"]).name, p["field"]) for p in problems}
    assert {("one.md", "kind"), ("one.md", "published")} <= told
    assert "two.md" in {name for name, _ in told}
    assert all(p["what"] for p in problems)
    line = next(p["line"] for p in problems if p["field"] == "kind")
    assert (content / "sources" / "one.md").read_text().splitlines()[line - 1] == "kind: gossip"


def test_fix_writes_the_canonical_form(run: Run, content: Path) -> None:
    path = content / "sources" / "joint.md"
    right = path.read_text()
    path.write_text(right.replace("title: A joint look at case files", 'title: "A joint look at case files"'))
    assert run("check").exit_code == 1
    assert run("check", "--fix").exit_code == 0
    assert path.read_text() == right


def test_work_left_leaves_with_1_too_and_is_not_looked_for_where_only_files_are(run: Run, content: Path) -> None:
    (content / "priorities").mkdir(exist_ok=True)
    (content / "priorities" / "bare.md").write_text(
        "---\ntitle: Bare\nstatement: Nothing is cited for it.\nstatus: draft\naudience: public\n---\n"
    )
    told = run("check")
    assert told.exit_code == 1
    assert "bare.md:0: priority without evidence: nothing is cited for it (search for evidence" in told.stdout
    as_json = run("check", "--json")
    assert as_json.exit_code == 1
    (left,) = json.loads(as_json.stdout)["work"]
    assert (left["kind"], Path(left["file"]).name) == ("priority without evidence", "bare.md")
    assert json.loads(as_json.stdout)["problems"] == []
    assert run("check", "--files-only").exit_code == 0


def test_files_open_to_others_are_work_and_fix_closes_them(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "parents", property(lambda _self: ()))  # as if the folders of the tests were open
    answers = tmp_path / "var" / "private" / "inputs"
    answers.mkdir(parents=True)
    (answers / "note.txt").write_text("x")
    for path in (tmp_path / "var", tmp_path / "var" / "private", answers, answers / "note.txt"):
        path.chmod(0o755)
    told = run("check")
    assert told.exit_code == 1
    assert "private:0: open to others: other users of this machine can open 1 of its files (run: kb check --fix)" in (
        told.stdout
    )
    assert run("check", "--files-only").exit_code == 0
    assert run("check", "--fix").exit_code == 0
    assert run("check").exit_code == 0
