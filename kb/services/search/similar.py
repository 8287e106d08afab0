"""Similar passages: what else says something like this, found by the words that the passage has."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from kb.domain.audience import Audience
from kb.domain.errors import NotFound
from kb.domain.query.results import Group
from kb.domain.source.passage import Passage
from kb.domain.source.source import Source
from kb.index import SearchIndex
from kb.services.library.library import Library
from kb.services.search.search import CitedHits, evidence_on

LONGEST_ASKED = 1500
"""Characters of a passage that are searched for; the first ones say what it is about."""

LIKE_ENOUGH = 0.4
"""What shares only a word or two scores less than so much of the best, and is left out where people read."""


@dataclass(frozen=True)
class SimilarPassage:
    """A passage of a source that says something like the one asked about; scores compare within one answer."""

    source: Source
    passage: Passage
    score: float


@dataclass(frozen=True)
class Alike:
    """Passages like one, under their documents, with the words that they share marked.

    ``priorities`` and ``cited`` name what rests on them, as on an answer to a search.
    """

    groups: tuple[Group, ...]
    priorities: Mapping[str, str]
    cited: CitedHits


class Likening:
    """Finds passages like a given one for readers of an audience."""

    def __init__(self, library: Library, index: SearchIndex) -> None:
        self._library = library
        self._index = index

    def similar(self, source: str, passage: str, reader: Audience, limit: int = 10) -> tuple[SimilarPassage, ...]:
        """Return the most similar passages of sources, best first.

        Raises ``NotFound`` where there is no such passage for this reader, ``IndexMissing`` without an index.
        """
        asked = next((p for p in self._library.passages(source, reader) if p.id == passage), None)
        if asked is None:
            raise NotFound("passage", f"{source}:{passage}")
        top = self._index.top(asked.text[:LONGEST_ASKED], reader, size=2 * limit + 5, literal=True)
        found = (self._found(key, id, score, reader) for (key, id), score in zip(top.ids, top.scores, strict=True))
        others = (one for one in found if one and (one.source.id, one.passage.id) != (source, passage))
        return tuple(others)[:limit]

    def alike(self, source: str, passage: str, reader: Audience, limit: int = 10) -> Alike:
        """Return the documents with the most similar passages, best first; raises as :meth:`similar` does."""
        snapshot = self._library.snapshot()
        groups = self._index.similar(source, passage, reader, limit)
        enough = LIKE_ENOUGH * max((hit.score for group in groups for hit in group.hits), default=0.0)
        like = (replace(g, hits=tuple(hit for hit in g.hits if hit.score >= enough)) for g in groups)
        groups = tuple(group for group in like if group.hits)
        titles = {p.id: p.title for p in snapshot.catalogue.priorities.values() if reader.sees(p.audience)}
        return Alike(groups, titles, evidence_on(snapshot, groups, reader))

    def _found(self, key: str, id: str, score: float, reader: Audience) -> SimilarPassage | None:
        source = self._library.snapshot().catalogue.sources.get(key)
        passage = next((p for p in self._library.passages(key, reader) if p.id == id), None)
        return SimilarPassage(source, passage, score) if source and passage else None
