from kb.domain.audience import Audience


def test_each_audience_sees_its_own_shelf_and_the_wider_ones() -> None:
    assert Audience.PUBLIC.shelves() == (Audience.PUBLIC,)
    assert Audience.MEMBERS.shelves() == (Audience.PUBLIC, Audience.MEMBERS)
    assert Audience.STAFF.shelves() == tuple(Audience)


def test_ranks_are_in_the_order_of_the_audiences() -> None:
    assert [audience.rank for audience in Audience] == [0, 1, 2]
