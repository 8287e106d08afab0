"""Common phrases: what is suggested while typing, and that it is counted among what the reader may see."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.domain.audience import Audience
from kb.domain.query.stop_words import EMPTY_WORDS
from kb.index.presentation import SEVERAL

SAID = (
    "The criminal justice system is slow, and value for money is not shown.",
    "In the criminal justice system nobody looks at value for money.",
    "A criminal justice system without standards gives no value for money.",
)


@pytest.fixture
def said(make_library, doc):
    """Two phrases that three public documents say, one of two documents, and one of staff alone."""
    library = make_library()
    library.put(*(doc(f"public-{n}", "One", text) for n, text in enumerate(SAID)))
    library.put(*(doc(f"few-{n}", "Two", f"Airwave handsets {n}.") for n in range(2)))
    texts = (f"Zanzibar contract talks {n}; criminal justice system." for n in range(3))
    library.put(*(doc(f"staff-{n}", "Staff", text, audience=Audience.STAFF) for n, text in enumerate(texts)))
    library.sync()
    return library


def phrases(library, typed, audience=Audience.PUBLIC, most=8):
    return [(one.text, one.documents) for one in library.index.suggest(typed, audience, most)]


def test_phrases_go_on_from_what_is_typed_wherever_it_stands_in_them(said):
    for typed in ("c", "Crim", "criminal", "criminal ", "criminal justice s", "just", "SYS"):
        assert phrases(said, typed) == [("criminal justice system", 3)], typed
    assert phrases(said, "value for") == [("value for money", 3)]
    assert phrases(said, "criminal justice system") == []  # there is nothing to add
    assert phrases(said, "criminal justice sys ") == []  # a space ends the word


def test_what_few_documents_say_is_not_common(said, doc):
    assert phrases(said, "airwave") == []
    said.put(doc("few-2", "Two", "Airwave handsets 2."))
    said.sync()
    assert phrases(said, "airwave") == [("airwave handsets", 3)]


def test_others_documents_neither_give_phrases_nor_count(said):
    assert phrases(said, "zanz") == []
    assert phrases(said, "zanz", Audience.MEMBERS) == []
    assert phrases(said, "zanz", Audience.STAFF) == [("zanzibar contract talks", 3)]
    assert phrases(said, "criminal", Audience.STAFF) == [("criminal justice system", 6)]


def test_what_was_taken_off_is_forgotten_although_its_segment_stays(said, doc):
    assert phrases(said, "crim") == [("criminal justice system", 3)]
    said.put(doc("public-0", "One", SAID[0], audience=Audience.STAFF))
    said.sync()
    assert phrases(said, "crim") == []
    assert phrases(said, "crim", Audience.STAFF) == [("criminal justice system", 6)]


def test_nothing_is_suggested_for_nothing_or_for_words_that_say_nothing(said):
    for typed in ("", " ", "((", "for ", "the ", "x" * 300, "criminal " * 40):
        assert phrases(said, typed) == [], typed
    assert len(phrases(said, "v", Audience.STAFF, most=1)) == 1


def test_joined_words_are_said_in_their_parts(make_library, doc):
    library = make_library()
    library.put(*(doc(f"one-{n}", "One", f"Body-worn video {n}.") for n in range(3)))
    library.sync()
    assert phrases(library, "body") == [("body worn video", 3)]


def test_of_a_word_joined_to_a_letter_what_is_said_is_what_is_written(make_library, doc):
    library = make_library()
    library.put(*(doc(f"one-{n}", "One", f"Buying on G-Cloud frameworks by e-mail only, {n}.") for n in range(3)))
    library.sync()
    assert phrases(library, "buy") == []
    assert phrases(library, "cloud") == [("cloud frameworks", 3)]
    assert phrases(library, "gcloud") == phrases(library, "email") == []


WORDS = st.sampled_from(("police", "forces", "of", "the", "money", "open", "it", "G-Cloud", "2016", "a"))
TEXTS = st.lists(WORDS, min_size=1, max_size=8).map(" ".join)
DOCUMENTS = st.lists(st.tuples(st.lists(TEXTS, min_size=1, max_size=2), st.sampled_from(Audience)), max_size=12)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=DOCUMENTS, second=DOCUMENTS, audience=st.sampled_from(Audience), typed=WORDS | st.text(max_size=3))
def test_every_phrase_is_in_as_many_visible_documents_as_it_says(
    make_library, doc, tmp_path_factory, first, second, audience, typed
):
    """Also after a sync that replaced some documents and left others in their old segment."""
    library = make_library(str(tmp_path_factory.mktemp("law") / "index"))
    for documents in (first, second):
        library.put(*(doc(f"d-{n}", "T", *texts, audience=own) for n, (texts, own) in enumerate(documents)))
        library.sync()
        phrases(library, typed, audience)  # what is kept from the first time must not be told the second
    visible = [item for item in library.items.values() if audience.sees(item.document.audience)]
    texts = [[f" {re.sub('[^a-z0-9]', ' ', p.text.lower())} " for p in item.passages] for item in visible]
    for text, documents in phrases(library, typed, audience):
        words = text.split()
        assert 2 <= len(words) <= 4
        assert not {words[0], words[-1]} & EMPTY_WORDS
        assert documents == sum(any(f" {text} " in passage for passage in own) for own in texts) >= SEVERAL
