"""Simple tables, and what is none."""

from kb.documents.markdown.inline import plain
from kb.domain.source.block import BlockKind
from scraper.pdf.document import read_here


def tables(content: bytes) -> list[tuple[tuple[str, ...], ...]]:
    return [block.rows for block in read_here(content).blocks if block.kind is BlockKind.TABLE]


def rows(p, *cells: tuple[str, ...], at: tuple[int, ...] = (72, 260, 400), step: float = 13) -> None:
    for row in cells:
        p.canvas.setFont("Helvetica", 9)
        for x, words in zip(at, row, strict=False):
            p.canvas.drawString(x, p.y, words)
        p.y -= step
    p.y -= 9


def test_rows_and_cells(paper, filler) -> None:
    p = paper().text(filler()).lines("Table 1: Counters by region", font="Times-Bold")
    rows(p, ("Region", "Counters", "Cost"), ("North", "12", "3.4"), ("The islands", "", "1.9"), ("West", "31", "11.0"))
    p.text(filler())
    content = p.bytes()
    assert tables(content) == [
        (("Region", "Counters", "Cost"), ("North", "12", "3.4"), ("The islands", "", "1.9"), ("West", "31", "11.0"))
    ]
    assert not [b for b in read_here(content).blocks if b.kind is BlockKind.HEADING]


def test_a_cell_of_two_lines_is_one_cell(paper, filler) -> None:
    p = paper().text(filler())
    rows(p, ("First", "A long description of the first of", "HC 1"), ("", "them, which goes on", ""), step=10.5)
    rows(p, ("Second", "A short one", "HC 22"))
    rows(p, ("Third", "Another", "HC 333"))
    (table,) = tables(p.text(filler()).bytes())
    assert table[0] == ("First", "A long description of the first of them, which goes on", "HC 1")
    assert len(table) == 3


def test_a_list_with_hanging_numbers_is_no_table(paper, filler) -> None:
    p = paper().text(filler())
    for n, name in enumerate(("Anybody", "Somebody", "Nobody", "Everybody"), 1):
        p.text(f"{name} of the counter (ABC000{n})", str(n), after=0)
    for _ in range(8):
        p.text(filler())
    content = p.bytes()
    assert not tables(content)
    texts = [plain(b.text) for b in read_here(content).blocks]
    assert "2 Somebody of the counter (ABC0002)" in texts


def test_two_columns_of_prose_are_no_table(paper) -> None:
    p = paper()
    for word in ("one", "two", "three", "four", "five", "six"):
        p.line(f"left {word} of the column on this side here", 72)
        p.y += 13.2
        p.line(f"right {word} of the column on that side there", 320)
    assert not tables(p.bytes())
