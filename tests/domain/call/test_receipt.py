import datetime as dt
import hashlib
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from kb.domain.call.call import Channel, Consent, Input, Pointer, Slot
from kb.domain.call.receipt import canonical_words, fingerprint

ANSWER = Input(
    id="7kq4-m2xd",
    call="c-2026",
    organisation="Example Systems Ltd",
    organisation_kind="supplier",
    received=dt.datetime(2026, 9, 20, 9, 30, tzinfo=dt.UTC),
    channel=Channel.FORM,
    consent=Consent.KIND,
    slots=(
        Slot("One record", "Keyed twice.\r\n\r\nThree times, even. ", "Who counts?", (Pointer("joint", "para-2"),)),
        Slot("Standards"),
    ),
    body="Thank you.\n",
)
WORDS = """\
call:
  c-2026
organisation:
  Example Systems Ltd
kind:
  supplier
consent:
  by kind of organisation
entry 1
title:
  One record
why:
  Keyed twice.

  Three times, even.
question:
  Who counts?
evidence:
  joint#para-2
entry 2
title:
  Standards
besides:
  Thank you.
"""


def test_the_form_is_as_published_and_any_program_makes_the_fingerprint() -> None:
    assert canonical_words(ANSWER) == WORDS
    assert fingerprint(ANSWER) == hashlib.sha256(canonical_words(ANSWER).encode()).hexdigest()


def test_what_is_not_words_does_not_change_it() -> None:
    later = replace(ANSWER, id="other", received=ANSWER.received + dt.timedelta(1), late=True, changes=3, link="0" * 64)
    assert fingerprint(later) == fingerprint(ANSWER)


def test_consent_and_order_are_part_of_it() -> None:
    assert fingerprint(replace(ANSWER, consent=Consent.NAMED)) != fingerprint(ANSWER)
    assert fingerprint(replace(ANSWER, slots=ANSWER.slots[::-1])) != fingerprint(ANSWER)


_words = st.text(st.sampled_from("ab:e \n1"), max_size=12)
_slots = st.lists(st.builds(Slot, _words, _words, _words), max_size=3).map(tuple)


def _tidy(words: str) -> str:
    return "\n".join(line.rstrip() for line in words.splitlines()).strip("\n")


@given(_slots, _slots, _words, _words)
def test_answers_with_different_words_never_look_the_same(one, other, said, told) -> None:
    a, b = replace(ANSWER, slots=one, body=said), replace(ANSWER, slots=other, body=told)
    tidy = [(tuple((_tidy(s.title), _tidy(s.why), _tidy(s.question)) for s in x.slots), _tidy(x.body)) for x in (a, b)]
    assert (canonical_words(a) == canonical_words(b)) is (tidy[0] == tidy[1])
