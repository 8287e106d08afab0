from collections.abc import Callable
from pathlib import Path

from click.testing import Result

Run = Callable[..., Result]
README = Path(__file__).parents[2] / "README.md"


def test_the_readme_says_what_the_code_does(run: Run) -> None:
    assert run("docs", "--check", "--file", str(README)).exit_code == 0


def test_a_readme_that_fell_behind_is_told_and_mended(run: Run, tmp_path: Path) -> None:
    copy = tmp_path / "README.md"
    copy.write_text(README.read_text().replace("kb check", "kb cheque"))
    assert run("docs", "--check", "--file", str(copy)).exit_code == 1
    assert run("docs", "--file", str(copy)).exit_code == 0
    assert run("docs", "--check", "--file", str(copy)).exit_code == 0
