"""Who may read an annotated entry, and what it is on."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from kb.domain.audience import Audience
from kb.domain.editorial.review import ReviewState, Turn
from kb.domain.evidence.annotation import Annotation, Verdict, audience_of_annotation
from kb.domain.source.passage import Citation

AT = dt.datetime(2026, 11, 27, 10, tzinfo=dt.UTC)


def entry(audience: Audience, state: ReviewState, **cited: str) -> Annotation:
    return Annotation("a-1", Citation("report", **cited), "ann", AT, audience, turns=(Turn(AT, "bob", state),))


@given(st.sampled_from(Audience), st.sampled_from(Audience), st.sampled_from(ReviewState))
def test_an_entry_is_read_by_no_more_than_its_source_and_only_once_reviewed(
    own: Audience, source: Audience, state: ReviewState
) -> None:
    audience = audience_of_annotation(entry(own, state), source)
    assert audience.rank >= max(own.rank, source.rank)
    if state is not ReviewState.REVIEWED:
        assert audience is Audience.STAFF


def test_what_waits_for_a_person() -> None:
    assert [verdict for verdict in Verdict if verdict.is_suspect] == [Verdict.REWORDED, Verdict.GONE]
