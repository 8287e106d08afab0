"""Words broken at line ends: the document knows best which hyphens are its own."""

import pytest

from pdf_in_process import read_here
from scraper.pdf import marks
from scraper.pdf.words import PdfWords


@pytest.mark.parametrize(
    ("known", "lines", "joined"),
    [
        ("", ("the pro-", "curement of it"), "the procurement of it"),
        ("re-keyed by hand", ("it was re-", "keyed"), "it was re-keyed"),
        ("ecosystems", ("marine eco-", "systems."), "marine ecosystems."),
        ("a body-worn camera", ("the body-", "worn one"), "the body-worn one"),
        ("stop and search", ("to stop-", "search"), "to stop-search"),
        ("", ("a non-", "departmental body"), "a non-departmental body"),
        ("", ("the Anglo-", "Saxon way"), "the Anglo-Saxon way"),
        ("", ("session 2015–", "16 and"), "session 2015–16 and"),
        ("", ("www.example.org/", "a/path"), "www.example.org/a/path"),
        ("", ("a pause -", "or two"), "a pause - or two"),
        ("", ("he paused –", "and went"), "he paused – and went"),
        ("", ("inter\u00ad", "operable"), "interoperable"),
        ("", ("one line", "and another"), "one line and another"),
    ],
)
def test_joined(known: str, lines: tuple[str, ...], joined: str) -> None:
    assert PdfWords([known, *lines]).join(lines) == joined


def test_a_word_that_runs_over_the_page_stays_whole_before_the_mark() -> None:
    words = PdfWords([])
    text = words.add("they pro-", "cured it", marks.page("7"))
    assert marks.to_markdown(text, ()) == "they procured <!-- page 7 --> it"


def test_in_a_pdf_too(paper) -> None:
    p = paper().lines(
        "The interoperability of systems was praised by those who had bought the self-same inter-",
        "operability from three sellers, and re-keying was found in each of them by the police-",
        "led company.",
    )
    (paragraph,) = (b.text for b in read_here(p.bytes()).blocks if b.kind == "paragraph")
    assert "self-same interoperability from" in paragraph
