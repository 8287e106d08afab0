import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from hypothesis import given
from hypothesis import strategies as st

from kb.bootstrap import knowledge_base
from kb.cli.batch import OUT
from kb.domain.errors import InvalidInput
from kb.services.search.batch import read_batch
from kb.web import create_app

Run = Callable[..., Result]
RunJson = Callable[..., Any]


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str], str]:
    def write(text: str, encoding: str = "utf-8") -> str:
        path = tmp_path / "queries.csv"
        path.write_bytes(text.encode(encoding))
        return str(path)

    return write


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_each_row_is_answered_by_the_search_of_the_site(
    run: Run, run_json: RunJson, file: Callable[[str], str]
) -> None:
    result = run("batch", file("id,query\na,systems talk\n,zebrafinch\nc,keyed twice\n"))
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[0] == ",".join(OUT)
    assert rows(result.stdout) == [
        dict(zip(OUT, ("a", "systems talk", "1", "1", "joint", "para-2", "para 2", "5"), strict=True)),
        dict(zip(OUT, ("3", "zebrafinch", "0", "0", "", "", "", ""), strict=True)),
        dict(zip(OUT, ("c", "keyed twice", "1", "1", "joint", "para-1", "para 1", "5"), strict=True)),
    ]
    given = run_json("batch", file("query\nsystems talk\n"))["searches"][0]
    assert {k: v for k, v in given.items() if k not in ("id", "query")} == run_json("search", "systems", "talk")


def test_no_query_becomes_a_formula_and_its_rows_given_back_ask_the_same(
    run: Run, run_json: RunJson, file: Callable[[str], str]
) -> None:
    once = run("batch", file("id,query\n=1+1,\"=cmd|'/c'!A0\"\n,-systems\n")).stdout
    assert [(row["id"], row["query"]) for row in rows(once)] == [("'=1+1", "'=cmd|'/c'!A0"), ("3", "'-systems")]
    again = "\n".join(",".join(line.split(",")[:2]) for line in once.splitlines())
    asked = [(one["id"], one["query"]) for one in run_json("batch", file(again))["searches"]]
    assert asked == [("=1+1", "=cmd|'/c'!A0"), ("3", "-systems")]


def test_columns_narrow(run_json: RunJson, file: Callable[[str], str]) -> None:
    text = (
        "query,publisher,from,to,sort\n"
        "systems,NAO,,,\n"
        "systems,NAO; HMIC,,,\n"
        "systems,,2017,,\n"
        "systems,,2016,2016,newest\n"
        ",HMIC,,,\n"
    )
    counts = [one["sources"] for one in run_json("batch", file(text))["searches"]]
    assert counts == [0, 1, 0, 1, 1]


def test_every_row_that_cannot_be_read_is_told_and_the_others_are_searched(
    run: Run, file: Callable[[str], str]
) -> None:
    text = (
        "query,from,sort,source,remark\n"
        "systems,16th,newset,No Id,x\n"
        ",,,,only a remark\n"
        "systems,2016,,,\n"
        "systems,,,,x,too many\n"
        "systems,²,,,\n"
    )
    result = run("batch", file(text), "--json")
    assert result.exit_code == 1
    problems = [(p["line"], p["column"]) for p in json.loads(result.stdout)["problems"]]
    assert problems == [(2, "from"), (2, "sort"), (2, "source"), (3, "query"), (5, ""), (6, "from")]
    assert "did you mean `newest`?" in result.stderr
    assert "column 'remark' is passed over" in result.stderr
    assert [one["id"] for one in json.loads(result.stdout)["searches"]] == ["4"]


@pytest.mark.parametrize(
    ("text", "encoding", "words"),
    [
        ("id,words\n1,x\n", "utf-8", "query: there is no such column; the file has: id, words"),
        ("query,publsher\nx,NAO\n", "utf-8", "did you mean `publisher`?"),
        ("query,query\nx,y\n", "utf-8", "more than once"),
        ("", "utf-8", "the file has: nothing"),
        ("query\ncaf\u00e9\n", "latin-1", "not in UTF-8"),
        ('query\n"open\n', "utf-8", "cannot be read as CSV"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_the_reason(
    run: Run, file: Callable[..., str], text: str, encoding: str, words: str
) -> None:
    result = run("batch", file(text, encoding))
    assert result.exit_code == 2
    assert words in result.stderr
    assert result.stdout == ""


def test_the_table_goes_to_a_file_and_opens_where_excel_wrote_it(
    run: Run, file: Callable[..., str], tmp_path: Path
) -> None:
    output = tmp_path / "found" / "table.csv"
    result = run("batch", file('query\r\n"systems, and\nmore"\r\n', "utf-8-sig"), "--output", str(output))
    assert result.exit_code == 0, result.output
    assert result.stdout == ""
    assert rows(output.read_text())[0]["query"] == "systems, and\nmore"


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: f"query\n{text}".encode()))
def test_any_file_is_read_or_refused(data: bytes) -> None:
    try:
        batch = read_batch(data, 1)
    except InvalidInput:
        return
    assert all(problem.what for problem in batch.problems)


def test_searches_in_vain_are_listed_for_staff(run: Run, run_json: RunJson, tmp_path: Path) -> None:
    assert run_json("searches", "failed") == {"failed": []}
    assert "nothing yet" in run("searches", "failed").stderr
    kb = knowledge_base({"KB_CONTENT": str(tmp_path / "content"), "KB_HOME": str(tmp_path / "var")})
    kb.index_sync.sync()
    browser = create_app(kb, "https://kb.example").test_client()
    for asked in ("/search?q=Zebrafinch", "/api/v1/search?q=zebrafinch", "/search?q=zebrafinch&publisher=HMIC"):
        browser.get(asked, buffered=True)  # counted once the page has gone out, which only a closed response has
    browser.get("/search?q=systems", buffered=True)
    found = run_json("searches", "failed")["failed"]
    assert [(row["words"], row["filtered"], row["times"]) for row in found] == [
        ("zebrafinch", False, 2),
        ("zebrafinch", True, 1),
    ]
    assert found[0]["first_day"] == found[0]["last_day"]
    assert "zebrafinch" in run("searches", "failed").stdout
