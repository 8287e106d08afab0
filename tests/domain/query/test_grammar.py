"""What each form means, one fact a test."""

import pytest

from kb.domain.query.grammar import GRAMMAR, MAX_CLAUSES, MAX_DEPTH, MAX_LENGTH, Rule, parse, show
from kb.domain.query.search_query import QueryProblemKind as Kind
from kb.domain.query.tree import All, Any, FieldQuery, Fuzzy, Not, Phrase, Prefix, Query, Range, Wild, Word


def read(text: str) -> tuple[object, ...]:
    parsed = parse(text)
    assert parsed.problems == ()
    return parsed.query.clauses


@pytest.mark.parametrize("rule", GRAMMAR, ids=lambda rule: rule.id)
def test_every_example_of_the_help_page_reads_cleanly(rule: Rule) -> None:
    assert read(rule.example)
    assert parse(show(parse(rule.example).query)).query == parse(rule.example).query


@pytest.mark.parametrize(
    "text", ["R&D", "G-Cloud", "C&AG", "2,000", "e-mail", "may", "IT", "2016-17", "don't", "AND-ing"]
)
def test_words_of_this_field_stay_whole(text: str) -> None:
    assert read(text) == (Word(text),)


def test_punctuation_round_a_word_is_not_of_it() -> None:
    assert read("what? police, (systems).") == (Word("what"), Word("police"), Word("systems"))


def test_small_operators_are_words() -> None:
    assert read("not for publication and more") == tuple(Word(w) for w in "not for publication and more".split())


def test_or_binds_its_neighbours() -> None:
    assert read("a b OR c d") == (Word("a"), Any((Word("b"), Word("c"))), Word("d"))


def test_and_binds_before_or() -> None:
    assert read("a AND b OR c") == (Any((All((Word("a"), Word("b"))), Word("c"))),)


def test_brackets_hold_together() -> None:
    assert read("a AND (b OR c)") == (All((Word("a"), Any((Word("b"), Word("c"))))),)


def test_brackets_side_by_side_mean_nothing_strict() -> None:
    assert read("TSS (Time Sharing System), a") == tuple(Word(w) for w in "TSS Time Sharing System a".split())


def test_a_hyphen_excludes_only_before_a_word() -> None:
    assert read("a -b") == (Word("a"), Not(Word("b")))
    assert read("2016 - 17") == (Word("2016"), Word("17"))
    assert read("a --b") == (Word("a"), Word("b"))
    assert read('a -"b c" -title:d') == (Word("a"), Not(Phrase("b c")), Not(FieldQuery("title", Word("d"))))


def test_not_not_is_nothing() -> None:
    assert read("NOT NOT x") == (Word("x"),)
    assert read("a NOT -NOT b") == (Word("a"), Not(Word("b")))


def test_marks_inside_and_after_words() -> None:
    assert read("interop* organi?ation wh*t word~ word~2") == (
        Prefix("interop"),
        Wild("organi?ation"),
        Wild("wh*t"),
        Fuzzy("word", 1),
        Fuzzy("word", 2),
    )


def test_phrases_with_any_quotation_marks() -> None:
    assert read('“digital  case file” "near words"~5') == (Phrase("digital case file"), Phrase("near words", 5))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("year:2016", Range("year", "2016", "2016")),
        ("year:2013..2016", Range("year", "2013", "2016")),
        ("year:2013..", Range("year", "2013", "")),
        ("year:..2016", Range("year", "", "2016")),
        ("published:>=2016-04", Range("published", "2016-04", "")),
        ("published:>2016-04", Range("published", "2016-04", "", low_open=True)),
        ("published:<2016-04-13", Range("published", "", "2016-04-13", high_open=True)),
        ('year:"2016"', Range("year", "2016", "2016")),
    ],
)
def test_ranges(text: str, expected: Range) -> None:
    assert read(text) == (expected,)
    assert read(show(Query((expected,)))) == (expected,)


