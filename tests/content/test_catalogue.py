"""Content roots on a real disk: things by id, problems between files, and quick second looks."""

import os
import threading
import time

import pytest

from kb.content.canonical import not_canonical
from kb.content.catalogue import CatalogueLoader, load_catalogue
from kb.content.files import signatures, walk

SOURCE = """\
---
title: {title}
publishers:
  - Inspectorate of Examples
kind: inspection report
licence: OGL-UK-3.0
{more}audience: public
---
"""
CALL = """\
---
title: Priorities
question: What matters?
state: open
opens: '2016-09-12T09:00'
closes: '2016-09-23T17:00'
time_zone: Europe/London
slots: 1
readers: members
audience: public
---
"""
INPUT = """\
---
organisation: Invented Ltd
organisation_kind: supplier
received: '2016-09-13T10:00:00Z'
channel: form
consent: named
slots:
{slots}illustrative: true
audience: staff
---
"""
PRIORITY = """\
---
title: Systems apart
statement: Systems do not share what they hold.
status: draft
{more}audience: public
---
"""
TOPICS = """\
---
topics:
  - id: procurement
    name: Procurement
    definition: How things are bought.
  - id: governance
    name: Governance
    definition: Who decides.
    terms:
      - boards
---

The words we use.
"""
ACRONYMS = """\
---
acronyms:
  - short: CPS
    expansions:
      - Crown Prosecution Service
---
"""


def source(title="A report", more=""):
    return SOURCE.format(title=title, more=more)


def problems(tmp_path, *roots):
    found = load_catalogue([tmp_path / root for root in roots or ("content",)]).problems
    return [(os.path.relpath(p.file, tmp_path), p.line, p.field, p.what, p.hint) for p in found]


@pytest.fixture
def whole(write):
    write("sources/b.md", source("B", "topics:\n  - procurement\nderives_from:\n  - a\n"))
    write("sources/a.md", source("A"))
    write("calls/c-2016.md", CALL)
    write("inputs/c-2016/i-1.md", INPUT.format(slots="  - title: One\n"), root="private")
    write(
        "priorities/p-1.md",
        PRIORITY.format(
            more="call: c-2016\ntopics:\n  - governance\nevidence:\n  - source: a\n    stance: supports\n"
            "slots:\n  - input: i-1\n    rank: 1\n"
        ),
    )
    write("vocabulary/topics.md", TOPICS)
    write("vocabulary/acronyms.md", ACRONYMS)
    write("texts/a.md", "---\naudience: staff\n---\n\nTheir words.\n", root="private")


@pytest.mark.usefixtures("whole")
def test_several_roots_make_one_catalogue(tmp_path):
    catalogue = load_catalogue([tmp_path / "content", tmp_path / "private"])
    assert catalogue.problems == ()
    assert list(catalogue.sources) == ["a", "b"]
    assert catalogue.inputs["i-1"].call == "c-2016"
    assert catalogue.texts["a"].body == "Their words.\n"
    assert list(catalogue.topics) == ["procurement", "governance"]
    assert catalogue.acronyms["CPS"].expansions == ("Crown Prosecution Service",)
    assert catalogue.priorities["p-1"].evidence[0].citation.source == "a"
    file = catalogue.files["input", "i-1"]
    assert file.path == tmp_path / "private/inputs/c-2016/i-1.md"
    assert len(file.digest) == 64


@pytest.mark.usefixtures("whole")
def test_canonical_files_are_left_and_others_shown_as_they_would_be(tmp_path, write):
    roots = [tmp_path / "content", tmp_path / "private"]
    assert not_canonical(roots) == []
    loose = write("sources/c.md", source("'Loose'").replace("  - Insp", "- Insp"))
    write("sources/broken.md", "no front matter\n")
    assert not_canonical(roots) == [(loose, source("Loose"))]


def test_references_to_nothing_are_told_with_what_was_meant(tmp_path, write):
    write("sources/state-2016.md", source())
    write("vocabulary/topics.md", TOPICS)
    more = (
        "topics:\n  - procurment\n  - space-travel\nderives_from:\n  - state-2015\nresponds_to:\n  - nowhere-at-all\n"
    )
    write("sources/b.md", source("B", more + "findings:\n  - text: x\n    topics:\n      - governence\n"))
    evidence = "call: c-1\nevidence:\n  - source: stat-2016\n    stance: limits\nslots:\n  - input: i\n    rank: 1\n"
    write("priorities/p.md", PRIORITY.format(more=evidence))
    assert [(f, line, field, hint) for f, line, field, _, hint in problems(tmp_path)] == [
        ("content/priorities/p.md", 5, "call", "its file would be calls/<id>.md"),
        ("content/priorities/p.md", 7, "evidence.1.source", "did you mean `state-2016`?"),
        ("content/priorities/p.md", 10, "slots.1.input", "its file would be inputs/<call>/<id>.md"),
        ("content/sources/b.md", 8, "topics.1", "did you mean `procurement`?"),
        ("content/sources/b.md", 9, "topics.2", "add it to vocabulary/topics.md, or use one that is there"),
        ("content/sources/b.md", 11, "derives_from.1", "did you mean `state-2016`?"),
        ("content/sources/b.md", 13, "responds_to.1", "its file would be sources/<id>.md"),
        ("content/sources/b.md", 17, "findings.1.topics.1", "did you mean `governance`?"),
    ]


