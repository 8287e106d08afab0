"""Numbered paragraphs in real PDFs: the document's own count, and nothing else that begins with a number."""

import pytest

from kb.documents.markdown.dialect import write
from kb.documents.markdown.inline import plain
from kb.documents.passages import passages_of
from kb.domain.source.block import BlockKind
from pdf_in_process import read_here


def numbers(content: bytes) -> list[str]:
    return [b.number for b in read_here(content).blocks if b.kind is BlockKind.PARAGRAPH and b.number]


def test_a_plain_count_is_kept_and_a_list_within_it_stays_a_list(paper, filler) -> None:
    p = paper().heading("1 How forces buy", 18)
    for n in range(1, 4):
        p.text(filler(), f"{n}.")
    for n, words in enumerate(("the first reason", "the second reason", "the third reason"), 1):
        p.text(f"It was {words} that we were given by them.", f"{n}.", x=100)
    p.text(filler(), "4.").turn()
    for n in range(5, 8):
        p.text(filler(), f"{n}.")
    content = p.bytes()
    assert numbers(content) == ["1", "2", "3", "4", "5", "6", "7"]
    items = [b.text for b in read_here(content).blocks if b.kind is BlockKind.ITEM]
    assert [plain(text)[:2] for text in items] == ["1.", "2.", "3."]


def test_a_summary_with_its_own_count_before_chapters_that_count_by_chapter(paper, filler) -> None:
    """Auditors number a summary 1, 2, 3 without full stops and the parts after it 1.1, 1.2."""
    p = paper().heading("Summary", 18)
    for n in range(1, 7):
        p.text(filler(), str(n), hang=24)
    for part in (1, 2):
        p.turn().heading(f"Part {part}", 18)
        for n in range(1, 8):
            p.text(filler(), f"{part}.{n}", hang=24)
    expected = [*"123456", *(f"{part}.{n}" for part in (1, 2) for n in range(1, 8))]
    assert numbers(p.bytes()) == expected


def test_a_number_glued_to_the_text(paper, filler) -> None:
    p = paper()
    for n in range(9, 14):
        p.text(f"{n}.{'I conclude that' if n == 11 else 'The'} counter was closed. {filler()}")
    content = p.bytes()
    assert numbers(content) == ["9", "10", "11", "12", "13"]
    assert all(
        b.text.startswith(("The counter", "I conclude")) for b in read_here(content).blocks if b.number and b.text
    )


def test_a_list_in_a_report_without_numbers_is_a_list(paper, filler) -> None:
    p = paper()
    for _ in range(6):
        p.text(filler())
    for n in range(1, 5):
        p.text(f"The reason of that number is of no weight. {filler()}", f"{n}.", x=84, width=380)
    for _ in range(4):
        p.text(filler())
    p.turn()
    for _ in range(10):
        p.text(filler())
    assert numbers(p.bytes()) == []


