"""The words of priorities, edited by staff: what an issue is called and says, where it stands, who may see it.

Slots and lineage are never touched here; those belong to ``kb.services.triage.triage``, with which this shares the
lock, so that neither writes over the other: what triage shows is compared by the same hash, and is told as changed.
"""

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from kb.content.repository import Stored
from kb.content.transaction import FileTransaction
from kb.content.versions import versions_of
from kb.domain.audience import Audience
from kb.domain.errors import InvalidInput
from kb.domain.priority.agreement import edited, waits_for
from kb.domain.priority.lineage import is_unmade
from kb.domain.priority.priority import Priority, PriorityStatus
from kb.domain.vocabulary import Topic
from kb.services.editorial.form_data import Faults, Typed
from kb.services.editorial.writing import Writing
from kb.services.library.library import Library

LONGEST_TITLE, LONGEST_STATEMENT, LONGEST_PART = 300, 5_000, 20_000
STATUSES = (PriorityStatus.DRAFT, PriorityStatus.AGREED, PriorityStatus.RETIRED)
"""What people set; merged is for triage to say."""


class Wording:
    """Edits the words of priorities; safe to share between threads and processes."""

    def __init__(self, library: Library, writing: Writing, home: Path) -> None:
        """``home`` is where triage keeps its lock."""
        self._library, self._writing = library, writing
        self._transaction = FileTransaction(home / "triage")

    def kept(self, id: str) -> Stored[Priority]:
        """Return a priority as its file has it; raise ``NotFound``."""
        return self._writing.kept(Priority, id)

    def save(self, id: str, typed: Typed, digest: str, who: str) -> Priority:
        """Change the words of a priority that was seen with this ``digest``; agreed ones are a draft again then.

        Raises ``InvalidInput`` by field, also where people agree to their own words, and ``WriteConflict`` where
        somebody saved first.
        """
        topics = self._library.snapshot().catalogue.topics

        def finish(before: Priority, after: Priority) -> Priority:
            return edited(before, after, who, one_may_do=self._writing.one_may_review)

        with self._transaction.begin():
            return self._writing.edit(Priority, id, digest, lambda now: reworded(now, typed, topics), who, finish)

    def topics(self) -> tuple[Topic, ...]:
        """Return the topics that can be chosen, in the order of their file."""
        return tuple(self._library.snapshot().catalogue.topics.values())

    def waiting(self, who: str) -> tuple[Priority, ...]:
        """Return the priorities whose words wait for this one of the staff to agree, by title."""
        alone = self._writing.one_may_review
        every = self._library.snapshot(fresh=True).catalogue.priorities.values()
        waiting = (one for one in every if waits_for(one, who, one_may_do=alone) and not is_unmade(one))
        return tuple(sorted(waiting, key=lambda one: one.title.casefold()))

    def versions(self, id: str) -> tuple[Priority, ...]:
        """Return every version of the words, the first one first."""
        kept = self.kept(id)
        return versions_of(kept.item, kept.path)


def typed_of(priority: Priority) -> Typed:
    """Return a priority as the form shows it."""
    return {
        "title": (priority.title,),
        "statement": (priority.statement,),
        "situation": (priority.situation,),
        "problem": (priority.problem,),
        "body": (priority.body.strip(),),
        "topics": priority.topics,
        "status": (priority.status.value,),
        "audience": (priority.audience.value,),
    }


def why_not(priority: Priority) -> str:
    """Return why the words of a priority cannot be edited; empty where they can."""
    if priority.merged_into:
        return "It is merged into another. Edit that one, or take the merging back where answers are sorted."
    return "Its making was taken back. Make it again where answers are sorted." if is_unmade(priority) else ""


def reworded(priority: Priority, typed: Typed, topics: Collection[str]) -> Priority:
    """Return a priority with the words of a form; raise ``InvalidInput`` with everything that is wrong."""
    told = why_not(priority)
    if told:
        raise InvalidInput({"title": told})
    faults = Faults()
    made = replace(
        priority,
        title=faults.line(typed, "title", LONGEST_TITLE, needed="Give the priority a title."),
        statement=faults.words(typed, "statement", LONGEST_STATEMENT, needed="Say what the issue is."),
        situation=faults.words(typed, "situation", LONGEST_PART),
        problem=faults.words(typed, "problem", LONGEST_PART),
        body=faults.words(typed, "body", LONGEST_PART),
        topics=faults.many(typed, "topics", topics),
        status=faults.choice(typed, "status", PriorityStatus, STATUSES, priority.status),
        audience=faults.audience(typed, Audience.STAFF),
    )
    faults.done()
    return made