def test_a_reference_to_a_broken_file_is_not_told_as_well(tmp_path, write):
    write("sources/a.md", "---\ntitle: x\n---\n")
    write("sources/b.md", source("B", "derives_from:\n  - a\n"))
    assert {file for file, *_ in problems(tmp_path)} == {"content/sources/a.md"}


def test_an_id_in_two_roots_is_told_and_the_first_root_wins(tmp_path, write):
    write("sources/a.md", source("First"))
    write("sources/a.md", source("Second"), root="private")
    ((file, _, _, what, hint),) = problems(tmp_path, "content", "private")
    assert file == "private/sources/a.md"
    assert "content/sources/a.md" in what
    assert "never used twice" in hint
    assert load_catalogue([tmp_path / "content", tmp_path / "private"]).sources["a"].title == "First"


def test_answers_to_two_calls_with_one_id_are_told(tmp_path, write):
    for call in ("c-1", "c-2"):
        write(f"calls/{call}.md", CALL)
        write(f"inputs/{call}/i.md", INPUT.format(slots="  - title: One\n"))
    ((file, _, _, what, _),) = problems(tmp_path)
    assert file == "content/inputs/c-2/i.md"
    assert "already" in what


def test_one_address_in_two_sources_is_told(tmp_path, write):
    write("sources/a.md", source("A", "address: https://www.example.org/report/\n"))
    write("sources/b.md", source("B", "aliases:\n  - https://example.org/other\n  - http://example.org/report#top\n"))
    ((file, line, field, what, _),) = problems(tmp_path)
    assert (file, line, field) == ("content/sources/b.md", 9, "aliases.2")
    assert "`a`" in what


def test_an_answer_longer_than_its_call_allows_and_one_without_a_call(tmp_path, write):
    write("calls/c.md", CALL)
    write("inputs/c/i.md", INPUT.format(slots="  - title: One\n  - title: Two\n"))
    write("inputs/nowhere/j.md", INPUT.format(slots="  - title: One\n"))
    write("priorities/p.md", PRIORITY.format(more="slots:\n  - input: j\n    rank: 2\n"))
    whats = [what for *_, what, _ in problems(tmp_path)]
    assert len(whats) == 3
    assert "has 2 entries, and its call takes 1" in whats[0]
    assert "no call `nowhere`" in whats[1]
    assert "no entry 2" in whats[2]


def test_a_text_needs_its_source_and_a_source_one_text(tmp_path, write):
    write("texts/b.md", "---\naudience: staff\n---\n\nWords.\n")
    write("sources/a.md", source("A") + "\nOwn words.\n")
    write("texts/a.md", "---\naudience: staff\n---\n\nOther words.\n")
    assert [what for *_, what, _ in problems(tmp_path)] == [
        "the source `a` has a text of its own",
        "there is no source `b` that this could be the text of",
    ]


def test_a_word_in_the_vocabulary_twice_is_told(tmp_path, write):
    write("vocabulary/topics.md", TOPICS.replace("boards", "procurement"))
    write(
        "vocabulary/acronyms.md",
        ACRONYMS.replace("---\n", "", 1)
        .join(["---\n", ""])
        .replace("acronyms:\n", "acronyms:\n  - short: cps\n    expansions:\n      - Another\n"),
    )
    assert [(file, field) for file, _, field, _, _ in problems(tmp_path)] == [
        ("content/vocabulary/acronyms.md", "acronyms.2.short"),
        ("content/vocabulary/topics.md", "topics.2.terms.1"),
    ]


@pytest.mark.parametrize(
    ("place", "what", "hint"),
    [
        ("sources/Big Report.md", "`Big Report` is not an id", "perhaps `big-report`"),
        ("sources/report.MD", "such a name", "files here are sources/<id>.md"),
        ("source/a.md", "in this folder", "did you mean `sources`?"),
        ("inputs/a.md", "such a name", "files here are inputs/<call>/<id>.md"),
        ("inputs/Some Call/a.md", "folder `Some Call`", "lower-case"),
        ("vocabulary/other.md", "such a name", "vocabulary/topics.md, vocabulary/acronyms.md"),
    ],
)
def test_files_in_the_wrong_place_or_by_the_wrong_name(tmp_path, write, place, what, hint):
    write(place, source())
    ((file, line, _, said, do),) = problems(tmp_path)
    assert (file, line) == (f"content/{place}", 0)
    assert what in said
    assert hint in do


