"""The index: Whoosh's files, numpy's arithmetic, and nobody outside knows of either."""

from kb.index.index import IndexStatus, SearchIndex
from kb.index.score import Tuning
from kb.index.sync import DocKey, SyncReport
from kb.index.tally import Tally

__all__ = ["DocKey", "IndexStatus", "SearchIndex", "SyncReport", "Tally", "Tuning"]
