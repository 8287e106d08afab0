"""Annotations on passages and sources: made, edited, handed in, reviewed and retired; none is deleted.

The quotation is taken from the passage as it stands, never from what a browser sends, so that it can be found again.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from kb.content.repository import Stored
from kb.content.visibility import VisibleCatalogue
from kb.documents.anchoring import Ground, hash_of
from kb.documents.citations.quoting import quote_of
from kb.documents.humanize import listed
from kb.domain.account.viewer import Viewer, reader_as
from kb.domain.editorial.review import ReviewState
from kb.domain.errors import InvalidInput, NotFound, or_not_found
from kb.domain.evidence.annotation import Annotation
from kb.domain.form_data import FormData, one
from kb.domain.ids import slug
from kb.domain.source.passage import Citation, Passage
from kb.domain.source.source import Source
from kb.services.evidence.annotation_form import annotation_with
from kb.services.evidence.review_workflow import ReviewWorkflow
from kb.services.library.content_writer import ContentConflict, ContentWriter
from kb.services.library.library import Library

_NAMED_BY = 48
AGAIN = "again"
"""The field in which somebody says that a passage is to be linked to a priority for a second time."""


@dataclass(frozen=True)
class AnnotationPlace:
    """What an entry is made on: a source, a passage of it (empty: the source as a whole), the words chosen there.

    ``before`` is what stood before those words, which decides where they stand in the passage more than once.
    """

    source: str
    passage: str = ""
    words: str = ""
    before: str = ""


@dataclass(frozen=True)
class SeveralMade:
    """What came of writing several entries at once: those made, and why others were not, by their place."""

    made: tuple[Annotation, ...]
    refused: dict[AnnotationPlace, str]


class AnnotationEditor:
    """Works on entries; who may is decided at the door, what they may see here. Safe to share between threads."""

    def __init__(
        self,
        library: Library,
        writer: ContentWriter,
        workflow: ReviewWorkflow,
        now: Callable[[], dt.datetime],
        token: Callable[[], str],
    ) -> None:
        """``token`` gives a few letters and figures that make an id one of its own."""
        self._library, self._writer, self._workflow, self._now, self._token = library, writer, workflow, now, token

    def citation(self, place: AnnotationPlace, viewer: Viewer) -> tuple[Source, Citation]:
        """Return the source and the citation of a place; raise ``NotFound``, or ``InvalidInput`` for its words."""
        visible = self._library.visible(viewer)
        source = or_not_found(visible.sources.get(place.source), "source", place.source)
        if not place.passage:
            return source, Citation(source.id)
        passages = self._library.passages(source.id, viewer)
        cited = next((one for one in passages if one.id == place.passage), None)
        passage = or_not_found(cited, "passage", place.passage)
        return source, Ground(passages).placed(self._cited(visible, source, passage, place), passage.id)

    def make(self, place: AnnotationPlace, form: FormData, viewer: Viewer) -> Annotation:
        """Write a new entry, a draft; raise ``InvalidInput`` by field where something is amiss."""
        visible = self._library.visible(viewer, fresh=True)
        _, citation = self.citation(place, viewer)
        made = annotation_with(Annotation("new", citation, viewer.id, self._now()), form, visible, viewer)
        twice = self._linked_already(visible, place, made, viewer)
        if twice and one(form, AGAIN) != "yes":
            titles = listed([f"“{visible.priorities[id].title}”" for id in twice])
            raise InvalidInput({AGAIN: f"This passage is evidence for {titles} already. Look at that entry first."})
        name = slug(made.body or citation.exact or citation.source)[:_NAMED_BY].strip("-")
        return self._workflow.make(made, [f"{name}-{self._token()}"], viewer)

    def make_several(
        self, places: Mapping[AnnotationPlace, FormData], form: FormData, viewer: Viewer, *, hand_in: bool
    ) -> SeveralMade:
        """Write a new entry with the same words on each passage; what cannot be written holds up no other.

        What the form data of a passage says goes before ``form``. ``hand_in`` hands each in for review at once. Raises
        ``InvalidInput`` where the form itself is amiss.
        """
        made: list[Annotation] = []
        refused: dict[AnnotationPlace, str] = {}
        for place, own in places.items():
            try:
                entry = self.make(place, {**form, **own}, viewer)
            except InvalidInput as error:
                if not error.field_errors.keys() <= {AGAIN, "words"}:
                    raise
                refused[place] = " ".join(error.field_errors.values())
                continue
            if hand_in:
                read = self._read(entry.id, viewer)
                entry = self._workflow.transition(read, read.digest, ReviewState.IN_REVIEW, "", viewer)
            made.append(entry)
        return SeveralMade(tuple(made), refused)

    def edit(self, id: str, form: FormData, seen: str, viewer: Viewer) -> Annotation:
        """Change what an entry says that was seen with this digest; a reviewed one, or one in review, is a draft again.

        Raises ``InvalidInput`` by field, and ``ContentConflict`` where somebody saved first.
        """
        visible = self._library.visible(viewer, fresh=True)
        with self._conflicts_as_seen(viewer):
            return self._workflow.edit(
                self._read(id, viewer), seen, lambda now: annotation_with(now, form, visible, viewer), viewer
            )

    def transition(self, id: str, to: ReviewState, note: str, seen: str, viewer: Viewer) -> Annotation:
        """Hand in, review, send back, retire or take up again; see :meth:`ReviewWorkflow.transition`."""
        with self._conflicts_as_seen(viewer):
            return self._workflow.transition(self._read(id, viewer), seen, to, note, viewer)

    def change(
        self, id: str, how: Callable[[Annotation], Annotation], seen: str, viewer: Viewer, act: str, *, reverts: bool
    ) -> Annotation:
        """Change something of an entry that is not in its form; see :meth:`ReviewWorkflow.edit`."""
        with self._conflicts_as_seen(viewer):
            return self._workflow.edit(self._read(id, viewer), seen, how, viewer, act, reverts=reverts)

    def why_not(self, entry: Annotation, to: ReviewState, viewer: Viewer) -> str:
        """Return why somebody may not take an entry to this state; empty where they may."""
        return self._workflow.why_not(entry, to, viewer)

    def _linked_already(
        self, visible: VisibleCatalogue, place: AnnotationPlace, made: Annotation, viewer: Viewer
    ) -> list[str]:
        """Return the priorities that other entries link this passage to already, of those that the new one names."""
        wanted = {link.priority for link in made.links}
        if not place.passage or not wanted:
            return []
        ground = Ground(self._library.passages(place.source, viewer))
        linked = {
            link.priority
            for entry in visible.annotations.values()
            if entry.source == place.source and entry.state is not ReviewState.RETIRED
            if wanted & {link.priority for link in entry.links}
            if ground.resolve(entry.citation).passage == place.passage
            for link in entry.links
        }
        return sorted(wanted & linked)

    def _cited(self, visible: VisibleCatalogue, source: Source, passage: Passage, place: AnnotationPlace) -> Citation:
        quote = quote_of(passage.text, place.words, place.before)
        if quote is None:
            hint = "Choose them from the words of the passage, as they stand there."
            raise InvalidInput({"words": f"These words do not stand in the passage. {hint}"})
        most = source.terms.quotation_words
        if len(quote.exact.split()) > most:
            raise InvalidInput({"words": f"The licence allows a quotation of {most} words. Choose fewer of them."})
        is_ours = any(one.id == passage.id for one in self._library.passages(source.id, reader_as(source.readers)))
        text = visible.texts.get(source.id)
        captured = source.captured if is_ours or text is None else text.captured
        may_show = source.terms.full_text
        return Citation(
            source=source.id,
            exact=quote.exact,
            prefix=quote.prefix if may_show else "",
            suffix=quote.suffix if may_show else "",
            label=passage.label,
            page=passage.page,
            sha256=hash_of(passage),
            capture=captured.sha256 if captured else "",
            captured=captured.at if captured else None,
        )

    @contextmanager
    def _conflicts_as_seen(self, viewer: Viewer) -> Iterator[None]:
        try:
            yield
        except ContentConflict as conflict:
            self._library.snapshot(fresh=True)
            raise conflict.as_seen(lambda entry: self._as_seen(entry, viewer)) from conflict

    def _read(self, id: str, viewer: Viewer) -> Stored[Annotation]:
        entry = self._library.visible(viewer, fresh=True).annotations.get(id)
        if entry is None or not viewer.annotates:
            raise NotFound("annotation", id)
        read = self._writer.read(Annotation, id, entry.source)
        self._as_seen(read.item, viewer)
        return read

    def _as_seen(self, entry: Annotation, viewer: Viewer) -> Annotation:
        return or_not_found(self._library.snapshot().as_seen(entry, viewer), "annotation", entry.id)
