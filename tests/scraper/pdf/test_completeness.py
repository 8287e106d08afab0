"""Completeness: the words of a plain extraction against those of the text."""

from kb.domain.source.block import Block, BlockKind
from pdf_in_process import read_here
from scraper.pdf.completeness import check_completeness, count_words

WORDS = " ".join(f"word{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(300))


def test_a_text_with_every_word_is_whole(paper, filler) -> None:
    p = paper()
    for n in range(1, 12):
        p.page(head="Of counters", foot=str(n)).text(filler()).text(filler()).turn()
    extract = read_here(p.bytes())
    assert extract.completeness == "100.0% of the words on its pages are in the text, 100.0% of its words on the pages"
    assert not extract.incomplete


def test_words_left_out_and_words_put_in_are_told() -> None:
    half = Block(BlockKind.PARAGRAPH, " ".join(WORDS.split()[:150]))
    missing = check_completeness(count_words(WORDS), (), [half])
    assert (round(missing.kept, 2), round(missing.known, 2)) == (0.5, 1.0)
    assert missing.problem.startswith("it was not read whole: only 50.0%")
    added = check_completeness(count_words(half.text), (), [Block(BlockKind.PARAGRAPH, WORDS)])
    assert (round(added.kept, 2), round(added.known, 2)) == (1.0, 0.5)


def test_lines_left_out_on_purpose_are_no_loss() -> None:
    first, rest = WORDS.split()[:100], WORDS.split()[100:]
    whole = check_completeness(count_words(WORDS), [" ".join(first)], [Block(BlockKind.PARAGRAPH, " ".join(rest))])
    assert (whole.kept, whole.known) == (1.0, 1.0)
    assert not whole.problem


def test_a_word_broken_at_the_end_of_a_line_is_one_word() -> None:
    assert count_words("the coun-\r\nter and the ﬁle²") == count_words("the counter and the file 2")
