"""Suggested evidence: the best passages that a priority's own searches find and that nobody has judged for it yet."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Protocol

from kb.documents.markdown.inline import plain
from kb.domain.account.viewer import Viewer
from kb.domain.errors import IndexMissing
from kb.domain.evidence.coverage import CoverageCell
from kb.domain.evidence.search_record import CellState
from kb.domain.priority.priority import Priority
from kb.domain.query.results import Group, Hit
from kb.domain.query.search_query import Filters, SearchQuery, Sort
from kb.domain.source.source import Source, SourceKind
from kb.services.search.search import SearchService

SHOWN, OF_ONE_SOURCE, LOOKED_AT = 5, 2, 8
"""Passages suggested at most, and of one source; and the sources that each search is looked at for."""
LOOKED_AT_FOR_NEWS = 100
TO_PICK, ASKED_WHOLE = 24, 5
"""Passages that a page offers to be taken for evidence together, and the documents that are asked for all of theirs."""
_SOURCES = Filters(chosen=(("kind", tuple(kind.value for kind in SourceKind)),))
"""What members answer, and colleagues write, is no evidence, and would crowd out what is."""
_OF_SOME_WORDS = 0.3
"""What it counts to have only some of the words, where all of them count 1."""
_HEAD_START = 5
"""Places by which the first result of a search leads: the higher, the more it counts to be found by several."""


@dataclass(frozen=True)
class Suggested:
    """A passage under its document, and the search that found it best."""

    query: SearchQuery
    group: Group


class WhatIsKnown(Protocol):
    """What is known of each source for one priority; coverage tells it."""

    def source(self, id: str) -> Source | None:
        """Return a source that the viewer may see."""

    def cell(self, id: str) -> CoverageCell | None:
        """Return what is known of a source; nothing where the viewer may not see it."""


class EvidenceSuggestions:
    """Suggests evidence; nothing is ever taken for evidence that no person has looked at."""

    def __init__(self, searching: SearchService) -> None:
        self._searching = searching

    def of(self, priority: Priority, known: WhatIsKnown, viewer: Viewer) -> tuple[Suggested, ...]:
        """Return the best passages not cited for a priority; ``known`` says what is known of each source for it.

        Sources that were read in vain are left out. Without an index nothing is suggested.
        """
        of_source: Counter[str] = Counter()
        chosen = []
        for one in self._ranked(priority, (*priority.queries, plain(priority.statement)), known, viewer):
            of_source[one.group.source] += 1
            if of_source[one.group.source] <= OF_ONE_SOURCE:
                chosen.append(one)
        return tuple(chosen[:SHOWN])

    def to_pick(self, priority: Priority, text: str, known: WhatIsKnown, viewer: Viewer) -> tuple[Suggested, ...]:
        """Return the passages not cited for a priority that some words find, or without words its own searches."""
        texts = (text,) if text else (*priority.queries, plain(priority.statement))
        return self._ranked(priority, texts, known, viewer, whole=True)[:TO_PICK]

    def _ranked(
        self,
        priority: Priority,
        texts: Iterable[str],
        known: WhatIsKnown,
        viewer: Viewer,
        *,
        whole: bool = False,
    ) -> tuple[Suggested, ...]:
        """Return the passages that texts find and that are not cited, the best first; none without an index.

        ``whole`` asks each document that is found for all of its hits, and not for the few that a list of them shows.
        """
        found: dict[tuple[str, str], Suggested] = {}
        worth: dict[tuple[str, str], float] = {}
        try:
            for text in texts:
                for place, one in enumerate(self._found(priority, text, known, viewer, whole=whole)):
                    hit = one.group.hits[0]
                    key = (one.group.source, hit.passage)
                    found.setdefault(key, one if text in priority.queries else _without_missing(one))
                    part = _OF_SOME_WORDS if hit.missing else 1
                    worth[key] = worth.get(key, 0) + part / (_HEAD_START + place)
        except IndexMissing:
            return ()
        return tuple(found[key] for key in sorted(found, key=lambda key: (-worth[key], key)))

    def since(self, priority: Priority, known: WhatIsKnown, viewer: Viewer) -> tuple[Suggested, ...]:
        """Return the passages with all the words of a search that are new since the searches were last run.

        New is what stands in a source that was not searched then, or whose text has come since; newest first.
        """
        found: dict[tuple[str, str], Suggested] = {}
        for text in priority.queries:
            query = SearchQuery(text, sort=Sort.NEWEST, size=LOOKED_AT_FOR_NEWS, pins_for=priority.id)
            for group in self._searching.search(query, viewer).result.groups:
                source, cell = _known_of(group, known)
                if source is None or cell is None or not _is_unsearched(source, cell):
                    continue
                for hit in group.hits:
                    if not hit.missing and _is_new(hit, cell):
                        one = Suggested(query, replace(group, hits=(hit,), total=1))
                        found.setdefault((group.source, hit.passage), one)
        return tuple(found.values())

    def _found(
        self,
        priority: Priority,
        text: str,
        known: WhatIsKnown,
        viewer: Viewer,
        *,
        whole: bool,
    ) -> list[Suggested]:
        query = SearchQuery(text, _SOURCES, size=LOOKED_AT, pins_for=priority.id)
        groups = self._searching.search(query, viewer).result.groups
        if whole:
            each = (replace(query, filters=Filters(source=(group.source,))) for group in groups[:ASKED_WHOLE])
            groups = tuple(group for one in each for group in self._searching.search(one, viewer).result.groups)
        return [
            Suggested(query, replace(group, hits=(hit,), total=1))
            for group in groups
            if (cell := _known_of(group, known)[1]) is not None
            for hit in group.hits
            if _is_new(hit, cell)
        ]


def _known_of(group: Group, known: WhatIsKnown) -> tuple[Source | None, CoverageCell | None]:
    """Return the source of a group with what is known of it; nothing where it is none that the viewer may see."""
    if group.doc_type not in ("source", "text"):
        return None, None
    return known.source(group.source), known.cell(group.source)


def _without_missing(one: Suggested) -> Suggested:
    """Return the hits of a statement without their missing words, which nobody searched for."""
    return replace(one, group=replace(one.group, hits=tuple(replace(hit, missing=()) for hit in one.group.hits)))


def _is_new(hit: Hit, cell: CoverageCell) -> bool:
    read = cell.state is CellState.NOTHING_RELEVANT
    return bool(hit.passage) and not hit.similar and not read and hit.passage not in cell.cited


def _is_unsearched(source: Source, cell: CoverageCell) -> bool:
    return cell.run is None or (source.captured is not None and source.captured.at > cell.run.index)
