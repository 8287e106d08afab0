"""The law of marks: whatever is found is marked in what is shown."""

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kb.domain.query.results import SearchResult
from kb.domain.query.search_query import Filters
from kb.domain.query.tree import Fuzzy, Phrase, Prefix, Wild, Word
from kb.index.highlighting import WINDOW, Highlighter
from kb.index.query.analysis import CHUNK, chunk_of, forms_of, parts_of, stem_of

FAMILIES = (
    ("wellbeing", "well-being", "well\u2010being", "Well-Being"),
    ("OBrien", "O'Brien", "O\u2019Brien", "O\u2019Brien\u2019s", "O\u02bcBrien"),
    ("3000", "3,000", "3\u00a0000", "3\u202f000", "3,000\u00b2", "\u00a33,000"),
    ("1234567", "1,234,567"),
    ("£49m", "49m", "£49M", "£49mn", "£49 million", "£49million", "49 million"),
    ("£2.5bn", "£2.5 billion", "2.5billion", "£2.5BN"),
    ("£1,200k", "£1200k", "£1,200 thousand"),
    ("stra\u00dfe", "Strasse"),
    ("files", "\ufb01les", "file", "\ufb01le\u00b3"),
    ("PCC", "PCCs", "P.C.C.s", "P.C.C.", "PCC\u2019s"),
    ("HMIC", "H.M.I.C.", "h.m.i.c.", "HMIC\u00b2", "H.M.I.C.\u2019s"),
    ("UK", "U.K.", "U.K"),
    ("figures", "figures\u00b2", "figure\u1d43", "figures\u2079\u207a"),
    ("CO2", "CO\u2082"),
    ("1st", "1\u02e2\u1d57"),
    ("2016-17", "2016\u201317", "2016\u201117", "2016\u221217"),
    ("coordinate", "co-ordinate", "co\u00f6rdinate", "coo\u0308rdinate", "co\u2013ordinate"),
    ("procurement", "pro\u00adcurement", "procure\u200bment"),
    ("die", "dying"),
    ("sky", "skies"),
    ("\u13a0\u13a1", "\uab70\uab71"),
    ("istanbul", "\u0130stanbul"),
    ("caf\u00e9", "cafe\u0301", "cafes"),
    ("\u00bd", "1/2"),
    ("G-Cloud", "GCloud", "g\u2011cloud"),
)
"""Words of one family mean the same, and each finds the others."""

TYPED = [(typed, other) for family in FAMILIES for typed in family for other in family]
LONG = "The board met in the spring and looked at contracts, radios, cars and buildings. " * 6


def _marked(result: SearchResult) -> list[tuple[str, list[str]]]:
    hits = [hit for group in result.groups for hit in group.hits]
    return [(hit.text, [hit.snippet.text[one.start : one.end] for one in hit.snippet.marks]) for hit in hits]


@pytest.fixture(scope="module")
def families(empty_library_of_module, doc):
    library = empty_library_of_module
    words = enumerate(word for family in FAMILIES for word in family)
    library.put(*(doc(f"d{n}", "A trial", f"{LONG}At the end it spoke of {word} there.") for n, word in words))
    library.sync()
    return library


@pytest.mark.parametrize(("typed", "other"), TYPED, ids=ascii)
def test_words_that_mean_the_same_find_each_other_and_are_marked_in_the_window(families, typed, other):
    wanted = f"{LONG}At the end it spoke of {other} there."
    marks = [own for text, own in _marked(families.search(typed, size=100)) if text == wanted]
    assert marks
    assert marks[0]


def test_an_abbreviation_with_dots_does_not_find_the_pronoun(make_library, doc):
    library = make_library()
    library.put(doc("a", "A trial", "The I.T. is old.", "The pronoun: it is.", "The IT is new.", "The i.t. is it."))
    library.sync()
    for typed in ("I.T.", "i.t.", "IT", "the I.T.", "THE I.T. IS"):
        found = _marked(library.search(typed, filters=Filters(source=("a",))))
        assert {"The I.T. is old.", "The IT is new.", "The i.t. is it."} <= {text for text, _ in found}
    assert [text for text, _ in _marked(library.search("I.T."))].count("The pronoun: it is.") == 0
    assert dict(_marked(library.search("I.T.")))["The i.t. is it."] == ["i.t"]


WORDS = "police policing IT it well being e mail PCC s 2 000 2016 17".split()
SIGNS = ["\u00b2", "\u00df", "\u0130", "\u13a0", "\ufb01", "\u0308", "\u00ad", "\u2013", "\u2019", "\u00a0"]
PIECES = st.sampled_from([*WORDS, *SIGNS, *"-'.,&/_ "])
TEXTS = st.one_of(st.lists(PIECES, max_size=14).map("".join), st.text(max_size=30))


def _terms(text: str) -> set[str]:
    return {term for match in CHUNK.finditer(text) for term, _ in chunk_of(match[0]).terms}


@given(typed=TEXTS, text=TEXTS)
@example(typed="IT", text="IT, it")
@example(typed="lie", text="lying")
@example(typed="a", text="as a_b")
@example(typed="PCC", text="PCCs")
@example(typed="x" * 70, text="x" * 71)
@settings(max_examples=400, deadline=None)
def test_what_the_terms_find_is_marked_and_nothing_else(typed: str, text: str) -> None:
    forms = forms_of(typed)
    if forms is None:
        assert Highlighter.of([Word(typed)]).spans(text) == []
        return
    terms = _terms(text)
    stems = {stem for term in terms if (stem := stem_of(term))}
    found = bool(terms & {*forms.exact, forms.capitals}) or bool(forms.stem and forms.stem in stems)
    if forms.parts:
        found = found or bool(Highlighter.of([Phrase(forms.typed)]).spans(text))
    assert bool(Highlighter.of([Word(typed)]).spans(text)) is found


