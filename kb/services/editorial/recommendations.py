"""Recommendations of others, followed: to whom, what became of them by date, and whether members still raise them.

One is seen by who may see its own audience and its source; a status that rests on a source which a reader may not see
is left out, and so is a priority. Nothing is added by itself: what the register says newly is offered to people.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from kb.content.versions import versions_of
from kb.content.visibility import VisibleCatalogue
from kb.documents.anchoring import resolve
from kb.domain.account.viewer import Viewer
from kb.domain.dates import PartialDate
from kb.domain.editorial.recommendation import Recommendation, Status, StatusAt, story_of
from kb.domain.errors import InvalidInput, NotFound, or_not_found
from kb.domain.form_data import FormData, FormErrors, one
from kb.domain.ids import ids_from
from kb.domain.priority.priority import Priority
from kb.domain.source.passage import Citation, Passage
from kb.domain.source.source import Source, SourceKind
from kb.services.calls.raised import members_counted
from kb.services.editorial.register_status import RegisterLine, said_of
from kb.services.evidence.annotating import AnnotationPlace
from kb.services.evidence.review_workflow import ReviewWorkflow
from kb.services.library.content_writer import ContentWriter
from kb.services.library.library import Library

LONGEST_SUMMARY, LONGEST_LINE, MOST_ADDRESSEES, LONGEST_BODY = 2_000, 300, 20, 20_000
Cite = Callable[[AnnotationPlace, Viewer], tuple[Source, Citation]]


@dataclass(frozen=True)
class RecommendationView:
    """A recommendation as its reader may see it; ``story`` is what became of it, in a sentence.

    ``passage`` is the id of the passage that it stands on, ``sources`` those of its statuses by id, ``digest`` of its
    file; ``said`` is what the register says besides, for people who work on it.
    """

    entry: Recommendation
    source: Source
    passage: str
    priorities: tuple[Priority, ...]
    sources: Mapping[str, Source]
    story: str
    digest: str
    said: tuple[RegisterLine, ...] = ()


class Recommendations:
    """Looks recommendations up and writes them; safe to share between threads and processes."""

    def __init__(self, library: Library, writer: ContentWriter, workflow: ReviewWorkflow, cite: Cite) -> None:
        """``cite`` makes the citation of a passage that somebody may see."""
        self._library, self._writer, self._workflow, self._cite = library, writer, workflow, cite

    def all(self, viewer: Viewer) -> tuple[RecommendationView, ...]:
        """Return every recommendation: open ones first, then the latest first."""
        visible = self._library.visible(viewer, fresh=viewer.annotates)
        views = (self._view(visible, entry, viewer) for entry in visible.recommendations.values())
        found = sorted(views, key=lambda view: view.entry.summary)
        found.sort(key=_made, reverse=True)
        return tuple(sorted(found, key=lambda view: not view.entry.is_open))

    def one(self, id: str, viewer: Viewer) -> RecommendationView:
        """Return a recommendation; raise ``NotFound`` where there is none for this reader."""
        visible = self._library.visible(viewer, fresh=viewer.annotates)
        entry = or_not_found(visible.recommendations.get(id), "recommendation", id)
        view = self._view(visible, entry, viewer)
        return view if not viewer.annotates else replace(view, said=self._said(visible, view.entry, viewer))

    def of_priority(self, id: str, viewer: Viewer) -> tuple[RecommendationView, ...]:
        """Return the recommendations that bear on a priority."""
        return tuple(view for view in self.all(viewer) if id in view.entry.priorities)

    def of_source(self, id: str, viewer: Viewer) -> tuple[RecommendationView, ...]:
        """Return the recommendations that a source makes."""
        return tuple(view for view in self.all(viewer) if view.source.id == id)

    def begun(self, source: str, passage: str, viewer: Viewer) -> tuple[Source, Passage | None]:
        """Return the passage that somebody wants to follow, none where they name none; raise ``NotFound``."""
        found, _ = self._cite(AnnotationPlace(source), viewer)
        if not passage:
            return found, None
        for each in self._library.passages(source, viewer):
            if each.id == passage:
                return found, each
        raise NotFound("passage", passage)

    def make(self, source: str, passage: str, form: FormData, viewer: Viewer) -> Recommendation:
        """Follow the recommendation in a passage, or one of the source that has none here; raise ``InvalidInput``."""
        found, each = self.begun(source, passage, viewer)
        words = each.text.splitlines()[0].split()[: found.terms.quotation_words] if each else ()
        _, citation = self._cite(AnnotationPlace(source, passage, " ".join(words)), viewer)
        first = (StatusAt(found.published, Status.MADE, source=source),) if found.published else ()
        blank = Recommendation("new", "", citation, (), first, made_by=viewer.id)
        made = recommendation_with(blank, form, self._library.visible(viewer, fresh=True), viewer)
        return self._workflow.make(made, ids_from(made.summary), viewer)

    def edit(self, id: str, form: FormData, seen: str, viewer: Viewer) -> Recommendation:
        """Change what is said of one; raise ``ContentConflict`` where somebody saved first."""
        self.one(id, viewer)
        visible, read = self._library.visible(viewer, fresh=True), self._writer.read(Recommendation, id)
        return self._workflow.edit(read, seen, lambda now: recommendation_with(now, form, visible, viewer), viewer)

    def add_status(self, id: str, form: FormData, viewer: Viewer) -> Recommendation:
        """Add a dated status; raise ``InvalidInput`` by field. It takes nothing from what others add meanwhile."""
        self.one(id, viewer)
        added = status_of(form, self._library.visible(viewer, fresh=True).sources)
        read = self._writer.read(Recommendation, id)
        return self._workflow.edit(
            read, read.digest, lambda now: replace(now, statuses=_in_order((*now.statuses, added))), viewer
        )

    def as_seen(self, entry: Recommendation, viewer: Viewer) -> Recommendation:
        """Return one, or a version of one, without what this reader may not see; raise ``NotFound``."""
        return or_not_found(self._library.snapshot().as_seen(entry, viewer), "version", entry.id)

    def versions(self, id: str, viewer: Viewer) -> tuple[Recommendation, ...]:
        """Return every version of one, the first one first; for staff, since some may have been for them only."""
        self.one(id, viewer)
        read = self._writer.read(Recommendation, id)
        return versions_of(read.item, read.path) if viewer.is_staff else ()

    def _view(self, visible: VisibleCatalogue, entry: Recommendation, viewer: Viewer) -> RecommendationView:
        source = visible.sources[entry.citation.source]
        passage = resolve(entry.citation, self._library.passages(source.id, viewer)).passage
        is_read = bool(passage) or viewer.annotates  # words of a text that a reader may not have are not quoted to them
        shown = entry if is_read else replace(entry, citation=Citation(source.id))
        priorities = tuple(visible.priorities[id] for id in entry.priorities)
        slots = [slot for priority in priorities for slot in visible.counted["priority", priority.id]]
        members, invented = members_counted(visible, slots)
        return RecommendationView(
            entry=shown,
            source=source,
            passage=passage,
            priorities=priorities,
            sources={
                each.source: visible.sources[each.source] for each in entry.statuses if each.source in visible.sources
            },
            story=story_of(shown, source.published, members, invented=invented),
            digest=visible.files["recommendation", entry.id].digest,
        )

    def _said(self, visible: VisibleCatalogue, entry: Recommendation, viewer: Viewer) -> tuple[RegisterLine, ...]:
        registers = (source.id for source in visible.sources.values() if source.kind is SourceKind.REGISTER)
        return tuple(said for id in registers for said in said_of(entry, id, self._library.passages(id, viewer)))


def form_of(entry: Recommendation) -> FormData:
    """Return a recommendation as its form shows it."""
    return {
        "summary": (entry.summary,),
        "addressees": ("\n".join(entry.addressees),),
        "register_id": (entry.register_id,),
        "priorities": entry.priorities,
        "audience": (entry.audience.value,),
        "body": (entry.body.strip(),),
    }


def recommendation_with(
    entry: Recommendation, form: FormData, visible: VisibleCatalogue, viewer: Viewer
) -> Recommendation:
    """Return a recommendation with the words of a form; raise ``InvalidInput`` with everything that is wrong."""
    errors = FormErrors()
    hidden = [id for id in entry.priorities if id not in visible.priorities]
    needed = "Say what is recommended, in your own words."
    made = replace(
        entry,
        summary=errors.text(form, "summary", LONGEST_SUMMARY, needed=needed),
        addressees=errors.lines(
            form, "addressees", MOST_ADDRESSEES, longest=LONGEST_LINE, needed="Say to whom, one a line."
        ),
        register_id=errors.line(form, "register_id", 40),
        priorities=errors.many(form, "priorities", visible.priorities, hidden),
        audience=errors.audience(form, viewer.audience),
        body=errors.text(form, "body", LONGEST_BODY),
    )
    errors.raise_any()
    return made


def status_of(form: FormData, sources: Iterable[str]) -> StatusAt:
    """Return the dated status of a form; raise ``InvalidInput`` with everything that is wrong."""
    errors = FormErrors()
    try:
        date = PartialDate.parse(one(form, "date"))
    except ValueError:
        date = PartialDate(1)
        errors.add("date", "Write the date as 2016, 2016-09 or 2016-09-30.")
    source = one(form, "source")
    if source and source not in set(sources):
        errors.add("source", "Choose a source from the list.")
    status = errors.choice(form, "status", Status, Status.UNDER_REVIEW)
    made = StatusAt(date, status, errors.text(form, "note", LONGEST_SUMMARY), source)
    errors.raise_any()
    return made


def _in_order(statuses: tuple[StatusAt, ...]) -> tuple[StatusAt, ...]:
    if len(set(statuses)) < len(statuses):
        raise InvalidInput({"date": "It has this status already."})
    return tuple(sorted(statuses, key=lambda status: status.date))


def _made(view: RecommendationView) -> PartialDate:
    made = view.entry.statuses[0].date if view.entry.statuses else view.source.published
    return made or PartialDate(1)
