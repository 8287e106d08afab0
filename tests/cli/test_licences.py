from collections.abc import Callable
from typing import Any

from click.testing import Result


def test_every_library_is_listed_with_its_licence(run: Callable[..., Result], run_json: Callable[..., Any]) -> None:
    told = run("licences")
    assert told.exit_code == 0
    listed = {line.split()[0]: line for line in told.stdout.splitlines()}
    assert "BSD" in listed["flask"]
    assert "it brings pandoc, GPL" in listed["pypandoc-binary"]
    assert {one["name"] for one in run_json("licences")} == set(listed)
