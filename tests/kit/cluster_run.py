"""A cluster under load: searches and syncs go on while a node is killed; the tests run it short, a script long."""

import datetime as dt
import hashlib
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from kb.domain.audience import Audience
from kb.domain.index_document import IndexDocument, IndexItem
from kb.domain.query.search_query import SearchQuery
from kb.domain.source.passage import Passage, PassageKind
from kb.index.documents import DocKey
from kb.index.opensearch.engine import OpenSearchEngine
from kb.storage.opensearch_settings import OpenSearchSettings
from opensearch_node import OpenSearchNode

PASSAGES = 5
"""Passages of every document; each says which turn wrote it, so that a document seen half shows."""


def document(number: int, turn: int) -> IndexItem:
    """Return a document whose passages all name one turn."""
    texts = [f"Radios of force {number}, word{number}, written in turn{turn}, part {n}." for n in range(PASSAGES)]
    passages = tuple(Passage(f"para-{n}", PassageKind.PARAGRAPH, text) for n, text in enumerate(texts))
    document = IndexDocument("source", f"doc-{number}", Audience.PUBLIC, f"Report {number}")
    return IndexItem(document, passages, hashlib.sha256(repr(passages).encode()).hexdigest())


@dataclass
class ClusterRun:
    """What searchers and a writer met; ``wrong`` says in words what should not have been."""

    nodes: list[OpenSearchNode]
    documents: int = 40
    searches: int = 0
    syncs: int = 0
    slowest: float = 0.0
    wrong: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.items: dict[DocKey, IndexItem] = {}
        self._settings = OpenSearchSettings(tuple(node.url for node in self.nodes), index="run", seconds=10)
        self._stopped = threading.Event()
        self._turn = 0

    def engine(self) -> OpenSearchEngine:
        """Return an engine that knows all nodes."""
        return OpenSearchEngine(self._settings, clock=lambda: dt.datetime.now(dt.UTC))

    def write(self, engine: OpenSearchEngine, *, anew: bool = False) -> None:
        """Change some documents and bring the index to that."""
        self._turn += 1
        first = self._turn * 7 % self.documents
        chosen = range(self.documents) if not self.items else [(first + n) % self.documents for n in range(8)]
        for number in chosen:
            self.items["source", f"doc-{number}"] = document(number, self._turn)
        wanted = {key: item.digest for key, item in self.items.items()}
        (engine.rebuild if anew else engine.sync)(wanted, self.items.__getitem__, timeout=120)
        self.syncs += 1

    def search_until_stopped(self) -> None:
        """Search, and look at every answer: each document whole, of one turn."""
        engine, number = self.engine(), 0
        while not self._stopped.is_set():
            number = (number + 1) % self.documents
            started = time.monotonic()
            try:
                result = engine.search(SearchQuery(f"word{number} radios"), Audience.PUBLIC)
            except Exception as error:
                self.wrong[f"{type(error).__name__}: {error}"] += 1
                continue
            self.slowest = max(self.slowest, time.monotonic() - started)
            self.searches += 1
            mine = [group for group in result.groups if group.source == f"doc-{number}"]
            if len(mine) != 1 or mine[0].total != PASSAGES:
                self.wrong[f"{len(mine)} documents with {[g.total for g in mine]} passages"] += 1
            elif len({hit.text.partition("turn")[2].partition(",")[0] for hit in mine[0].hits}) != 1:
                self.wrong["a document of two turns"] += 1

    def while_searching(self, act: Callable[[], None], searchers: int = 2) -> None:
        """Do something while others search."""
        threads = [threading.Thread(target=self.search_until_stopped) for _ in range(searchers)]
        for thread in threads:
            thread.start()
        try:
            act()
        finally:
            self._stopped.set()
            for thread in threads:
                thread.join()
            self._stopped.clear()

    def lost(self) -> list[str]:
        """Return what the index does not hold as it was last written."""
        engine, missing = self.engine(), []
        for (_, id), item in self.items.items():
            found = engine.search(SearchQuery(f'"{item.passages[0].text.split(",")[1].strip()}"'), Audience.PUBLIC)
            texts = {hit.text for group in found.groups if group.source == id for hit in group.hits}
            if not texts or not texts <= {passage.text for passage in item.passages}:
                missing.append(id)
        return missing


def wait_until_copied(node: OpenSearchNode, seconds: float = 60) -> None:
    """Wait until every shard has a copy on another node."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if node.ask("/_cluster/health")["status"] == "green":
            return
        time.sleep(0.2)
    raise RuntimeError("the shards were not copied in time")
