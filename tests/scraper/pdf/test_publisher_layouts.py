"""Layouts of the publishers that matter here, made from what is known of their shape, with a count of paragraphs."""

import re
from collections.abc import Iterable

import pytest
from reportlab.lib.colors import Color
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfbase.pdfmetrics import stringWidth

from kb.documents.markdown.dialect import write
from kb.documents.passages import passages_of
from kb.domain.source.block import Block, BlockKind
from pdf_in_process import read_here

WIDTH, HEIGHT = A4
PALE = Color(0.9, 0.93, 0.97)


def numbers(blocks: Iterable[Block]) -> list[str]:
    return [b.number for b in blocks if b.kind is BlockKind.PARAGRAPH and b.number]


def texts(blocks: Iterable[Block]) -> list[str]:
    return [b.text for b in blocks if b.kind is BlockKind.PARAGRAPH]


def column(p, words: str, x: float, width: float, size: float = 10) -> None:
    """Set a paragraph in a column from ``p.y`` down."""
    line = ""
    p.canvas.setFont("Times-Roman", size)
    for word in words.split():
        longer = f"{line} {word}".strip()
        if stringWidth(longer, "Times-Roman", size) > width:
            p.canvas.drawString(x, p.y, line)
            p.y -= size * 1.25
            line = word
        else:
            line = longer
    p.canvas.drawString(x, p.y, line)
    p.y -= size * 2.2


def test_two_columns_without_numbers_are_read_one_after_the_other(paper, filler) -> None:
    """State of Policing and PEEL: two columns, a heading across, letters of the head set down the side."""
    p = paper()
    told: list[str] = []
    for page in range(4):
        p.page(foot=str(page + 20))
        p.canvas.saveState()
        p.canvas.rotate(90)
        p.canvas.drawString(400, -WIDTH + 20, "STATE OF POLICING")
        p.canvas.restoreState()
        p.heading(f"Part {page + 1}: the state of counters", 18)
        top = p.y
        for x in (60, 310):
            p.y = top
            for _ in range(5):
                told.append(filler())
                column(p, told[-1], x, 225)
        p.turn()
    extract = read_here(p.bytes())
    assert texts(extract.blocks) == told
    assert numbers(extract.blocks) == []
    assert [b.number for b in extract.blocks if b.kind is BlockKind.PAGE] == ["20", "21", "22", "23"]
    assert not extract.incomplete


def test_an_inspection_without_numbers_has_its_recommendations_in_boxes(paper, filler) -> None:
    """HMIC and HMICFRS: paragraphs without numbers, "Recommendation 3" at the head of a tinted box."""
    p = paper()
    for n in range(1, 6):
        p.page(head="An inspection of counters", foot=str(n + 4)).heading("What we found", 14)
        p.text(filler()).text(filler())
        p.canvas.setFillColor(PALE)
        p.canvas.rect(66, p.y - 66, 460, 82, fill=1, stroke=0)
        p.canvas.setFillColorRGB(0, 0, 0)
        p.lines(f"Recommendation {n}", x=76, font="Helvetica-Bold", after=4)
        p.text(f"By the spring, forces should count counter {n}.", x=76, width=430, after=4)
        p.lines("•  They should say when.", x=76, after=32)
        p.text(filler()).turn()
    blocks = read_here(p.bytes()).blocks
    found = {x.label: x for x in passages_of(write(blocks)) if x.kind == "recommendation"}
    assert list(found) == [f"recommendation {n}" for n in range(1, 6)]
    assert all(f"counter {n}." in found[f"recommendation {n}"].text for n in range(1, 6))
    assert all(x.text.endswith("They should say when.") for x in found.values())
    assert [x.page for x in found.values()] == [str(n) for n in range(5, 10)]
    assert len([text for text in texts(blocks) if text.startswith("In case")]) == 15


def test_an_inspection_numbered_by_chapter(paper, filler) -> None:
    """HMCPSI: 4.12 hanging out, headings between, bullets below, a table with ruling lines."""
    p = paper()
    labels: list[str] = []
    for chapter in range(1, 6):
        p.page(foot=str(chapter + 2)).heading(f"{chapter} Counters of chapter {chapter}", 18)
        for n in range(1, 9):
            labels.append(f"{chapter}.{n}")
            p.text(
                filler() if n != 5 else "The counters fall into three kinds:",
                labels[-1],
                hang=36,
                tab=36,
                size=10,
                after=5,
            )
            if n == 5:
                for word in ("open", "closed"):
                    p.lines(f"•  counters that are {word}", x=108, size=10, after=3)
        p.turn()
    extract = read_here(p.bytes())
    assert numbers(extract.blocks) == labels
    assert not extract.doubts
    assert [b.number for b in extract.blocks if b.kind is BlockKind.PAGE] == [str(n) for n in range(3, 8)]
    headings = [b.text for b in extract.blocks if b.kind is BlockKind.HEADING]
    assert headings == [f"{n} Counters of chapter {n}" for n in range(1, 6)]


