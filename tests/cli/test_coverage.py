"""Coverage at the terminal: run the searches, and tell what they came to."""

import csv
import io
from pathlib import Path

import pytest

from kb.content.files import write_item
from kb.domain.priority.priority import Evidence, Priority, Stance
from kb.domain.source.passage import Citation
from kb.domain.source.source import Source, SourceKind


@pytest.fixture(autouse=True)
def priorities(content: Path) -> None:
    cited = Evidence(Citation("joint", label="para 1"), Stance.SUPPORTS)
    for thing in (
        Priority("cited", "Cited already", "It is.", evidence=(cited,), queries=("keyed",)),
        Priority("found", "Found, unread", "It is.", queries=("systems talk",)),
        Priority("silent", "=Silent", "It has no searches."),
        Source("other", "Another", ("NAO",), SourceKind.AUDIT, summary="Nothing of the sort."),
    ):
        write_item(content, thing)


def test_before_any_run_what_is_not_cited_is_not_searched(run_json) -> None:
    told = {one["priority"]: one["sources"] for one in run_json("coverage")["priorities"]}
    assert told["cited"] == {
        "cited": 1,
        "hits unread": 0,
        "read, nothing relevant": 0,
        "searched, no hit": 0,
        "not searched": 1,
    }
    assert told["found"]["not searched"] == told["silent"]["not searched"] == 2


def test_a_run_fills_the_matrix(run, run_json) -> None:
    ran = run_json("coverage", "run")["priorities"]
    assert [(one["priority"], one["found"], one["searched"]) for one in ran] == [
        ("cited", ["joint"], 2),
        ("found", ["joint"], 2),
    ]
    rows = list(csv.reader(io.StringIO(run("coverage", "--csv").stdout)))
    assert rows == [
        ["priority", "title", "joint", "other"],
        ["silent", "'=Silent", "not searched", "not searched"],
        ["cited", "Cited already", "cited", "searched, no hit"],
        ["found", "Found, unread", "hits unread", "searched, no hit"],
    ]
    by_publisher = list(
        csv.reader(io.StringIO(run("coverage", "--by", "publishers", "--csv", "--table", "0-1").stdout))
    )
    assert by_publisher[0] == ["priority", "title", "HMCPSI", "HMIC", "NAO"]
    assert by_publisher[2] == ["cited", "Cited already", "1", "1", "0"]
    long = list(csv.DictReader(io.StringIO(run("coverage", "--csv", "--table", "cells").stdout)))
    found = next(row for row in long if (row["priority"], row["source"]) == ("found", "joint"))
    assert (found["state"], found["hits"], found["searched_with"]) == ("hits unread", "1", "systems talk")
    assert "hits in 1 of 2 sources" in run("coverage", "run", "found").stdout
    numbers = [line.replace("│", " ").split() for line in run("coverage").stdout.splitlines() if "silent" in line]
    assert numbers == [["silent", "0", "0", "0", "0", "2"]]


def test_what_cannot_be_run_is_told(run) -> None:
    run("index", "sync")
    assert "has no searches of its own" in run("coverage", "run", "silent").stderr
    assert run("coverage", "run", "nowhere").exit_code == 3
