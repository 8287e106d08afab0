"""Bulk writing: many rows a request, each with a name of its own, so that sending one twice changes nothing."""

import hashlib
import json
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from opensearchpy import OpenSearch
from opensearchpy.exceptions import TransportError

from kb.domain.errors import IndexUnavailable
from kb.domain.index_document import UNNAMED, IndexItem
from kb.index.documents import HEAD, day_number, document_to_json, facet_values, text_of
from kb.index.opensearch.cluster import PATIENT, Cluster
from kb.index.opensearch.mapping import STEM
from kb.index.opensearch.tokens import Tokenizer
from kb.index.semantic.vectors import key_of

Json = dict[str, Any]

LARGEST_REQUEST = 4 << 20
"""Characters of one request, about."""

AT_ONCE = 2
"""Requests under way while the next one is made: the cluster and we work at the same time."""

_MOST_NAMED = 5
"""Documents that an error names; the others are counted."""


def rows_of(item: IndexItem, revision: str, version: int, tokenizer: Tokenizer) -> Iterator[tuple[str, Json]]:
    """Give the rows of a document, each with its id: the head first, then the passages."""
    document = item.document
    title, ref = tokenizer.lines(document.title), tokenizer.lines(document.reference)
    name = f"{document.doc_type}/{document.key}"
    shared: Json = {
        "doc": name,
        "number": number_of(name),
        "id": document.key,
        "doc_type": document.doc_type,
        "revision": revision,
        "since": version,
        "day": day_number(document.published),
        "of_title": title[0],
        "of_title" + STEM: title[1],
        "of_ref": ref[0],
        "document": document_to_json(document),
        **{name: list(values) for name, values in facet_values(document).items() if values},
    }
    yield (
        f"{revision}-0",
        shared
        | {
            "head": True,
            "named": document.source_kind not in UNNAMED,
            "place": 0,
            "passage_kind": HEAD,
            "digest": item.digest,
            "passages": len(item.passages),
            "title": title[0],
            "title" + STEM: title[1],
            "ref": ref[0],
        },
    )
    for place, passage in enumerate(item.passages, 1):
        body, heading = tokenizer.lines(passage.text), tokenizer.lines(" ".join(passage.heading))
        yield (
            f"{revision}-{place}",
            shared
            | {
                "head": False,
                "place": place,
                "passage": passage.id,
                "passage_kind": passage.kind.value,
                "body": body[0],
                "body" + STEM: body[1],
                "heading": heading[0],
                "heading" + STEM: heading[1],
                "vector_key": key_of(text_of(document.title, passage.text)).hex(),
                "shown": [passage.kind.value, passage.label, passage.page, passage.heading, passage.text],
            },
        )


def number_of(name: str) -> int:
    """Return the number that a document is counted by: OpenSearch counts different numbers sooner than names."""
    digest = hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def ids_of(revision: str, passages: int) -> list[str]:
    """Return the ids of all rows of a revision."""
    return [f"{revision}-{place}" for place in range(passages + 1)]


class BulkWriter:
    """Collects changes and sends them when they are many; leaving the context sends the rest and waits for all.

    Requests go side by side, so no two changes of one batch may be of the same row.
    """

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._waiting: dict[str, _Change] = {}
        self._size = 0
        self._pool = ThreadPoolExecutor(AT_ONCE)
        self._under_way: deque[Future[None]] = deque()

    def __enter__(self) -> "BulkWriter":
        """Begin a batch."""
        return self

    def __exit__(self, failed: object, *_: object) -> None:
        """Send what is left; what failed half-way is not seen, and is cleared away by the next sync."""
        with self._pool:
            if failed is None:
                self.send()
                self._wait(0)

    def put(self, index: str, rows: Iterable[tuple[str, Json]]) -> None:
        """Add rows."""
        for id, row in rows:
            action = json.dumps({"index": {"_index": index, "_id": id}})
            self._add(id, _Change(row["doc"], action, json.dumps(row, separators=(",", ":"))))

    def delete(self, index: str, ids: Iterable[str]) -> None:
        """Take rows off by their ids."""
        for id in ids:
            self._add(id, _Change(id, json.dumps({"delete": {"_index": index, "_id": id}})))

    def send(self) -> None:
        """Send what is waiting, what the cluster puts off again after a pause."""
        waiting, self._waiting, self._size = self._waiting, {}, 0
        if waiting:
            self._wait(AT_ONCE - 1)
            self._under_way.append(self._pool.submit(self._cluster.ask, lambda client: _send(client, waiting), PATIENT))

    def _wait(self, left: int) -> None:
        """Wait until no more than so many requests are under way; raise with the names of what failed."""
        while len(self._under_way) > left:
            self._under_way.popleft().result()

    def _add(self, id: str, change: "_Change") -> None:
        self._waiting[id] = change
        self._size += len(change.action) + len(change.body) + 2
        if self._size >= LARGEST_REQUEST:
            self.send()


@dataclass(frozen=True)
class _Change:
    """One line or two of a request, and the document that it is of."""

    document: str
    action: str
    body: str = ""


def _send(client: OpenSearch, left: dict[str, _Change]) -> None:
    """Send changes, and take those off that were done; what may still be done raises as the cluster itself does."""
    lines = [line for change in left.values() for line in (change.action, change.body) if line]
    answer = client.bulk(body="\n".join(lines) + "\n")
    refused: dict[str, str] = {}
    later = ""
    for told in answer["items"]:
        (done,) = told.values()
        error = done.get("error", {})
        if done["status"] < 300 or (done["status"] == 404 and "delete" in told):
            left.pop(done["_id"], None)
        elif done["status"] in (429, 503):
            later = str(error.get("type", ""))
        else:
            refused[left[done["_id"]].document] = f"{error.get('type')}: {error.get('reason')}"
    if refused:
        named = "; ".join(f"{document} ({why})" for document, why in list(refused.items())[:_MOST_NAMED])
        raise IndexUnavailable(f"OpenSearch refused {len(refused)} documents: {named}")
    if later:
        raise TransportError(503, later, {})
