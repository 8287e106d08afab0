"""Simple tables, and what is none."""

from kb.documents.markdown.inline import plain
from kb.domain.source.block import BlockKind
from pdf_in_process import read_here


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


def ruled(
    p, xs: tuple[int, ...], heights: tuple[int, ...], cells: tuple[tuple[str, ...], ...], down: bool = True
) -> None:
    """Set a table with its lines: ``|`` in a cell breaks its words, an empty row of lines is left out."""
    top = p.y + 12
    ys = [top]
    for height in heights:
        ys.append(ys[-1] - height)
    for y in ys:
        p.canvas.line(xs[0], y, xs[-1], y)
    for x in xs if down else ():
        p.canvas.line(x, ys[0], x, ys[-1])
    p.canvas.setFont("Helvetica", 9)
    for y, row in zip(ys, cells, strict=False):
        for x, words in zip(xs, row, strict=False):
            for n, line in enumerate(words.split("|")):
                p.canvas.drawString(x + 4, y - 12 - 11 * n, line)
    p.y = ys[-1] - 24


def test_ruling_lines_make_cells_though_their_words_run_close(paper, filler) -> None:
    p = paper().text(filler())
    cells = (
        ("Aim of the force", "What it does about|it in the year", "Cost"),
        ("Keep lists of the|same people once|and not twice", "It joins the lists", "12"),
        ("Answer at the|counter", "It hires clerks and|asks them to stay", "3"),
    )
    ruled(p, (72, 150, 250, 300), (30, 42, 30), cells)
    (table,) = tables(p.text(filler()).bytes())
    assert table == tuple(tuple(cell.replace("|", " ") for cell in row) for row in cells)


def test_figures_below_each_other_without_a_line_between_never_run_together(paper, filler) -> None:
    p = paper().text(filler())
    ruled(p, (72, 200, 300), (18, 40), (("Region", "Counters"), ("North|West|East", "12|31|7")))
    (table,) = tables(p.text(filler()).bytes())
    assert table == (("Region", "Counters"), ("North", "12"), ("West", "31"), ("East", "7"))


def test_a_cell_over_two_columns_stands_in_the_first(paper, filler) -> None:
    p = paper().text(filler())
    top = p.y + 12
    cells = (("Region", "Counters"), ("Only of the north and the islands", ""), ("West", "31"), ("East", "7"))
    ruled(p, (72, 200, 300), (18, 18, 18, 18), cells, down=False)
    for x in (72, 300):
        p.canvas.line(x, top, x, top - 72)
    p.canvas.line(200, top, 200, top - 18)
    p.canvas.line(200, top - 36, 200, top - 72)
    assert tables(p.text(filler()).bytes()) == [cells]


def test_a_frame_round_a_text_is_a_box_and_no_table(paper, filler) -> None:
    p = paper().text(filler())
    top = p.y + 14
    p.text("What stands in a box is a text of its own and ends where the box does,", x=80, width=400, after=14)
    p.canvas.rect(72, p.y + 10, 450, top - p.y - 10)
    p.y -= 4
    p.text("and what follows the box is another text.")
    content = p.bytes()
    assert not tables(content)
    texts = [plain(b.text) for b in read_here(content).blocks]
    assert "and what follows the box is another text." in texts


def test_lines_below_cells_that_are_broken_at_each_column_make_columns(paper, filler) -> None:
    """As browsers print tables: no lines down, and a line below each cell."""
    p = paper().text(filler())
    words = (("Aim", "What is done"), ("Keep one list", "Join the lists of all"), ("Answer", "Hire clerks who stay"))
    for row in words:
        p.canvas.setFont("Helvetica", 9)
        for x, cell in zip((72, 146), row, strict=True):
            p.canvas.drawString(x, p.y, cell)
        p.canvas.line(72, p.y - 6, 144, p.y - 6)
        p.canvas.line(144, p.y - 6, 300, p.y - 6)
        p.y -= 22
    assert tables(p.text(filler()).bytes()) == [words]


def test_heads_set_up_the_page_stand_over_their_columns(paper, filler) -> None:
    p = paper().text(filler())
    p.y -= 60
    top = p.y + 12
    ruled(p, (72, 150, 180, 210), (60, 18, 18), (("Region", "", ""), ("North", "12", "3"), ("West", "31", "7")))
    for x, words in ((168, "Counters"), (198, "Clerks")):
        p.canvas.saveState()
        p.canvas.translate(x, top - 56)
        p.canvas.rotate(90)
        p.canvas.drawString(0, 0, words)
        p.canvas.restoreState()
    assert tables(p.text(filler()).bytes()) == [
        (("Region", "Counters", "Clerks"), ("North", "12", "3"), ("West", "31", "7"))
    ]


def test_heads_repeated_on_page_after_page_are_rows_of_their_tables_and_no_headings(paper, filler) -> None:
    p = paper()
    for page in range(4):
        p.text(filler())
        p.canvas.setFont("Times-Bold", 12)
        for x, words in ((72, "Term"), (200, "Description")):
            p.canvas.drawString(x + 4, p.y, words)
        p.y -= 22
        cells = tuple((f"word {page}{n}", f"what word {page}{n} means here") for n in range(4))
        ruled(p, (72, 200, 520), (18,) * 4, cells)
        p.text(filler()).turn()
    blocks = read_here(p.bytes()).blocks
    assert not [b.text for b in blocks if b.kind is BlockKind.HEADING]
    tables = [b for b in blocks if b.kind is BlockKind.TABLE]
    assert [table.rows[0] for table in tables] == [("Term", "Description")] * 4
    assert [len(table.rows) for table in tables] == [5] * 4


def test_a_table_whose_columns_cannot_be_told_apart_is_kept_as_lines_and_that_is_said(paper, filler) -> None:
    """Cells that reach into each other's columns: a sentence made of them would be nobody's."""
    p = paper().text(filler()).lines("Table 4: Counters by hall and year", font="Helvetica-Bold", after=2)
    lines = (
        ((72, "Hall of the north"), (220, "12"), (300, "14 of them open")),
        ((72, "Hall of the south, with its two"), (260, "7 and then 9"), (400, "none")),
        ((72, "Hall"), (130, "east, since the spring of the year"), (330, "3")),
        ((72, "All"), (180, "22"), (240, "26 of them, as far as we were"), (430, "told")),
    )
    for line in lines:
        for x, words in line:
            p.canvas.setFont("Helvetica", 9)
            p.canvas.drawString(x, p.y, words)
        p.y -= 13
    p.y -= 9
    extract = read_here(p.text(filler()).bytes())
    tables = [block.rows for block in extract.blocks if block.kind is BlockKind.TABLE]
    assert tables == [tuple((" ".join(words for _, words in line),) for line in lines)]
    assert extract.doubts == ("1 table kept as lines, page 1",)
    assert extract.blocks[-1].text.startswith("In case")
