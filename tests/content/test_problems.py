"""Every fault of a file has its problem, at its line, with something to do about it."""

from dataclasses import replace

import pytest

from kb.content.codec import dump, load, load_with_lines, normal, to_mapping

SOURCE = """\
---
title: State of the digital file
publishers:
  - Inspectorate of Examples
kind: inspection report
published: '2016-04'
licence: OGL-UK-3.0
audience: public
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
slots: 5
readers: members
audience: public
---
"""


def told(text, kind="source", id="state-2016"):
    item, problems = load(kind, id, text, file="f.md")
    assert item is None
    return [(p.line, p.field, p.what, p.hint) for p in problems]


def with_line(line, text=SOURCE):
    return text.replace("audience: public\n", f"audience: public\n{line}\n")


def test_the_plain_file_has_none():
    item, problems = load("source", "state-2016", SOURCE)
    assert problems == ()
    assert dump(item) == SOURCE


def test_all_problems_of_a_file_are_told_at_once():
    text = SOURCE.replace("kind: inspection report", "kind: inspection raport").replace("'2016-04'", "April 2016")
    problems = told(with_line("sumary: it is slow\naddress: example.org/report\ntopics: procurement", text))
    assert [(line, field) for line, field, _, _ in problems] == [
        (5, "kind"),
        (6, "published"),
        (9, "sumary"),
        (10, "address"),
        (11, "topics"),
    ]
    hints = [hint for *_, hint in problems]
    assert "did you mean `inspection report`?" in hints[0]
    assert "2016-04" in hints[1]
    assert hints[2] == "did you mean `summary`?"
    assert "https://" in hints[3]
    assert "- procurement" in hints[4]


@pytest.mark.parametrize(
    ("line", "field", "what", "hint"),
    [
        ("isbn: '1'", "isbn", "not a field", "it belongs under `reference`"),
        ("reference: HC 23", "reference", "parts of its own", "number"),
        ("reference:\n  session: 2016/17", "reference.session", "not a session", "2016-17"),
        ("reference:\n  session: 2016-15", "reference.session", "end soon", "2017-19"),
        ("reference:\n  isbn: 978-1-234-56789-0", "reference.isbn", "check figure", "printed"),
        ("reference:\n  isbn: none", "reference.isbn", "not an ISBN", "13"),
        ("topics:\n  - Big Data", "topics.1", "not an id", "big-data"),
        ("topics:\n  -", "topics.1", "empty entry", "hyphen"),
        ("findings:\n  - pin: para 3", "findings.1.text", "missing", "our own words"),
        ("findings:\n  - a\n  - b", "findings.1", "parts of its own", "text"),
        ("summary:\n  - a", "summary", "not a list", "no hyphens"),
        ("summary:\n  a: b", "summary", "not a table", "colon"),
        ("captured:\n  sha256: abc", "captured.sha256", "not a SHA-256", "64"),
        ("unverified:\n  - publisched", "unverified.1", "not a field of a source", "did you mean `published`?"),
        ("derives_from:\n  - state-2016", "derives_from.1", "itself", "other source"),
        ("reader: govuc", "reader", "not known", "did you mean `govuk`?"),
        ("aliases:\n  - ftp://example.org/", "aliases.1", "not a web address", "https"),
        ("aliases:\n  - https://[x/", "aliases.1", "not an address", "https"),
        ("aliases:\n  - https://example.org/a b", "aliases.1", "spaces", "%20"),
        ("other_dates:\n  - date: 2016-13\n    what: x", "other_dates.1.date", "not a date", "2016-04"),
    ],
)
def test_a_field_out_of_form(line, field, what, hint):
    (problem,) = [p for p in told(with_line(line)) if p[1] == field]
    assert what in problem[2]
    assert hint in problem[3]
    assert problem[0] >= 9


def test_missing_fields_are_each_told():
    assert [(line, field) for line, field, _, _ in told("---\nlicence: unknown\n---\n")] == [
        (2, "kind"),
        (2, "publishers"),
        (2, "title"),
    ]


def test_an_empty_required_field_is_missing_at_its_own_line():
    (problem,) = told(SOURCE.replace("title: State of the digital file", "title:"))
    assert problem[:3] == (2, "title", "`title` is missing")


def test_a_wrong_required_field_is_told_once():
    assert len(told(SOURCE.replace("kind: inspection report", "kind: nonsense"))) == 1


def test_a_mistyped_audience_shows_nothing_to_anybody():
    assert told(SOURCE.replace("audience: public", "audiance: staff"))[0][3] == "did you mean `audience`?"


def test_text_whose_licence_does_not_let_us_show_it():
    (problem,) = told(SOURCE.replace("OGL-UK-3.0", "all-rights-reserved") + "\nTheir words.\n")
    assert problem[0] == 7
    assert "private root" in problem[3]


def test_a_quotation_longer_than_its_licence_allows():
    long = " ".join(["word"] * 61)
    text = with_line(f"findings:\n  - text: ours\n    quote: {long}").replace("OGL-UK-3.0", "unknown")
    (problem,) = told(text)
    assert problem[:2] == (11, "findings.1.quote")
    assert "61 words" in problem[2]


@pytest.mark.parametrize(
    ("old", "new", "field", "what"),
    [
        ("'2016-09-23T17:00'", "'2016-09-23'", "closes", "no time of day"),
        ("'2016-09-23T17:00'", "'2016-09-23T17:00Z'", "closes", "names a zone"),
        ("'2016-09-23T17:00'", "'2016-09-03T17:00'", "closes", "before it opens"),
        ("Europe/London", "Europe/Londres", "time_zone", "not a time zone"),
        ("slots: 5", "slots: five", "slots", "not a number"),
        ("slots: 5", "slots: 0", "slots", "not a number"),
    ],
)
def test_a_call_out_of_form(old, new, field, what):
    (problem,) = told(CALL.replace(old, new), "call")
    assert problem[1] == field
    assert what in problem[2]


