import shutil
from collections.abc import Callable
from pathlib import Path

from click.testing import Result

from kb.cli.docs import FOLDER

Run = Callable[..., Result]


def test_the_reference_says_what_the_code_does(run: Run) -> None:
    assert run("docs", "--check").exit_code == 0


def test_pages_that_fell_behind_are_told_and_mended(run: Run, tmp_path: Path) -> None:
    copy = tmp_path / "docs"
    shutil.copytree(FOLDER, copy)
    for name, words in {
        "reference/commands.md": "`kb check",
        "reference/settings.md": "`KB_HOME`",
        "reference/files.md": "`findings[].quote`",
        "reference/api.md": "`GET /api/v1/search`",
        "reference/search-grammar.md": "`word OR word`",
        "decisions/index.md": "[0121]",
    }.items():
        page = copy / name
        text = page.read_text(encoding="utf-8")
        assert words in text
        page.write_text(text.replace(words, "something else"), encoding="utf-8")
        told = run("docs", "--check", "--folder", str(copy))
        assert told.exit_code == 1
        assert f"not what the code says: {name};" in told.stderr
        assert run("docs", "--folder", str(copy)).exit_code == 0
        assert page.read_text(encoding="utf-8") == text
    assert run("docs", "--check", "--folder", str(copy)).exit_code == 0
