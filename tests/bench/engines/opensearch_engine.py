"""This project's engine on OpenSearch, at the same two depths: retrieval alone, and the whole answer of a page.

Whoever starts a bench starts a node for it (:func:`bench_node`); the engines find it by the environment.
"""

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from engines.face import Answer, Question, Row
from engines.ours import Ours, OursWhole

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "kit"))
from opensearch_node import OpenSearchNode, is_built

from kb.index.opensearch.engine import OpenSearchEngine
from kb.storage.opensearch_settings import OpenSearchSettings

NODE = "KB_BENCH_OPENSEARCH"


@contextlib.contextmanager
def bench_node(names: Iterable[str], megabytes: int = 1024) -> Iterator[None]:
    """Have a node while engines of these names are measured, where any of them wants one."""
    if not {OnOpenSearch.name, OnOpenSearchWhole.name}.intersection(names) or os.environ.get(NODE):
        yield
        return
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        node = OpenSearchNode(Path(folder) / "node", megabytes=megabytes, for_tests=False).start()
        try:
            os.environ[NODE] = node.wait().url
            yield
        finally:
            os.environ.pop(NODE, None)
            node.kill()


class OnOpenSearch(Ours):
    """Retrieval as a search page uses it, without grouping."""

    name = "opensearch"

    @staticmethod
    def there() -> bool:
        """Say whether there is a node to start."""
        return is_built()

    def build(self, rows: Iterable[Row], folder: Path) -> None:
        self._load(rows)
        self.open(folder)
        digests = {key: item.digest for key, item in self._documents.items()}
        self._index.rebuild(digests, self._documents.__getitem__)

    def open(self, folder: Path) -> None:
        del folder  # the index is on the node
        self._index = OpenSearchEngine(OpenSearchSettings((os.environ[NODE],), index="bench", seconds=60), clock=_now)

    def bytes(self) -> int:
        """Return how large the index is on the node."""
        return self._index.status(thorough=True).bytes


class OnOpenSearchWhole(OnOpenSearch):
    """The whole answer behind a search page."""

    name = "opensearch-page"

    def ask(self, question: Question) -> Answer:
        return OursWhole.ask(self, question)


def _now() -> datetime:
    return datetime.now(UTC)
