import re

import Stemmer
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kb.domain.query.tree import Phrase, Prefix, Word
from kb.index.analysis import fold, forms_of
from kb.index.marks import Marker, letters

WORDS = (
    "compute",
    "computing",
    "computers",
    "comp",
    "police",
    "policing",
    "a",
    "it",
    "the",
    "caf\u00e9s",
    "sky",
    "skies",
)
TEXTS = st.lists(st.sampled_from((*WORDS, "Caf\u00e9", "THE", "x", "2", "_")), max_size=12).flatmap(
    lambda words: st.lists(
        st.sampled_from((" ", "-", "\u2014", "", "\u2019", "_")), min_size=len(words), max_size=len(words)
    ).map(lambda gaps: "".join(word + gap for word, gap in zip(words, gaps, strict=True)))
)


@given(st.text(max_size=60))
@example("\u13a0\u0130\ufb01A\u2019")
def test_letters_are_folded_one_by_one(text: str) -> None:
    if text.isascii():
        assert letters(text) == text.lower()
    else:
        assert letters(text) == "".join((fold(letter) or " ")[0] for letter in text)
    assert len(letters(text)) == len(text)


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4), TEXTS)
@settings(max_examples=200, deadline=None)
def test_exactly_the_words_looked_for_are_marked(words: list[str], text: str) -> None:
    forms = [forms for word in words if (forms := forms_of(word))]
    exact, stems = {word for one in forms for word in one.exact}, {one.stem for one in forms if one.stem}
    stemmer = Stemmer.Stemmer("english", 0)
    found = re.finditer(r"[^\W_]+", letters(text))
    wanted = [one.span() for one in found if one[0] in exact or stemmer.stemWord(one[0]) in stems]
    assert [(start, end) for start, end, _ in Marker.of(map(Word, words)).spans(text)] == wanted


def test_phrases_and_beginnings_are_marked_before_their_words() -> None:
    marker = Marker.of([Word("computing"), Phrase("computing police")])
    assert [text[0:2] for text in marker.spans("computing police, computed")] == [(0, 16), (18, 26)]
    assert [one[:2] for one in Marker.of([Word("computing"), Prefix("comp")]).spans("computing computed")] == [
        (0, 9),
        (10, 18),
    ]
