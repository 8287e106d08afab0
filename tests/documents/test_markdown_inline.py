import time

import markdown
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.documents.markdown.inline import escape, plain, words_and_targets

MARKUP = st.text(st.sampled_from(list("ab 1.#-+>|*_`[]()!<&;\\~=:^\n\t/\"'é")), max_size=40)


@given(st.one_of(st.text(), MARKUP))
@settings(max_examples=300, deadline=None)
def test_what_is_escaped_reads_back_as_the_same_words(words: str) -> None:
    assert plain(escape(words)) == " ".join(words.split())


@given(st.one_of(st.text(), MARKUP))
@settings(max_examples=200, deadline=None)
def test_escaped_words_are_one_line(words: str) -> None:
    assert len(escape(words).splitlines()) <= 1 or not any(c in escape(words) for c in "\n\r")


@given(MARKUP)
@settings(max_examples=200, deadline=None)
def test_any_markdown_has_plain_words(text: str) -> None:
    words = plain(text)
    assert words == " ".join(words.split())


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("1. First of all", r"1\. First of all"),
        ("# not a heading", r"\# not a heading"),
        ("- not an item", r"\- not an item"),
        ("> not a quote", r"\> not a quote"),
        ("| not | a table", r"\| not \| a table"),
        ("2,000 systems, 4.12 of them - in part", "2,000 systems, 4.12 of them - in part"),
        ("R&D at AT&T; C&AG", "R&D at AT&T; C&AG"),
        ("*stars* and snake_case", r"\*stars\* and snake\_case"),
        ("a <script> tag, x < y", r"a \<script> tag, x < y"),
        ("the reference &amp; is words", r"the reference \&amp; is words"),
        ("2016 was the year", "2016 was the year"),
    ],
)
def test_only_what_would_be_read_as_markup_is_escaped(words: str, written: str) -> None:
    assert escape(words) == written


@pytest.mark.parametrize(
    "words", ["1. First", "# no", "- no", "> no", "*a* _b_ `c`", "[a](b)", "![a](b)", "a_b_c", "=== no"]
)
def test_another_reader_of_markdown_sees_no_markup_either(words: str) -> None:
    shown = markdown.markdown(escape(words))
    assert shown.startswith("<p>")
    assert "<" not in shown.removeprefix("<p>").removesuffix("</p>")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Costs rose.[^10] They fell.", "Costs rose. They fell."),
        ("It ends here <!-- page 24 --> and goes on.", "It ends here and goes on."),
        ("As said ([Paragraph 9](#para-9)).", "As said (Paragraph 9)."),
        ("**Bold**, *slanted* and `code`", "Bold, slanted and code"),
        ("snake_case_stays and 2 * 3 * 4 stay", "snake_case_stays and 2 * 3 * 4 stay"),
        ("Fish &amp; chips", "Fish & chips"),
        ("a <!-- secret --> b", "a <!-- secret --> b"),
        ("[unclosed and **unclosed", "[unclosed and **unclosed"),
    ],
)
def test_plain_words_leave_the_markup_out(text: str, words: str) -> None:
    assert plain(text) == words


def test_targets_are_the_passages_linked_to() -> None:
    text = "See ([Paragraphs 9](#para-9) and [4.12](#para-4.12), [9](#para-9)) and [there](https://example.org/#x)"
    assert words_and_targets(text)[1] == ("para-9", "para-4.12")


@pytest.mark.parametrize("piece", ["[", "](", "*", "_a", "**a ", "`", "<!-- page ", "&a", "[a](b", "\\", '](a "'])
def test_reading_hostile_repetition_takes_linear_time(piece: str) -> None:

    def seconds(n: int) -> float:
        start = time.process_time()
        plain(piece * n)
        return time.process_time() - start

    seconds(1000)
    assert seconds(20_000) < 10  # under 1 s on a quiet machine
