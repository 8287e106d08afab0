"""What a search needs, wired without the rest, so that a search in the terminal loads no more; see ``kb.bootstrap``."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from kb.content.catalogue import CatalogueLoader
from kb.content.parse_cache import ParseCache, code_digest
from kb.index import SearchEngine, engine_of
from kb.services.library.index_sync import IndexSync
from kb.services.library.library import Library
from kb.services.library.source_states import States
from kb.services.search.search import SearchService
from kb.services.search.semantic import SemanticFiles
from kb.storage.capture_log import CaptureLog
from kb.storage.derived_values import DerivedValues
from kb.storage.model_files import MINILM
from kb.storage.settings import Settings, settings_from


@dataclass(frozen=True)
class SearchBase:
    """The library, its index, and the search over both."""

    settings: Settings
    library: Library
    semantic: SemanticFiles
    index: SearchEngine
    captures: CaptureLog
    states: States
    index_sync: IndexSync
    search: SearchService


def search_base(environment: Mapping[str, str]) -> SearchBase:
    """Wire the search that the environment describes; reads no content and opens no index yet."""
    settings = settings_from(environment)
    cache = settings.home / "cache"
    loader = CatalogueLoader(settings.roots, ParseCache(cache))
    library = Library(loader, time.monotonic, DerivedValues(cache / "citations.sqlite3", code_digest))
    semantic = SemanticFiles(settings.home, MINILM, on=settings.semantic)
    index = engine_of(settings, clock=now, meaning=semantic.meaning())
    captures = CaptureLog(settings.home)
    states = States(captures)
    elsewhere = settings.reader and settings.opensearch is not None
    indexing = IndexSync(library, index, written_elsewhere=elsewhere)
    return SearchBase(
        settings, library, semantic, index, captures, states, indexing, SearchService(library, index, states)
    )


def now() -> datetime:
    """Return the time; everything that needs to know it is handed this."""
    return datetime.now(UTC)
