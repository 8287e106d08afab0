from hypothesis import given
from hypothesis import strategies as st

from kb.documents.citations.quoting import AROUND, Quote, quote_of

TEXT = "The systems do not talk to each other. Forces\nbuy alone, and the systems do not talk to each other."
_TEXTS = st.text(alphabet="ab .\n", min_size=1, max_size=120)


def test_without_words_the_quote_is_the_passage() -> None:
    assert quote_of(TEXT) == Quote(TEXT)
    assert quote_of(TEXT, " \n ") == Quote(TEXT)


def test_words_are_found_across_lines_and_come_back_as_they_stand() -> None:
    assert quote_of(TEXT, "Forces buy  alone") == Quote(
        "Forces\nbuy alone", prefix="do not talk to each other. ", suffix=", and the systems do not talk to"
    )


def test_words_that_do_not_stand_there_are_not_found() -> None:
    assert quote_of(TEXT, "forces buy together") is None
    assert quote_of(TEXT, "Forces.buy") is None


def test_what_was_before_decides_between_repeats() -> None:
    first = quote_of(TEXT, "do not talk")
    second = quote_of(TEXT, "do not talk", before="buy alone, and the systems ")
    assert first is not None
    assert second is not None
    assert (first.prefix, second.prefix) == ("The systems ", "buy alone, and the systems ")


@given(_TEXTS, st.data())
def test_any_stretch_is_found_again_where_it_was(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    words = text[start:end]
    quote = quote_of(text, words, before=text[:start])
    assert quote is not None
    assert quote.exact.split() == (words.split() or text.split())
    assert quote.prefix + quote.exact + quote.suffix in text
    assert max(len(quote.prefix), len(quote.suffix)) <= AROUND
