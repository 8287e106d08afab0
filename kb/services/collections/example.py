"""A worked collection, to show what one is: the evidence for one priority, with the reasons as lines."""

from kb.domain.account.viewer import Viewer
from kb.domain.collection import CollectedPassage, Collection
from kb.domain.editorial.review import ReviewState
from kb.domain.evidence.annotation import EvidenceLink, Strength
from kb.services.evidence.annotations import AnnotationFilter, Annotations, AnnotationView, last_act

EXAMPLE = "example"
"""Where the link of a shared collection has a token, the worked one has this word; no token is so short."""
_MOST = 6  # passages
_CARRIES = tuple(Strength)


def worked_example(annotations: Annotations, viewer: Viewer) -> Collection | None:
    """Return the evidence of the priority that most reviewed entries speak of, as far as this reader sees them.

    It is nobody's collection and is kept nowhere; ``None`` where the reader sees no such entry on a passage.
    """
    reviewed = annotations.all(viewer, AnnotationFilter(state=ReviewState.REVIEWED))
    best = max(annotations.priorities(viewer), key=lambda one: (len(_linked(reviewed, one.id)), one.id), default=None)
    if best is None:
        return None
    found = sorted(_linked(reviewed, best.id), key=lambda pair: (_CARRIES.index(pair[1].strength), pair[0].entry.id))
    placed = [(seen, link, annotations.passage(seen.entry.citation, viewer)) for seen, link in found]
    items = [
        CollectedPassage(seen.source.id, passage, seen.entry.citation.sha256, link.why)
        for seen, link, passage in placed
        if passage
    ]
    if not items:
        return None
    changed = max(last_act(seen.entry) for seen, _, _ in placed)
    shown = Collection(EXAMPLE, "", best.title, best.statement, (), changed, shared=EXAMPLE)
    return shown.with_items(items[:_MOST])


def _linked(entries: tuple[AnnotationView, ...], priority: str) -> list[tuple[AnnotationView, EvidenceLink]]:
    return [(seen, link) for seen in entries for link in seen.entry.links if link.priority == priority]
