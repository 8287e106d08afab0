"""What stands where: heads, feet, labels, columns, contents, covers."""

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth

from kb.documents.markdown.dialect import write
from kb.documents.markdown.inline import plain
from kb.domain.source.block import BlockKind
from pdf_in_process import read_here

WORDS = "Alpha Bravo Charlie Delta Echo Foxtrot Golf Hotel India Juliet Kilo Lima".split()


def pages(content: bytes) -> list[str]:
    return [b.number for b in read_here(content).blocks if b.kind is BlockKind.PAGE]


def body(content: bytes) -> str:
    return write(read_here(content).blocks)


def test_running_heads_go_though_their_number_and_side_change(paper, filler) -> None:
    p = paper()
    for n in range(5, 12):
        head = f"{n} Of queues and counters" if n % 2 else f"Of queues and counters {n}"
        p.page(head=head, head_x=72 if n % 2 else 400).text(f"Page {WORDS[n - 5]}. {filler()}").turn()
    content = p.bytes()
    assert "Of queues" not in body(content)
    assert pages(content) == ["5", "6", "7", "8", "9", "10", "11"]


def test_heads_that_name_the_chapter_go_too(paper, filler) -> None:
    p = paper()
    for n in range(1, 11):
        chapter = "Buying together" if n < 4 else "Selling apart" if n < 8 else f"Annex {WORDS[n]}"
        p.page(head=f"{chapter} | {n}").text(f"{WORDS[n]} {filler()}").turn()
    text = body(p.bytes())
    assert "Buying" not in text
    assert "Selling" not in text
    assert "Annex" not in text


def test_a_line_that_only_looks_like_a_head_stays(paper, filler) -> None:
    p = paper()
    for n in range(1, 8):
        p.page(foot=str(n))
        p.y = 800
        p.text(f"This first line of page {WORDS[n]} stands high. {filler()}").turn()
    text = body(p.bytes())
    assert all(f"of page {WORDS[n]} stands high" in text for n in range(1, 8))


def test_the_printed_number_wins_over_the_label_in_the_file(paper, filler) -> None:
    p = paper()
    p.canvas.addPageLabel(0, style="ARABIC", start=40)
    for n in range(3, 8):
        p.page(foot=f"Page {n} of 90").text(filler()).turn()
    assert pages(p.bytes()) == ["3", "4", "5", "6", "7"]


def test_roman_front_matter_and_arabic_body(paper, filler) -> None:
    p = paper()
    for label in ("ii", "iii", "iv", "1", "2", "3", "4"):
        p.page(foot=label).text(f"Leaf {label} {filler()}").turn()
    assert pages(p.bytes()) == ["ii", "iii", "iv", "1", "2", "3", "4"]


def test_labels_of_the_file_where_nothing_is_printed(paper, filler) -> None:
    p = paper()
    p.canvas.addPageLabel(0, style="ROMAN_LOWER", start=1)
    p.canvas.addPageLabel(2, style="ARABIC", start=1)
    for word in WORDS[:4]:
        p.text(f"{word} {filler()}").turn()
    assert pages(p.bytes()) == ["i", "ii", "1", "2"]


def test_places_in_the_file_where_there_are_no_labels_at_all(paper, filler) -> None:
    p = paper()
    for word in WORDS[:3]:
        p.text(f"{word} {filler()}").turn()
    assert pages(p.bytes()) == ["1", "2", "3"]


def two_columns(paper, across: str = ""):
    p = paper()
    left = [f"left {word} of the column on this side here" for word in WORDS]
    right = [f"right {word} of the column on that side there" for word in WORDS]
    if across:
        p.heading(across, 20)
    top = p.y
    for one, other in zip(left, right, strict=True):  # a file may well show them row by row
        p.line(one, 72)
        p.y += 13.2
        p.line(other, 320)
    p.y = top - 13.2 * 12
    return p


@pytest.mark.parametrize("across", ["", "A heading across both columns of the page"])
def test_two_columns_are_read_one_after_the_other(paper, across: str) -> None:
    text = plain(body(two_columns(paper, across).bytes()))
    places = [text.index(f"{side} {word}") for side in ("left", "right") for word in WORDS]
    assert places == sorted(places)


def test_a_heading_between_the_columns_stands_between_what_is_above_and_below(paper) -> None:
    p = two_columns(paper)
    p.heading("Half way down the page stands a long heading across it", 20)
    for word in WORDS[:6]:
        p.line(f"lower {word} of the column on this side here", 72)
        p.y += 13.2
        p.line(f"further {word} of the column on that side there", 320)
    text = plain(body(p.bytes()))
    order = ["left Alpha", "right Lima", "Half way down", "lower Alpha", "lower Foxtrot", "further Alpha"]
    assert [text.index(words) for words in order] == sorted(text.index(words) for words in order)


def test_a_sentence_goes_on_from_column_to_column(paper) -> None:
    p = paper()
    for word in WORDS[:6]:
        p.line(f"word {word} of the column on this side here and", 72)
    p.y = p.y + 6 * 13.2
    for word in WORDS[6:]:
        p.line(f"word {word} of the column on this side here and", 320)
    paragraphs = [b for b in read_here(p.bytes()).blocks if b.kind is BlockKind.PARAGRAPH]
    assert len(paragraphs) == 1


