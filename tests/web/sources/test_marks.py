import html
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from kb.domain.query.results import Snippet, Span
from kb.web.sources.marks import forms_found, mark_words, marked_snippet, words_of


def test_a_snippet_is_words_with_marks() -> None:
    snippet = Snippet("a <b> & c", (Span(2, 5),), cut_before=True, cut_after=True)
    assert marked_snippet(snippet) == (("… ", False), ("a ", False), ("<b>", True), (" & c", False), (" …", False))


def test_words_are_marked_outside_of_tags_and_references() -> None:
    markup = '<p>Police &amp; <a href="#police">police</a> policed</p>'
    assert mark_words(markup, frozenset({"police", "amp"})) == (
        '<p><mark>Police</mark> &amp; <a href="#police"><mark>police</mark></a> policed</p>'
    )


def test_the_forms_found_are_the_words_under_the_marks() -> None:
    assert forms_found([Snippet("The Systems talk", (Span(4, 11), Span(12, 16)))]) == {"systems", "talk"}


@given(st.text(st.sampled_from(list("ab<>&;'\" .-é")), max_size=40))
@settings(max_examples=200, deadline=None)
def test_marking_changes_no_words(text: str) -> None:
    marked = mark_words(html.escape(text, quote=False), words_of(text))
    assert html.unescape(re.sub("</?mark>", "", marked)) == html.unescape(html.escape(text, quote=False))
