"""Recommendations of others, followed: to whom, what became of them by date, and whether members still raise them.

One is seen by who may see its own audience and its source; a status that rests on a source which a reader may not see
is left out, and so is a priority. Nothing is added by itself: what the register says newly is offered to people.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from kb.content.catalogue import FullCatalogue
from kb.content.versions import versions_of
from kb.documents.anchoring import resolve
from kb.domain.account.viewer import Viewer
from kb.domain.audience import narrowest
from kb.domain.dates import PartialDate
from kb.domain.editorial.recommendation import Recommendation, Status, StatusAt, as_told, story_of
from kb.domain.errors import InvalidInput, NotFound
from kb.domain.form_data import FormData, FormErrors, one
from kb.domain.priority.priority import Priority
from kb.domain.source.passage import Citation, Passage
from kb.domain.source.source import Source, SourceKind
from kb.services.calls.raised import members_counted
from kb.services.editorial.item_ids import ids_from
from kb.services.editorial.register_status import Said, said_of
from kb.services.evidence.annotating import Place
from kb.services.evidence.review_workflow import ReviewWorkflow
from kb.services.library.content_writer import ContentWriter
from kb.services.library.library import Library

LONGEST_SUMMARY, LONGEST_LINE, MOST_ADDRESSEES, LONGEST_BODY = 2_000, 300, 20, 20_000
Cite = Callable[[Place, Viewer], tuple[Source, Citation]]


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
    said: tuple[Said, ...] = ()


class Recommendations:
    """Looks recommendations up and writes them; safe to share between threads and processes."""

    def __init__(self, library: Library, writer: ContentWriter, workflow: ReviewWorkflow, cite: Cite) -> None:
        """``cite`` makes the citation of a passage that somebody may see."""
        self._library, self._writer, self._workflow, self._cite = library, writer, workflow, cite

    def all(self, viewer: Viewer) -> tuple[RecommendationView, ...]:
        """Return every recommendation: open ones first, then the latest first."""
        catalogue = self._library.snapshot(fresh=viewer.annotates).catalogue
        views = (self._view(catalogue, entry, viewer) for entry in catalogue.recommendations.values())
        found = sorted((view for view in views if view), key=lambda view: view.entry.summary)
        found.sort(key=_made, reverse=True)
        return tuple(sorted(found, key=lambda view: not view.entry.is_open))

    def one(self, id: str, viewer: Viewer) -> RecommendationView:
        """Return a recommendation; raise ``NotFound`` where there is none for this reader."""
        catalogue = self._library.snapshot(fresh=viewer.annotates).catalogue
        entry = catalogue.recommendations.get(id)
        view = self._view(catalogue, entry, viewer) if entry else None
        if view is None:
            raise NotFound("recommendation", id)
        return view if not viewer.annotates else replace(view, said=self._said(catalogue, view.entry, viewer))

    def of_priority(self, id: str, viewer: Viewer) -> tuple[RecommendationView, ...]:
        """Return the recommendations that bear on a priority."""
        return tuple(view for view in self.all(viewer) if id in view.entry.priorities)

    def of_source(self, id: str, viewer: Viewer) -> tuple[RecommendationView, ...]:
        """Return the recommendations that a source makes."""
        return tuple(view for view in self.all(viewer) if view.source.id == id)

    def begun(self, source: str, passage: str, viewer: Viewer) -> tuple[Source, Passage]:
        """Return the passage that somebody wants to follow; raise ``NotFound``."""
        found, _ = self._cite(Place(source), viewer)
        for each in self._library.passages(source, viewer.audience):
            if each.id == passage:
                return found, each
        raise NotFound("passage", passage)

    def make(self, source: str, passage: str, form: FormData, viewer: Viewer) -> Recommendation:
        """Follow the recommendation in a passage; raise ``InvalidInput`` by field where something is amiss."""
        found, each = self.begun(source, passage, viewer)
        words = each.text.splitlines()[0].split()[: found.terms.quotation_words]
        _, citation = self._cite(Place(source, passage, " ".join(words)), viewer)
        first = (StatusAt(found.published, Status.MADE, source=source),) if found.published else ()
        blank = Recommendation("new", "", citation, (), first, made_by=viewer.id)
        made = recommendation_with(blank, form, self._library.snapshot(fresh=True).catalogue, viewer)
        return self._workflow.make(made, ids_from(made.summary), viewer)

    def edit(self, id: str, form: FormData, seen: str, viewer: Viewer) -> Recommendation:
        """Change what is said of one; raise ``ContentConflict`` where somebody saved first."""
        self.one(id, viewer)
        catalogue, read = self._library.snapshot(fresh=True).catalogue, self._writer.read(Recommendation, id)
        return self._workflow.edit(read, seen, lambda now: recommendation_with(now, form, catalogue, viewer), viewer)

    def add_status(self, id: str, form: FormData, viewer: Viewer) -> Recommendation:
        """Add a dated status; raise ``InvalidInput`` by field. It takes nothing from what others add meanwhile."""
        self.one(id, viewer)
        sources = self._library.snapshot(fresh=True).catalogue.sources
        known = [source.id for source in sources.values() if viewer.audience.sees(source.audience)]
        added = status_of(form, known)
        read = self._writer.read(Recommendation, id)
        return self._workflow.edit(
            read, read.digest, lambda now: replace(now, statuses=_in_order((*now.statuses, added))), viewer
        )

    def as_seen(self, entry: Recommendation, viewer: Viewer) -> Recommendation:
        """Return one, or a version of one, without what this reader may not see; raise ``NotFound``."""
        view = self._view(self._library.snapshot().catalogue, entry, viewer)
        if view is None:
            raise NotFound("version", entry.id)
        return view.entry

    def versions(self, id: str, viewer: Viewer) -> tuple[Recommendation, ...]:
        """Return every version of one, the first one first; for staff, since some may have been for them only."""
        self.one(id, viewer)
        read = self._writer.read(Recommendation, id)
        return versions_of(read.item, read.path) if viewer.is_staff else ()

    def _view(self, catalogue: FullCatalogue, entry: Recommendation, viewer: Viewer) -> RecommendationView | None:
        source = catalogue.sources.get(entry.citation.source)
        if source is None or not viewer.audience.sees(narrowest(entry.audience, source.audience)):
            return None
        reader = viewer.audience
        told = as_told(entry, catalogue.sources, reader)
        named = [catalogue.priorities[id] for id in entry.priorities if id in catalogue.priorities]
        priorities = tuple(priority for priority in named if reader.sees(priority.audience))
        passage = resolve(entry.citation, self._library.passages(source.id, reader)).passage
        is_read = bool(passage) or viewer.annotates  # words of a text that a reader may not have are not quoted to them
        citation = entry.citation if is_read else Citation(source.id)
        shown = replace(told, citation=citation, priorities=tuple(each.id for each in priorities))
        slots = [slot for priority in priorities for slot in priority.slots]
        members, invented = members_counted(catalogue, slots, reader)
        return RecommendationView(
            entry=shown if viewer.annotates else replace(shown, made_by=""),
            source=source,
            passage=passage,
            priorities=priorities,
            sources={
                one.source: catalogue.sources[one.source] for one in told.statuses if one.source in catalogue.sources
            },
            story=story_of(shown, source.published, members, invented=invented),
            digest=catalogue.files[("recommendation", entry.id)].digest,
        )

    def _said(self, catalogue: FullCatalogue, entry: Recommendation, viewer: Viewer) -> tuple[Said, ...]:
        registers = (
            source.id
            for source in catalogue.sources.values()
            if source.kind is SourceKind.REGISTER and viewer.audience.sees(source.audience)
        )
        return tuple(
            said for id in registers for said in said_of(entry, id, self._library.passages(id, viewer.audience))
        )


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
    entry: Recommendation, form: FormData, catalogue: FullCatalogue, viewer: Viewer
) -> Recommendation:
    """Return a recommendation with the words of a form; raise ``InvalidInput`` with everything that is wrong."""
    errors, reader = FormErrors(), viewer.audience
    seen = [id for id, priority in catalogue.priorities.items() if reader.sees(priority.audience)]
    hidden = [id for id in entry.priorities if id not in seen]
    needed = "Say what is recommended, in your own words."
    made = replace(
        entry,
        summary=errors.text(form, "summary", LONGEST_SUMMARY, needed=needed),
        addressees=errors.lines(
            form, "addressees", MOST_ADDRESSEES, longest=LONGEST_LINE, needed="Say to whom, one a line."
        ),
        register_id=errors.line(form, "register_id", 40),
        priorities=errors.many(form, "priorities", seen, hidden),
        audience=errors.audience(form, reader),
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
