"""Similar passages: what else says something like this, found by the words that the passage has."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from kb.domain.account.viewer import Viewer
from kb.domain.errors import NotFound
from kb.domain.query.results import Group
from kb.domain.source.passage import Passage
from kb.domain.source.source import Source
from kb.index import SearchEngine
from kb.services.library.library import Library
from kb.services.library.stale_documents import StaleDocuments
from kb.services.search.search import CitedHits, evidence_on, still_visible, titles_of

LIKE_ENOUGH = 0.4
"""What shares only a word or two scores less than so much of the best, and is left out where people read."""


@dataclass(frozen=True)
class SimilarPassage:
    """A passage of a source that says something like the one asked about; scores compare within one answer."""

    source: Source
    passage: Passage
    score: float


@dataclass(frozen=True)
class SimilarGroups:
    """Passages like one, under their documents, with the words that they share marked.

    ``priorities`` and ``cited`` name what rests on them, as on an answer to a search.
    """

    groups: tuple[Group, ...]
    priorities: Mapping[str, str]
    cited: CitedHits


class SimilarPassages:
    """Finds passages like a given one; under their documents, or as one list.

    Both methods raise ``NotFound`` where there is no such passage for this viewer, ``IndexMissing`` without an index.
    """

    def __init__(self, library: Library, index: SearchEngine) -> None:
        self._library = library
        self._index = index
        self._stale = StaleDocuments(index)

    def grouped(self, source: str, passage: str, viewer: Viewer, limit: int = 10) -> SimilarGroups:
        """Return the documents with the most similar passages, best first."""
        snapshot = self._library.snapshot()
        groups = self._groups(source, passage, viewer, limit)
        titles = titles_of(snapshot.visible_to(viewer))
        return SimilarGroups(groups, titles, evidence_on(snapshot.cited(viewer), groups))

    def listed(self, source: str, passage: str, viewer: Viewer, limit: int = 10) -> tuple[SimilarPassage, ...]:
        """Return the most similar passages of sources, best first; documents that are no sources are passed over."""
        groups = self._groups(source, passage, viewer, 2 * limit + 5)
        hits = [hit for group in groups if group.doc_type == "source" for hit in group.hits]
        hits.sort(key=lambda hit: -hit.score)
        found = (self._found(hit.source, hit.passage, hit.score, viewer) for hit in hits)
        return tuple(one for one in found if one)[:limit]

    def _groups(self, source: str, passage: str, viewer: Viewer, limit: int) -> tuple[Group, ...]:
        if not any(one.id == passage for one in self._library.passages(source, viewer)):
            raise NotFound("passage", f"{source}:{passage}")
        found = self._index.similar(source, passage, viewer.audience, limit)
        snapshot = self._library.snapshot()
        groups = still_visible(found, snapshot.visible_to(viewer), self._stale.of(snapshot, viewer.audience))
        enough = LIKE_ENOUGH * max((hit.score for group in groups for hit in group.hits), default=0.0)
        like = (replace(g, hits=tuple(hit for hit in g.hits if hit.score >= enough)) for g in groups)
        return tuple(group for group in like if group.hits)

    def _found(self, key: str, id: str, score: float, viewer: Viewer) -> SimilarPassage | None:
        source = self._library.visible(viewer).sources.get(key)
        passage = next((p for p in self._library.passages(key, viewer) if p.id == id), None)
        return SimilarPassage(source, passage, score) if source and passage else None
