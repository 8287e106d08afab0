"""The contract of engines: every test of this folder runs on each of them, in a folder and on a real node.

Where one cannot do like the other the test says so, and the guide has the reason.
"""

import datetime as dt
import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.index import SearchEngine
from kb.index.opensearch.engine import OpenSearchEngine
from kb.index.whoosh.engine import WhooshEngine
from kb.storage.opensearch_settings import OpenSearchSettings

NOW = dt.datetime(2026, 11, 14, 10, 0, tzinfo=dt.UTC)


@pytest.fixture(scope="session", params=["whoosh", "opensearch"])
def new_engine(request) -> Callable[[Path], SearchEngine]:
    """What makes an engine whose index is named by a folder."""
    if request.param == "whoosh":
        return lambda folder: WhooshEngine(folder, clock=lambda: NOW)
    url = request.getfixturevalue("node").url

    def on_node(folder: Path) -> SearchEngine:
        name = f"t{hashlib.sha256(str(folder).encode()).hexdigest()[:12]}"
        return OpenSearchEngine(OpenSearchSettings((url,), index=name), clock=lambda: NOW)

    return on_node
