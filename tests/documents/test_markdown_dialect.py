import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.documents.markdown.dialect import link_paragraphs, read, write
from kb.documents.markdown.inline import escape
from kb.domain.source.block import Block, BlockKind

WORDS = st.text(st.sampled_from(list("ab 1.#-+>|*_`[]()!<&;\\~=:^é")), min_size=1, max_size=30).map(escape).filter(bool)
INLINE = st.one_of(
    WORDS,
    st.tuples(WORDS, st.sampled_from(["[^10]", " <!-- page 24 --> ", " ([Paragraph 9](#para-9)) "]), WORDS).map(
        lambda parts: " ".join("".join(parts).split())
    ),
)
NUMBERS = st.sampled_from(["1", "12", "4.12", "12A", "2.3.1", "A", "iv"])
BLOCKS = st.one_of(
    st.builds(Block, st.just(BlockKind.HEADING), WORDS, level=st.integers(2, 6)),
    st.builds(Block, st.just(BlockKind.PARAGRAPH), INLINE),
    st.builds(Block, st.just(BlockKind.PARAGRAPH), INLINE, NUMBERS),
    st.builds(
        Block,
        st.sampled_from([BlockKind.CONCLUSION, BlockKind.RECOMMENDATION]),
        INLINE,
        st.one_of(st.just(""), NUMBERS),
    ),
    st.builds(Block, st.just(BlockKind.ITEM), INLINE, level=st.integers(1, 6)),
    st.builds(Block, st.just(BlockKind.QUOTE), INLINE),
    st.builds(Block, st.just(BlockKind.PAGE), number=st.sampled_from(["3", "iv", "A-3", "12 and 13"])),
    st.builds(Block, st.just(BlockKind.FOOTNOTE), INLINE, st.sampled_from(["1", "10", "*", "a"])),
    st.integers(1, 3).flatmap(
        lambda width: st.builds(
            Block,
            st.just(BlockKind.TABLE),
            rows=st.lists(st.tuples(*[WORDS] * width), min_size=1, max_size=3).map(tuple),
        )
    ),
)


@given(st.lists(BLOCKS, max_size=6).map(tuple))
@settings(max_examples=400, deadline=None)
def test_blocks_come_back_from_their_markdown(blocks: tuple[Block, ...]) -> None:
    assert read(write(blocks)) == blocks


@given(st.one_of(st.text(), st.text(st.sampled_from(list("ab1.# -+>|*[]^:<!\n\\")), max_size=80)))
@settings(max_examples=400, deadline=None)
def test_any_text_can_be_read_and_settles_after_one_writing(text: str) -> None:
    once = write(read(text))
    assert write(read(once)) == once


def test_each_kind_of_block_has_its_form() -> None:
    blocks = (
        Block(BlockKind.PAGE, number="3"),
        Block(BlockKind.HEADING, "Court systems", level=2),
        Block(BlockKind.PARAGRAPH, "Forces buy alone.[^1]", "4.12"),
        Block(BlockKind.ITEM, "apart", level=1),
        Block(BlockKind.ITEM, "far apart", level=2),
        Block(BlockKind.QUOTE, "We buy alone."),
        Block(BlockKind.CONCLUSION, "Buy together. ([Paragraph 4.12](#para-4.12))", "3"),
        Block(BlockKind.RECOMMENDATION, "Do it.", "A"),
        Block(BlockKind.TABLE, rows=(("Force", "Systems"), ("North", "12"))),
        Block(BlockKind.FOOTNOTE, "Invented.", "1"),
    )
    assert write(blocks) == (
        "<!-- page 3 -->\n\n## Court systems\n\n**4.12.** Forces buy alone.[^1]\n\n- apart\n\n  - far apart\n\n"
        "> We buy alone.\n\n**Conclusion 3.** Buy together. ([Paragraph 4.12](#para-4.12))\n\n"
        "**Recommendation A.** Do it.\n\n| Force | Systems |\n| --- | --- |\n| North | 12 |\n\n[^1]: Invented.\n"
    )


def test_lines_wrapped_by_hand_are_put_together() -> None:
    body = (
        "**12.** One line\nand its second.\r\n\r\n> quoted\n> twice\n\n- an item\n  goes on\n- another\n\n1. numbered\n"
    )
    assert read(body) == (
        Block(BlockKind.PARAGRAPH, "One line and its second.", "12"),
        Block(BlockKind.QUOTE, "quoted twice"),
        Block(BlockKind.ITEM, "an item goes on", level=1),
        Block(BlockKind.ITEM, "another", level=1),
        Block(BlockKind.ITEM, r"1\. numbered", level=1),
    )


def test_bold_words_are_not_a_number() -> None:
    assert read("**Note.** Mind the gap.") == (Block(BlockKind.PARAGRAPH, "**Note.** Mind the gap."),)


def test_a_paragraph_stays_one_whatever_it_begins_with() -> None:
    for text in ("- dash", "## hash", "12. number", "> arrow", "[^1]: note", "<!-- page 3 -->", "**12.** bold"):
        (block,) = read(write([Block(BlockKind.PARAGRAPH, text)]))
        assert (block.kind, block.number) == (BlockKind.PARAGRAPH, "")


@pytest.mark.parametrize(
    ("text", "linked"),
    [
        ("Do it. (Paragraph 9)", "Do it. ([Paragraph 9](#para-9))"),
        ("(Paragraphs 9 and 12)", "(Paragraphs [9](#para-9) and [12](#para-12))"),
        ("(Paragraphs 9, 10 and 12)", "(Paragraphs [9](#para-9), 10 and [12](#para-12))"),
        ("(Paragraphs 9–12)", "(Paragraphs [9](#para-9)–[12](#para-12))"),
        ("(Paragraph 4.12)", "([Paragraph 4.12](#para-4.12))"),
        ("(Paragraph 99)", "(Paragraph 99)"),
        ("paragraph 9 is not in brackets", "paragraph 9 is not in brackets"),
        ("([Paragraph 9](#para-9))", "([Paragraph 9](#para-9))"),
    ],
)
def test_paragraphs_named_in_brackets_become_links(text: str, linked: str) -> None:
    assert link_paragraphs(text, {"9", "12", "4.12"}) == linked


@pytest.mark.parametrize(
    "line", ["> " * 20_000, "- " * 20_000, "|" * 20_000, "**1" * 20_000, "#" * 20_000, "|\\" * 20_000]
)
def test_hostile_lines_take_linear_time(line: str) -> None:
    start = time.process_time()
    write(read(line))
    assert time.process_time() - start < 10
