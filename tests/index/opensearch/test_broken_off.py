"""A sync that is broken off anywhere: what is seen stays whole, and the next one finishes the work."""

import contextlib
import datetime as dt
import secrets
from itertools import count

import pytest

from kb.domain.audience import Audience
from kb.domain.errors import IndexBusy, IndexUnavailable
from kb.domain.query.search_query import SearchQuery
from kb.index.opensearch import bulk
from kb.index.opensearch.cluster import Cluster
from kb.index.opensearch.engine import OpenSearchEngine
from kb.index.opensearch.revisions import Aliases
from kb.index.opensearch.writer_lock import HELD_SECONDS, WriterLock
from kb.storage.opensearch_settings import OpenSearchSettings


class Killed(BaseException):
    """The process ends here."""


@pytest.fixture
def settings(node) -> OpenSearchSettings:
    return OpenSearchSettings((node.url,), index=f"b{secrets.token_hex(6)}")


def engine_of(settings: OpenSearchSettings) -> OpenSearchEngine:
    return OpenSearchEngine(settings, clock=lambda: dt.datetime.now(dt.UTC))


def found(engine: OpenSearchEngine, text: str) -> list[int]:
    """How many passages of each document a search finds, looked at by a reader who sees all."""
    return [group.total for group in engine.search(SearchQuery(text), Audience.STAFF).groups]


@pytest.mark.parametrize("how", ["sync", "rebuild"])
@pytest.mark.parametrize(("step", "times"), [("send", 1), ("move", 1), ("send", 2), ("move", 2)])
def test_what_is_seen_is_whole_and_the_next_sync_finishes(settings, doc, monkeypatch, how, step, times) -> None:
    old = {("source", name): doc(name, "Radios", "Old radios.", "More old radios.") for name in ("one", "two")}
    new = {("source", name): doc(name, "Radios", "New radios.", "More new radios.") for name in ("one", "two")}
    engine = engine_of(settings)
    engine.sync({key: item.digest for key, item in old.items()}, old.__getitem__)
    place = bulk.BulkWriter if step == "send" else Aliases
    real, calls = getattr(place, step), count(1)

    def broken(*args):
        if next(calls) >= times:
            monkeypatch.setattr(WriterLock, "_release", lambda _self, _client: None)  # the dead release nothing
            raise Killed
        return real(*args)

    wanted = {key: item.digest for key, item in new.items()}
    with monkeypatch.context() as patch:
        patch.setattr(place, step, broken)
        with contextlib.suppress(Killed):
            getattr(engine, how)(wanted, new.__getitem__)
    monkeypatch.undo()
    other = engine_of(settings)
    assert (found(other, '"old radios"'), found(other, '"new radios"')) in (([2, 2], []), ([], [2, 2]))
    other._lock._now = lambda: dt.datetime.now(dt.UTC).timestamp() + 2 * HELD_SECONDS  # the dead have long been silent
    other.sync(wanted, new.__getitem__)
    for one in (engine, other):
        assert (found(one, '"old radios"'), found(one, '"new radios"')) == ([], [2, 2])
    indices = Aliases(Cluster(settings), settings.index).all_indices()
    assert len(indices) == len(Audience)


def test_one_writer_of_all_machines_at_a_time(settings, doc) -> None:
    cluster = Cluster(settings)
    now = [1000.0]
    one, two = (WriterLock(cluster, settings.index, name, lambda: now[0]) for name in ("one", "two"))
    with one.writing(1) as keep:
        keep()
        with pytest.raises(IndexBusy), two.writing(0.1):
            pass
        now[0] += HELD_SECONDS + 1  # not heard of for a minute: taken for dead
        with two.writing(0.1), pytest.raises(IndexBusy):
            keep()
    with two.writing(0.1):
        pass


def test_what_the_cluster_refuses_is_named_by_document(settings, doc) -> None:
    engine = engine_of(settings)
    engine.sync({}, {}.__getitem__)
    versions = Aliases(Cluster(settings), settings.index).current()
    rows = [("a-1", {"doc": "source/odd", "no such field": 1}), ("b-1", {"doc": "source/even"})]
    writer = bulk.BulkWriter(Cluster(settings))
    with pytest.raises(IndexUnavailable, match=r"refused 1 documents: source/odd \("), writer:
        writer.put(versions[Audience.PUBLIC].index, rows)
