"""The brief at the terminal: a file in each format, and talk on standard error only."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from brief_world import WORLD, kept_in
from kb.bootstrap import KnowledgeBase
from kb.cli.main import main
from made_up import CALL


@pytest.fixture
def kb(tmp_path: Path) -> KnowledgeBase:
    return kept_in(tmp_path, *WORLD)


def run(kb: KnowledgeBase, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["brief", *arguments], obj=kb)


def test_markdown_goes_to_standard_output_and_talk_does_not(kb: KnowledgeBase) -> None:
    result = run(kb, "--call", CALL.id)
    assert result.exit_code == 0
    assert result.stdout.startswith(f"# {CALL.title}\n")
    assert (
        "[^1]: HMCPSI and HMIC, [*A joint look at how case files travel*](<https://reports.example/joint>)"
        in result.stdout
    )
    assert "Collecting what is known" not in result.stdout
    assert "Collecting what is known" in result.stderr


def test_json_is_the_document_with_its_footnotes_and_sections(kb: KnowledgeBase) -> None:
    shape = json.loads(run(kb, "--call", CALL.id, "--format", "json").stdout)
    assert list(shape) == ["form", "cover", "sections", "notes", "sources"]
    assert [section["kind"] for section in shape["sections"]] == [
        "summary",
        "method",
        "ranking",
        "priorities",
        "protocol",
        "annex",
    ]
    (priority,) = shape["sections"][3]["sections"]
    assert (priority["about"], priority["reviewed"]) == ("talk", True)
    assert shape["notes"][0]["place"] == "para 4.12, p 23"
    assert shape["sources"] == ["joint-report"]


def test_a_word_file_is_written(kb: KnowledgeBase, tmp_path: Path) -> None:
    result = run(kb, "--call", CALL.id, "--format", "docx", "--output", str(tmp_path / "brief.docx"))
    assert result.exit_code == 0
    assert "Written: " in result.stderr
    with zipfile.ZipFile(io.BytesIO((tmp_path / "brief.docx").read_bytes())) as archive:
        assert "word/footnotes.xml" in archive.namelist()


def test_html_is_a_page_of_its_own(kb: KnowledgeBase) -> None:
    page = run(kb, "--call", CALL.id, "--format", "html").stdout
    assert page.startswith("<!doctype html>")
    assert "<script" not in page
    assert 'src="' not in page


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("--call", "nothing"), 3, "no call 'nothing'"),
        (("--call", CALL.id, "--priorities", "idea"), 2, "not agreed"),
        (("--call", CALL.id, "--as-of", "9999-01-01"), 2, "not come yet"),
        (("--call", CALL.id, "--as-of", "yesterday"), 2, "yesterday"),
    ],
)
def test_what_cannot_be_is_told_in_words(kb: KnowledgeBase, arguments: tuple[str, ...], code: int, told: str) -> None:
    result = run(kb, *arguments)
    assert (result.exit_code, result.stdout) == (code, "")
    assert told in result.stderr


def test_as_of_and_priorities_are_passed_on(kb: KnowledgeBase) -> None:
    early = run(kb, "--call", CALL.id, "--as-of", "2016-10-05").stdout
    assert "As at 5 October 2016" in early
    assert "“do not talk”" not in early
    assert "Only an idea" in run(kb, "--call", CALL.id, "--priorities", "idea", "--unreviewed").stdout
    assert "Annex" not in run(kb, "--call", CALL.id, "--length", "two-pages").stdout
