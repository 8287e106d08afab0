"""The searches that belong to a priority, edited by those who look for evidence: compared as seen, versions kept."""

from collections.abc import Sequence
from dataclasses import replace

from kb.content.repository import Stored
from kb.content.visibility import sees
from kb.domain.account.viewer import Viewer
from kb.domain.errors import InvalidInput, NotFound
from kb.domain.form_data import FormData, FormErrors
from kb.domain.priority.priority import Priority
from kb.services.editorial.priority_text import why_not
from kb.services.evidence.review_workflow import ReviewWorkflow
from kb.services.library.content_writer import ContentWriter

MOST, LONGEST = 30, 300
"""Searches that a priority may have, and characters of one."""


class PrioritySearches:
    """Edits the searches of priorities; safe to share between threads and processes."""

    def __init__(self, writer: ContentWriter, workflow: ReviewWorkflow) -> None:
        self._writer, self._workflow = writer, workflow

    def read(self, id: str, viewer: Viewer) -> Stored[Priority]:
        """Return a priority as its file has it; raise ``NotFound`` where there is none for this reader."""
        read = self._writer.read(Priority, id)
        if not sees(viewer, read.item.audience):
            raise NotFound("priority", id)
        return read

    def save(self, id: str, form: FormData, seen: str, viewer: Viewer) -> Priority:
        """Change the searches of a priority that was seen with this digest.

        Raises ``InvalidInput`` by field, and ``ContentConflict`` where somebody saved first.
        """
        return self._workflow.edit(self.read(id, viewer), seen, lambda now: searched_by(now, form), viewer)


def form_of(priority: Priority, added: Sequence[str] = ()) -> FormData:
    """Return the searches as the form shows them, one a line, with those to be added."""
    return {"queries": ("\n".join(dict.fromkeys((*priority.queries, *added))),)}


def searched_by(priority: Priority, form: FormData) -> Priority:
    """Return a priority with the searches of a form; raise ``InvalidInput`` where they cannot be."""
    told = why_not(priority)
    if told:
        raise InvalidInput({"queries": told})
    errors = FormErrors()
    queries = errors.lines(form, "queries", MOST, longest=LONGEST)
    errors.raise_any()
    return replace(priority, queries=tuple(dict.fromkeys(queries)))
