"""Candidates for common phrases, of one segment."""

from kb.domain.audience import Audience
from kb.index.whoosh.results.common_phrases import MOST, SAMPLE, common_phrases


def test_a_large_segment_is_looked_at_in_a_sample_and_counted_whole(make_library, doc, monkeypatch):
    monkeypatch.setattr("kb.index.whoosh.results.common_phrases.SAMPLE", 10)
    library = make_library()
    library.put(*(doc(f"one-{n:02}", "One", f"Open standards {n}, of which some may see more.") for n in range(40)))
    library.sync()
    (segment,) = library.index.view(Audience.PUBLIC).segments
    assert common_phrases(segment)[0] == ("open standards", 10)
    assert [(one.text, one.documents) for one in library.index.suggest("open", Audience.PUBLIC)] == [
        ("open standards", 40)
    ]
    assert SAMPLE >= MOST
