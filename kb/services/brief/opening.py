"""The head of a brief that staff write themselves: its title, the day of the meeting, and an introduction."""

import datetime as dt
from collections.abc import Callable

from kb.domain.account.audit import Act
from kb.domain.account.viewer import Viewer
from kb.domain.brief import BriefOpening
from kb.domain.errors import InvalidInput, NotFound
from kb.domain.form_data import FormData, FormErrors
from kb.services.library.library import Library
from kb.storage.audit.audit_log import AuditLog
from kb.storage.brief_openings import BriefOpeningTable

LONGEST_TITLE = 120
LONGEST_INTRODUCTION = 4000
MEANWHILE = (
    "Somebody else saved a title, meeting or introduction since you opened this page: the brief below has theirs. "
    "Save again to put yours in its place."
)


class BriefOpenings:
    """Reads and keeps the openings of briefs; who may change one is decided at the door."""

    def __init__(
        self, table: BriefOpeningTable, library: Library, audit: AuditLog, clock: Callable[[], dt.datetime]
    ) -> None:
        self._table, self._library, self._audit, self._clock = table, library, audit, clock

    def of(self, call: str) -> BriefOpening:
        """Return the opening of the brief on a call, an empty one where nobody has written any."""
        return self._table.of(call)

    def save(self, call: str, form: FormData, read: str, viewer: Viewer) -> None:
        """Keep what was typed, with its line in the audit log; ``read`` is :func:`version_of` the one that it changes.

        Raises ``NotFound`` for a call that this viewer may not see, ``InvalidInput`` for what cannot be kept and where
        somebody else saved in between.
        """
        if call not in self._library.visible(viewer).calls:
            raise NotFound("call", call)
        new = _opening(call, form, viewer)
        now = self._clock()
        with self._audit.transaction():
            before = self._table.of(call)
            if version_of(before) != read:
                raise InvalidInput({"title": MEANWHILE})
            self._table.write(new, now)
            facts = {"call": call, "title": new.title, "was": before.title}
            details = tuple(sorted((name, value) for name, value in facts.items() if value))
            self._audit.record(Act(now, viewer.id, "change opening of brief", details=details))


def version_of(opening: BriefOpening) -> str:
    """Return what tells a version of an opening from the next; empty where nobody has written any."""
    return opening.changed_at.isoformat() if opening.changed_at else ""


def _opening(call: str, form: FormData, viewer: Viewer) -> BriefOpening:
    errors = FormErrors()
    title = errors.line(form, "title", LONGEST_TITLE)
    meeting = errors.day(form, "meeting")
    introduction = errors.text(form, "introduction", LONGEST_INTRODUCTION)
    errors.raise_any()
    return BriefOpening(call, title, meeting, introduction, changed_by=viewer.id)
