"""Evidence: one list of what rests on which passage, out of the two places where it is kept.

A link of an annotation is evidence, with its strength and the state of its review. The ``evidence`` that a priority's
own file may hold is evidence too, which nobody has reviewed. Both are told here alike, out of what a reader may see;
whoever counts, shows or searches evidence asks here, and nowhere else.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from kb.content.catalogue import CatalogueItems
from kb.content.visibility import VisibleCatalogue
from kb.documents.anchoring import Resolution
from kb.domain.editorial.review import ReviewState
from kb.domain.evidence.annotation import Annotation, Decision, DecisionKind, EvidenceLink, Strength
from kb.domain.priority.lineage import in_force
from kb.domain.priority.priority import Evidence, Priority, Stance
from kb.domain.source.capture import Capture
from kb.domain.source.passage import Citation
from kb.domain.source.source import Source

Resolve = Callable[[Citation], Resolution]
"""What tells what has become of a citation in its source as the source stands now."""


@dataclass(frozen=True, kw_only=True)
class CitedWords:
    """Words of a source that somebody cited, and what has become of them.

    ``source`` is ``None`` where it is not here. ``passage`` is the id of the passage that the words stand on; empty
    where they are about the source as a whole, are not there any more, or where the reader may not have the text.
    ``annotation`` is ``None`` for what a priority's own file holds. ``stands`` is the decision that they stand as read.
    """

    citation: Citation
    source: Source | None
    passage: str
    annotation: Annotation | None
    state: ReviewState
    resolution: Resolution
    stands: Decision | None = None

    @property
    def is_reviewed(self) -> bool:
        """Say whether a second person has reviewed it."""
        return self.state is ReviewState.REVIEWED

    @property
    def is_suspect(self) -> bool:
        """Say whether its words are not there any more and nobody has decided what that means: it does not count."""
        return self.resolution.verdict.is_suspect and self.stands is None


@dataclass(frozen=True, kw_only=True)
class Cited(CitedWords):
    """A piece of evidence: cited words, what they do for a priority, and why.

    ``strength`` is ``None`` for what a priority's own file holds.
    """

    priority: Priority
    stance: Stance
    why: str
    strength: Strength | None


@dataclass(frozen=True)
class CitedPassages:
    """Every piece of evidence that a reader may know of, by source and by priority. Retired entries are none."""

    by_source: Mapping[str, tuple[Cited, ...]]
    by_priority: Mapping[str, tuple[Cited, ...]]
    visible: VisibleCatalogue

    def of(self, source: str) -> tuple[tuple[str, str], ...]:
        """Return the pairs of passage and priority id for what is cited of ``source``; suspect evidence is left out."""
        cited = self.on(source)  # most sources have none
        return tuple(dict.fromkeys((c.passage, c.priority.id) for c in cited if not c.is_suspect)) if cited else ()

    def stances_of(self, source: str) -> tuple[str, ...]:
        """Return what the same evidence as in :meth:`of` does for its priorities."""
        cited = self.on(source)
        return tuple(dict.fromkeys(c.stance.value for c in cited if not c.is_suspect)) if cited else ()

    def on(self, source: str) -> tuple[Cited, ...]:
        """Return the evidence on a source."""
        return self.by_source.get(source, ())

    def for_priority(self, priority: str) -> tuple[Cited, ...]:
        """Return the evidence for and against a priority: its own first."""
        return self.by_priority.get(priority, ())

    def bodies(self, cited: Iterable[Cited]) -> int:
        """Count the independent bodies behind some evidence; what is suspect does not count."""
        return independent_bodies({c.citation.source for c in cited if not c.is_suspect}, self.visible)


def cited_passages(visible: VisibleCatalogue, resolve: Resolve) -> CitedPassages:
    """Put all evidence in its place; ``resolve`` tells what has become of a citation."""
    found = list(_everything(visible, resolve))
    by_source: dict[str, list[Cited]] = {}
    by_priority: dict[str, list[Cited]] = {}
    for cited in found:
        by_source.setdefault(cited.citation.source, []).append(cited)
        by_priority.setdefault(cited.priority.id, []).append(cited)
    return CitedPassages(
        {id: tuple(all_of) for id, all_of in by_source.items()},
        {id: tuple(all_of) for id, all_of in by_priority.items()},
        visible,
    )


def _everything(visible: VisibleCatalogue, resolve: Resolve) -> Iterator[Cited]:
    """Yield all evidence, each piece for the priority that its own was merged into."""
    for priority in visible.priorities.values():
        if priority.id not in visible.closed:
            for evidence in priority.evidence:
                yield _own(_in_force(priority, visible), evidence, visible, resolve)
    for annotation in visible.annotations.values():
        if annotation.state is ReviewState.RETIRED:
            continue
        words = words_of(annotation, visible, resolve)
        for link in annotation.links:
            linked = visible.priorities.get(link.priority)
            if linked is not None and linked.id not in visible.closed:
                yield _linked(link, _in_force(linked, visible), words)


def _in_force(priority: Priority, visible: VisibleCatalogue) -> Priority:
    return visible.priorities.get(in_force(visible.priorities, priority.id), priority)


def _own(priority: Priority, evidence: Evidence, visible: VisibleCatalogue, resolve: Resolve) -> Cited:
    resolution = resolve(evidence.citation)
    return Cited(
        citation=evidence.citation,
        source=visible.sources.get(evidence.citation.source),
        passage=_anchored(resolution),
        annotation=None,
        state=ReviewState.DRAFT,
        resolution=resolution,
        priority=priority,
        stance=evidence.stance,
        why=evidence.why,
        strength=None,
    )


def _linked(link: EvidenceLink, priority: Priority, words: CitedWords) -> Cited:
    return Cited(**vars(words), priority=priority, stance=link.stance, why=link.why, strength=link.strength)


def words_of(annotation: Annotation, visible: VisibleCatalogue, resolve: Resolve) -> CitedWords:
    """Return the words that an annotation cites, for no priority in particular."""
    resolution = resolve(annotation.citation)
    return CitedWords(
        citation=annotation.citation,
        source=visible.sources.get(annotation.source),
        passage=_anchored(resolution),
        annotation=annotation,
        state=annotation.state,
        resolution=resolution,
        stands=standing(annotation, visible),
    )


def _anchored(resolution: Resolution) -> str:
    """Return the passage that words stand on; what has nearly the same words is for a person to choose, not this."""
    return "" if resolution.verdict.is_suspect else resolution.passage


def standing(annotation: Annotation, catalogue: CatalogueItems) -> Decision | None:
    """Return the decision that an annotation's words stand as read, where it was taken on the capture that is here.

    A later capture asks again.
    """
    last = annotation.decisions[-1] if annotation.decisions else None
    here = captured_now(annotation.source, catalogue)
    is_it = last is not None and last.kind is DecisionKind.STANDS and last.capture == (here.sha256 if here else "")
    return last if is_it else None


def captured_now(source: str, catalogue: CatalogueItems) -> Capture | None:
    """Return the capture that the text of a source was read from: its own, or that of the text kept for staff."""
    found, text = catalogue.sources.get(source), catalogue.texts.get(source)
    return text.captured if text is not None else found.captured if found else None


def independent_bodies(cited: Iterable[str], visible: VisibleCatalogue) -> int:
    """Count the bodies that speak for themselves among sources, given by id.

    A body is the lead publisher. What derives from another source, however far, has that one's origin: beside it,
    or beside something else out of the same origin, it is no further body.
    """
    above = {id: _ancestors(id, visible) for id in cited if id in visible.sources}

    def adds_nothing(id: str) -> bool:
        """Say whether something else that is cited is further up; in a ring, the first by name is taken as that."""
        return any(one < id or id not in above[one] for one in above[id] if one in above)

    origins = {_origin(id, visible) for id in above if not adds_nothing(id)}
    counted: set[str] = set()
    bodies = 0
    for origin in sorted(origins, key=lambda leads: (len(leads), sorted(leads))):
        if not origin & counted:
            bodies += 1
        counted |= origin
    return bodies


def _ancestors(id: str, visible: VisibleCatalogue) -> set[str]:
    """Return every source that one derives from, through any number of others."""
    found: set[str] = set()
    waiting = list(visible.derives_from.get(id, ()))
    while waiting:
        parent = waiting.pop()
        if parent not in found and parent != id:
            found.add(parent)
            waiting += visible.derives_from.get(parent, ())
    return found


def _origin(id: str, visible: VisibleCatalogue) -> frozenset[str]:
    """Return who spoke first: the lead publishers of the sources that it goes back to, or its own."""
    roots = [one for one in _ancestors(id, visible) if not visible.derives_from.get(one)]
    return frozenset(_lead(one, visible) for one in roots or [id])


def _lead(id: str, visible: VisibleCatalogue) -> str:
    source = visible.sources.get(id)
    return source.publishers[0] if source and source.publishers else f"source {id}"
