"""The library: the content as it is now, with passages and citations worked out once per change.

Files are the truth, so every question starts by looking whether they changed. The look is cheap and not
done more than once a second; what is derived from a file is kept until that file changes. While one thread looks,
or derives, the others are answered from the content as it was a moment ago: nobody waits but the first.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from kb.content.catalogue import CatalogueLoader, FullCatalogue
from kb.documents.passages import passages_of
from kb.domain.audience import Audience
from kb.domain.source.passage import Passage
from kb.services.library.citation_anchors import Anchors
from kb.services.library.evidence import CitedPassages, Resolve, cited_passages
from kb.services.library.index_documents import Shelf, shelf_of, source_passages

LOOK_AGAIN_SECONDS = 1.0


@dataclass(frozen=True)
class Snapshot:
    """The content at one moment, with what is derived from all of it; ``resolve`` tells where a citation stands."""

    catalogue: FullCatalogue
    cited: CitedPassages
    shelf: Shelf
    resolve: Resolve


class Library:
    """Hands out snapshots of the content; safe to share between threads."""

    def __init__(self, loader: CatalogueLoader, monotonic: Callable[[], float]) -> None:
        """``monotonic`` is a clock in seconds that never goes back."""
        self._loader = loader
        self._monotonic = monotonic
        self._looking = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._good_until = 0.0
        self._watched = 0.0
        self._passages: dict[str, tuple[str, tuple[Passage, ...]]] = {}
        self._anchors = Anchors()

    def snapshot(self, *, fresh: bool = False) -> Snapshot:
        """Return the content; ``fresh`` looks at the files even if that was done a moment ago."""
        kept = self._snapshot
        if kept is not None and not fresh and self._monotonic() < self._good_until:
            return kept
        if not self._looking.acquire(blocking=fresh or kept is None):
            return kept or self.snapshot(fresh=True)
        try:
            return self._look()
        finally:
            self._looking.release()

    def watched(self, every: float) -> None:
        """Be told that somebody looks afresh at least every so many seconds, so that no question needs to look."""
        self._watched = every

    def passages(self, source: str, reader: Audience) -> tuple[Passage, ...]:
        """Return the passages of a source that ``reader`` may read; none where there is no such source."""
        snapshot = self.snapshot()
        found = snapshot.catalogue.sources.get(source)
        if found is None or not reader.sees(found.audience):
            return ()
        text = snapshot.catalogue.texts.get(source)
        private = passages_of(text.body) if text is not None and reader.sees(text.audience) else ()
        return (*self._shown(snapshot.catalogue, source), *private)

    def _look(self) -> Snapshot:
        kept, now = self._snapshot, self._monotonic()
        catalogue = self._loader.load()
        if kept is None or catalogue is not kept.catalogue:
            kept = self._snapshot = self._derive(catalogue)
        self._good_until = now + max(LOOK_AGAIN_SECONDS, self._watched)
        return kept

    def _derive(self, catalogue: FullCatalogue) -> Snapshot:
        resolve = self._anchors.of(catalogue, partial(self._shown, catalogue))
        cited = cited_passages(catalogue, resolve)
        return Snapshot(catalogue, cited, shelf_of(catalogue, cited), resolve)

    def _shown(self, catalogue: FullCatalogue, source: str) -> tuple[Passage, ...]:
        found = catalogue.sources.get(source)
        if found is None:
            return ()
        digest = catalogue.files[("source", source)].digest
        kept = self._passages.get(source)  # two threads may work out the same; neither is wrong
        if kept is None or kept[0] != digest:
            kept = (digest, source_passages(found))
            self._passages[source] = kept
        return kept[1]