@given(text=TEXTS, nodes=st.lists(st.builds(Word, PIECES) | st.builds(Phrase, TEXTS) | st.builds(Prefix, PIECES)))
@settings(max_examples=200, deadline=None)
def test_marks_are_in_order_apart_and_within_the_text(text: str, nodes) -> None:
    marks = Highlighter.of(nodes).spans(text)
    assert all(0 <= lo < hi <= len(text) for lo, hi, _ in marks)
    assert all(one[1] <= other[0] for one, other in pairwise(marks))


def _queries(text: str):
    chunks = CHUNK.findall(text) or ["police"]
    word = st.sampled_from(chunks)
    plain = word.filter(str.isalpha)
    phrase = st.tuples(st.integers(0, len(chunks)), st.integers(1, 4)).map(
        lambda at: f'"{" ".join(chunks[at[0] : at[0] + at[1]] or chunks[:1])}"'
    )
    return st.one_of(word, word.map(str.upper), word.map(str.lower), phrase, plain.map(lambda own: f"{own[:3]}*"))


@given(data=st.data(), texts=st.lists(TEXTS.filter(str.strip), min_size=1, max_size=4))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_found_is_marked(make_library, doc, tmp_path_factory, data, texts) -> None:
    library = make_library(str(tmp_path_factory.mktemp("marked") / "index"))
    library.put(doc("a", "A trial", *(f"{LONG if n % 2 else ''}{text}" for n, text in enumerate(texts))))
    library.sync()
    typed = data.draw(_queries(data.draw(st.sampled_from(texts))))
    for text, marks in _marked(library.search(typed, filters=Filters(source=("a",)))):
        assert marks or text == "A trial" or "findings" in typed.lower(), (typed, text)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("£25m", "£2.5m"),
        ("£2.5m", "£25m"),
        ("£5m", "£2.5m"),
        ("£5 million", "£2.5 million"),
        ("£2m", "£2.5m"),
        ("12", "4.12"),
        ("412", "4.12"),
        ("4.12", "412"),
        ("201617", "2016-17"),
    ],
)
def test_one_figure_is_never_taken_for_another(make_library, doc, typed: str, written: str) -> None:
    library = make_library()
    library.put(doc("a", "A trial", f"It came to {written} in the end."))
    library.sync()
    marks = [mark for _, own in _marked(library.search(typed)) for mark in own]
    assert not any(any(map(str.isdigit, mark)) for mark in marks), marks


def test_a_shortened_amount_is_one_figure_and_not_two_words(make_library, doc) -> None:
    library = make_library()
    library.put(
        doc("a", "A trial", "Of 49 forces, 1.3 million searches were made."), doc("b", "B", "It cost £49 million.")
    )
    library.sync()
    assert [group.source for group in library.search("cost £49m").groups] == ["b"]
    assert [group.source for group in library.search("49 million").groups] == ["b", "a"]


def test_a_phrase_with_decimals_is_marked() -> None:
    assert [one[:2] for one in Highlighter.of([Phrase("2.5 billion")]).spans("in all 2.5 billion pounds")] == [(7, 18)]


def test_phrases_and_beginnings_are_marked_as_one_with_their_words() -> None:
    highlighter = Highlighter.of([Word("computing"), Phrase("computing police")])
    assert [one[:2] for one in highlighter.spans("computing police, computed")] == [(0, 16), (18, 26)]
    assert [one[:2] for one in Highlighter.of([Word("computing"), Prefix("comp")]).spans("computing computed")] == [
        (0, 9),
        (10, 18),
    ]
    assert Highlighter.of([Phrase("g cloud 9")]).spans("On G-Cloud 9, not G-Cloud 10")[0][:2] == (3, 12)
    assert [one[:2] for one in Highlighter.of([Wild("w*ing"), Fuzzy("polise", 1)]).spans("well-being police")] == [
        (0, 10),
        (11, 17),
    ]


def test_a_mark_longer_than_the_window_is_cut_and_not_lost() -> None:
    address = "/".join(["police"] * 100)
    snippet = Highlighter.of([Word("police")]).snippet(f"{LONG}{address}")
    assert snippet.marks
    assert all(0 <= one.start < one.end <= WINDOW for one in snippet.marks)


def test_every_letter_whose_case_is_odd_is_found_and_marked(make_library, doc) -> None:
    odd = [
        c
        for c in map(chr, range(0x110000))
        if c.isalnum() and (len(c.lower()) != 1 or len(c.casefold()) != 1 or c.casefold() != c.lower())
    ]
    library = make_library()
    library.put(*(doc(f"d{n}", "A trial", f"so {c}x and {c} end") for n, c in enumerate(odd)))
    library.sync()
    for number, c in enumerate(odd):
        own = Filters(source=(f"d{number}",))
        for typed in (c, c.lower(), f"{c}x", f'"{c}x and"', f"{c}x*"):
            assert _marked(library.search(typed, filters=own)), (number, typed)
        for typed in (c, c.lower(), c.upper(), f"{c}x", f"{c}~"):
            assert all(marks for _, marks in _marked(library.search(typed))), typed


def test_parts_and_positions_agree() -> None:
    for text in ("G-Cloud 9", "H.M.I.C. and O\u2019Brien", "3,000 or 5\u00bd"):
        chunks = [chunk_of(match[0]) for match in CHUNK.finditer(text)]
        assert len(parts_of(text)) == sum(chunk.width for chunk in chunks)
