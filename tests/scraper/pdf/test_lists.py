"""Items and quotations."""

from kb.documents.markdown.dialect import write
from kb.documents.markdown.inline import plain
from kb.documents.passages import passages_of
from kb.domain.source.block import BlockKind
from pdf_in_process import read_here

ITEM, QUOTE = BlockKind.ITEM, BlockKind.QUOTE


def test_bullets_letters_and_depth(paper, filler) -> None:
    p = (
        paper()
        .text(f"{filler()} These are:")
        .text(
            "first of the bullets, which is long enough to need a second line of its own, and some",
            "•",
            x=84,
            tab=12,
            hang=12,
            width=380,
        )
    )
    p.text("second of them;", "•", x=84, tab=12, hang=12).text("a part of the second", "–", x=108, tab=12, hang=12)
    p.text("third of them.", "•", x=84, tab=12, hang=12).text("lettered", "(a)", x=84).text("lettered too", "(b)", x=84)
    items = [(b.level, plain(b.text)) for b in read_here(p.bytes()).blocks if b.kind is ITEM]
    assert [level for level, _ in items] == [1, 1, 2, 1, 1, 1]
    assert items[0][1].endswith("of its own, and some")
    assert items[2][1] == "a part of the second"
    assert items[5][1] == "(b) lettered too"


def test_text_below_a_list_is_no_part_of_its_last_item(paper, filler) -> None:
    p = paper().text(f"{filler()} These are:", x=120, width=400)
    p.text("one of them; and", "•", x=120, tab=16, hang=16, after=0)
    p.text("the last of them.", "•", x=120, tab=16, hang=16, after=0)
    p.text("Below the list there is more to say.", x=120, width=400).text(filler(), x=120, width=400)
    assert [plain(b.text) for b in read_here(p.bytes()).blocks if b.kind is ITEM][-1] == "the last of them."


def test_what_is_set_in_is_a_quotation_and_belongs_to_its_paragraph(paper, filler) -> None:
    p = paper()
    for n in range(1, 4):
        p.text(f"{filler()} A witness said:", f"{n}.")
        p.text(
            f"We waited and waited for {n} hours, and then the counter was closed before our turn.", x=112, width=370
        )
    blocks = read_here(p.bytes()).blocks
    assert sum(b.kind is QUOTE for b in blocks) == 3
    passages = passages_of(write(blocks))
    assert [x.label for x in passages] == ["para 1", "para 2", "para 3"]
    assert "waited for 2 hours" in passages[1].text


def test_text_beside_hanging_numbers_is_no_quotation(paper, filler) -> None:
    p = paper()
    for n in range(1, 6):
        p.text(filler(), f"1.{n}", hang=36, tab=36)
        p.text(filler(), x=108, width=414)
    assert not [b for b in read_here(p.bytes()).blocks if b.kind is QUOTE]


def test_a_centred_line_is_no_quotation(paper, filler) -> None:
    p = paper().text(filler())
    p.canvas.setFont("Times-Roman", 11)
    p.canvas.drawCentredString(297, p.y, "Members present.")
    p.y -= 24
    p.text(filler())
    assert not [b for b in read_here(p.bytes()).blocks if b.kind is QUOTE]


def test_bullets_that_are_drawn_are_bullets(paper, filler) -> None:
    """As browsers print them: a circle beside each item, and no letter."""
    p = paper().text(filler())
    for word in ("open", "closed", "lost"):
        p.canvas.circle(82, p.y + 3, 2.2, fill=1)
        p.lines(f"a counter that is {word}", x=92, after=3)
    p.y -= 12
    blocks = read_here(p.text(filler()).bytes()).blocks
    items = [block.text for block in blocks if block.kind is BlockKind.ITEM]
    assert items == ["a counter that is open", "a counter that is closed", "a counter that is lost"]


def test_a_link_written_out_somewhat_smaller_breaks_no_sentence(paper, filler) -> None:
    p = paper().text(filler(), size=12)
    p.line("The counters are counted in the list of all counters that is called", size=12)
    p.line("(https://example.org/counters/of-the-north) and in no", size=11)
    p.line("other list, which is a pity.", size=12)
    p.y -= 20
    texts = [block.text for block in read_here(p.text(filler(), size=12).bytes()).blocks]
    assert any("is called (https" in text and text.endswith("which is a pity.") for text in texts)


def test_a_short_line_that_ends_in_a_mark_ends_no_paragraph(paper, filler) -> None:
    """A long address did not fit on the line, or the document leaves space between its paragraphs anyway."""
    p = paper()
    for _ in range(3):
        p.text(filler())
    address = f"http://www.example.org/{'counters' * 7}"
    p.lines("The hall was closed.^1^", f"{address} was told, in case", "anybody had asked for it.")
    p.text(filler())
    p.notes(("1", "See there."))
    texts = [b.text for b in read_here(p.bytes()).blocks if b.kind is BlockKind.PARAGRAPH]
    assert len(texts) == 5
    assert texts[3].startswith("The hall was closed.[^1] ")
    assert texts[3].endswith("anybody had asked for it.")