def test_chapter_and_paragraph_numbers_count_through_the_chapters(paper, filler) -> None:
    p = paper()
    for chapter, count in ((1, 3), (2, 4), (3, 2)):
        p.heading(f"{chapter} Chapter about something", 18)
        for n in range(1, count + 1):
            p.text(filler(), f"{chapter}.{n}", hang=24)
        p.turn()
    assert numbers(p.bytes()) == ["1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "2.4", "3.1", "3.2"]


def test_a_year_at_the_beginning_of_a_line_is_no_paragraph(paper, filler) -> None:
    p = paper()
    for n in range(1, 5):
        p.text(filler(), f"{n}.")
    p.lines("The programme was meant to end with the year and it did, for it ran until", "5. was said by none.")
    for n in range(5, 8):
        p.text(filler(), f"{n}.")
    assert numbers(p.bytes()) == ["1", "2", "3", "4", "5", "6", "7"]


def test_numbered_headings_are_headings(paper, filler) -> None:
    p = paper()
    for n in range(1, 4):
        p.heading(f"{n}. A chapter of its own", 18).text(filler())
    blocks = read_here(p.bytes()).blocks
    assert [plain(b.text) for b in blocks if b.kind is BlockKind.HEADING] == [
        f"{n}. A chapter of its own" for n in (1, 2, 3)
    ]
    assert not [b for b in blocks if b.kind is BlockKind.PARAGRAPH and b.number]


def test_a_paragraph_runs_over_the_page_and_is_cited_from_where_it_begins(paper) -> None:
    p = paper()
    p.page(foot="11").text("One short paragraph to begin the page with, as reports do.", "1.")
    p.text("Another paragraph that begins here and does not come to an end before the page does, because", "2.")
    p.turn().page(foot="12").text("its last words stand on the next one.")
    p.text("A third paragraph to finish with.", "3.").turn().page(foot="13")
    p.text("A fourth paragraph so that the count is long enough.", "4.")
    blocks = read_here(p.bytes()).blocks
    second = next(b for b in blocks if b.number == "2")
    assert "because <!-- page 12 --> its last words" in second.text
    passages = {x.label: x.page for x in passages_of(write(blocks)) if x.label}
    assert passages == {"para 1": "11", "para 2": "11", "para 3": "12", "para 4": "13"}


def numbered(content: bytes) -> list[tuple[str, str]]:
    blocks = read_here(content).blocks
    return [(b.number, plain(b.text)) for b in blocks if b.kind is BlockKind.PARAGRAPH and b.number]


def test_letters_behind_a_number_are_part_of_it(paper, filler) -> None:
    p = paper()
    labels = ("1.0", "1.1", "1.1A", "1.1B", "1.2", "2.1", "2.1A", "2.2", "12A.1", "12A.2", "12A.3")
    for label in labels:
        p.text(f"Words of {label.lower().replace('.', ' of ')}. {filler()}", label, hang=30, tab=30)
        if p.y < 200:
            p.turn()
    found = numbered(p.bytes())
    assert [number for number, _ in found] == list(labels)
    assert all(text.startswith(f"Words of {number.lower().replace('.', ' of ')}.") for number, text in found)


def test_hanging_numbers_with_lists_below_them_are_no_table(paper, filler) -> None:
    p = paper()
    for n in range(1, 9):
        p.text("In this part:", f"1.{n}", hang=30, tab=30, after=3)
        for letter in "abc":
            p.text(f"the word {letter} has the meaning of {letter}", f"({letter})", x=102, width=300, tab=20, after=3)
    blocks = read_here(p.bytes()).blocks
    assert not [b for b in blocks if b.kind is BlockKind.TABLE]
    assert [b.number for b in blocks if b.number and b.kind is BlockKind.PARAGRAPH] == [f"1.{n}" for n in range(1, 9)]


def test_a_count_whose_column_moves_from_page_to_page(paper, filler) -> None:
    p = paper()
    for n in range(1, 25):
        p.text(filler(), f"{n}.", x=72 if (n // 4) % 2 else 104, width=380, hang=24)
        if n % 4 == 3:
            p.turn()
    assert numbers(p.bytes()) == [str(n) for n in range(1, 25)]


def test_a_count_that_goes_on_past_two_hundred(paper) -> None:
    p = paper()
    labels = [f"{chapter}.{n}" for chapter, last in ((9, 218), (10, 12), (11, 205)) for n in range(1, last + 1)]
    for i, label in enumerate(labels):
        p.text("A short one, and that is all of it.", label, hang=36, tab=36, after=5)
        if i % 30 == 29:
            p.turn()
    assert numbers(p.bytes()) == labels


def test_bold_paragraphs_of_the_count_are_no_headings(paper, filler) -> None:
    p = paper()
    for n in range(1, 9):
        words = "What we recommend is as short as a heading" if n % 3 == 0 else filler()
        p.text(words, f"{n}.", font="Times-Bold" if n % 3 == 0 else "Times-Roman", hang=24)
    assert numbers(p.bytes()) == [*"12345678"]


def test_short_lists_far_apart_are_no_count(paper, filler) -> None:
    p = paper()
    for first, last in ((1, 4), (5, 11)):
        for n in range(first, last):
            p.text("A short point.", f"{n}.", x=90)
        for _ in range(30):
            p.text(filler())
            if p.y < 160:
                p.turn()
    assert numbers(p.bytes()) == []


def test_a_number_that_two_lines_claim_in_one_column_is_in_doubt(paper, filler) -> None:
    p = paper()
    for n in (1, 2, 3, 4, 4, 5, 6, 7, 8):
        p.text(filler(), f"{n}.", hang=24)
    content = p.bytes()
    assert numbers(content) == ["1", "2", "3", "5", "6", "7", "8"]
    assert read_here(content).doubts == ("1 number in doubt, page 1",)


def test_letters_of_a_thumb_tab_hide_no_number(paper, filler) -> None:
    p = paper()
    for n in range(1, 17):
        if n % 4 == 2:
            p.canvas.setFont("Helvetica-Bold", 30)
            p.canvas.drawString(20, p.y, "E")
        p.text(filler(), f"1.{n}", hang=36, tab=36, after=9)
        if n % 4 == 0:
            p.turn()
    assert numbers(p.bytes()) == [f"1.{n}" for n in range(1, 17)]


def test_a_paragraph_goes_on_over_the_page_though_few_numbers_hang_out_on_that_side(paper, filler) -> None:
    p = paper()
    number = 0
    for page in range(1, 13):
        p.page(foot=str(page))
        if page > 1:
            p.lines(f"as the words of page {page - 1} go on for {page * 37} more until they end.", x=108)
        for _ in range(7 if page % 2 else 1):
            number += 1
            p.text(
                filler() if page % 2 else f"{filler()} {filler()} {filler()}", f"{number}.", hang=36, tab=36, width=430
            )
        number += 1
        p.text(
            "The last of the page, whose sentence does not end where the page does but runs",
            f"{number}.",
            hang=36,
            tab=36,
        )
        p.turn()
    blocks = read_here(p.bytes()).blocks
    assert [b.number for b in blocks if b.number and b.kind is BlockKind.PARAGRAPH] == [
        str(n) for n in range(1, number + 1)
    ]
    running = [b for b in blocks if "does but runs <!-- page" in b.text]
    assert len(running) == 11
    assert all(b.text.endswith("more until they end.") for b in running)


def test_a_count_goes_a_level_down_in_some_sections_and_up_again(paper, filler) -> None:
    """Planners count 1.1, 1.2 and, where a section has parts, 4.2.1, 4.2.2 below its 4.2."""
    p = paper()
    labels: list[str] = []
    for chapter in range(1, 5):
        p.heading(f"{chapter} Chapter of counters", 16)
        for n in range(1, 5):
            labels.append(f"{chapter}.{n}")
            p.text(filler(), labels[-1], hang=40, tab=40, size=9, after=6)
            for part in range(1, 4 if chapter > 2 and n == 2 else 1):
                labels.append(f"{chapter}.{n}.{part}")
                p.text(filler(), labels[-1], hang=40, tab=40, size=9, after=6)
        p.turn()
    content = p.bytes()
    assert numbers(content) == labels
    assert not read_here(content).doubts


def test_titles_of_sections_that_are_numbered_are_no_count(paper, filler) -> None:
    p = paper()
    for n, words in enumerate(("Introduction", "What was counted", "Measurements", "Results", "Summary"), 1):
        p.lines(f"{n}. {words}", after=4)
        for _ in range(4):
            p.text(filler())
    blocks = read_here(p.bytes()).blocks
    assert [b.number for b in blocks if b.kind is BlockKind.PARAGRAPH and b.number] == []


def test_a_number_printed_twice_within_a_chapter_is_in_doubt(paper, filler) -> None:
    p = paper()
    for label in ("1.1", "1.2", "1.4", "1.6", "1.5", "1.6", "1.7", "1.8"):
        p.text(filler(), label, hang=36, tab=36)
    extract = read_here(p.bytes())
    assert [b.number for b in extract.blocks if b.kind is BlockKind.PARAGRAPH and b.number] == [
        *("1.1", "1.2", "1.4", "1.5", "1.7", "1.8")
    ]
    assert "in doubt" in extract.doubts[0]


def test_numbers_set_small_and_high_before_the_text(paper, filler) -> None:
    """Some consultants set the number like a footnote mark, in the margin; a real mark may stand on the same line."""
    p = paper()
    labels = [f"{chapter}.{n}" for chapter in (1, 2, 3) for n in range(1, 6)]
    for label in labels:
        p.canvas.setFont("Times-Roman", 6)
        p.canvas.drawString(56, p.y + 4, label)
        p.lines(f"The counter^{labels.index(label) + 1}^ was closed on that day, for reasons that we do not know,")
        p.y += 9
        p.text(filler())
        if label.endswith(".5"):
            p.turn()
    found = [b for b in read_here(p.bytes()).blocks if b.kind is BlockKind.PARAGRAPH and b.number]
    assert [b.number for b in found] == labels
    assert all(b.text.startswith("The counter") for b in found)


def test_paragraphs_that_the_outline_names_are_no_headings(paper) -> None:
    p = paper()
    for n in range(1, 9):
        words = (
            f"The counter of hall {n} was closed in the spring, and nobody was told of it before the year had ended."
        )
        p.bookmark(f"1.{n}. {words}").text(f"1.{n}. {words}", width=300)
    blocks = read_here(p.bytes()).blocks
    assert [b.number for b in blocks if b.kind is BlockKind.PARAGRAPH] == [f"1.{n}" for n in range(1, 9)]
    assert not [b for b in blocks if b.kind is BlockKind.HEADING]


def test_first_lines_of_a_text_set_with_much_space_are_no_titles(paper, filler) -> None:
    p = paper()
    for n in range(1, 13):
        p.canvas.setFont("Times-Roman", 11)
        p.canvas.drawString(72, p.y, f"1.{n}")
        for line in ("The counter was closed on a day in the spring, as those who came", "were told at the door."):
            p.canvas.drawString(108, p.y, line)
            p.y -= 20
        p.y -= 12
        if n % 10 == 0:
            p.turn()
    assert numbers(p.bytes()) == [f"1.{n}" for n in range(1, 13)]


def test_a_count_with_a_nought_before_it(paper, filler) -> None:
    p = paper()
    labels = [f"{chapter:02d}.{n:02d}" for chapter in (1, 2) for n in range(1, 7)]
    for label in labels:
        p.text(filler(), label, hang=40, tab=40)
    assert numbers(p.bytes()) == labels


def test_numbers_a_little_out_of_their_column_stay_in_the_count(paper, filler) -> None:
    p = paper()
    labels = [f"{chapter}.{n}" for chapter in (1, 2, 3) for n in range(1, 5)]
    for label in labels:
        shift = 9 if label == "2.1" else 0
        p.text(filler(), label, x=72 - shift, hang=36 + shift, tab=36 + shift)
    assert numbers(p.bytes()) == labels


def test_titles_numbered_nought_are_headings_of_their_chapters(paper, filler) -> None:
    p = paper()
    for chapter in (1, 2, 3):
        p.heading(f"{chapter}.0 Counters of chapter {chapter}", 14)
        for n in range(1, 5):
            p.text(filler(), f"{chapter}.{n}", hang=36, tab=36)
        p.turn()
    content = p.bytes()
    assert numbers(content) == [f"{chapter}.{n}" for chapter in (1, 2, 3) for n in range(1, 5)]
    headings = [b.text for b in read_here(content).blocks if b.kind is BlockKind.HEADING]
    assert headings == [f"{chapter}.0 Counters of chapter {chapter}" for chapter in (1, 2, 3)]


@pytest.mark.parametrize(
    ("printed", "labels"),
    [
        ("({})", ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")),
        ("{}.", ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")),
        ("{}", ("A1", "A2", "A3", "A4", "B1", "B2", "B3", "C1", "C2", "C3")),
        ("{}.", ("A.1", "A.2", "A.3", "A.4", "B.1", "B.2", "B.3", "C.1", "C.2", "C.3")),
    ],
)
def test_roman_and_lettered_paragraphs_that_count_on(paper, filler, printed: str, labels: tuple[str, ...]) -> None:
    p = paper()
    for label in labels:
        p.text(filler(), printed.format(label), hang=40, tab=40)
    content = p.bytes()
    assert numbers(content) == list(labels)
    assert all(b.text.startswith("In case") for b in read_here(content).blocks if b.number and b.text)


def test_roman_lists_that_begin_again_are_lists(paper, filler) -> None:
    p = paper()
    for _ in range(4):
        p.text(filler())
        for label in ("i", "ii", "iii"):
            p.text("The reason of that number is of no weight.", f"({label})", hang=30, tab=30)
    assert numbers(p.bytes()) == []


def test_a_footnote_of_the_same_number_near_by_claims_no_paragraph(paper, filler) -> None:
    p = paper()
    for page in range(4):
        for n in range(1, 5):
            p.text(filler(), f"{4 * page + n}.", size=11, hang=30, tab=30)
        p.canvas.setFont("Times-Roman", 8)
        for n in (1, 3):
            p.canvas.drawString(72, 110 - 12 * n, f"{4 * page + n}.")
            p.canvas.drawString(102, 110 - 12 * n, "See the counters of that year, as they were told to us.")
        p.turn()
    extract = read_here(p.bytes())
    assert [b.number for b in extract.blocks if b.kind is BlockKind.PARAGRAPH and b.number] == [
        str(n) for n in range(1, 17)
    ]
    assert not extract.doubts
