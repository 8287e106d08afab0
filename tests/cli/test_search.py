from collections.abc import Callable
from typing import Any

from click.testing import Result

Run = Callable[..., Result]
RunJson = Callable[..., Any]


def test_a_hit_says_where_it_is(run: Run, run_json: RunJson) -> None:
    run("index", "sync")
    found = run_json("search", "systems", "talk", "to", "each", "other")
    assert (found["passages"], found["sources"]) == (1, 1)
    hit = found["hits"][0]
    assert (hit["source"], hit["passage"], hit["label"], hit["page"], hit["kind"]) == (
        "joint",
        "para-2",
        "para 2",
        "5",
        "paragraph",
    )
    assert hit["locator"] == "para 2, p 5"
    assert hit["title"] == "A joint look at case files"
    assert hit["text"].startswith("The systems do not talk")


def test_filters_narrow_and_nothing_found_is_no_error(run: Run, run_json: RunJson) -> None:
    run("index", "sync")
    assert run_json("search", "systems", "--publisher", "NAO")["hits"] == []
    assert run_json("search", "systems", "--publisher", "HMIC", "--year", "2016")["passages"] == 1
    assert run_json("search", "zebrafinch") == {"passages": 0, "sources": 0, "hits": []}


def test_people_read_title_place_and_words(run: Run) -> None:
    run("index", "sync")
    shown = run("search", "talk").stdout
    assert "A joint look at case files" in shown
    assert "para 2, p 5" in shown


def test_without_an_index_it_says_how_to_make_one(run: Run) -> None:
    result = run("search", "systems")
    assert result.exit_code == 6
    assert "kb index sync" in result.stderr
