"""Headings by outline and by type; junk bookmarks make none."""

from kb.domain.source.block import BlockKind
from pdf_in_process import read_here


def headings(content: bytes) -> list[tuple[int, str]]:
    return [(b.level, b.text) for b in read_here(content).blocks if b.kind is BlockKind.HEADING]


def test_sizes_and_weights_rank(paper, filler) -> None:
    p = paper()
    for chapter in ("One thing", "Another thing"):
        p.heading(chapter, 20).text(filler())
        p.heading("A part of it", 13).text(filler())
        p.heading("A part of the part", 11, "Helvetica-BoldOblique").text(filler())
    expected = [(2, "One thing"), (3, "A part of it"), (4, "A part of the part")]
    assert headings(p.bytes()) == [*expected, (2, "Another thing"), *expected[1:]]


def test_capitals_rank_above_small_letters_of_the_same_type(paper, filler) -> None:
    p = paper()
    for chapter in ("CHAPTER 1: THE COUNTERS", "Chapter 2: THE QUEUES"):
        p.heading(chapter, 12).text(filler())
        p.heading("What was found", 12).text(filler())
        p.heading("ICT", 12).text(filler())
    parts = [(3, "What was found"), (3, "ICT")]
    assert headings(p.bytes()) == [
        (2, "CHAPTER 1: THE COUNTERS"),
        *parts,
        (2, "Chapter 2: THE QUEUES"),
        *parts,
    ]


def test_the_outline_decides_and_its_junk_does_not(paper, filler) -> None:
    p = paper()
    p.bookmark("ConcsStartHere").bookmark("_GoBack")
    p.bookmark("Of queues").heading("Of queues", 12, "Helvetica").text(filler())
    p.bookmark("Of long queues", 1).heading("Of long queues", 12, "Helvetica").text(filler())
    assert headings(p.bytes()) == [(2, "Of queues"), (3, "Of long queues")]


def test_a_heading_over_two_lines_is_one(paper, filler) -> None:
    p = paper().lines("A heading that is too long", "for the line it stands on", size=18, font="Helvetica-Bold")
    assert headings(p.text(filler()).bytes()) == [(2, "A heading that is too long for the line it stands on")]


def test_words_quoted_in_large_type_are_no_heading(paper, filler) -> None:
    p = paper().text(filler()).lines("“We waited all day”", size=18, font="Helvetica-Bold").text(filler())
    assert headings(p.bytes()) == []


def test_bold_text_is_no_heading(paper, filler) -> None:
    p = paper()
    for _ in range(3):
        p.text(filler(), font="Times-Bold").text(filler())
    p.text("A bold sentence, whole in itself.", font="Times-Bold").text(filler())
    assert headings(p.bytes()) == []


def test_bold_bullets_are_items(paper, filler) -> None:
    p = paper().text(filler())
    halls = ["the first hall", "the second hall", "the third hall"]
    for words in halls:
        p.lines(f"•  {words}", x=90, font="Times-Bold", after=4)
    blocks = read_here(p.text(filler()).bytes()).blocks
    assert not [b for b in blocks if b.kind is BlockKind.HEADING]
    assert [b.text for b in blocks if b.kind is BlockKind.ITEM] == [
        "the first hall",
        "the second hall",
        "the third hall",
    ]
