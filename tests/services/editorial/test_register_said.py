"""What the register says of a recommendation, read from text as its reader writes it."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.documents.passages import passages_of
from kb.domain.dates import PartialDate
from kb.domain.editorial.recommendation import Recommendation, Status, StatusAt, story_of
from kb.domain.source.passage import Citation
from kb.services.editorial.register_status import said_of

REGISTER = """## ICT design

**Recommendation 6955.** All forces should look at how they buy.

- 4 September 2014: awaiting review

- 30 September 2016: Under review: see the note

- 31 February 2017: no further action needed

- 30 August 2017: no further action needed

**Recommendation 69550.** Something else.

- 1 May 2020: accepted
"""
MADE = StatusAt(PartialDate.parse("2014-09-04"), Status.MADE)


def followed(*statuses: StatusAt, register_id: str = "6955") -> Recommendation:
    return Recommendation("it", "Look at it.", Citation("core"), ("forces",), statuses, register_id=register_id)


def test_what_is_new_is_offered_with_the_status_that_it_seems_to_mean() -> None:
    said = said_of(followed(MADE), "register", passages_of(REGISTER))
    assert [(str(one.date), one.status, one.words, one.source) for one in said] == [
        ("2016-09-30", Status.UNDER_REVIEW, "Under review: see the note", "register"),
        ("2017-08-30", Status.CLOSED, "no further action needed", "register"),
    ]


def test_only_its_own_entry_is_read() -> None:
    assert said_of(followed(register_id=""), "register", passages_of(REGISTER)) == ()
    assert [one.status for one in said_of(followed(register_id="69550"), "register", passages_of(REGISTER))] == [
        Status.ACCEPTED
    ]


def test_words_that_nobody_knows_are_for_a_person_to_decide() -> None:
    body = "**Recommendation 6955.** Look.\n\n- 2 May 2018: remitted to the panel\n"
    (said,) = said_of(followed(), "register", passages_of(body))
    assert (said.status, said.words) == (None, "remitted to the panel")


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("closed", Status.CLOSED),
        ("Recommendation closed.", Status.CLOSED),
        ("the force disclosed its plan", None),
        ("disclosed late, and closed since", Status.CLOSED),
        ("unaccepted", None),
        ("not accepted", Status.REJECTED),
        ("partially accepted", Status.PARTLY_ACCEPTED),
        ("not yet implemented", None),
        ("partly completed", None),
        ("to be closed", None),
        ("not implemented by June; implemented since", Status.DONE),
    ],
)
def test_a_status_is_seen_only_in_whole_words_that_nothing_denies(words: str, status: Status | None) -> None:
    body = f"**Recommendation 6955.** Look.\n\n- 2 May 2018: {words}\n"
    (said,) = said_of(followed(), "register", passages_of(body))
    assert said.status is status


@given(st.dates(dt.date(1990, 1, 1), dt.date(2040, 1, 1)), st.text("abc: ", max_size=12))
def test_every_date_that_the_reader_writes_is_read_back(day: dt.date, words: str) -> None:
    date = PartialDate.of(day)
    line = f"{date.in_words()}: {words}" if words.strip() else date.in_words()
    (said,) = said_of(followed(), "register", passages_of(f"**Recommendation 6955.** Look.\n\n- {line}\n"))
    assert said.date == date
    assert (
        said_of(followed(StatusAt(date, Status.DONE)), "r", passages_of(f"**Recommendation 6955.** L.\n\n- {line}"))
        == ()
    )


CLOSED = StatusAt(PartialDate.parse("2017-08-30"), Status.CLOSED)


@pytest.mark.parametrize(
    ("statuses", "published", "members", "story"),
    [
        ((MADE, CLOSED), None, 3, "recommended September 2014, closed August 2017, still raised by 3 members"),
        ((MADE,), None, 1, "recommended September 2014, still raised by 1 member"),
        ((), "2013", 0, "recommended 2013"),
        ((CLOSED,), None, 0, "recommended, nobody has noted when, closed August 2017"),
    ],
)
def test_the_story_is_one_sentence(statuses, published, members: int, story: str) -> None:
    date = PartialDate.parse(published) if published else None
    assert story_of(followed(*statuses), date, members) == story
    assert story_of(followed(*statuses), date, members, invented=True) == story + " (invented)" * bool(members)