def test_letters_of_a_head_set_vertically_are_dropped(paper, filler) -> None:
    p = paper()
    for word in WORDS[:4]:
        p.text(f"{word} {filler()}")
        p.canvas.saveState()
        p.canvas.translate(570, 300)
        p.canvas.rotate(90)
        p.canvas.setFont("Helvetica", 9)
        for x, part in ((0, "STATE OF AFF"), (80, "AIRS IN GEN"), (160, "ERAL")):
            p.canvas.drawString(x, 0, part)
        p.canvas.restoreState()
        p.turn()
    text = body(p.bytes())
    assert "AFF" not in text
    assert "ERAL" not in text
    assert text.count("In case") == 12


def test_a_page_set_sideways_is_read_upright(paper) -> None:
    p = paper()
    p.canvas.translate(500, 100)
    p.canvas.rotate(90)
    p.y = 0
    for word in WORDS[:5]:
        p.line(f"sideways {word} of a wide page that was turned", 0)
    text = plain(body(p.bytes()))
    assert [text.index(w) for w in WORDS[:5]] == sorted(text.index(w) for w in WORDS[:5])
    assert "sideways Alpha of a wide page that was turned sideways Bravo" in text


def test_covers_and_contents_are_left_out(paper, filler) -> None:
    p = paper()
    p.heading("The long wait at the counter", 30).text("A report by nobody at all").turn()
    p.heading("Contents", 18)
    for n, words in enumerate(("Foreword", "Of queues", "Of counters", "What we conclude"), 1):
        p.line(words).canvas.drawString(500, p.y + 13.2, str(n * 3))
    p.turn()
    p.heading("Foreword", 18).text(filler()).text(filler())
    extract = read_here(p.bytes())
    assert extract.title == "The long wait at the counter"
    text = write(extract.blocks)
    assert "Contents" not in text
    assert "nobody at all" not in text
    assert text.count("Foreword") == 1
    assert "Of counters" not in text


def test_numbers_of_footnotes_on_successive_pages_are_no_page_numbers(paper, filler) -> None:
    p = paper()
    for n in range(1, 9):
        p.text(f"{filler()[:-1]}.^{n}^").text(filler())
        p.notes((str(n), f"Words that stand in the note of case {chr(96 + n)} alone."), at=60).turn()
    assert set(pages(p.bytes())) <= {str(n) for n in range(1, 10)}
    p = paper()
    for n in range(1, 9):
        p.page(head=f"{n + 40}").text(f"{filler()[:-1]}.^{n}^").text(filler())
        p.notes((str(n), f"Words that stand in the note of case {chr(96 + n)} alone."), at=60).turn()
    assert pages(p.bytes()) == [str(n) for n in range(41, 49)]


def test_a_space_that_the_next_letter_is_drawn_over_is_none(paper, filler) -> None:
    p = paper().text(filler())
    p.canvas.setFont("Helvetica-Bold", 14)
    p.canvas.drawString(72, p.y, "C ")
    p.canvas.setFont("Helvetica-Bold", 11)
    p.canvas.drawString(72 + stringWidth("C", "Helvetica-Bold", 14), p.y, "ONCLUSIONS and more")
    p.y -= 30
    assert "CONCLUSIONS and more" in body(p.text(filler()).bytes())


@pytest.mark.parametrize(
    ("left", "right"), [("C", "ONCLUSIONS AND MORE"), ("H", "OW MUCH"), ("The", "n it was"), ("Q 12", "0 and Q 121")]
)
def test_a_space_that_did_not_move_the_pen_is_none(paper, filler, left, right) -> None:
    p = paper().text(filler())
    for size, font in ((14, "Helvetica-Bold"), (11, "Helvetica")):
        p.canvas.setFont(font, size)
        end = 72 + stringWidth(left, font, size) + 0.1 * size  # letters set apart from each other
        p.canvas.drawString(72, p.y, left)
        p.canvas.drawString(end, p.y, " ")
        p.canvas.drawString(end, p.y, right)
        p.y -= 30
    assert body(p.text(filler()).bytes()).count(left + right) == 2


def test_a_figure_that_a_tab_puts_upon_a_space_stays_apart(paper, filler) -> None:
    p = paper().text(filler())
    p.canvas.setFont("Helvetica", 11)
    end = 72 + stringWidth("Counters in 2016", "Helvetica", 11) + 5
    p.canvas.drawString(72, p.y, "Counters in 2016")
    p.canvas.drawString(end, p.y, " ")
    p.canvas.drawString(end, p.y, "14 of them")
    p.y -= 30
    assert "Counters in 2016 14 of them" in body(p.text(filler()).bytes())


def test_the_first_page_of_a_chapter_is_numbered_by_its_neighbours(paper, filler) -> None:
    p = paper()
    for n in range(1, 9):
        p.page(foot="" if n in (1, 5) else f"{n + 6}").text(filler()).text(filler()).turn()
    assert pages(p.bytes()) == [str(n + 6) for n in range(1, 9)]


def test_each_stretch_of_a_count_of_pages_keeps_its_own(paper, filler) -> None:
    p = paper()
    printed = [*range(1, 10), *range(12, 18)]
    for n in printed:
        p.page(foot=str(n)).text(filler()).text(filler()).turn()
    assert pages(p.bytes()) == [str(n) for n in printed]
