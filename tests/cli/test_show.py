from collections.abc import Callable
from typing import Any

from click.testing import Result

Run = Callable[..., Result]


def test_a_source_with_every_passage(run_json: Callable[..., Any]) -> None:
    shown = run_json("show", "joint")
    assert shown["front_matter"]["published"] == "2016-04-13"
    assert shown["passages"][2] == {
        "id": "para-2",
        "label": "para 2",
        "page": "5",
        "kind": "paragraph",
        "heading": ["Files"],
        "text": "The systems do not talk to each other (Paragraph 1).",
        "links": ["para-1"],
    }


def test_no_such_source(run: Run) -> None:
    result = run("show", "nosuch")
    assert result.exit_code == 3
    assert "nosuch" in result.stderr
