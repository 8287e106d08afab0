from hypothesis import given
from hypothesis import strategies as st

from kb.documents.word_diff import DiffKind, DiffRun, likest_words, word_diff

TEXT = st.lists(st.sampled_from("a bb ccc dd e, f.".split()), max_size=12).map(" ".join)


def test_words_that_stayed_went_and_came() -> None:
    assert word_diff("Each force buys alone.", "Each force now buys together.") == (
        DiffRun(DiffKind.SAME, "Each force"),
        DiffRun(DiffKind.NEW, "now"),
        DiffRun(DiffKind.SAME, "buys"),
        DiffRun(DiffKind.GONE, "alone."),
        DiffRun(DiffKind.NEW, "together."),
    )


@given(TEXT, TEXT)
def test_both_texts_can_be_read_out_of_it(before: str, after: str) -> None:
    runs = word_diff(before, after)
    assert " ".join(run.words for run in runs if run.kind is not DiffKind.NEW).split() == before.split()
    assert " ".join(run.words for run in runs if run.kind is not DiffKind.GONE).split() == after.split()


def test_the_likest_words_are_whole_words_of_the_text() -> None:
    text = (
        "First comes something else altogether. Each force buys for itself, they say. And then more is said of courts."
    )
    assert likest_words("Each force buys for itself", text) == "Each force buys for itself,"
    assert likest_words("Each force bought for itself, they say.", text).startswith("Each force buys")
    assert likest_words("a long text that is longer", "short") == "short"


@given(TEXT, TEXT.filter(bool))
def test_the_likest_words_stand_in_the_text(words: str, text: str) -> None:
    found = likest_words(words, text)
    assert found
    assert f" {found} " in f" {text} "
