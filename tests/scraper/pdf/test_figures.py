"""Charts: caption and source are text, what stands inside is not, and that is said."""

from kb.documents.markdown.dialect import write
from kb.domain.source.block import BlockKind
from pdf_in_process import read_here


def chart(p, caption: str, source: str) -> None:
    """Draw a chart of bars: its caption, the figures of an axis, names below the bars, the source."""
    p.lines(caption, font="Times-Bold", after=6)
    bars(p)
    p.lines(source, size=8)


def bars(p) -> None:
    bottom = p.y - 120
    for n in range(6):
        p.canvas.setFont("Helvetica", 7)
        p.canvas.drawString(80, bottom + 20 * n, f"{n * 100}")
        p.canvas.line(100, bottom + 20 * n, 400, bottom + 20 * n)
    for n, name in enumerate(("North", "South", "East", "West")):
        p.canvas.rect(120 + 70 * n, bottom, 30, 40 + 12 * n, fill=1)
        p.canvas.drawString(120 + 70 * n, bottom - 12, name)
    p.y = bottom - 32


def test_labels_inside_a_chart_are_no_text_and_its_caption_and_source_are(paper, filler) -> None:
    p = paper()
    told: list[str] = []
    for n in (1, 2, 3):
        told += [filler(), filler()]
        p.page(foot=str(n + 4)).text(told[-2])
        chart(p, f"Figure {n}: Counters that were closed, by region", "Source: the counters of the regions")
        p.text(told[-1]).turn()
    extract = read_here(p.bytes())
    written = write(extract.blocks)
    assert [b.text for b in extract.blocks if b.kind is BlockKind.PARAGRAPH and b.text.startswith("In case")] == told
    assert all(f"Figure {n}: Counters that were closed, by region" in written for n in (1, 2, 3))
    assert written.count("Source: the counters of the regions") == 3
    assert "300" not in written
    assert "North" not in written
    assert extract.doubts == ("labels inside figures left out, pages 5–7",)
    assert extract.completeness.startswith("100.0%")


def test_a_caption_below_its_chart(paper, filler) -> None:
    p = paper()
    told: list[str] = []
    for n in (1, 2, 3):
        told += [filler(), filler()]
        p.page(foot=str(n + 4)).text(told[-2])
        bars(p)
        p.lines(f"Figure {n}: Counters that were closed, by region", font="Times-Bold", after=6).text(told[-1]).turn()
    extract = read_here(p.bytes())
    written = write(extract.blocks)
    assert [b.text for b in extract.blocks if b.kind is BlockKind.PARAGRAPH and b.text.startswith("In case")] == told
    assert all(f"Figure {n}: Counters that were closed, by region" in written for n in (1, 2, 3))
    assert "300" not in written
    assert "North" not in written
    assert extract.doubts == ("labels inside figures left out, pages 5–7",)


def test_short_lines_above_a_caption_without_a_drawing_stay(paper, filler) -> None:
    p = paper().text(filler()).lines("North 12", "South 7").lines("Figure 1: Counters by region", font="Times-Bold")
    written = write(read_here(p.text(filler()).bytes()).blocks)
    assert "North 12" in written
    assert "South 7" in written


def test_text_with_footnote_marks_between_drawings_and_a_caption_stays(paper, filler) -> None:
    p = paper().text(filler())
    p.text("They opened the counter.^1^ They closed it again.^2^ Then nobody came to it any more.^3^ That was all.^4^")
    for n in range(4):
        p.canvas.line(72, p.y + 10 * n, 400, p.y + 10 * n)
    p.lines("Figure 1: Counters that were closed", font="Times-Bold")
    p.notes(("1", "A."), ("2", "B."), ("3", "C."), ("4", "D."))
    written = write(read_here(p.bytes()).blocks)
    assert "Then nobody came to it any more." in written
    assert "That was all." in written


def test_a_table_below_the_caption_of_a_figure_stays(paper, filler) -> None:
    p = paper().text(filler()).lines("Figure 1: Counters by region", font="Times-Bold", after=6)
    p.canvas.setFont("Helvetica", 9)
    for row in (("Region", "Open", "Closed"), ("North", "12", "4"), ("South", "7", "9"), ("East", "3", "1")):
        p.canvas.line(72, p.y - 4, 420, p.y - 4)
        for x, words in zip((72, 240, 360), row, strict=True):
            p.canvas.drawString(x, p.y, words)
        p.y -= 16
    content = p.text(filler()).bytes()
    written = write(read_here(content).blocks)
    assert all(word in written for word in ("Region", "North", "South", "East", "12", "9"))


def test_text_after_a_caption_without_a_drawing_stays(paper, filler) -> None:
    p = paper().text(filler()).lines("Figure 1: Counters by region", font="Times-Bold")
    p.lines("North 12", "South 7").text(filler())
    written = write(read_here(p.bytes()).blocks)
    assert "North 12" in written
    assert "South 7" in written
