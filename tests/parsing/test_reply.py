"""What the sender wrote is kept apart from what is quoted, forwarded and signed, and nothing goes missing."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.parsing.reply.reply import ReplyPart, split_reply

PIECES = [
    "On Mon, 12 Sep 2016 at 18:16, Sam <s@a.example> wrote:\n",
    "> quoted\n",
    ">> more\n",
    "-- \n",
    "Sent from my phone\n",
    "From: Sam\n",
    "Sent: Monday\n",
    "To: us\n",
    "Subject: x\n",
    "-----Original Message-----\n",
    "---------- Forwarded message ---------\n",
    "________________________________\n",
    "1. An entry\n",
    "words\n",
    "\n",
    " \x85\u2028\x0b",
]


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=20)), max_size=30).map("".join))
def test_the_stretches_put_together_are_the_text(text: str) -> None:
    assert "".join(stretch.text for stretch in split_reply(text).stretches) == text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Yes.\n\nOn 1 May 2016, at 10:00, Sam <s@a.example> wrote:\n\n> No?\n", "Yes."),
        ("Yes.\n\nOn Monday, 1 May 2016, 10:00, Sam Reed\n<sam@a.example> wrote:\n\n No?\nSam\n", "Yes."),
        ("Yes.\n\n-----Original Message-----\nFrom: Sam\nNo?\n", "Yes."),
        ("Yes.\n\nFrom: Sam\nSent: 1 May 2016\nTo: us\nSubject: No\n\nNo?\n", "Yes."),
        ("Yes.\n\n*From:* Sam\n*Date:* 1 May\n*To:* us\n\nNo?\n", "Yes."),
        ("Yes.\n----- Sam/HQ wrote: -----\nNo?\n", "Yes."),
        ("Am 01.05.2016 um 10:00 schrieb Sam:\n> No?\n\nYes.\n", "Yes."),
        ("Yes.\n-- \nA Name\nA firm\n", "Yes."),
        ("Yes.\n\nGet Outlook for iOS\n", "Yes."),
        ("Yes.\nSent from my iPad\n> On 1 May 2016, at 10:00, Sam <s@a.example> wrote:\n> No?\n", "Yes."),
    ],
)
def test_quotation_and_signature_are_cut_off(text: str, written: str) -> None:
    assert split_reply(text).written.strip() == written


@pytest.mark.parametrize(
    "text",
    [
        "On the whole our chair wrote: we need one list.\nMore words.",
        "On our list of 12 things we wrote this.\nMore",
        "From: the first call\nto the last court, files are typed again.",
        "-First\n-Second\n",
        "Sent from one force to another, files get lost on the way; that is what matters most to us, more than price.",
    ],
)
def test_words_that_only_look_like_marks_stay(text: str) -> None:
    assert split_reply(text).written == text


def test_a_line_of_hyphens_between_entries_is_no_signature() -> None:
    reply = split_reply("1. One\n--\n2. Two\n--\n3. Three\n")
    assert "3. Three" in reply.written
    assert reply.doubts


def test_a_mail_passed_on_is_told() -> None:
    reply = split_reply("See below.\n\n---------- Forwarded message ---------\nFrom: Ann\n1. Hers\n")
    assert reply.written.strip() == "See below."
    assert "1. Hers" in reply.forwarded
    assert reply.doubts == ("it passes on somebody else's mail",)


def test_marks_of_quotation_without_a_name_are_doubtful() -> None:
    reply = split_reply("> First thing\n> Second thing\n")
    assert not reply.written
    assert reply.doubts


def test_what_stands_between_quoted_lines_is_kept_apart() -> None:
    reply = split_reply("On 1 May 2016, Sam wrote:\n> One?\n\nAnswer one\n\n> Two?\n\nAnswer two\n")
    assert [s.text.strip() for s in reply.stretches if s.part is ReplyPart.WRITTEN] == ["Answer one", "Answer two"]


@pytest.mark.parametrize(
    "text", ["On 1 " * 20_000, "On 1\n" * 20_000, "From: a\n" * 20_000, "-" * 100_000, "> " * 50_000]
)
def test_hostile_text_costs_no_more_than_other_text(text: str) -> None:
    began = time.process_time()
    split_reply(text)
    assert time.process_time() - began < 5
