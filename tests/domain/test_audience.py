from kb.domain.audience import Audience


def test_each_audience_sees_its_own_shelf_and_the_wider_ones() -> None:
    assert Audience.PUBLIC.shelves() == (Audience.PUBLIC,)
    assert Audience.MEMBERS.shelves() == (Audience.PUBLIC, Audience.MEMBERS)
    assert Audience.STAFF.shelves() == tuple(Audience)