def test_bare_dates_times_and_numbers_are_read_and_quoted_when_written():
    loose = SOURCE.replace("'2016-04'", "2016-04-13").replace("State of the digital file", "2001")
    item, problems = load("source", "x", loose)
    assert problems == ()
    assert item.title == "2001"
    assert "title: '2001'\n" in dump(item)
    assert "published: '2016-04-13'\n" in dump(item)
    call, problems = load("call", "x", CALL.replace("'2016-09-12T09:00'", "2016-09-12 09:00:00"))
    assert problems == ()
    assert dump(call) == CALL


@pytest.mark.parametrize(
    ("front", "line", "what", "hint"),
    [
        ("title: A: B", 2, "not YAML", "needs quotes"),
        ("title: @home", 2, "not YAML", "quotes"),
        ("title:\n\tkind: x", 3, "not YAML", "spaces, not tabs"),
        ("title: 'open", 3, "not YAML", "never closed"),
        ("title: a\ntitle: b", 3, "given twice", "line 2"),
        ("title: &a x\nkind: *a", 2, "anchor", "remove"),
        ("title: &a x\nkind: *a", 3, "alias", "write the value out"),
        ("title: !!python/object/apply:os.system [ls]", 2, "tag", "remove"),
        ("title: a # for later", 2, "comment", "notes"),
        ("# for later\ntitle: a", 2, "comment", "notes"),
        ("? [a]\n: b", 2, "one word", "name: value"),
        ("- a", 2, "not a list of fields", "name: value"),
        ("a: " + "[" * 9 + "]" * 9, 2, "nested", "flatten"),
        ("title: a\x01b", 2, "character", "remove"),
    ],
)
def test_broken_front_matter(front, line, what, hint):
    assert any(at == line and what in said and hint in do for at, _, said, do in told(f"---\n{front}\n---\n")), told(
        f"---\n{front}\n---\n"
    )


def test_a_missing_pair_of_quotes_does_not_hide_the_other_problems():
    text = SOURCE.replace("State of", "State: of").replace("kind: inspection", "kind: inspektion")
    assert [(line, field) for line, field, _, _ in told(text)] == [(2, ""), (5, "kind")]


@pytest.mark.parametrize(
    ("data", "line", "what"),
    [
        (b"", 1, "no front matter"),
        (b"# A heading\n", 1, "no front matter"),
        (b"---\ntitle: x\n", 1, "not closed"),
        (b"---\ntitle: x\nsummary: caf\xe9\n---\n", 3, "0xe9 is not UTF-8"),
        ("---\ntitle: x\n---\n".encode("utf-16"), 1, "not UTF-8"),
        (b"x" * 20_000_001, 0, "20,000,000"),
        (b"---\ntitle: " + b"x" * 1_000_001 + b"\n---\n", 1, "1,000,000"),
    ],
)
def test_files_that_cannot_be_taken_apart(data, line, what):
    assert any(at == line and what in said for at, _, said, _ in told(data))


def test_depth_and_aliases_cannot_exhaust_the_machine():
    told("---\n" + "- " * 200_000 + "\n---\n")
    told("---\na: " + "[" * 200_000 + "\n---\n")
    bomb = "a: &a [x, x]\n" + "".join(f"k{n}: &k{n} [*a, *a]\n" for n in range(1000))
    told(f"---\n{bomb}---\n")


def test_windows_line_ends_and_byte_order_mark_are_read_and_not_kept():
    item, problems = load("source", "x", ("\ufeff" + SOURCE + "\n\nText.\n\n\n").replace("\n", "\r\n"))
    assert problems == ()
    assert dump(item) == SOURCE + "\nText.\n"


def test_lines_of_fields_and_body():
    loaded = load_with_lines("source", "x", with_line("findings:\n  - text: a\n    pin: para 1") + "\n\nBody\n")
    assert loaded.lines["findings.1.pin"] == 11
    assert loaded.lines["title"] == 2
    assert loaded.body_line == 15


def test_a_hash_inside_text_is_no_comment():
    _, problems = load("source", "x", with_line("summary: >-\n  one\n  # two\nnotes: 'a # b'"))
    assert problems == ()


def test_what_a_file_cannot_hold_is_refused_when_normalised():
    item, _ = load("source", "x", SOURCE)
    assert normal(replace(item, title="  two\n words ")).title == "two words"
    with pytest.raises(ValueError, match="title"):
        normal(replace(item, title="  "))


def test_front_matter_as_plain_values():
    item, _ = load(
        "source",
        "x",
        with_line(
            "captured:\n  sha256: " + "ab" * 32 + "\n  at: 2026-11-14T10:32:00Z\n"
            "  address: file:report.pdf\n  media_type: application/pdf"
        ),
    )
    assert to_mapping(item) == {
        "title": "State of the digital file",
        "publishers": ["Inspectorate of Examples"],
        "kind": "inspection report",
        "published": "2016-04",
        "licence": "OGL-UK-3.0",
        "audience": "public",
        "captured": {
            "sha256": "ab" * 32,
            "at": "2026-11-14T10:32:00Z",
            "address": "file:report.pdf",
            "media_type": "application/pdf",
        },
    }
