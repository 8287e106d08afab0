"""The index: one face, and the engines behind it."""

from kb.index.documents import DocKey
from kb.index.engine import SearchEngine, engine_of
from kb.index.reports import IndexStatus, SourceCounts, SyncReport

__all__ = ["DocKey", "IndexStatus", "SearchEngine", "SourceCounts", "SyncReport", "engine_of"]
