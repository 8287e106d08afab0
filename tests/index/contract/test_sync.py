"""The index follows the files, whichever engine keeps it."""

import dataclasses

import pytest

from kb.domain.audience import Audience
from kb.domain.errors import IndexMissing


def test_without_an_index_a_search_says_so(make_library):
    with pytest.raises(IndexMissing):
        make_library().search("police")
    assert not make_library().index.status().healthy


def test_sync_does_only_what_changed(small, doc):
    assert small.has_nothing_to_sync()
    small.put(
        doc("audit", "Efficiency", "Quite another text about helicopters."), doc("new", "New", "Helicopters too.")
    )
    small.drop("college")
    report = small.sync()
    assert (report.added, report.changed, report.removed, report.documents) == (1, 1, 1, 5)
    assert small.found("helicopters") == ["new/para-1", "audit/para-1"]
    assert small.found('"C&AG"') == []
    assert small.found('"G-Cloud"') == []
    assert small.index.status().healthy


def test_status_counts(small):
    status = small.index.status()
    assert (status.documents, status.passages) == (5, 9)
    assert status.shelves["staff"] == {"documents": 1, "passages": 1, "segments": 1}
    assert status.bytes > 0
    assert status.at is not None


def test_progress_is_told(make_library, doc):
    library, seen = make_library(), []
    library.put(doc("a", "A", "x"), doc("b", "B", "y"))
    library.sync(progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 2), (2, 2)]


def test_a_document_may_change_shelves(small, doc):
    assert small.found("zanzibar") == []
    item = small.items[("source", "memo")]
    public = dataclasses.replace(item.document, audience=Audience.PUBLIC)
    small.put(dataclasses.replace(item, document=public, digest="other"))
    small.sync()
    assert small.found("zanzibar") == ["memo/para-1"]
    assert small.found("zanzibar", Audience.STAFF) == ["memo/para-1"]


def test_failing_to_load_leaves_the_old_index(small):
    small.items[("source", "broken")] = None
    with pytest.raises(KeyError):
        small.index.sync(dict.fromkeys(small.items, "d"), {}.__getitem__)
    assert small.found("zanzibar", Audience.STAFF) == ["memo/para-1"]


def test_a_rebuild_finds_what_a_sync_found(small):
    before = [small.search(text, Audience.STAFF) for text in ("procurement", "IT", "")]
    report = small.rebuild()
    assert (report.rebuilt, report.documents, report.passages) == (True, 5, 9)
    assert [small.search(text, Audience.STAFF) for text in ("procurement", "IT", "")] == before
    assert small.has_nothing_to_sync()


def test_another_process_finds_what_was_synced_and_syncs_on(small, make_library, doc):
    other = make_library()
    assert other.found("zanzibar", Audience.STAFF) == ["memo/para-1"]
    other.items = dict(small.items)
    assert other.has_nothing_to_sync()
    other.put(doc("new", "New", "Helicopters."))
    assert other.sync().added == 1
    assert small.found("helicopters") == ["new/para-1"]
    small.items = dict(other.items)
    small.drop("new")
    assert small.sync().removed == 1
    assert other.found("helicopters") == []


def test_every_text_is_given_with_the_title_of_its_document(small):
    texts = list(small.index.texts(Audience.MEMBERS))
    assert len(texts) == 8
    assert "Members' note. Procurement secrets of members." in texts
