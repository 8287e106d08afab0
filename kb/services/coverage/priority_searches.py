"""The searches that belong to a priority, edited by those who look for evidence: compared as seen, versions kept."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from kb.content.repository import Stored
from kb.content.transaction import FileTransaction
from kb.domain.audience import Audience
from kb.domain.errors import InvalidInput, NotFound
from kb.domain.priority.priority import Priority
from kb.services.editorial.form_data import Faults, Typed
from kb.services.editorial.priority_text import why_not
from kb.services.editorial.writing import Writing

MOST, LONGEST = 30, 300
"""Searches that a priority may have, and characters of one."""


class PrioritySearches:
    """Edits the searches of priorities; safe to share between threads and processes."""

    def __init__(self, writing: Writing, home: Path) -> None:
        """``home`` is where triage keeps its lock."""
        self._writing, self._transaction = writing, FileTransaction(home / "triage")

    def kept(self, id: str, reader: Audience) -> Stored[Priority]:
        """Return a priority as its file has it; raise ``NotFound`` where there is none for this reader."""
        kept = self._writing.kept(Priority, id)
        if not reader.sees(kept.item.audience):
            raise NotFound("priority", id)
        return kept

    def save(self, id: str, typed: Typed, digest: str, who: str, reader: Audience) -> Priority:
        """Change the searches of a priority that was seen with this ``digest``.

        Raises ``InvalidInput`` by field, and ``WriteConflict`` where somebody saved first.
        """
        self.kept(id, reader)
        with self._transaction.begin():
            return self._writing.edit(Priority, id, digest, lambda now: searched_by(now, typed), who)


def typed_of(priority: Priority, added: Sequence[str] = ()) -> Typed:
    """Return the searches as the form shows them, one a line, with those to be added."""
    return {"queries": ("\n".join(dict.fromkeys((*priority.queries, *added))),)}


def searched_by(priority: Priority, typed: Typed) -> Priority:
    """Return a priority with the searches of a form; raise ``InvalidInput`` where they cannot be."""
    told = why_not(priority)
    if told:
        raise InvalidInput({"queries": told})
    faults = Faults()
    queries = faults.lines(typed, "queries", MOST, longest=LONGEST)
    faults.done()
    return replace(priority, queries=tuple(dict.fromkeys(queries)))
