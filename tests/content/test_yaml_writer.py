"""The canonical form as people see it."""

import yaml

from kb.content.yaml.writer import WIDTH, emit

LONG = " ".join(["some rather long words to fold"] * 8)


def test_short_values_stand_on_their_line_and_what_yaml_would_guess_is_quoted():
    fields = {
        "a": "plain words, all of them",
        "b": "no",
        "c": "2016-04",
        "d": "x: y",
        "e": "it's 'so': x",
        "f": 5,
        "g": True,
    }
    assert emit(fields) == (
        "a: plain words, all of them\nb: 'no'\nc: '2016-04'\nd: 'x: y'\ne: \"it's 'so': x\"\nf: 5\ng: true\n"
    )


def test_lists_are_indented_and_tables_begin_at_their_hyphen():
    assert emit({"a": ["x", "z"], "b": [{"c": "1", "d": "e"}]}) == ("a:\n  - x\n  - z\nb:\n  - c: '1'\n    d: e\n")


def test_long_text_is_folded_and_no_line_is_too_wide():
    text = emit({"a": [{"summary": LONG}], "b": LONG})
    assert max(len(line) for line in text.splitlines()) <= WIDTH
    assert text.startswith("a:\n  - summary: >-\n      some")
    assert yaml.safe_load(text) == {"a": [{"summary": LONG}], "b": LONG}


def test_paragraphs_are_told_apart_in_folded_and_in_literal_text():
    both = {"folded": f"{LONG}\n\n{LONG}\nend", "literal": "one\n\ntwo\n"}
    text = emit(both)
    assert "folded: >-\n" in text
    assert "literal: |\n  one\n\n  two\n" in text
    assert yaml.safe_load(text) == both


def test_long_words_such_as_addresses_stay_on_one_line():
    address = "https://example.org/" + "a" * 200
    assert emit({"address": address}) == f"address: {address}\n"


def test_nothing_is_written_for_no_fields():
    assert emit({}) == ""
