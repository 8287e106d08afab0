"""The library: the content as it is now, with passages and citations worked out once per change.

Files are the truth, so every question starts by looking whether they changed. The look is cheap and not
done more than once a second; what is derived from a file is kept until that file changes. While one thread looks,
or derives, the others are answered from the content as it was a moment ago: nobody waits but the first.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar, cast

from kb.content.catalogue import CatalogueLoader, FullCatalogue
from kb.content.visibility import VisibleCatalogue, kind_of_viewer, visible_to, visible_version
from kb.documents.passages import passages_of
from kb.domain.account.viewer import Viewer, reader_as
from kb.domain.audience import Audience
from kb.domain.editorial.question import Advice, Question
from kb.domain.editorial.recommendation import Recommendation
from kb.domain.evidence.annotation import Annotation
from kb.domain.source.passage import Passage
from kb.services.library.citation_anchors import Anchors
from kb.services.library.evidence import CitedPassages, Resolve, cited_passages
from kb.services.library.index_documents import IndexPlan, Known, plan_of, source_passages
from kb.storage.derived_values import DerivedValues

LOOK_AGAIN_SECONDS = 1.0
LETTERS_KEPT = 16_000_000
"""Passages of sources are kept up to so many letters in all: those that were made first go first."""

T = TypeVar("T")
R = TypeVar("R", bound=Annotation | Question | Advice | Recommendation)


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The content at one moment, and what is derived from all of it; ``resolve`` tells where a citation stands.

    ``known`` are digests of what there was to index before, so that only those of what changed are worked out again.
    """

    catalogue: FullCatalogue
    resolve: Resolve
    known: Known = field(default_factory=dict, repr=False)
    keep_resolved: Callable[[], None] = field(default=lambda: None, repr=False)
    _made: dict[Hashable, object] = field(default_factory=dict, repr=False)
    _making: threading.RLock = field(default_factory=threading.RLock, repr=False)

    def cached(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return the cached value of a key; concurrent callers wait for the first to make it."""
        if key not in self._made:
            with self._making:
                if key not in self._made:
                    self._made[key] = make()
        return cast(T, self._made[key])

    def visible_to(self, viewer: Viewer) -> VisibleCatalogue:
        """Return the catalogue that a viewer may see."""
        return self.cached(("visible", kind_of_viewer(viewer)), lambda: visible_to(self.catalogue, viewer))

    def as_seen(self, version: R, viewer: Viewer) -> R | None:
        """Return an entry as a file has it, or had it once, as somebody may see it; nothing where they may not."""
        return visible_version(self.catalogue, version, viewer)

    def cited(self, viewer: Viewer) -> CitedPassages:
        """Return the evidence that somebody may know of; what is not reviewed is none but for staff."""
        reader = reader_as(viewer.audience)

        def put_together() -> CitedPassages:
            found = cited_passages(self.visible_to(reader), self.resolve)
            self.keep_resolved()
            return found

        return self.cached(("cited", reader.audience), put_together)

    def prepare(self) -> None:
        """Work out what every page needs, before anybody asks for one."""
        for audience in Audience:
            self.cited(reader_as(audience))
        _ = self.shelf  # searches compare what the index holds with it

    @property
    def shelf(self) -> IndexPlan:
        """Return everything there is to index: what nobody may see who reads a shelf is not on it."""
        readers = [reader_as(audience) for audience in Audience]
        shown = ((self.visible_to(one), self.cited(one)) for one in readers)
        return self.cached("shelf", lambda: plan_of(shown, self.known))

    def known_digests(self) -> Known:
        """Return the digests of what there is to index, where they were worked out, or of what there was before."""
        plan = cast(IndexPlan | None, self._made.get("shelf"))
        return plan.known if plan else self.known


class Library:
    """Hands out snapshots of the content; safe to share between threads."""

    def __init__(
        self, loader: CatalogueLoader, monotonic: Callable[[], float], anchors: DerivedValues | None = None
    ) -> None:
        """``monotonic`` is a clock in seconds that never goes back; ``anchors`` keeps where citations stand."""
        self._loader = loader
        self._monotonic = monotonic
        self._looking = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._good_until = 0.0
        self._passages: OrderedDict[str, tuple[str, tuple[Passage, ...]]] = OrderedDict()
        self._keeping = threading.Lock()
        self._letters = 0
        self._anchors = Anchors(anchors)

    def snapshot(self, *, fresh: bool = False) -> Snapshot:
        """Return the content; ``fresh`` looks at the files even if that was done a moment ago."""
        kept = self._snapshot
        if kept is not None and not fresh and self._monotonic() < self._good_until:
            return kept
        if not self._looking.acquire(blocking=fresh or kept is None):
            return kept or self.snapshot(fresh=True)
        try:
            if kept is None and not fresh and self._snapshot is not None:
                return self._snapshot  # somebody else looked while this one waited
            return self._look(None, LOOK_AGAIN_SECONDS)
        finally:
            self._looking.release()

    def look(self, only: Collection[str] | None, *, good_for: float = LOOK_AGAIN_SECONDS) -> Snapshot:
        """Return the content after a look at the files, or only at those paths, where no others can have changed.

        Whoever watches the files says for how many seconds no question needs to look.
        """
        with self._looking:
            return self._look(only, good_for, prepare=Snapshot.prepare)

    def visible(self, viewer: Viewer, *, fresh: bool = False) -> VisibleCatalogue:
        """Return the catalogue that a viewer may see; ``fresh`` looks at the files even just after the last look."""
        return self.snapshot(fresh=fresh).visible_to(viewer)

    def passages(self, source: str, viewer: Viewer) -> tuple[Passage, ...]:
        """Return the passages of a source that somebody may read; none where there is no such source for them."""
        snapshot = self.snapshot()
        visible = snapshot.visible_to(viewer)
        if source not in visible.sources:
            return ()
        text = visible.texts.get(source)
        return (*self._shown(snapshot.catalogue, source), *(passages_of(text.body) if text is not None else ()))

    def _look(
        self,
        only: Collection[str] | None,
        good_for: float,
        prepare: Callable[[Snapshot], None] = lambda _: None,
    ) -> Snapshot:
        kept = self._snapshot
        catalogue = self._loader.load(only)
        if kept is None or catalogue is not kept.catalogue:
            kept = self._derive(catalogue)
            prepare(kept)
            self._snapshot = kept
        self._good_until = max(self._good_until, self._monotonic() + good_for)
        return kept

    def _derive(self, catalogue: FullCatalogue) -> Snapshot:
        known = self._snapshot.known_digests() if self._snapshot else {}
        resolve = self._anchors.of(catalogue, partial(self._shown, catalogue))
        return Snapshot(catalogue, resolve, known, self._anchors.keep)

    def _shown(self, catalogue: FullCatalogue, source: str) -> tuple[Passage, ...]:
        found = catalogue.sources.get(source)
        if found is None:
            return ()
        digest = catalogue.files[("source", source)].digest
        kept = self._passages.get(source)  # two threads may work out the same; neither is wrong
        if kept is None or kept[0] != digest:
            kept = (digest, source_passages(found))
            self._keep(source, kept)
        return kept[1]

    def _keep(self, source: str, passages: tuple[str, tuple[Passage, ...]]) -> None:
        with self._keeping:
            self._letters -= _letters(self._passages.pop(source, None))
            self._passages[source] = passages
            self._letters += _letters(passages)
            while self._letters > LETTERS_KEPT and len(self._passages) > 1:
                self._letters -= _letters(self._passages.popitem(last=False)[1])


def _letters(kept: tuple[str, tuple[Passage, ...]] | None) -> int:
    return sum(len(passage.text) for passage in kept[1]) if kept else 0