def test_hidden_files_links_to_nowhere_and_pipes_are_passed_over(tmp_path, write):
    write("sources/.a.md.1234.tmp", "half")
    write("sources/.b.md", "half")
    write("README.md", "words")
    (tmp_path / "content/sources/gone.md").symlink_to(tmp_path / "nothing.md")
    (tmp_path / "content/sources/round").symlink_to(tmp_path / "content")
    os.mkfifo(tmp_path / "content/sources/pipe.md")
    assert problems(tmp_path) == []


def test_no_root_at_all_is_told_but_a_missing_second_one_is_empty(tmp_path, write):
    assert "no such folder" in problems(tmp_path)[0][3]
    write("sources/a.md", source())
    assert problems(tmp_path, "content", "private") == []


@pytest.mark.usefixtures("whole")
def test_the_quick_look_sees_the_files_that_the_whole_one_finds(tmp_path, write):
    write("sources/.hidden.md", "half")
    write("README.md", "words")
    write("sources/SHOUTED.MD", "words")
    for root in (tmp_path / "content", tmp_path / "private", tmp_path / "nothing"):
        assert dict(signatures(root)) == {str(one.path): one.signature for one in walk(root)}


def test_only_changed_files_are_read_again(tmp_path, write):
    path = write("sources/a.md", source("Before"))
    write("sources/b.md", source("B"))
    loader = CatalogueLoader([tmp_path / "content"])
    first = loader.load()
    assert loader.load() is first
    path.write_text(source("After!"))
    second = loader.load()
    assert second.sources["a"].title == "After!"
    assert second.sources["b"] is first.sources["b"]
    path.unlink()
    assert list(loader.load().sources) == ["b"]
    assert first.sources["a"].title == "Before"


def test_a_file_that_becomes_right_makes_references_to_it_right(tmp_path, write):
    write("sources/b.md", source("B", "derives_from:\n  - a\n"))
    loader = CatalogueLoader([tmp_path / "content"])
    assert len(loader.load().problems) == 1
    write("sources/a.md", source("A"))
    assert loader.load().problems == ()


def test_five_hundred_files_are_looked_at_again_in_a_moment(tmp_path, write):
    for n in range(500):
        write(f"sources/s-{n}.md", source(f"Report {n}"))
    loader = CatalogueLoader([tmp_path / "content"])

    def once():
        start = time.process_time()
        assert len(loader.load().sources) == 500
        return time.process_time() - start

    first = once()
    assert min(once() for _ in range(10)) < first / 8  # a fiftieth on a quiet machine: 0.01 s of 0.5


def test_threads_share_a_loader(tmp_path, write):
    path = write("sources/a.md", source("Report 0"))
    loader = CatalogueLoader([tmp_path / "content"])
    seen, stop = [], threading.Event()

    def look():
        while not stop.is_set():
            seen.append(loader.load())

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for n in range(40):
        beside = path.with_name(".new")
        beside.write_text(source(f"Report {n}"))
        beside.replace(path)
    stop.set()
    for thread in threads:
        thread.join()
    assert all(list(c.sources) == ["a"] and c.problems == () for c in seen)
    assert loader.load().sources["a"].title == "Report 39"


ANNOTATION = """\
---
target:
  label: para 1
author: ann
made: '2026-11-27T10:00:00Z'
{more}audience: members
---

Worth citing.
"""


def test_an_annotation_lies_in_the_folder_of_its_source(write, tmp_path):
    write("sources/report.md", SOURCE.format(title="Report", more=""))
    write("annotations/report/a-1.md", ANNOTATION.format(more=""))
    write("annotations/reprot/a-2.md", ANNOTATION.format(more=""))
    catalogue = load_catalogue([tmp_path / "content"])
    assert catalogue.annotations["a-1"].source == "report"
    (problem,) = catalogue.problems
    assert problem.file.endswith("a-2.md")
    assert problem.what == "there is no source `reprot` that this could belong to"
    assert "report" in problem.hint


def test_what_is_written_on_priorities_names_those_that_are_there(write, tmp_path):
    write("sources/report.md", SOURCE.format(title="Report", more=""))
    write("priorities/apart.md", PRIORITY.format(more=""))
    link = "links:\n  - priority: {}\n    stance: supports\n    strength: direct\n"
    write("annotations/report/a-1.md", ANNOTATION.format(more=link.format("apart")))
    write("annotations/report/a-2.md", ANNOTATION.format(more=link.format("apert")))
    write("search-records/apert.md", "---\nruns:\n  - at: '2026-11-27T10:00:00Z'\n---\n")
    write("search-records/nobody.md", "---\n---\n")
    told = {(p.file.rpartition("/")[2], p.field, p.what) for p in load_catalogue([tmp_path / "content"]).problems}
    assert ("a-2.md", "links.1.priority", "there is no priority `apert`") in told
    assert ("nobody.md", "", "there is no priority `nobody` that this could belong to") in told
    assert ("apert.md", "runs.1.who", "`who` is missing") in told
