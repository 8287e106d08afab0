import pytest

from kb.domain.account.viewer import reader_as
from kb.domain.audience import Audience
from kb.domain.errors import NotFound
from kb.domain.source.source_state import SourceState
from kb.services.library.browse import LibraryReader


def test_sources_newest_first_with_state_and_citing_priorities(browsing: LibraryReader) -> None:
    rows = [(row.source.id, row.state, row.cited_by) for row in browsing.sources(reader_as(Audience.PUBLIC)).rows]
    assert rows == [
        ("joint", SourceState.READ, 1),
        ("audit", SourceState.NOT_FETCHED, 1),
        ("tank", SourceState.NOT_FETCHED, 0),
    ]


def test_a_source_with_its_evidence_and_kin(browsing: LibraryReader) -> None:
    view = browsing.source("joint", reader_as(Audience.PUBLIC))
    assert [(cited.passage, cited.stance.value) for cited in view.evidence] == [
        ("para-2", "supports"),
        ("finding-1", "context"),
    ]
    assert [source.id for source in view.derived] == ["audit"]


def test_a_text_that_may_not_be_shown_is_not_there_for_the_public(browsing: LibraryReader) -> None:
    assert browsing.source("tank", reader_as(Audience.PUBLIC)).text is None
    assert browsing.source("tank", reader_as(Audience.STAFF)).text is not None


def test_a_priority_counts_independent_bodies(browsing: LibraryReader) -> None:
    view = browsing.priority("one-record", reader_as(Audience.PUBLIC))
    assert [piece.passage.id if piece.passage else "" for piece in view.evidence] == ["para-2", "finding-1", ""]
    assert view.bodies == 1  # the audit derives from the joint report


@pytest.mark.parametrize(
    ("reader", "raised", "names", "answered"),
    [
        (Audience.PUBLIC, 2, ["Example 1 Ltd", "supplier"], 3),  # the one for totals only would be given away
        (Audience.STAFF, 4, [f"Example {n} Ltd" for n in (1, 2, 3, 4)], 4),
    ],
)
def test_who_raised_it_as_consent_allows(
    browsing: LibraryReader, reader: Audience, raised: int, names: list[str], answered: int
) -> None:
    view = browsing.priority("one-record", reader_as(reader))
    assert len(view.raised) == raised
    assert [row.answer.organisation for row in view.raised if row.answer] == names
    call = browsing.call("call", reader_as(reader))
    assert [given.organisation for given in call.answers] == names
    assert call.answered == answered


def test_what_a_reader_may_not_see_does_not_exist(browsing: LibraryReader) -> None:
    assert browsing.answer("call", "answer-4", reader_as(Audience.STAFF)).organisation == "Example 4 Ltd"
    for id in ("answer-3", "answer-4", "nosuch"):
        with pytest.raises(NotFound):
            browsing.answer("call", id, reader_as(Audience.PUBLIC))
    with pytest.raises(NotFound):
        browsing.source("nosuch", reader_as(Audience.STAFF))
    with pytest.raises(NotFound):
        browsing.priority("nosuch", reader_as(Audience.STAFF))
    with pytest.raises(NotFound):
        browsing.call("nosuch", reader_as(Audience.STAFF))
