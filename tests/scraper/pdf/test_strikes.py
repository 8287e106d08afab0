"""Words with a line drawn through them are no words of the text; lines below words and round cells strike nothing."""

from reportlab.pdfbase.pdfmetrics import stringWidth

from pdf_in_process import read_here


def struck(p, words: str, height: float, x: float = 72) -> None:
    """Set a line of which the word in stars has a line drawn through it, so many ems above its foot."""
    before, word, after = words.split("*")
    p.canvas.setFont("Times-Roman", 11)
    p.canvas.drawString(x, p.y, before + word + after)
    start = x + stringWidth(before, "Times-Roman", 11)
    p.canvas.setLineWidth(0.6)
    p.canvas.line(start, p.y + height * 11, start + stringWidth(word, "Times-Roman", 11), p.y + height * 11)
    p.y -= 16


def test_a_word_that_a_line_is_drawn_through_is_left_out_and_that_is_said(paper, filler) -> None:
    p = paper().text(filler())
    struck(p, "The target is *four years and was * six years for all forces.", 0.26)
    extract = read_here(p.text(filler()).bytes())
    assert any(b.text == "The target is six years for all forces." for b in extract.blocks)
    assert extract.doubts == ("struck words left out, page 1",)
    assert extract.completeness.startswith("100.0%")


def test_a_line_below_a_word_strikes_nothing(paper, filler) -> None:
    p = paper().text(filler())
    struck(p, "The target is *four years* for all forces.", -0.12)
    struck(p, "The target is *four years* for all regions.", 0.9)
    extract = read_here(p.text(filler()).bytes())
    text = " ".join(b.text for b in extract.blocks)
    assert "The target is four years for all forces." in text
    assert "The target is four years for all regions." in text
    assert not extract.doubts


def test_a_line_that_runs_on_past_the_words_strikes_nothing(paper, filler) -> None:
    p = paper().text(filler())
    p.canvas.line(60, p.y + 3, 540, p.y + 3)
    extract = read_here(p.lines("Fill in your name").text(filler()).bytes())
    assert any("Fill in your name" in b.text for b in extract.blocks)
