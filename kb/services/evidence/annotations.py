"""Annotations as far as somebody may see them: looked up, narrowed, and what waits for whom."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from kb.content.versions import versions_of
from kb.content.visibility import VisibleCatalogue
from kb.documents.anchoring import Ground
from kb.domain.account.viewer import Viewer
from kb.domain.editorial.review import ReviewState
from kb.domain.errors import NotFound, or_not_found
from kb.domain.evidence.annotation import Annotation
from kb.domain.priority.priority import Priority, Stance
from kb.domain.source.passage import Citation
from kb.domain.source.source import Source
from kb.services.library.library import Library

DAYS_GOOD = 365


@dataclass(frozen=True)
class AnnotationView:
    """An annotation as its reader may see it, beside its source; ``digest`` is of the file."""

    entry: Annotation
    source: Source
    priorities: tuple[Priority, ...]
    digest: str
    is_overdue: bool


@dataclass(frozen=True)
class PlacedAnnotation:
    """An annotation with the passage that its words stand on; empty where they are on none that is there now."""

    entry: Annotation
    passage: str


@dataclass(frozen=True)
class AnnotationFilter:
    """What of the entries is asked for; empty fields ask for nothing."""

    state: ReviewState | None = None
    tag: str = ""
    author: str = ""
    stance: Stance | None = None
    source: str = ""
    priority: str = ""
    overdue: bool = False


class Annotations:
    """Looks entries up."""

    def __init__(self, library: Library, now: Callable[[], dt.datetime]) -> None:
        self._library, self._now = library, now

    def one(self, id: str, viewer: Viewer) -> AnnotationView:
        """Return an entry; raise ``NotFound`` where there is none for this reader.

        Who works on entries sees what was saved a moment ago, whichever process of the server saved it.
        """
        visible = self._library.visible(viewer, fresh=viewer.annotates)
        return self._seen(visible, or_not_found(visible.annotations.get(id), "annotation", id))

    def all(self, viewer: Viewer, wanted: AnnotationFilter | None = None) -> tuple[AnnotationView, ...]:
        """Return the entries that are asked for, those last changed first."""
        visible = self._library.visible(viewer)
        every = (self._seen(visible, entry) for entry in visible.annotations.values())
        found = [seen for seen in every if _fits(seen, wanted or AnnotationFilter())]
        return tuple(sorted(found, key=lambda seen: (last_act(seen.entry), seen.entry.id), reverse=True))

    def on_source(self, source: str, viewer: Viewer) -> tuple[PlacedAnnotation, ...]:
        """Return the entries on a source that somebody may see, with their places; retired ones are left out."""
        found = [seen.entry for seen in self.all(viewer, AnnotationFilter(source=source))]
        ground = Ground(self._library.passages(source, viewer))
        return tuple(
            PlacedAnnotation(entry, "" if (at := ground.resolve(entry.citation)).verdict.is_suspect else at.passage)
            for entry in found
            if entry.state is not ReviewState.RETIRED
        )

    def passage(self, citation: Citation, viewer: Viewer) -> str:
        """Return the id of the passage that a citation stands on; empty where there is none."""
        found = Ground(self._library.passages(citation.source, viewer)).resolve(citation)
        return "" if found.verdict.is_suspect else found.passage

    def priority(self, id: str, viewer: Viewer) -> Priority | None:
        """Return a priority that somebody may see; nothing where there is none."""
        return self._library.visible(viewer).priorities.get(id)

    def priorities(self, viewer: Viewer, linked: Iterable[str] = ()) -> tuple[Priority, ...]:
        """Return the priorities that an entry may be linked to, by title; ``linked`` are ids that it has already."""
        every = self._library.visible(viewer).priorities.values()
        seen = (one for one in every if one.is_open or one.id in linked)
        return tuple(sorted(seen, key=lambda one: one.title))

    def without_evidence(self, viewer: Viewer) -> tuple[Priority, ...]:
        """Return the open priorities that nothing is cited for, as far as somebody sees both, by title."""
        visible = self._library.visible(viewer, fresh=True)
        entries = (entry for entry in visible.annotations.values() if entry.state is not ReviewState.RETIRED)
        linked = {link.priority for entry in entries for link in entry.links}
        return tuple(one for one in self.priorities(viewer) if one.id not in linked and not one.evidence)

    def usual_review_by(self) -> dt.date:
        """Return the day on which an entry written now should be looked at again, unless its writer says otherwise."""
        return self._now().date() + dt.timedelta(days=DAYS_GOOD)

    def as_seen(self, entry: Annotation, viewer: Viewer) -> Annotation:
        """Return an entry, or a version of one, without what this reader may not see; raise ``NotFound``."""
        return or_not_found(self._library.snapshot().as_seen(entry, viewer), "version", entry.id)

    def versions(self, id: str, viewer: Viewer) -> tuple[Annotation, ...]:
        """Return every version of an entry, the first one first, for people who work on entries."""
        self.one(id, viewer)
        if not viewer.annotates:
            raise NotFound("annotation", id)
        snapshot = self._library.snapshot()
        full = snapshot.catalogue
        versions = versions_of(full.annotations[id], full.files["annotation", id].path)
        return tuple(seen for one in versions if (seen := snapshot.as_seen(one, viewer)) is not None)

    def _seen(self, visible: VisibleCatalogue, entry: Annotation) -> AnnotationView:
        return AnnotationView(
            entry=entry,
            source=visible.sources[entry.source],
            priorities=tuple(visible.priorities[link.priority] for link in entry.links),
            digest=visible.files["annotation", entry.id].digest,
            is_overdue=entry.review_by is not None
            and entry.state is ReviewState.REVIEWED
            and entry.review_by < self._now().date(),
        )


def last_act(entry: Annotation) -> dt.datetime:
    """Return when something was last done to an entry."""
    return max((turn.at for turn in entry.turns), default=entry.changed or entry.made)


def _fits(seen: AnnotationView, wanted: AnnotationFilter) -> bool:
    entry = seen.entry
    return (
        (wanted.state is None or entry.state is wanted.state)
        and (not wanted.tag or wanted.tag.casefold() in {tag.casefold() for tag in entry.tags})
        and (not wanted.author or entry.author == wanted.author)
        and (wanted.stance is None or any(link.stance is wanted.stance for link in entry.links))
        and (not wanted.source or entry.source == wanted.source)
        and (not wanted.priority or any(link.priority == wanted.priority for link in entry.links))
        and (not wanted.overdue or seen.is_overdue)
    )
