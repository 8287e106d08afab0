"""Sources as people write them: added, edited, retired and restored; what the scraper writes is left alone."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from kb.content.repository import Stored
from kb.content.versions import versions_of
from kb.domain.account.viewer import Viewer
from kb.domain.audience import Audience
from kb.domain.errors import InvalidInput, NotFound
from kb.domain.form_data import FormData
from kb.domain.ids import ids_from
from kb.domain.source.source import PrivateText, Source, SourceKind
from kb.services.library.content_writer import ContentWriter, FileChange, tidy
from kb.services.library.library import Library
from kb.services.sources.source_form import KnownIds, check_new_address, source_with

LONGEST_REASON = 2_000
TAKEN = ("new",)
"""Ids that are addresses of their own below the list of sources."""


class SourceEditor:
    """Adds and edits sources; safe to share between threads and processes."""

    def __init__(
        self, library: Library, writer: ContentWriter, public: ContentWriter, now: Callable[[], dt.datetime]
    ) -> None:
        """``public`` writes new files where the content is that everybody may see."""
        self._library, self._writer, self._public, self._now = library, writer, public, now

    def read(self, id: str, viewer: Viewer) -> Stored[Source]:
        """Return a source as its file has it; raise ``NotFound`` where there is none for this viewer."""
        if id not in self._library.visible(viewer, fresh=True).sources:
            raise NotFound("source", id)
        return self._writer.read(Source, id)

    def create(self, form: FormData, viewer: Viewer) -> Source:
        """Make a new source; raise ``InvalidInput`` by field where something is amiss."""
        known = self._known(viewer)
        made = tidy(source_with(Source("new-source", "", (), SourceKind.OTHER), form, known, viewer))
        check_new_address(made, self._library.visible(viewer).sources.values())
        writer = self._writer if made.audience is Audience.STAFF else self._public
        for id in ids_from(made.short_title or made.title):
            if id not in TAKEN and writer.create(replace(made, id=id), viewer, "add a source") is not None:
                return replace(made, id=id)
        raise InvalidInput({"title": "No address could be made from this title."})

    def edit(self, id: str, form: FormData, seen: str, viewer: Viewer) -> Source:
        """Change what is written of a source; raise ``ContentConflict`` where somebody saved first."""
        read = self.read(id, viewer)
        made = source_with(read.item, form, self._known(viewer), viewer)
        if not made.terms.full_text:  # no file may hold a text that may not be shown; it moves to one of its own
            made = replace(made, body="")
        return self._save(read, seen, tidy(made), viewer, "edit")

    def retire(self, id: str, why: str, seen: str, viewer: Viewer) -> Source:
        """Take a source out of use, or (without a reason) into use again."""
        read = self.read(id, viewer)
        reason = " ".join(why.split())[:LONGEST_REASON]
        return self._save(read, seen, tidy(replace(read.item, retired=reason)), viewer, "retire" if why else "take up")

    def versions(self, id: str, viewer: Viewer) -> tuple[Source, ...]:
        """Return every version of a source, the first one first; for staff, since some may have been for them only."""
        read = self.read(id, viewer)
        return versions_of(read.item, read.path) if viewer.is_staff else ()

    def _known(self, viewer: Viewer) -> KnownIds:
        visible = self._library.visible(viewer, fresh=True)
        return KnownIds(tuple(visible.topics), tuple(visible.sources))

    def _save(self, read: Stored[Source], seen: str, yours: Source, viewer: Viewer, act: str) -> Source:
        self._writer.expect(read, seen, yours)
        if yours == read.item:
            return yours
        new = replace(yours, changes=read.item.changes + 1, changed=self._now().replace(microsecond=0))
        if read.item.terms.full_text == new.terms.full_text:
            return self._writer.save(read, new, viewer, act).item
        changes = self._moved_text(read, new)
        with self._writer.exclusively():
            self._writer.save_all(changes, viewer, act)
        return changes[0].new if isinstance(changes[0].new, Source) else new

    def _moved_text(self, read: Stored[Source], new: Source) -> list[FileChange]:
        """Move the text with the licence: beside the source where it may not be shown, into it where it may."""
        try:
            text: Stored[PrivateText] | None = self._writer.read(PrivateText, new.id)
        except NotFound:
            text = None
        if new.terms.full_text:
            body = text.item.body if text else ""
            emptied = [FileChange(text, replace(text.item, captured=None, body=""))] if text else []
            return [FileChange(read, replace(new, body=body)), *emptied]
        audience = text.item.audience if text else Audience.STAFF
        held = PrivateText(new.id, new.captured, audience, read.item.body)
        return [FileChange(read, replace(new, body="")), *([FileChange(text, held)] if held.body else [])]
