import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from click.testing import Result

Run = Callable[..., Result]
RunJson = Callable[..., Any]


def test_a_hit_says_where_it_is(run_json: RunJson) -> None:
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


def test_what_was_just_written_is_found(run: Run, run_json: RunJson, content: Path) -> None:
    assert run("search", "quadruply").exit_code == 1
    path = content / "sources" / "joint.md"
    path.write_text(path.read_text().replace("keyed twice", "keyed quadruply"))
    assert run_json("search", "quadruply")["hits"][0]["label"] == "para 1"


def test_filters_narrow_and_nothing_found_exits_with_one(run: Run, run_json: RunJson) -> None:
    assert run_json("search", "systems", "--publisher", "HMIC", "--year", "2016")["passages"] == 1
    for words in (("systems", "--publisher", "NAO"), ("zebrafinch",)):
        nothing = run("search", *words, "--json")
        assert nothing.exit_code == 1
        assert json.loads(nothing.stdout) == {"passages": 0, "sources": 0, "hits": []}
    assert "searched." in run("search", "zebrafinch").stdout


def test_people_read_title_place_and_words(run: Run) -> None:
    shown = run("search", "talk").stdout
    assert "A joint look at case files" in shown
    assert "para 2, p 5" in shown


def test_people_are_told_what_is_missing_and_what_they_may_have_meant(run: Run) -> None:
    shown = " ".join(run("search", "systems", "zebrafinch").stdout.split())
    assert "without zebrafinch" in shown
    assert "0 with all the words, 1 with some of them" in shown
    assert "Did you mean: systems" in " ".join(run("search", "systms").stdout.split())


def test_without_an_index_it_says_how_to_make_one(run: Run) -> None:
    result = run("search", "systems", "--as-indexed")
    assert result.exit_code == 6
    assert "kb index sync" in result.stderr
