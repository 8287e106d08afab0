"""Synchronising: the difference between what is wanted and what the cluster holds, in batches that show whole."""

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from opensearchpy import OpenSearch
from opensearchpy.exceptions import TransportError

from kb.domain.audience import Audience
from kb.domain.errors import ContentChanged
from kb.domain.index_document import IndexItem
from kb.index.documents import DocKey, SyncJob
from kb.index.opensearch.bulk import BulkWriter, ids_of, rows_of
from kb.index.opensearch.cluster import PATIENT, Cluster
from kb.index.opensearch.mapping import index_body
from kb.index.opensearch.revisions import Aliases, IndexVersion, Versions, with_gone
from kb.index.opensearch.tokens import Tokenizer
from kb.index.query.tuning import Tuning
from kb.index.reports import SyncReport

BATCH = 5_000
"""Rows of a batch, about: what shows in one step, and is looked at again when a sync is broken off."""


@dataclass(frozen=True)
class Target:
    """The cluster that a sync writes to, and how an index of it is made."""

    cluster: Cluster
    aliases: Aliases
    tuning: Tuning
    shards: int
    keep: Callable[[], None]


@dataclass(frozen=True)
class HeldDocument:
    """A document as an index holds it."""

    audience: Audience
    digest: str
    revision: str
    passages: int


@dataclass(frozen=True)
class HeldIndex:
    """All documents that an index holds, as of its versions."""

    versions: Versions
    documents: dict[DocKey, HeldDocument]


@dataclass(frozen=True)
class _Batch:
    items: list[IndexItem]
    removed: list[DocKey]


def rebuild(target: Target, job: SyncJob, why: str) -> tuple[SyncReport, HeldIndex]:
    """Build new indices beside those in force, then move the aliases to them."""
    start = time.monotonic()
    before = target.aliases.current()
    version = _next(job, before)
    after = {own: IndexVersion(target.aliases.index_of(own, version), version) for own in Audience}
    if before is not None:
        target.aliases.clear_strangers(before)
    for own in after.values():
        _create(target, own.index)
    held = HeldIndex(after, {})
    with BulkWriter(target.cluster) as writer:
        tokenizer = Tokenizer()
        for batch in _batches(job, sorted(job.wanted), []):
            _put(writer, tokenizer, held, batch, version)
            target.keep()
    _refresh(target, after)
    target.aliases.move(before, after)
    target.aliases.clear_strangers(after)
    return _report(held, (len(job.wanted), 0, 0), start, why=why), held


def synchronise(target: Target, job: SyncJob, known: HeldIndex | None) -> tuple[SyncReport, HeldIndex]:
    """Bring the indices in force to what is wanted, or build them where there are none."""
    start = time.monotonic()
    versions = target.aliases.current()
    if versions is None:
        return rebuild(target, job, "there was none")
    if known is None or known.versions != versions:
        known = None
        versions = _clear(target, versions)
    held = known or held_documents(target.cluster, versions)
    digests = {key: own.digest for key, own in held.documents.items()}
    other = sorted(key for key, digest in job.wanted.items() if digests.get(key) != digest)
    added = sum(key not in digests for key in other)
    removed = sorted(key for key in digests if key not in job.wanted)
    for batch in _batches(job, other, removed):
        held = _change(target, job, held, batch)
        target.keep()
    return _report(held, (added, len(other) - added, len(removed)), start), held


def held_documents(cluster: Cluster, versions: Versions) -> HeldIndex:
    """Read which documents the indices hold, and of what digest."""
    found: dict[DocKey, HeldDocument] = {}
    fields = ["doc_type", "id", "digest", "revision", "passages"]
    for audience, own in versions.items():
        for row in cluster.every_row(own.index, _heads(own), fields):
            doc_type, id, digest, revision, passages = (row[name] for name in fields)
            found[doc_type, id] = HeldDocument(audience, digest, revision, int(passages))
    return HeldIndex(versions, found)


def _heads(own: IndexVersion) -> Mapping[str, Any]:
    return {"bool": {"filter": [{"term": {"head": True}}, {"range": {"since": {"lte": own.version}}}]}}