def test_fields_take_words_phrases_and_brackets() -> None:
    assert read('ref:"HC 23" publisher:(HMIC OR NAO) title:digit*') == (
        FieldQuery("ref", Phrase("HC 23")),
        FieldQuery("publisher", Any((Word("HMIC"), Word("NAO")))),
        FieldQuery("title", Prefix("digit")),
    )


def test_a_backslash_makes_a_character_plain() -> None:
    assert read("\\AND \\-x a\\:b") == (Word("AND"), Word("-x"), Word("a:b"))


@pytest.mark.parametrize("text", ["http://example.org/a", "12:30", "Rec: 4"])
def test_colons_that_mean_no_field_are_let_be(text: str) -> None:
    assert parse(text).problems == ()


@pytest.mark.parametrize(
    ("text", "kind", "searched"),
    [
        ("(police", Kind.UNBALANCED_BRACKET, "police"),
        ("police)", Kind.UNBALANCED_BRACKET, "police"),
        ('police "case file', Kind.UNBALANCED_QUOTE, "police case file"),
        ("AND", Kind.MISSING_OPERAND, "\\AND"),
        ("a AND OR b", Kind.MISSING_OPERAND, "a OR b"),
        ("a OR", Kind.MISSING_OPERAND, "a"),
        ("year:abc", Kind.BAD_VALUE, "year\\:abc"),
        ("year:2016..2013", Kind.BAD_VALUE, "year:2013..2016"),
        ("published:2016-13", Kind.BAD_VALUE, "published\\:2016-13"),
        ("year:(2013 OR 2014)", Kind.BAD_VALUE, "2013 OR 2014"),
        ("nosuch:thing", Kind.UNKNOWN_FIELD, "nosuch\\:thing"),
        ("a*", Kind.BAD_VALUE, "a"),
        ("word~3", Kind.BAD_VALUE, "word~3"),
        ("[x TO", Kind.BAD_VALUE, "x TO"),
        ("{2013 TO 2016}", Kind.BAD_VALUE, "2013 TO 2016"),
        ("-a -b", Kind.ONLY_EXCLUDED, "-a -b"),
        ('"a b"~99', Kind.BAD_VALUE, '"a b"~50'),
    ],
)
def test_what_is_broken_is_searched_and_told(text: str, kind: Kind, searched: str) -> None:
    parsed = parse(text)
    assert [problem.kind for problem in parsed.problems] == [kind]
    assert parsed.query == parse(searched).query


def test_limits_are_told() -> None:
    assert [p.kind for p in parse("word " * 300).problems] == [Kind.TOO_MANY_CLAUSES]
    assert Kind.TOO_LONG in [p.kind for p in parse("x" * (MAX_LENGTH + 1)).problems]
    assert len(parse("word " * 300).query.clauses) == MAX_CLAUSES
    deep = "(" * (MAX_DEPTH + 1) + "a OR b" + ")" * (MAX_DEPTH + 1)
    assert [p.kind for p in parse(deep).problems] == [Kind.UNBALANCED_BRACKET]


@pytest.mark.parametrize("text", ["", "   ", "()", "-", "...", "😀", '""', "[ ]", "?", "\\"])
def test_nothing_to_search_is_an_empty_query(text: str) -> None:
    assert parse(text).query == Query(())


def test_an_operator_alone_is_told_to_be_searched_as_a_word() -> None:
    assert "was searched as a word" in parse("AND").problems[0].words
    assert "was left out" in parse("police AND").problems[0].words


def test_operators_are_words_where_all_is_typed_in_capitals() -> None:
    shouted = parse("MEASUREMENT AND GAIN")
    assert [node.text for node in shouted.query.clauses if isinstance(node, Word)] == ["MEASUREMENT", "AND", "GAIN"]
    assert [problem.words for problem in shouted.problems] == [
        "All of this is in capitals, so “AND”, “OR” and “NOT” were searched as words."
    ]
    for text in ("PNC OR PND", "HMICFRS AND CPS", "procurement AND CPS", "PROCUREMENT AND esn", "PROCUREMENT -ESN"):
        assert not parse(text).problems, text
        assert not isinstance(parse(text).query.clauses[-1], Word), text
