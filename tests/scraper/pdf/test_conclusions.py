"""Conclusions and recommendations, in the shapes of four publishers."""

import pytest

from kb.documents.markdown.dialect import write
from kb.documents.passages import passages_of
from kb.domain.source.block import BlockKind
from pdf_in_process import read_here


def entries(content: bytes) -> list[tuple[str, str, str]]:
    kinds = (BlockKind.CONCLUSION, BlockKind.RECOMMENDATION)
    return [(b.kind.value, b.number, b.text) for b in read_here(content).blocks if b.kind in kinds]


@pytest.fixture
def committee(paper, filler):
    """A committee's report: numbered paragraphs, then a section that repeats some of them."""

    def made(title: str):
        p = paper().heading("1 The counter", 20)
        for n in range(1, 6):
            p.text(filler(), f"{n}.")
        p.turn().heading(title, 20).heading("The counter", 13)
        p.text("The counter was closed when it should have been open. (Paragraph 2)", "1.", hang=24)
        p.text(
            "It must never again be closed in the hours of the day in which anybody comes to it. (Paragraph",
            "2.",
            hang=24,
        )
        p.y += 9
        p.lines("4)", x=96)
        p.text("Nothing else is to be said. (Paragraphs 3 and 5)", "3.", hang=24)
        return p.turn().heading("Formal minutes", 20).text("Paragraphs 1 to 5 read and agreed to.")

    return made


def test_conclusions_of_a_committee_link_to_their_paragraphs(committee) -> None:
    content = committee("Conclusions and recommendations").bytes()
    found = entries(content)
    assert [(kind, number) for kind, number, _ in found] == [("conclusion", n) for n in "123"]
    assert found[1][2].endswith("([Paragraph 4](#para-4))")
    passages = passages_of(write(read_here(content).blocks))
    assert [p.links for p in passages if p.kind == "conclusion"] == [("para-2",), ("para-4",), ("para-3", "para-5")]
    assert [p.label for p in passages if p.kind == "paragraph"] == [f"para {n}" for n in range(1, 6)]


def test_a_section_of_recommendations_alone_holds_recommendations(committee) -> None:
    assert {kind for kind, _, _ in entries(committee("Recommendations").bytes())} == {"recommendation"}


def test_a_chapter_called_conclusion_that_counts_on_holds_paragraphs(paper, filler) -> None:
    p = paper()
    for n in range(1, 6):
        p.text(filler(), f"{n}.")
    p.turn().heading("5 Conclusion", 20)
    for n in range(6, 9):
        p.text(filler(), f"{n}.")
    content = p.bytes()
    assert not entries(content)
    assert [b.number for b in read_here(content).blocks if b.number and b.kind is BlockKind.PARAGRAPH] == list(
        "12345678"
    )


def test_lettered_recommendations(paper, filler) -> None:
    p = paper().heading("Summary", 20).text(filler(), "1").text(filler(), "2").heading("Recommendations", 14)
    for letter in "abc":
        p.text(
            f"The department should do thing {letter} before the year is out, and say that it did so.", letter, hang=24
        )
    p.heading("Part One", 20).text(filler())
    assert [(kind, number) for kind, number, _ in entries(p.bytes())] == [("recommendation", n) for n in "abc"]


def test_a_recommendation_below_each_conclusion_shares_its_number(paper, filler) -> None:
    p = paper().heading("Conclusions and recommendations", 20)
    for n in range(1, 4):
        p.text(f"Nobody counted the counters in year {n}.", f"{n}.", font="Times-Bold", hang=24)
        p.text("Recommendation: Somebody should count them.", x=96, width=420, font="Times-Italic")
    p.turn().heading("1 The count", 20)
    for n in range(1, 8):
        p.text(filler(), f"{n}.", hang=24)
    found = entries(p.bytes())
    assert [(kind[:3], number) for kind, number, _ in found] == [(k, n) for n in "123" for k in ("con", "rec")]
    assert found[1][2] == "Somebody should count them."


