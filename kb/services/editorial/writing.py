"""Writing: questions, advice, recommendations and the words of priorities are made and changed by people.

Each act names the file it rests on by its SHA-256, as the page showed it. Where the file has changed since, nothing
is written and the act comes back with what stands there now (:class:`WriteConflict`). Every version that something
had stays beside it, and the audit log has a line for every act. Who may do what is decided at the door.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from itertools import chain, count
from pathlib import Path
from typing import Any, TypeVar

from kb.content.codec import dump, kind_of, normal
from kb.content.repository import ContentRepository, Stored
from kb.content.schema.fields import Kind
from kb.content.schema.kinds import SCHEMA
from kb.content.versions import keep_version
from kb.domain.account.audit import Act
from kb.domain.editorial.question import Advice, Question
from kb.domain.editorial.recommendation import Recommendation
from kb.domain.editorial.review import ReviewState, Turn, why_not
from kb.domain.errors import EditConflict, InvalidInput, NotFound
from kb.domain.ids import is_id, slug
from kb.domain.priority.priority import Priority
from kb.services.evidence.review_workflow import redrafted, turned
from kb.services.library.library import Library
from kb.storage.audit_log import AuditLog

SHORTEST_DIGEST = 12
"""Characters of a SHA-256 that a page must name a file by."""
LONGEST_NAME = 60
TAKEN = ("new",)
"""Names that no thing gets: the pages of their kind have an address of that name."""

Entry = Question | Advice
Written = Question | Advice | Recommendation | Priority
W = TypeVar("W", bound=Question | Advice | Recommendation | Priority)
E = TypeVar("E", Question, Advice)


class WriteConflict(EditConflict):
    """Somebody saved first: ``item`` is what stands in the file now, ``digest`` its SHA-256."""

    def __init__(self, kept: Stored[Any], yours: Written) -> None:
        super().__init__(dump(kept.item), dump(yours))
        self.item, self.digest = kept.item, kept.digest


class Writing:
    """Writes files that people made on pages; safe to share between threads and processes."""

    def __init__(
        self,
        library: Library,
        files: ContentRepository,
        root: Path,
        audit: AuditLog,
        now: Callable[[], dt.datetime],
        *,
        one_may_review: bool = False,
    ) -> None:
        """``root`` is where new files go; ``one_may_review`` lets people review what they wrote themselves."""
        self._library, self._files, self._root, self._audit, self._now = library, files, root, audit, now
        self.one_may_review = one_may_review

    def kept(self, type_: type[W], id: str) -> Stored[W]:
        """Return a thing as its file has it now; raise ``NotFound`` where there is none."""
        kind = _kind(type_)
        kept = self._files.read(type_, kind, id) if is_id(id) else None
        if kept is None:
            raise NotFound(kind, id)
        return kept

    def make(self, item: W, name: str, who: str) -> W:
        """Write a new thing under an id made from ``name``, whatever id it has; return it as written."""
        stem = slug(name)[:LONGEST_NAME].strip("-")
        ids = chain([stem] if stem not in TAKEN else (), (f"{stem}-{number}" for number in count(2)))
        tried = (self._files.create(self._root, _tidy(replace(item, id=id))) for id in ids)
        kept = next(one for one in tried if one is not None)
        self._log("make", kept.item, who, "", kept.digest)
        return kept.item

    def edit(
        self,
        type_: type[W],
        id: str,
        digest: str,
        change: Callable[[W], W],
        who: str,
        finish: Callable[[W, W], W] = lambda _before, after: after,
    ) -> W:
        """Change a thing and keep the version before it.

        ``digest`` is of the file as it was seen (its beginning will do). Raises what ``change`` raises, and
        ``WriteConflict`` where somebody saved first. Where nothing is changed, nothing is written. ``finish`` makes
        of the thing before and after what is written, and may raise: it is asked only where nobody saved first.
        """
        kept = self.kept(type_, id)
        yours = _tidy(change(kept.item))
        if not _is_as_seen(kept, digest):
            raise WriteConflict(kept, yours)
        return yours if yours == kept.item else self._save(kept, finish(kept.item, yours), who, "edit")

    def edit_entry(self, type_: type[E], id: str, digest: str, change: Callable[[E], E], who: str) -> E:
        """Change a question or a piece of advice, which is a draft again then; else like :meth:`edit`."""
        return self.edit(type_, id, digest, change, who, lambda _before, item: redrafted(item, who, self._now()))

    def turn(self, type_: type[E], id: str, to: ReviewState, note: str, digest: str, who: str) -> E:
        """Hand in, review, send back, retire or take up again; raise ``InvalidInput`` where that cannot be."""
        kept = self.kept(type_, id)
        if not _is_as_seen(kept, digest):
            raise WriteConflict(kept, kept.item)
        by = Turn(self._now(), who, to, note)
        turned_ = turned(kept.item, to, by, one_may_do=self.one_may_review)
        return self._save(kept, _tidy(turned_), who, to.value)

    def why_not(self, entry: Entry, to: ReviewState, who: str) -> str:
        """Return why somebody may not take this turn; empty where they may."""
        return why_not(entry.author, entry.turns, to, who, one_may_do=self.one_may_review)

    def _save(self, kept: Stored[W], item: W, who: str, what: str) -> W:
        item = _tidy(replace(item, changes=kept.item.changes + 1, changed=self._now()))
        keep_version(kept)
        try:
            saved = self._files.change(kept, item)
        except EditConflict as error:  # between our look and our hand on the file
            raise WriteConflict(self.kept(type(item), item.id), item) from error
        self._log(what, saved.item, who, kept.digest, saved.digest)
        return saved.item

    def _log(self, what: str, item: Written, who: str, before: str, after: str) -> None:
        kind = kind_of(item)
        place = SCHEMA[kind].path(item.id, "")
        self._audit.record(Act(self._now(), who, f"{kind}: {what}", place, before, after))
        self._library.snapshot(fresh=True)  # whoever wrote it reads it on the next page


def _kind(type_: type) -> Kind:
    return next(kind for kind, file_kind in SCHEMA.items() if file_kind.type is type_)


def _is_as_seen(kept: Stored[Any], digest: str) -> bool:
    return len(digest) >= SHORTEST_DIGEST and kept.digest.startswith(digest)


def _tidy(item: W) -> W:
    """Return a thing as its file will have it; raise ``InvalidInput`` for what no file can hold."""
    try:
        kept = normal(item)
    except ValueError as error:
        raise InvalidInput({"text": f"It cannot be written down: {error}. Nothing was saved."}) from error
    if not isinstance(kept, type(item)):
        raise TypeError(kept)
    return kept
