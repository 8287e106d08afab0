import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from openpyxl import load_workbook

Run = Callable[..., Result]
FIXTURES = Path(__file__).parents[1] / "fixtures" / "mail"
CALL = """---
title: A call
question: What?
state: closed
opens: '2016-09-12T18:16'
closes: '2016-09-23T17:00'
time_zone: Europe/London
slots: 5
readers: members
audience: public
---
"""
EXAMPLE = """---
organisation: Birch Ltd (invented)
organisation_kind: charity
received: '2016-09-20T10:00:00Z'
channel: form
consent: named
slots:
  - title: One record
illustrative: true
audience: public
---
"""


@pytest.fixture
def home(tmp_path: Path, content: Path) -> Path:
    """The home folder, with a roll; the content has a call."""
    (content / "calls").mkdir()
    (content / "calls" / "call.md").write_text(CALL)
    rolls = tmp_path / "var" / "private" / "rolls"
    rolls.mkdir(parents=True)
    (rolls / "call.csv").write_bytes((FIXTURES / "roll.csv").read_bytes())
    return tmp_path / "var"


def test_mails_are_taken_in_and_what_waits_is_listed(run: Run, home: Path) -> None:
    mails = [str(path) for path in sorted(FIXTURES.glob("*.eml"))]
    first = run("inputs", "import", *mails, "--call", "call", "--entered-by", "sam", "--json")
    assert first.exit_code == 0, first.output
    outcomes = [one["outcome"] for one in json.loads(first.stdout)]
    assert (outcomes.count("stored"), outcomes.count("waits in triage")) == (19, 5)
    again = run("inputs", "import", *mails, "--call", "call")
    assert again.exit_code == 0
    assert again.stderr.strip() == "24 was there already"
    waiting = json.loads(run("inputs", "triage", "list", "--call", "call", "--json").stdout)
    assert len(waiting) == 5
    assert all(one["triage"] and one["original"] for one in waiting)
    listed = run("inputs", "triage", "list", "--call", "call")
    assert "it has 7 entries, and the call takes 5" in listed.stdout
    assert run("check").exit_code == 0
    assert run("audit", "verify").exit_code == 0


def test_examples_are_removed_and_put_back(run: Run, home: Path, content: Path) -> None:
    folder = content / "inputs" / "call"
    folder.mkdir(parents=True)
    (folder / "birch.md").write_text(EXAMPLE)
    remove = ("inputs", "remove-examples", "--call", "call")
    assert run(*remove).stdout == "1 example removed\n"
    aside = json.loads(run("inputs", "triage", "list", "--call", "call", "--set-aside", "--json").stdout)
    assert [one["triage"] for one in aside] == [["set aside: an invented example, removed"]]
    assert json.loads(run(*remove, "--json").stdout) == {"call": "call", "removed": 0}
    assert run(*remove, "--undo").stdout == "1 example put back\n"
    assert (folder / "birch.md").read_text() == EXAMPLE
    assert run("inputs", "remove-examples", "--call", "none").exit_code == 3


def test_a_sheet_with_wrong_rows(run: Run, home: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "answers.csv"
    template = run("inputs", "template", "--call", "call")
    head = template.stdout_bytes.decode("utf-8-sig")
    commas = "," * (head.count(",") - 5)
    rows = [f"A Ltd,charity,,,,One list{commas}", f"B Ltd,club,,,,One{commas}", f",charity,,,,One{commas}"]
    sheet.write_text("\n".join([head.strip(), *rows, f"C Ltd,charity,,,maybe,{commas}"]))
    whole = run("inputs", "import", str(sheet), "--call", "call")
    assert whole.exit_code == 2
    assert [f"row {number}" in whole.stderr for number in (2, 3, 4, 5)] == [False, True, True, True]
    assert not list((home / "private").rglob("*.md"))
    some = run("inputs", "import", str(sheet), "--call", "call", "--valid-only")
    assert some.exit_code == 1
    assert "answers.csv, row 2: stored" in some.stdout
    assert len(list((home / "private" / "inputs" / "call").glob("*.md"))) == 1


def test_the_template_as_a_workbook_and_its_columns(run: Run, home: Path, tmp_path: Path) -> None:
    path = tmp_path / "answers.xlsx"
    assert run("inputs", "template", "--call", "call", "--xlsx", "-o", str(path)).exit_code == 0
    head = [cell.value for cell in load_workbook(io.BytesIO(path.read_bytes())).worksheets[0][1]]
    told = run("inputs", "template", "--call", "call", "--columns").stdout.splitlines()
    assert [line.split(":")[0].removesuffix(" (required)") for line in told] == head


def test_what_is_not_there_is_told(run: Run, home: Path) -> None:
    assert run("inputs", "triage", "list", "--call", "other").exit_code == 3
    nowhere = run("inputs", "fetch", "--call", "call")
    assert nowhere.exit_code == 2
    assert "KB_IMAP_HOST" in nowhere.stderr
