"""Answers as people write them become entries in their own words; what is unsure says so."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.domain.call.call import Slot
from kb.parsing.reply.reply import ReplyPart, split_reply
from kb.parsing.slots.slots import SURE, AnswerReading, read_answer, read_reply

WORDS = st.sampled_from(
    "1. |2. |3) |Priority 1: |Priority two - |- |* |Q: |Question: |Why: |Why it matters: |Because: |Title: |"
    "Shared lists|one owner. |Who pays? |Regards|Dear Sam,|\n|\n\n|\t|  |no particular order|> |(|**|Priority\tWhy\n"
    "|a) |b) |First: |Second: |#1 |Issue: "
    "|–".split("|")
)
TEXTS = st.one_of(st.lists(st.one_of(WORDS, st.text(max_size=8)), max_size=40).map("".join), st.text(max_size=200))
MARK = re.compile(
    r"(?:\s|[*_.,:;?)(#•·‣▪○●–—+>\t-]|\d{1,2}|priority|choice|issue|my|our|no|number|one|two|three|four|five|six|seven|eight|nine|ten"
    r"|[a-j]\)|(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)(?:ly)?"
    r"|why|it|this|that|does|is|matters?|important|because|reason|rationale|q|questions?|for|to|the|hmic(?:frs)?|"
    r"and|or|are|they|do|inspectorate|inspectors?|inspection|forces?|what|we|i|would|should|ask|title|topic)*",
    re.IGNORECASE,
)


def fields(reading: AnswerReading) -> list[str]:
    return [words for slot in reading.slots for words in (slot.title, slot.why, slot.question) if words]


@given(TEXTS)
def test_words_are_stretches_of_the_text_and_nothing_but_marks_is_left_out(text: str) -> None:
    reading = read_answer(text, 5)
    assert all(words in text for words in fields(reading))
    kept = sum(len("".join(words.split())) for words in (*fields(reading), reading.besides, *reading.left_out))
    assert kept == len("".join(text.split()))
    assert all(slot.title for slot in reading.slots)


@given(TEXTS.filter(lambda text: "Priority\tWhy" not in text))
def test_what_is_left_out_is_marks_only(text: str) -> None:
    for left in read_answer(text, 5).left_out:
        assert MARK.fullmatch(left), left


@given(TEXTS)
def test_a_sure_reading_has_entries_no_more_than_the_call_takes_and_no_doubts(text: str) -> None:
    reading = read_reply(split_reply(text), 3)
    if reading.sure:
        assert 1 <= len(reading.slots) <= 3
        assert reading.certainty >= SURE
        assert not reading.reasons
    else:
        assert reading.reasons or reading.certainty < SURE


@given(
    st.lists(
        st.sampled_from(["> Priority 1:\n", "> Why?\n", "> Q:\n", "> x\n", "\nwords one\n\n", "\nmore\n", "-- \n"])
    )
)
def test_nothing_typed_between_the_lines_of_a_form_is_lost(parts: list[str]) -> None:
    reply = split_reply("".join(parts))
    reading = read_reply(reply, 5)
    said = " ".join((*fields(reading), reading.besides)).split()
    for stretch in reply.stretches:
        if stretch.part is ReplyPart.WRITTEN:
            assert all(word in said for word in stretch.text.split())


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("1. One list\n2. One owner", [Slot("One list"), Slot("One owner")]),
        ("1) One list\n\n2) One owner\n\nRegards\nAnn", [Slot("One list"), Slot("One owner")]),
        ("1. One list;\n2. One owner; and\n3. Exits.", [Slot("One list"), Slot("One owner"), Slot("Exits")]),
        (
            "1. One list\n\nForces differ.\n\n2. One owner\n\nNobody owns.\n\nThanks\nAnn",
            [Slot("One list", "Forces differ."), Slot("One owner", "Nobody owns.")],
        ),
        ("1.\n\nOne list\n\n2.\n\nOne owner\n", [Slot("One list"), Slot("One owner")]),
        ("No. 1: One list\nNo. 2: One owner", [Slot("One list"), Slot("One owner")]),
        ("(1) One list\n(2) One owner", [Slot("One list"), Slot("One owner")]),
        ("1 - One list\n2 - One owner", [Slot("One list"), Slot("One owner")]),
        ("Priority 1: One list\nPriority 2: One owner", [Slot("One list"), Slot("One owner")]),
        ("PRIORITY ONE\nOne list\nPRIORITY TWO\nOne owner", [Slot("One list"), Slot("One owner")]),
        ("*1. One list*\nWhy: it helps.\n*2. One owner*", [Slot("One list", "it helps."), Slot("One owner")]),
        ("- One list\n- One owner", [Slot("One list"), Slot("One owner")]),
        ("-One list\n-One owner", [Slot("One list"), Slot("One owner")]),
        ("1. One list – forces differ. Who keeps it?", [Slot("One list", "forces differ.", "Who keeps it?")]),
        ("1) One list - forces differ - who keeps it?", [Slot("One list", "forces differ", "who keeps it?")]),
        ("1) One list. Who keeps it - and how - today?", [Slot("One list", "", "Who keeps it - and how - today?")]),
        ("1. One list\nQ: Who keeps it?\nThx, Ann", [Slot("One list", "", "Who keeps it?")]),
        ("1. One list: forces differ.", [Slot("One list", "forces differ.")]),
        ("1. One list. Why: forces differ. Q: Who keeps it?", [Slot("One list", "forces differ.", "Who keeps it?")]),
        (
            "1. Title: One list\nWhy does it matter?\nForces differ.\nQuestion for HMIC: Who keeps it?",
            [Slot("One list", "Forces differ.", "Who keeps it?")],
        ),
        (
            "1. One list\n   - Why: forces differ.\n   - Question: Who keeps it?",
            [Slot("One list", "forces differ.", "Who keeps it?")],
        ),
        (
            "1. One list\nForces differ, e.g. The Met.\nThey pay twice.\nWho keeps it? Who pays?",
            [Slot("One list", "Forces differ, e.g. The Met.\nThey pay twice.", "Who keeps it? Who pays?")],
        ),
        ("1. Why do forces differ?\n2. One owner", [Slot("Why do forces differ?"), Slot("One owner")]),
        ("1. One list\nQ: Who keeps it?\nQ: Who pays?", [Slot("One list", "", "Who keeps it?\nQ: Who pays?")]),
        (
            "1. A title that the mail program of the sender broke in the middle\nbecause lines are short\n2. One owner",
            [
                Slot("A title that the mail program of the sender broke in the middle\nbecause lines are short"),
                Slot("One owner"),
            ],
        ),
        ("a) One list\nb) One owner", [Slot("One list"), Slot("One owner")]),
        ("First: one list\nSecond: one owner", [Slot("one list"), Slot("one owner")]),
        (
            "Firstly - one list. Who keeps it?\nSecondly - one owner",
            [Slot("one list", "", "Who keeps it?"), Slot("one owner")],
        ),
        ("#1 One list\n#2 One owner", [Slot("One list"), Slot("One owner")]),
        (
            "Issue: One list\nReason: forces differ.\n\nIssue: One owner\nQ: Who?",
            [Slot("One list", "forces differ."), Slot("One owner", "", "Who?")],
        ),
        ("- Topic: One list\n- Topic: One owner", [Slot("One list"), Slot("One owner")]),
        ("1. Lists: one for all\n2. One owner", [Slot("Lists: one for all"), Slot("One owner")]),
        (
            "Priority\tReason\tQuestion\nOne list\tForces differ.\tWho?\nOne owner\t\tWho else?",
            [Slot("One list", "Forces differ.", "Who?"), Slot("One owner", "", "Who else?")],
        ),
    ],
)
def test_plain_answers_are_read_surely(text: str, slots: list[Slot]) -> None:
    reading = read_answer(text, 5)
    assert list(reading.slots) == slots
    assert reading.sure, reading
    assert reading.level == "high"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "nothing"),
        ("We care about trust. Nobody counts alike.", "prose"),
        ("1. A\n2. B\n3. C\n4. D\n5. E\n6. F", "6 entries"),
        ("1. One list\n3. One owner", "not 1, 2, 3"),
        ("5. One list\n4. One owner", "not 1, 2, 3"),
        ("1. One list\n2. One owner\n1. Another\n2. More", "not 1, 2, 3"),
        ("In no particular order:\n1. One list\n2. One owner", "order"),
        ("Please ignore my earlier mail.\n1. One list\n2. One owner", "earlier"),
        ("1. One list\n2. One owner\n\nA longer paragraph that may be part of entry two or not.", "after the last"),
        ("1. One list\nWhy: a\nQ: b?\nWhy: c", "twice"),
        ("1. Why: forces differ\n2. One owner", "no title"),
        (
            "Our one priority is trust in data, and it rests on three legs that all have to stand at once, "
            "namely on these here:\n- One list\n- One owner",
            "before",
        ),
        ("- One list\n* One owner\n- Three", "more than one kind"),
        ("Priority\tReason\tQuestion\nOne list\tWho?\nOne owner\t\tWho?", "fewer cells"),
        ("a) One list\nc) One owner", "not 1, 2, 3"),
        ("Second: one list\nFirst: one owner", "not 1, 2, 3"),
        ("a) One list b) Exits\nb) One owner", "another"),
        ("First: one list, second, exits\nSecond: one owner", "another"),
        ("- Lists\n  a) of people\n  b) of things\n- Owners", "more than one kind"),
        ("Issue: One list\n- of people\n- of things\nIssue: One owner", "more than one kind"),
        ("No\tPriority\n2\tOne list\n1\tOne owner", "not numbered"),
        ("Priority\tWhy\tCost\nOne list\tx\ty", "not known"),
        ("1. " + "very " * 40 + "long title", "where the title"),
    ],
)
def test_what_is_unsure_waits_and_says_why(text: str, reason: str) -> None:
    reading = read_answer(text, 5)
    assert not reading.sure
    assert any(reason in told for told in reading.reasons), reading.reasons


def test_words_before_and_after_the_entries_are_kept_besides() -> None:
    reading = read_answer("Dear Sam,\n\nsorry, late.\n\n1. One list\n\nHappy to talk.\nAnn", 5)
    assert reading.sure
    assert reading.besides == "Dear Sam,\n\nsorry, late.\n\nHappy to talk.\nAnn"


def test_a_form_filled_in_between_its_quoted_lines() -> None:
    form = "> Priority 1:\n\nOne list\n\n> Why?\n\nForces differ.\n\n> Priority 2:\n\nOne owner\n"
    mail = f"On 1 May 2016, Sam wrote:\n{form}"
    reading = read_reply(split_reply(mail), 5)
    assert reading.slots == (Slot("One list", "Forces differ."), Slot("One owner"))
    assert reading.sure


def test_comments_between_quoted_prose_wait_for_a_person() -> None:
    mail = "On 1 May 2016, Sam wrote:\n> We think of lists.\n\nSo do we.\n\n> And owners.\n\nOwners less.\n"
    reading = read_reply(split_reply(mail), 5)
    assert not reading.sure
    assert "So do we" in " ".join((*fields(reading), reading.besides))


@pytest.mark.parametrize(
    "text",
    [
        "Priorities:\n- Lists\n- Owners\n\nQuestions:\n- Who keeps lists?\n- Who owns?",
        "1. Lists\n2. Owners\n\nRegards\nAnn\n\nPS: number two should really be number one.",
        "1. Lists\n2. Owners\n\nBest,\nAnn\n\nP.S. 3. Exit plans too",
        "1. Lists\n2. Owners\n\nThanks - actually please swap 1 and 2.",
        "- Lists, because\n  they wrap onto\n  the next line\n- Owners",
        "Hi Sam,\n- sorry I'm late\n- will send on Friday",
        "Thanks Sam. A few points:\n1. I am on leave until Monday.\n2. Please send the form again.",
        "1. When is the deadline?\n2. Who will see the answers?",
        "Two things:\n1. We will not answer this time.\n2. Please take us off the list.",
        "Ranked from lowest to highest:\n1. Lists\n2. Owners",
        "1. Lists\n2. Owners (withdrawn)\n3. Exit",
        "Sent on behalf of Bob at C Ltd:\n1. Lists\n2. Owners",
        "1. Lists\n2= Owners\n2= Exit",
        "(1) Lists (forces differ); (2) Owners (none).",
        "1. Lists (joint first with owners)\n2. Owners",
        "1. Interfaces\nWhat HMIC would like to ask about - who mends it?\n2. Training",
        "1. Interfaces\n2. Training\nWe could add two more if you like.",
        "1. Interfaces (why: nothing joins)\n2. Training (why: people leave)",
        "1. Interfaces | nothing joins | who mends it?\n2. Training | people leave | who pays?",
        "1. One list\n2. n/a\n3. -",
        "1. 4\n2. 7\n3. 9",
        "1. Interfaces\n2. Training\n\nExit Plans",
        "First: thanks for asking, and sorry for the wait.",
        "Issue: we have none to add this time.",
        "a) I am away.\nb) Please ask Bob.",
    ],
)
def test_lists_that_a_person_would_read_otherwise_wait(text: str) -> None:
    assert not read_answer(text, 5, frozenset({"ann"})).sure


@pytest.mark.parametrize("text", ["1. a\n" * 20_000, "1. a. Why: " * 20_000, "- a\n " * 20_000, "1. " + "x " * 100_000])
def test_long_text_is_read_in_a_moment(text: str) -> None:
    began = time.process_time()
    read_answer(text, 5)
    assert time.process_time() - began < 20


@pytest.mark.parametrize(
    "text",
    [
        "2. One owner\n1. One list\n",
        "b) One owner\na) One list\n",
        "Rank\tPriority\tWhy\n2\tOne owner\t\n1\tOne list\t\n",
    ],
)
def test_the_number_that_is_printed_is_the_rank_and_a_person_looks(text: str) -> None:
    reading = read_answer(text, 5)
    assert [slot.title for slot in reading.slots] == ["One list", "One owner"]
    assert not reading.sure