def test_an_audit_with_a_summary_parts_figures_and_lettered_recommendations(paper, filler) -> None:
    """NAO: a summary that counts 1, 2, 3, parts that count 1.1, figures with caption and source, a, b, c."""
    p = paper().page(foot="5").heading("Summary", 20)
    for n in range(1, 11):
        p.text(filler(), str(n), hang=24, size=9, after=4)
    p.turn().page(foot="6")
    for n in range(11, 15):
        p.text(filler(), str(n), hang=24, size=9, after=4)
    p.heading("Recommendations", 14)
    for letter in "abcd":
        p.text(
            f"The department should do thing {letter} before the year is out.", letter, x=96, width=400, hang=24, size=9
        )
    p.turn()
    labels = [str(n) for n in range(1, 15)]
    for part in (1, 2, 3):
        p.page(foot=str(part + 6)).heading(f"Part {('One', 'Two', 'Three')[part - 1]}", 20)
        for n in range(1, 8):
            labels.append(f"{part}.{n}")
            p.text(filler(), labels[-1], hang=30, tab=30, size=9, after=5)
        p.lines(f"Figure {part}", f"The counters of part {part} by year", font="Helvetica-Bold", size=9, after=4)
        for k, height in enumerate((20, 34, 27)):
            p.canvas.rect(110 + 60 * k, p.y - 50, 30, height, fill=1)
        p.y -= 62
        p.lines("Source: National Audit Office analysis of the counters", size=7).turn()
    blocks = read_here(p.bytes()).blocks
    assert numbers(blocks) == labels
    recommended = [(b.kind, b.number) for b in blocks if b.kind is BlockKind.RECOMMENDATION]
    assert recommended == [(BlockKind.RECOMMENDATION, letter) for letter in "abcd"]
    written = write(blocks)
    assert written.count("Source: National Audit Office analysis") == 3
    assert all(f"The counters of part {part} by year" in written for part in (1, 2, 3))


@pytest.mark.parametrize("generation", ["full stops", "no full stops"])
def test_a_public_accounts_report_of_each_generation(paper, filler, generation: str) -> None:
    """Conclusions first, each in bold with what is recommended below it, then a body with a count of its own."""
    dot = "." if generation == "full stops" else ""
    p = paper().page(foot="3").heading("Conclusions and recommendations", 18)
    for n in range(1, 5):
        p.text(f"Nobody counted the counters of year {n}.", f"{n}{dot}", font="Times-Bold", hang=24)
        p.text("Recommendation: Somebody should count them.", x=96, width=420, font="Times-Italic")
    p.turn()
    for chapter in (1, 2):
        p.page(foot=str(chapter + 4)).heading(f"{chapter} The counters of {chapter}", 18)
        for n in range(1, 8):
            p.text(f"{filler()}^{n}^", f"{n + 7 * (chapter - 1)}{dot}", hang=24, size=10, after=5)
        p.notes(*((str(n), f"Q {n}") for n in range(1, 8)), at=130).turn()
    blocks = read_here(p.bytes()).blocks
    assert numbers(blocks) == [str(n) for n in range(1, 15)]
    kinds = [(b.kind, b.number) for b in blocks if b.kind in (BlockKind.CONCLUSION, BlockKind.RECOMMENDATION)]
    assert kinds == [(kind, str(n)) for n in range(1, 5) for kind in (BlockKind.CONCLUSION, BlockKind.RECOMMENDATION)]


def test_a_strategy_in_landscape_with_three_columns(paper, filler) -> None:
    p = paper()
    wide, high = landscape(A4)
    told: list[str] = []
    for page in range(3):
        p.canvas.setPageSize((wide, high))
        p.y = high - 60
        p.heading(f"Ambition {page + 1}: counters that talk to each other", 22, x=50)
        top = p.y - 10
        for x in (50, 305, 560):
            p.y = top
            for _ in range(3):
                told.append(filler())
                column(p, told[-1], x, 225, 11)
        p.turn()
    blocks = read_here(p.bytes()).blocks
    assert " ".join(texts(blocks)) == " ".join(told)
    assert len(texts(blocks)) >= len(told) - 1  # where a column ends with a full line, nothing tells that a text ends
    assert len([b for b in blocks if b.kind is BlockKind.HEADING]) == 3


def test_a_think_tank_sets_its_quotations_large_beside_the_text(paper, filler) -> None:
    p = paper()
    told: list[str] = []
    for page in range(4):
        p.page(foot=str(page + 9)).heading("Where the counters are", 15)
        for _ in range(3):
            told.append(filler())
            p.text(told[-1])
        p.lines("“Nobody asked the clerk,", "and so nobody knew.”", x=130, size=17, font="Helvetica-Oblique", after=14)
        told.append(filler())
        p.text(told[-1]).turn()
    blocks = read_here(p.bytes()).blocks
    assert [text for text in texts(blocks) if text.startswith("In case")] == told
    assert len(re.findall("Nobody asked the clerk, and so nobody knew", write(blocks))) == 4
