import datetime as dt

import pytest

from kb.domain.audience import Audience
from kb.domain.call import Channel, Consent, Input, Slot
from kb.domain.consent import audience_of, is_counted, name_for


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
    visible = Audience.PUBLIC.sees(audience_of(given))
    assert visible == (seen_by_the_public_as is not None)
    if visible:
        assert name_for(given, Audience.PUBLIC) == seen_by_the_public_as
    assert is_counted(given, Audience.PUBLIC) is counted


def test_consent_never_widens_what_the_file_allows() -> None:
    assert audience_of(answer(Consent.NAMED, Audience.STAFF)) is Audience.STAFF


def test_staff_see_every_name_and_count_every_answer() -> None:
    for consent in Consent:
        assert name_for(answer(consent), Audience.STAFF) == "Example Ltd"
        assert is_counted(answer(consent), Audience.STAFF)
