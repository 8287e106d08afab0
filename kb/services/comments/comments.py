"""Comments on entries and priorities, for colleagues only: those who work on entries, as far as they see the thing.

They are kept in the small database and in no content file, so no search, brief, export or feed can have one.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from kb.domain.account.account import Account, Right
from kb.domain.account.audit import Act
from kb.domain.account.viewer import Viewer, viewer_of
from kb.domain.comment import Comment, mentioned
from kb.domain.errors import InvalidInput, NotAllowed, or_not_found
from kb.domain.form_data import without_controls
from kb.services.comments.subjects import title_of
from kb.services.library.library import Library
from kb.storage.audit.audit_log import AuditLog
from kb.storage.comments import CommentTable

LONGEST_COMMENT = 5000
MOST_COMMENTS = 300
"""Comments on one thing."""


@dataclass(frozen=True)
class Mention:
    """A comment that calls on somebody, with the title of what it is on."""

    comment: Comment
    title: str


class Comments:
    """Keeps comments; safe to share between threads and processes."""

    def __init__(
        self,
        table: CommentTable,
        library: Library,
        accounts: Callable[[], Iterable[Account]],
        audit: AuditLog,
        clock: Callable[[], dt.datetime],
        new_id: Callable[[], str],
    ) -> None:
        self._table, self._library, self._accounts, self._audit = table, library, accounts, audit
        self._clock, self._new_id = clock, new_id

    def on(self, subject: str, viewer: Viewer) -> tuple[Comment, ...]:
        """Return the comments on a thing, the earliest first; raise where this viewer may not read them."""
        self.title(subject, viewer)
        return self._table.on(subject)

    def title(self, subject: str, viewer: Viewer) -> str:
        """Return the title of what is commented on; raise ``NotAllowed`` or ``NotFound`` as for its comments."""
        if not viewer.annotates:
            raise NotAllowed("read and write comments")
        return or_not_found(title_of(subject, self._library.visible(viewer)), "thing to comment on", subject)

    def colleagues(self, subject: str, viewer: Viewer) -> dict[str, tuple[str, ...]]:
        """Return by account the names by which this viewer may mention colleagues who may read the thing.

        Only staff know addresses. Who has no display name is known to analysts by none.
        """
        found = {}
        for account in self._accounts():
            names = (account.display_name, account.email if viewer.is_staff else "")
            other = viewer_of(account)
            if (
                account.id != viewer.id
                and account.disabled_at is None
                and other.may(Right.ANNOTATE)
                and any(names)
                and title_of(subject, self._library.visible(other)) is not None
            ):
                found[account.id] = tuple(name for name in names if name)
        return found

    def add(self, subject: str, text: str, viewer: Viewer) -> Comment:
        """Write a comment; raise ``InvalidInput`` where it cannot be kept."""
        self._library.snapshot(fresh=True)  # the thing may just have been written, by another process
        self.title(subject, viewer)
        text = without_controls(text)
        if not text:
            raise InvalidInput({"text": "Write something first."})
        if len(text) > LONGEST_COMMENT:
            raise InvalidInput({"text": f"At most {LONGEST_COMMENT} characters; this has {len(text)}."})
        if len(self._table.on(subject)) >= MOST_COMMENTS:
            raise InvalidInput({"text": f"There are {MOST_COMMENTS} comments here, which is the most."})
        mentions = mentioned(text, self.colleagues(subject, viewer))
        comment = Comment(self._new_id(), subject, viewer.id, text, self._clock(), mentions)
        with self._audit.transaction():
            self._table.add(comment)
            self._record("comment", comment, viewer)
        return comment

    def resolve(self, id: str, viewer: Viewer, *, on: bool = True) -> Comment:
        """Say that a comment is settled, or with ``on`` false that it is not after all."""
        comment = or_not_found(self._table.one(id), "comment", id)
        self.title(comment.subject, viewer)
        with self._audit.transaction():
            if self._table.set_resolved(id, self._clock() if on else None, viewer.id if on else ""):
                self._record("resolve comment" if on else "reopen comment", comment, viewer)
        return comment

    def mentions_of(self, viewer: Viewer) -> tuple[Mention, ...]:
        """Return the open comments that call on a viewer, the latest first, on things that they may see now."""
        if not viewer.annotates:
            return ()
        visible = self._library.visible(viewer)
        found = ((comment, title_of(comment.subject, visible)) for comment in self._table.mentioning(viewer.id))
        return tuple(Mention(comment, title) for comment, title in found if title is not None)

    def _record(self, what: str, comment: Comment, viewer: Viewer) -> None:
        details = (("comment", comment.id), ("on", comment.subject))
        self._audit.record(Act(self._clock(), viewer.logged_as, what, details=details))
