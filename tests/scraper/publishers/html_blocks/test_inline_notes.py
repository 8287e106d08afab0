"""Footnotes that a page writes into the sentence, each in the making of another site."""

import pytest

from kb.documents.markdown import dialect as form
from scraper.html.blocks import blocks_of_html

NOTE = "The counter was told of it by letter."
SENTENCE = "The hall was closed[^1] in the spring."


def markdown(html: str) -> str:
    return form.write(blocks_of_html(html)).strip()


@pytest.mark.parametrize(
    "html",
    [
        f"<p>The hall was closed<span class='footnote'>{NOTE}</span> in the spring.</p>",
        f"<p>The hall was closed<sup>1</sup><span class='footnote-text'>{NOTE}</span> in the spring.</p>",
        f"<p>The hall was closed<label for='s1' class='margin-toggle sidenote-number'></label>"
        f"<input type='checkbox' id='s1'><span class='sidenote'>{NOTE}</span> in the spring.</p>",
        f"<p>The hall was closed<sup class='modern-footnotes-footnote'><a href='javascript:;'>1</a></sup>"
        f"<span class='modern-footnotes-footnote__note'>{NOTE}</span> in the spring.</p>",
        f"<p>The hall was closed<small class='sidenote'><sup>1</sup> {NOTE}</small> in the spring.</p>",
        f"<p>The hall was closed<details class='footnote'><summary>1</summary>{NOTE}</details> in the spring.</p>",
        f"<p>The hall was closed<sup title='{NOTE}'>1</sup> in the spring.</p>",
        f"<p>The hall was closed<a class='footnote' href='#' data-footnote='{NOTE}'>1</a> in the spring.</p>",
        f"<p>The hall was closed [Footnote 1: {NOTE}] in the spring.</p>",
    ],
)
def test_a_note_within_a_sentence_is_set_apart(html: str) -> None:
    assert markdown(html) == f"{SENTENCE}\n\n[^1]: {NOTE}"


def test_several_notes_of_a_paragraph_and_of_a_list_keep_their_order() -> None:
    html = (
        "<p>One<span class='footnote'>The first note of all.</span> and two<span class='footnote'>The second note of"
        " all.</span>.</p><ul><li>Three<span class='footnote'>The third note of all.</span></li><li>Four</li></ul>"
    )
    assert markdown(html) == (
        "One[^1] and two[^2].\n\n[^1]: The first note of all.\n\n[^2]: The second note of all.\n\n"
        "- Three[^3]\n\n- Four\n\n[^3]: The third note of all."
    )


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p class='footnote'>1. A note in a box of its own.</p>", "[^1]: A note in a box of its own."),
        ("<p><span class='footnote'>Every word of this is one.</span></p>", "Every word of this is one."),
        ("<p>They met on the 4<sup title='fourth of May'>th</sup> of May.</p>", "They met on the 4th of May."),
        (
            "<p>The <a title='The whole report, as a page' href='https://x.org/'>report</a>.</p>",
            "The [report](https://x.org/).",
        ),
    ],
)
def test_what_is_no_note_within_a_sentence_stays(html: str, expected: str) -> None:
    assert markdown(html) == expected
