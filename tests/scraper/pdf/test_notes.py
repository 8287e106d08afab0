"""Footnotes apart from the text, and their marks apart from the words."""

from kb.documents.markdown.dialect import write
from kb.documents.markdown.inline import plain
from kb.documents.passages import passages_of
from kb.domain.source.block import Block, BlockKind
from pdf_in_process import read_here


def of_kind(content: bytes, kind: BlockKind) -> list[Block]:
    return [block for block in read_here(content).blocks if block.kind is kind]


def test_marks_become_references_and_notes_become_blocks(paper, filler) -> None:
    p = paper().page(foot="9")
    p.text("Counters were never wider than 5mm.^1^ They let nobody through.^2^", "1.")
    p.text("Two sources agree on that.^3,4^ A third one does not.", "2.")
    p.notes(("1", "Q21, a witness"), ("2", "As above"), ("3", "Another paper, page 7"), ("4", "Its sequel"))
    p.turn().page(foot="10").text(filler(), "3.")
    content = p.bytes()
    first, second, _ = of_kind(content, BlockKind.PARAGRAPH)
    assert first.text == "Counters were never wider than 5mm.[^1] They let nobody through.[^2]"
    assert "that.[^3][^4] A third" in second.text
    notes = of_kind(content, BlockKind.FOOTNOTE)
    assert [(n.number, n.text) for n in notes] == [
        ("1", "Q21, a witness"),
        ("2", "As above"),
        ("3", "Another paper, page 7"),
        ("4", "Its sequel"),
    ]
    pages = {p.label: p.page for p in passages_of(write(read_here(content).blocks)) if p.label}
    assert pages["footnote 4"] == "9"
    assert pages["para 3"] == "10"


def test_a_figure_that_stands_on_the_line_is_never_taken_for_a_mark(paper) -> None:
    p = paper().lines("There are forces in England and Wales.10 of them answered, and Wales.11^1^ did not.")
    p.notes(("1", "A letter"))
    (paragraph,) = of_kind(p.bytes(), BlockKind.PARAGRAPH)
    assert plain(paragraph.text) == "There are forces in England and Wales.10 of them answered, and Wales.11 did not."
    assert paragraph.text.count("[^") == 1


def test_an_exponent_stays_an_exponent(paper, filler) -> None:
    p = paper().text("The district measures 40 km^2^ and more.").text(filler())
    (paragraph, _) = of_kind(p.bytes(), BlockKind.PARAGRAPH)
    assert paragraph.text == "The district measures 40 km² and more."


def test_a_long_note_keeps_its_lines_and_goes_on_overleaf(paper, filler) -> None:
    p = paper().page(foot="1").text(f"{filler()} As one says.^1^ As two say.^2^")
    p.notes(("1", "A note whose words run to a second"), ("", "line of small type, in 3 parts, and"), ("2", "a second"))
    p.turn().page(foot="2").text(f"{filler()} As three say.^3^")
    p.notes(("", "which goes on over the page."), ("3", "The third."))
    notes = {n.number: n.text for n in of_kind(p.bytes(), BlockKind.FOOTNOTE)}
    assert notes == {
        "1": "A note whose words run to a second line of small type, in 3 parts, and",
        "2": "a second which goes on over the page.",
        "3": "The third.",
    }


def test_small_type_at_the_foot_without_a_mark_is_text(paper, filler) -> None:
    p = paper().text(filler())
    p.y = 120
    p.lines("Source: our own count of 12 counters", size=8)
    content = p.bytes()
    assert not of_kind(content, BlockKind.FOOTNOTE)
    assert "our own count" in write(read_here(content).blocks)


def test_the_text_goes_on_past_the_notes_of_its_page(paper) -> None:
    p = paper().page(foot="1").text("They said^1^ that the list was long and that it would be kept by the", "1.")
    p.notes(("1", "Not for long"))
    p.turn().page(foot="2").text("people who had made it.").text("So it was.", "2.").turn().page(foot="3").text(
        "Yes.", "3."
    )
    first = of_kind(p.bytes(), BlockKind.PARAGRAPH)[0]
    assert first.text.endswith("kept by the <!-- page 2 --> people who had made it.")


def test_footnotes_of_a_printed_page_stand_at_its_end(paper, filler) -> None:
    p = paper().text(f"{filler()[:-1]} [footnote 1].").text(f"Nobody counted. [footnote 2] {filler()}")
    p.heading("Footnotes", 14)
    p.text("Words of the first note, which are enough of them. ↩", "1.").text("Words of the second.", "2.")
    p.lines("Back to top")
    blocks = read_here(p.bytes()).blocks
    notes = [(b.number, b.text) for b in blocks if b.kind is BlockKind.FOOTNOTE]
    assert [number for number, _ in notes] == ["1", "2"]
    assert notes[1][1] == "Words of the second."
    text = " ".join(b.text for b in blocks if b.kind is BlockKind.PARAGRAPH)
    assert "[^1]." in text
    assert "counted.[^2]" in text
    assert "footnote" not in text


def test_a_power_of_ten_stays_one_though_its_figure_is_that_of_a_note(paper, filler) -> None:
    p = paper().text(filler())
    p.lines("There were 5 × 10^2^ records^1^ and a loss of 10^–6^ in each^2^").text(filler())
    p.notes(("1", "The counter."), ("2", "The other counter."))
    text = next(b.text for b in read_here(p.bytes()).blocks if "records" in b.text)
    assert "5 × 10² records[^1] and a loss of 10⁻⁶ in each[^2]" in text
