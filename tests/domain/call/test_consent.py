import datetime as dt
from dataclasses import replace

import pytest

from kb.domain.audience import Audience
from kb.domain.call.call import Call, CallState, Channel, Consent, Input, Slot
from kb.domain.call.consent import audience_of, in_words, is_counted, is_sealed, name_for

OPENS, CLOSES = dt.datetime(2016, 9, 12, 9, 0), dt.datetime(2016, 9, 23, 17, 0)  # noqa: DTZ001 - on the call's clock


def call(state: CallState = CallState.CLOSED, audience: Audience = Audience.PUBLIC) -> Call:
    return Call("c", "A call", "What matters?", state, OPENS, CLOSES, "Europe/London", audience=audience)


CLOSED = call()


def answer(consent: Consent, audience: Audience = Audience.PUBLIC) -> Input:
    return Input(
        id="a",
        call="c",
        organisation="Example Ltd",
        organisation_kind="supplier",
        received=dt.datetime(2016, 9, 20, 9, 0),  # noqa: DTZ001 - wall-clock time of the call's zone
        channel=Channel.FORM,
        consent=consent,
        slots=(Slot("One record"),),
        audience=audience,
    )


@pytest.mark.parametrize(
    ("consent", "seen_by_the_public_as", "counted"),
    [
        (Consent.NAMED, "Example Ltd", True),
        (Consent.KIND, "supplier", True),
        (Consent.TOTALS, None, True),
        (Consent.STAFF, None, False),
    ],
)
def test_what_the_public_sees_of_an_answer(consent: Consent, seen_by_the_public_as: str | None, counted: bool) -> None:
    given = answer(consent)
    visible = Audience.PUBLIC.sees(audience_of(given, CLOSED))
    assert visible == (seen_by_the_public_as is not None)
    if visible:
        assert name_for(given, Audience.PUBLIC) == seen_by_the_public_as
    assert is_counted(given, Audience.PUBLIC, CLOSED) is counted


def test_consent_never_widens_what_the_file_allows() -> None:
    assert audience_of(answer(Consent.NAMED, Audience.STAFF), CLOSED) is Audience.STAFF


def test_staff_see_every_name_and_count_every_answer() -> None:
    for consent in Consent:
        assert name_for(answer(consent), Audience.STAFF) == "Example Ltd"
        assert is_counted(answer(consent), Audience.STAFF, CLOSED)


@pytest.mark.parametrize("consent", Consent)
@pytest.mark.parametrize("state", CallState)
def test_until_its_call_has_closed_an_answer_is_for_staff_only_and_counted_for_nobody_else(
    consent: Consent, state: CallState
) -> None:
    sealed = state in (CallState.DRAFT, CallState.OPEN)
    assert is_sealed(call(state)) is sealed
    if sealed:
        assert audience_of(answer(consent), call(state)) is Audience.STAFF
        assert not any(is_counted(answer(consent), r, call(state)) for r in (Audience.PUBLIC, Audience.MEMBERS))
    assert is_counted(answer(consent), Audience.STAFF, call(state))


@pytest.mark.parametrize("consent", Consent)
def test_an_answer_to_no_known_call_is_sealed(consent: Consent) -> None:
    assert audience_of(answer(consent), None) is Audience.STAFF
    assert not is_counted(answer(consent), Audience.MEMBERS, None)


def test_no_answer_is_seen_by_more_than_its_call() -> None:
    hidden = call(audience=Audience.MEMBERS)
    assert audience_of(answer(Consent.NAMED), hidden) is Audience.MEMBERS


@pytest.mark.parametrize("readers", Audience)
@pytest.mark.parametrize("consent", Consent)
def test_the_words_of_a_choice_say_what_is_done(consent: Consent, readers: Audience) -> None:
    words = in_words(consent, readers)
    seen = audience_of(answer(consent, readers), CLOSED)
    assert words.startswith("Everybody can read") is (seen is Audience.PUBLIC)
    assert words.startswith("Other members can read") is (seen is Audience.MEMBERS)
    assert words.startswith("Only staff read") is (seen is Audience.STAFF)
    if seen is not Audience.STAFF:
        assert ("organisation’s name" in words) is (name_for(answer(consent, readers), seen) == "Example Ltd")
    assert ("no total" not in words) is is_counted(answer(consent), Audience.PUBLIC, CLOSED)


@pytest.mark.parametrize("consent", Consent)
def test_an_answer_that_waits_in_triage_is_for_staff_and_counted_for_nobody(consent: Consent) -> None:
    waiting = replace(answer(consent), triage=("two entries could not be told apart",))
    assert audience_of(waiting, CLOSED) is Audience.STAFF
    assert not any(is_counted(waiting, reader, CLOSED) for reader in Audience)