def test_labelled_recommendations(paper, filler) -> None:
    p = paper().text(filler())
    p.lines("Recommendation 1", font="Times-Bold", after=2)
    p.text("By the spring, chief officers should count their counters.").text(filler())
    p.lines("Recommendation 2", font="Times-Bold", after=2)
    p.text("By the autumn, they should count them again.")
    found = entries(p.bytes())
    assert [(kind, number) for kind, number, _ in found] == [("recommendation", "1"), ("recommendation", "2")]
    assert found[0][2] == "By the spring, chief officers should count their counters."


def test_a_sentence_about_a_recommendation_is_none(paper, filler) -> None:
    p = paper().text(filler()).lines("Recommendation 2 was not followed by anybody we met, and is repeated here.")
    assert not entries(p.bytes())


def test_a_summary_in_capitals_holds_entries_below_its_headings(paper, filler) -> None:
    p = paper().heading("CHAPTER 1: THE COUNTERS", 12)
    for n in range(1, 8):
        p.text(filler(), f"{n}.")
    p.turn().heading("SUMMARY OF CONCLUSIONS AND RECOMMENDATIONS", 12).heading("Introduction", 12)
    p.text("Counters are where people meet. (Paragraph 2)", "1.", hang=24)
    p.heading("Queues", 12).text("Queues are longer than they were. (Paragraph 5)", "2.", hang=24)
    p.text("They should be shorter by the spring. (Paragraph 6)", "3.", hang=24)
    p.turn().heading("APPENDIX 1: WHO WAS ASKED", 12).text(filler())
    found = entries(p.bytes())
    assert [(kind, number) for kind, number, _ in found] == [("conclusion", n) for n in "123"]
    assert found[1][2].endswith("([Paragraph 5](#para-5))")


@pytest.mark.parametrize(
    "words",
    [
        ("It was said in its answer to", "recommendation 3 of the second report, which nobody had read."),
        ("", "Recommendation 18 of the second report asked that counters be counted at once."),
    ],
)
def test_bold_words_about_a_recommendation_are_none(paper, filler, words) -> None:
    p = paper().text(filler()).lines(*filter(None, words), font="Times-Bold").text(filler())
    assert not entries(p.bytes())


def test_the_recommendation_of_another_body_does_not_take_a_number_of_the_list(paper, filler) -> None:
    p = paper().heading("Recommendations", 20)
    for n in (1, 2, 3):
        p.text(f"The force shall open its {n} counters by the spring of the year.", f"{n}.", hang=24)
    p.turn().heading("Counters", 20).text(filler())
    p.lines("Recommendation 3: The board shall, as a part of its work,", "look at queues.", x=100, font="Times-Bold")
    found = entries(p.text(filler()).bytes())
    assert [number for _, number, _ in found] == ["1", "2", "3"]
    assert not any("board" in text for _, _, text in found)


def whole(content: bytes) -> dict[str, str]:
    """Return each recommendation as a passage: what a citation of it holds."""
    passages = passages_of(write(read_here(content).blocks))
    return {p.label: p.text for p in passages if p.kind in ("recommendation", "conclusion")}


def test_a_recommendation_in_a_box_is_all_that_stands_in_the_box(paper, filler) -> None:
    p = paper()
    for n in (1, 2, 3):
        p.text(filler())
        top = p.y + 16
        p.lines(f"Recommendation {n}: The counters of the north", x=80, font="Helvetica-Bold", after=4)
        p.text("The force should count its counters before the year is out.", x=80, width=400, after=5)
        p.text("It should say how many it found.", x=80, width=400, after=4)
        p.canvas.rect(72, p.y, 450, top - p.y)
        p.y -= 16
        p.text("The government agrees and has begun to count.")
    found = whole(p.bytes())
    assert list(found) == ["recommendation 1", "recommendation 2", "recommendation 3"]
    assert found["recommendation 2"].split("\n") == [
        "The counters of the north",
        "The force should count its counters before the year is out.",
        "It should say how many it found.",
    ]


def test_a_recommendation_in_a_type_of_its_own_ends_with_that_type(paper, filler) -> None:
    p = paper()
    for n in (1, 2, 3):
        p.heading(f"Recommendation {n}: Counters", 14)
        p.text(filler(), font="Times-Bold").text("They should be open.", font="Times-Bold").text(filler())
    found = whole(p.bytes())
    assert list(found) == ["recommendation 1", "recommendation 2", "recommendation 3"]
    assert all(text.startswith("Counters\n") and text.endswith("They should be open.") for text in found.values())