def _change(target: Target, job: SyncJob, held: HeldIndex, batch: _Batch) -> HeldIndex:
    """Write a batch beside what it replaces, show it in one step, then delete what it replaced."""
    versions = held.versions
    version = _next(job, versions)
    replaced = [key for key in (*batch.removed, *(_key(item) for item in batch.items)) if key in held.documents]
    old = {key: held.documents[key] for key in replaced}
    documents = dict(held.documents)
    for key in batch.removed:
        del documents[key]
    after = HeldIndex(versions, documents)
    with BulkWriter(target.cluster) as writer:
        _put(writer, Tokenizer(), after, batch, version)
    _refresh(target, versions)
    gone: dict[Audience, list[str]] = {}
    for one in old.values():
        gone.setdefault(one.audience, []).append(one.revision)
    shown = with_gone(versions, version, gone)
    target.aliases.move(versions, shown)
    clean = with_gone(versions, version, {})
    if old:
        with BulkWriter(target.cluster) as writer:
            for one in old.values():
                writer.delete(versions[one.audience].index, ids_of(one.revision, one.passages))
        _refresh(target, versions)
        target.aliases.move(shown, clean)
    return HeldIndex(clean, documents)


def _put(writer: BulkWriter, tokenizer: Tokenizer, held: HeldIndex, batch: _Batch, version: int) -> None:
    for item in batch.items:
        revision = _revision(item, version)
        audience = item.document.audience
        writer.put(held.versions[audience].index, rows_of(item, revision, version, tokenizer))
        held.documents[_key(item)] = HeldDocument(audience, item.digest, revision, len(item.passages))


def _batches(job: SyncJob, keys: list[DocKey], removed: list[DocKey]) -> Iterator[_Batch]:
    """Give what is to be done in batches, each loaded when it is its turn.

    A document whose file changes while it is loaded stays as it was, so that the next sync finds it different.
    """
    items: list[IndexItem] = []
    rows = 0
    for at, key in enumerate(keys, 1):
        job.progress(at, len(keys))
        try:
            items.append(job.load(key))
        except ContentChanged:
            continue
        rows += 1 + len(items[-1].passages)
        if rows >= BATCH:
            yield _Batch(items, removed)
            items, removed, rows = [], [], 0
    if items or removed:
        yield _Batch(items, removed)


def _clear(target: Target, versions: Versions) -> Versions:
    """Delete what a sync that was broken off left: rows that never showed, and revisions that were to go."""
    target.aliases.clear_strangers(versions)
    _refresh(target, versions)
    clean = with_gone(versions, next(iter(versions.values())).version, {})
    with BulkWriter(target.cluster) as writer:
        for own in versions.values():
            stale: list[Any] = [{"range": {"since": {"gt": own.version}}}]
            stale += [{"terms": {"revision": list(own.gone)}}] if own.gone else []
            query = {"bool": {"should": stale, "minimum_should_match": 1}}
            writer.delete(own.index, [row["_id"] for row in target.cluster.every_row(own.index, query, [])])
    _refresh(target, versions)
    if any(own.gone for own in versions.values()):
        target.aliases.move(versions, clean)
    return clean


def _next(job: SyncJob, versions: Versions | None) -> int:
    """Return a version that is newer than any before it, and tells the time where clocks are right."""
    newest = max((own.version for own in versions.values()), default=0) if versions else 0
    return max(newest + 1, int(job.clock().timestamp() * 1000))


def _refresh(target: Target, versions: Versions) -> None:
    indices = ",".join(own.index for own in versions.values())

    def refresh(client: OpenSearch) -> None:
        told = client.indices.refresh(index=indices)
        if told["_shards"]["failed"]:
            raise TransportError(503, "a copy was not refreshed", told["_shards"])

    target.cluster.ask(refresh, PATIENT)


def _create(target: Target, index: str) -> None:
    def create(client: OpenSearch) -> None:
        if not client.indices.exists(index=index):  # it is, where the answer to the first try was lost
            client.indices.create(index=index, body=index_body(target.shards, target.tuning))

    target.cluster.ask(create, PATIENT)


def _key(item: IndexItem) -> DocKey:
    return (item.document.doc_type, item.document.key)


def _revision(item: IndexItem, version: int) -> str:
    """Return the name of a document's rows; short, since every row has it and ids have a limit."""
    name = hashlib.sha256("/".join(_key(item)).encode("utf-8", "surrogatepass")).hexdigest()
    return f"{name[:24]}-{version}"


def _report(held: HeldIndex, changes: tuple[int, int, int], start: float, *, why: str = "") -> SyncReport:
    added, changed, removed = changes
    return SyncReport(
        next(iter(held.versions.values())).version,
        added,
        changed,
        removed,
        len(held.documents),
        sum(own.passages for own in held.documents.values()),
        time.monotonic() - start,
        rebuilt=bool(why),
        why=why,
    )
