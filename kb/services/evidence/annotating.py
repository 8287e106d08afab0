"""Annotating: entries on passages and sources are made, changed, handed in, reviewed and retired; none is deleted.

The quotation is taken from the passage as it stands, never from what a browser sends, so that it can be found again.
Links to priorities that whoever changes an entry may not see stay as they are.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from kb.content.catalogue import Catalogue
from kb.content.codec import dump, normal
from kb.content.repository import ContentRepository, Stored
from kb.documents.anchoring import Ground, hash_of
from kb.documents.citations.quoting import quote_of
from kb.domain.account.audit import Act
from kb.domain.account.viewer import Viewer
from kb.domain.editorial.review import ReviewState, Turn, why_not
from kb.domain.errors import EditConflict, InvalidInput, NotFound
from kb.domain.evidence.annotation import Annotation
from kb.domain.ids import slug
from kb.domain.source.passage import Citation, Passage
from kb.domain.source.source import Source
from kb.services.evidence.annotation_checks import Written, check
from kb.services.evidence.review_workflow import redrafted, save_next, turned
from kb.services.evidence.visible_annotations import as_seen, may_see, sees_priority
from kb.services.library.library import Library
from kb.storage.audit_log import AuditLog

LONGEST_NOTE = 2_000
_NAMED_BY = 48


@dataclass(frozen=True)
class Place:
    """What an entry is made on: a source, a passage of it (empty: the source as a whole), the words chosen there.

    ``before`` is what stood before those words, which decides where they stand in the passage more than once.
    """

    source: str
    passage: str = ""
    words: str = ""
    before: str = ""


class Annotating:
    """Works on entries; who may is decided at the door, what they may see here. Safe to share between threads."""

    def __init__(
        self,
        library: Library,
        files: ContentRepository,
        root: Path,
        audit: AuditLog,
        now: Callable[[], dt.datetime],
        token: Callable[[], str],
        *,
        one_may_review: bool = False,
    ) -> None:
        """``root`` is where new entries go; ``token`` gives a few letters and figures that make an id one of its own.

        ``one_may_review`` lets people review what they wrote themselves.
        """
        self._library, self._files, self._root, self._audit = library, files, root, audit
        self._now, self._token, self._one_may_review = now, token, one_may_review

    def citation(self, place: Place, viewer: Viewer) -> tuple[Source, Citation]:
        """Return the source and the citation of a place; raise ``NotFound``, or ``InvalidInput`` for its words."""
        catalogue = self._library.snapshot().catalogue
        source = catalogue.sources.get(place.source)
        if source is None or not viewer.audience.sees(source.audience):
            raise NotFound("source", place.source)
        if not place.passage:
            return source, Citation(source.id)
        passages = self._library.passages(source.id, viewer.audience)
        passage = next((one for one in passages if one.id == place.passage), None)
        if passage is None:
            raise NotFound("passage", place.passage)
        return source, Ground(passages).placed(self._cited(catalogue, source, passage, place), passage.id)

    def make(self, place: Place, written: Written, viewer: Viewer) -> Annotation:
        """Write a new entry, a draft; raise ``InvalidInput`` by field where something is amiss."""
        catalogue = self._library.snapshot(fresh=True).catalogue
        _, citation = self.citation(place, viewer)
        check(catalogue, written, viewer.audience, ())
        name = slug(written.body or citation.exact or citation.source)[:_NAMED_BY].strip("-")
        made = Annotation(
            id=f"{name}-{self._token()}",
            citation=citation,
            author=viewer.id,
            made=self._now(),
            **vars(written),
        )
        kept = self._files.create(self._root, _tidy(made))
        if kept is None:
            raise InvalidInput({"body": "It could not be given a name of its own. Nothing was saved; send it again."})
        self._log("annotation: make", kept.item, viewer, "", kept.digest)
        self._library.snapshot(fresh=True)
        return kept.item

    def edit(self, id: str, written: Written, digest: str, viewer: Viewer) -> Annotation:
        """Change what an entry says; a reviewed one, or one in review, is a draft again.

        ``digest`` is of the file as it was seen. Raises ``EditConflict`` with both versions, as this person may see
        them, where somebody saved first.
        """
        catalogue = self._library.snapshot(fresh=True).catalogue
        kept = self._kept(catalogue, id, viewer)
        now = kept.item
        check(catalogue, written, viewer.audience, now.links)
        hidden = tuple(link for link in now.links if not sees_priority(catalogue, link.priority, viewer.audience))
        said = _tidy(replace(now, **{**vars(written), "links": (*written.links, *hidden)}))
        if digest == kept.digest and said == now:
            return now
        yours = redrafted(said, viewer.id, self._now())
        return self._save(catalogue, kept, yours, digest, viewer, "annotation: edit")

    def turn(self, id: str, to: ReviewState, note: str, digest: str, viewer: Viewer) -> Annotation:
        """Hand in, review, send back, retire or take up again: what ``to`` is from where the entry stands.

        Raises ``InvalidInput`` where that cannot be, ``EditConflict`` where somebody saved first.
        """
        catalogue = self._library.snapshot(fresh=True).catalogue
        kept = self._kept(catalogue, id, viewer)
        by = Turn(self._now(), viewer.id, to, note[:LONGEST_NOTE])
        if digest != kept.digest:
            raise self._conflict(catalogue, kept.item, kept.item, viewer)
        yours = _tidy(turned(kept.item, to, by, one_may_do=self._one_may_review))
        return self._save(catalogue, kept, yours, digest, viewer, f"annotation: {to.value}")

    def change(
        self, id: str, how: Callable[[Annotation], Annotation], digest: str, viewer: Viewer, what: str
    ) -> Annotation:
        """Change something of an entry that is not its words; ``how`` says what, ``what`` names it in the log.

        Raises ``EditConflict`` where somebody saved first.
        """
        catalogue = self._library.snapshot(fresh=True).catalogue
        kept = self._kept(catalogue, id, viewer)
        return self._save(catalogue, kept, _tidy(how(kept.item)), digest, viewer, what)

    def why_not(self, entry: Annotation, to: ReviewState, viewer: Viewer) -> str:
        """Return why somebody may not take this turn; empty where they may."""
        return why_not(entry.author, entry.turns, to, viewer.id, one_may_do=self._one_may_review)

    def _cited(self, catalogue: Catalogue, source: Source, passage: Passage, place: Place) -> Citation:
        quote = quote_of(passage.text, place.words, place.before)
        if quote is None:
            hint = "Choose them from the words of the passage, as they stand there."
            raise InvalidInput({"words": f"These words do not stand in the passage. {hint}"})
        most = source.terms.quotation_words
        if len(quote.exact.split()) > most:
            raise InvalidInput({"words": f"The licence allows a quotation of {most} words. Choose fewer of them."})
        is_ours = any(one.id == passage.id for one in self._library.passages(source.id, source.audience))
        text = catalogue.texts.get(source.id)
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

    def _kept(self, catalogue: Catalogue, id: str, viewer: Viewer) -> Stored[Annotation]:
        entry = catalogue.annotations.get(id)
        source = catalogue.sources.get(entry.source) if entry else None
        if entry is None or source is None or not viewer.annotates:
            raise NotFound("annotation", id)
        kept = self._files.read(Annotation, "annotation", id, parent=entry.source)
        if kept is None or not may_see(kept.item, source, viewer):
            raise NotFound("annotation", id)
        return kept

    def _save(
        self, catalogue: Catalogue, kept: Stored[Annotation], yours: Annotation, digest: str, viewer: Viewer, what: str
    ) -> Annotation:
        if digest != kept.digest:
            raise self._conflict(catalogue, kept.item, yours, viewer)
        try:
            saved = save_next(self._files, kept, yours, self._now())
        except EditConflict as error:  # between our look and our hand on the file
            fresh = self._library.snapshot(fresh=True).catalogue
            raise self._conflict(fresh, self._kept(fresh, yours.id, viewer).item, yours, viewer) from error
        self._log(what, saved.item, viewer, kept.digest, saved.digest)
        self._library.snapshot(fresh=True)
        return saved.item

    def _conflict(self, catalogue: Catalogue, theirs: Annotation, yours: Annotation, viewer: Viewer) -> EditConflict:
        both = (dump(as_seen(catalogue, one, viewer.audience)) for one in (theirs, yours))
        return EditConflict(*both)

    def _log(self, what: str, entry: Annotation, viewer: Viewer, before: str, after: str) -> None:
        place = f"annotations/{entry.source}/{entry.id}.md"
        self._audit.record(Act(self._now(), viewer.id, what, place, before, after))


def _tidy(entry: Annotation) -> Annotation:
    kept = normal(entry)
    if not isinstance(kept, Annotation):
        raise TypeError(kept)
    return kept