def test_words_about_a_recommendation_are_none_though_they_begin_a_line(paper, filler) -> None:
    p = paper()
    for n in (1, 2, 3, 4):
        p.heading(f"Recommendation {n}", 14).text(filler())
    p.lines("What was said of it in the year after that, with Recommendation 9 in mind, was that", after=0)
    p.lines("Recommendation 10, shall be followed by all forces of the north.")
    p.lines("Recommendation 2 was not followed.", font="Times-Italic")
    assert list(whole(p.bytes())) == [f"recommendation {n}" for n in (1, 2, 3, 4)]


def test_boxes_of_the_commons_with_the_number_in_the_margin(paper, filler) -> None:
    """As reports are set since 2024: the number hangs out, the kind stands in small capitals over the text."""
    p = paper().heading("1 The counter", 20)
    for n in range(1, 13):
        if n % 4 == 0:
            kind = "RECOMMENDATION" if n == 8 else "CONCLUSION"
            p.text(kind, f"{n}.", font="Helvetica-Bold", size=9, after=2)
            p.text(f"Counter {n} should be open. {filler()}", x=96, width=420, font="Times-Bold")
        else:
            p.text(filler(), f"{n}.", hang=24)
        if p.y < 200:
            p.turn()
    p.turn().heading("Conclusions and recommendations", 20)
    p.text("Counter 4 should be open. (Conclusion, Paragraph 4)", "1.", hang=24)
    p.text("Counter 8 should be open. (Recommendation, Paragraph 8)", "2.", hang=24)
    p.text("Counter 12 should be open. (Conclusion, Paragraph 12)", "3.", hang=24)
    content = p.bytes()
    blocks = read_here(content).blocks
    paragraphs = {b.number: b.text for b in blocks if b.kind is BlockKind.PARAGRAPH and b.number}
    assert list(paragraphs) == [str(n) for n in range(1, 13)]
    assert "Counter 8 should be open." in paragraphs["8"]
    found = {p.label: p.links for p in passages_of(write(blocks)) if p.kind in ("conclusion", "recommendation")}
    assert found == {"conclusion 1": ("para-4",), "recommendation 2": ("para-8",), "conclusion 3": ("para-12",)}


def test_a_number_in_the_margin_beside_a_tinted_box(paper, filler) -> None:
    p = paper().heading("1 The counter", 20)
    for n in range(1, 13):
        if n % 3 == 0:
            p.canvas.setFillColorRGB(0.9, 0.95, 1)
            p.canvas.rect(92, p.y - (60 if n == 6 else 84), 440, 74 if n == 6 else 98, fill=1, stroke=0)
            p.canvas.setFillColorRGB(0, 0, 0)
            if n == 6:
                p.text(f"Counter 6 is shut. {filler()}", "6.", width=440, hang=28, tab=28, after=36)
            else:
                p.text(
                    "CONCLUSION" if n == 3 else "RECOMMENDATION",
                    f"{n}.",
                    font="Helvetica-Bold",
                    size=9,
                    tab=28,
                    after=2,
                )
                p.text(f"Counter {n} should be open. {filler()}", x=100, width=400, after=24)
        else:
            p.text(filler(), f"{n}.", hang=24)
        if p.y < 230:
            p.turn()
    paragraphs = {b.number: b.text for b in read_here(p.bytes()).blocks if b.kind is BlockKind.PARAGRAPH}
    assert list(paragraphs) == [str(n) for n in range(1, 13)]
    assert paragraphs["6"].startswith("Counter 6 is shut.")
    assert all(f"Counter {n} should be open." in paragraphs[str(n)] for n in (3, 9, 12))
    assert all(paragraphs[str(n)].count(".") >= 4 for n in (3, 6, 9, 12))


def test_numbered_headings_below_recommendations_are_headings(paper, filler) -> None:
    p = paper().heading("Recommendations", 20)
    for n in (1, 2, 3):
        p.heading(f"{n}. The counter of that number", 14).text(filler())
    content = p.bytes()
    assert not entries(content)
