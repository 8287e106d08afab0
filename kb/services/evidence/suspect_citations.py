"""Suspects: citations whose words are not in their source any more, and what people decide about them.

Nothing is anchored by itself. A person reads the old words beside those that stand there now, and anchors the entry to
these, lets it stand as it was read, or retires it; the decision is kept in the entry, with the capture that it was
taken on. A later capture asks again.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace

from kb.documents.anchoring import Resolution
from kb.documents.word_diff import likest_words
from kb.domain.account.viewer import Viewer
from kb.domain.editorial.review import ReviewState
from kb.domain.errors import InvalidInput, or_not_found
from kb.domain.evidence.annotation import Annotation, Decision, DecisionKind
from kb.domain.priority.priority import Priority
from kb.domain.source.passage import Citation, Passage
from kb.domain.source.source import Source
from kb.services.evidence.annotating import AnnotationEditor, AnnotationPlace
from kb.services.evidence.annotations import Annotations, AnnotationView
from kb.services.library.evidence import captured_now, standing
from kb.services.library.library import Library, Snapshot

LONGEST_WHY = 2_000


@dataclass(frozen=True)
class Offer:
    """A passage that may be meant: the words in it that are likest those cited, and how like, from 0 to 1."""

    passage: Passage
    words: str
    score: float


@dataclass(frozen=True)
class Suspect:
    """An entry whose words are not there any more. ``stands`` is set where somebody has decided that they stand."""

    seen: AnnotationView
    resolution: Resolution
    offers: tuple[Offer, ...]
    stands: Decision | None


@dataclass(frozen=True)
class OwnSuspect:
    """Suspect evidence that a priority's own file holds: no entry, so its file is changed or an entry is written."""

    priority: Priority
    citation: Citation
    source: Source


class SuspectCitations:
    """Looks suspects up and carries out what is decided, for people who work on entries."""

    def __init__(
        self, library: Library, annotations: Annotations, annotating: AnnotationEditor, now: Callable[[], dt.datetime]
    ) -> None:
        self._library, self._annotations, self._annotating, self._now = library, annotations, annotating, now

    def all(self, viewer: Viewer) -> tuple[Suspect, ...]:
        """Return the entries that wait for a decision, those for priorities first."""
        snapshot = self._library.snapshot()
        found = (self._suspect(snapshot, seen, viewer) for seen in self._annotations.all(viewer) if viewer.annotates)
        waiting = [one for one in found if one is not None and one.stands is None]
        return tuple(sorted(waiting, key=lambda one: (not one.seen.entry.links, one.seen.source.heading)))

    def own(self, viewer: Viewer) -> tuple[OwnSuspect, ...]:
        """Return the suspect evidence that the files of priorities hold themselves."""
        snapshot = self._library.snapshot()
        return tuple(
            OwnSuspect(cited.priority, cited.citation, source)
            for all_of in snapshot.cited(viewer).by_priority.values()
            for cited in all_of
            if viewer.annotates and cited.annotation is None and cited.is_suspect
            if (source := snapshot.visible_to(viewer).sources.get(cited.citation.source))
        )

    def one(self, id: str, viewer: Viewer) -> Suspect | None:
        """Return an entry if its words are not there any more, decided or not; raise ``NotFound`` without such one."""
        seen = self._annotations.one(id, viewer)
        return self._suspect(self._library.snapshot(), seen, viewer) if viewer.annotates else None

    def standing(self, entry: Annotation) -> tuple[bool, Decision | None]:
        """Say whether an entry is suspect, and by which decision its words stand as they were read, if so."""
        snapshot = self._library.snapshot()
        has_changed = snapshot.resolve(entry.citation).verdict.is_suspect and entry.state is not ReviewState.RETIRED
        stands = standing(entry, snapshot.catalogue) if has_changed else None
        return has_changed and stands is None, stands

    def anchor(self, id: str, passage: str, why: str, digest: str, viewer: Viewer) -> Annotation:
        """Anchor an entry to a passage of the present text; its quotation becomes the most similar words there.

        A reviewed entry is a draft again, since nobody has reviewed it with these words.
        """
        suspect = self._deciding(id, viewer)
        offer = next((one for one in suspect.offers if one.passage.id == passage), None)
        if offer is None:
            raise InvalidInput({"passage": "Choose one of the passages that are offered."})
        entry = suspect.seen.entry
        _, citation = self._annotating.citation(AnnotationPlace(entry.source, passage, offer.words), viewer)
        decision = self._decision(suspect, DecisionKind.ANCHORED, why, viewer, before=entry.citation)

        def anchored(now: Annotation) -> Annotation:
            return replace(now, citation=citation, decisions=(*now.decisions, decision))

        return self._annotating.change(id, anchored, digest, viewer, "anchor anew", reverts=True)

    def keep(self, id: str, why: str, digest: str, viewer: Viewer) -> Annotation:
        """Keep an entry as it was read until the source is captured again; the reason is recorded."""
        suspect = self._deciding(id, viewer)
        if not why.strip():
            raise InvalidInput({"why": "Say why it stands as it was read; readers of the brief may ask."})
        decision = self._decision(suspect, DecisionKind.STANDS, why, viewer)

        def kept(now: Annotation) -> Annotation:
            return replace(now, decisions=(*now.decisions, decision))

        return self._annotating.change(id, kept, digest, viewer, "stands as read", reverts=False)

    def retire(self, id: str, why: str, digest: str, viewer: Viewer) -> Annotation:
        """Retire an entry whose words are gone."""
        self._deciding(id, viewer)
        return self._annotating.transition(id, ReviewState.RETIRED, why, digest, viewer)

    def _deciding(self, id: str, viewer: Viewer) -> Suspect:
        self._library.snapshot(fresh=True)
        return or_not_found(self.one(id, viewer), "suspect", id)

    def _decision(
        self, suspect: Suspect, kind: DecisionKind, why: str, viewer: Viewer, before: Citation | None = None
    ) -> Decision:
        capture = captured_now(suspect.seen.entry.source, self._library.snapshot().catalogue)
        sha256 = capture.sha256 if capture else ""
        found = suspect.resolution.verdict
        return Decision(self._now(), viewer.id, kind, found, sha256, why.strip()[:LONGEST_WHY], before)

    def _suspect(self, snapshot: Snapshot, seen: AnnotationView, viewer: Viewer) -> Suspect | None:
        entry = seen.entry
        resolution = snapshot.resolve(entry.citation)
        if not resolution.verdict.is_suspect or entry.state is ReviewState.RETIRED:
            return None
        here = {passage.id: passage for passage in self._library.passages(entry.source, viewer)}
        offers = tuple(
            Offer(here[one.passage], likest_words(entry.citation.exact, here[one.passage].text), one.score)
            for one in resolution.candidates
            if one.passage in here
        )
        return Suspect(seen, resolution, offers, standing(entry, snapshot.catalogue))
