"""The words of priorities, edited by staff: what an issue is called and says, where it stands, who may see it.

Slots and lineage are never touched here; those belong to ``kb.services.triage.triage``. Both write by the same
writer, which compares by the file's hash: neither writes over the other.
"""

from collections.abc import Collection
from dataclasses import replace

from kb.content.repository import Stored
from kb.content.versions import versions_of
from kb.domain.account.viewer import Viewer
from kb.domain.audience import Audience
from kb.domain.errors import InvalidInput
from kb.domain.form_data import FormData, FormErrors
from kb.domain.priority.lineage import is_unmade
from kb.domain.priority.priority import Priority, PriorityStatus
from kb.domain.vocabulary import Topic
from kb.services.evidence.review_workflow import ReviewWorkflow
from kb.services.library.content_writer import ContentWriter
from kb.services.library.library import Library

LONGEST_TITLE, LONGEST_STATEMENT, LONGEST_PART = 300, 5_000, 20_000
STATUSES = (PriorityStatus.DRAFT, PriorityStatus.AGREED, PriorityStatus.RETIRED)
"""What people set; merged is for triage to say."""


class PriorityText:
    """Edits the words of priorities; safe to share between threads and processes."""

    def __init__(self, library: Library, writer: ContentWriter, workflow: ReviewWorkflow) -> None:
        self._library, self._writer, self._workflow = library, writer, workflow

    def read(self, id: str) -> Stored[Priority]:
        """Return a priority as its file has it; raise ``NotFound``."""
        return self._writer.read(Priority, id)

    def save(self, id: str, form: FormData, seen: str, viewer: Viewer) -> Priority:
        """Change the words of a priority that was seen with this digest; agreed ones are a draft again then.

        Raises ``InvalidInput`` by field, also where people agree to their own words, and ``ContentConflict`` where
        somebody saved first.
        """
        topics = self._library.snapshot().catalogue.topics
        return self._workflow.edit(self.read(id), seen, lambda now: priority_with(now, form, topics), viewer)

    def topics(self) -> tuple[Topic, ...]:
        """Return the topics that can be chosen, in the order of their file."""
        return tuple(self._library.snapshot().catalogue.topics.values())

    def waiting(self, viewer: Viewer) -> tuple[Priority, ...]:
        """Return the priorities whose words wait for this one of the staff to agree, by title."""
        every = self._library.snapshot(fresh=True).catalogue.priorities.values()
        waiting = (one for one in every if self._workflow.may_review(one, viewer) and not is_unmade(one))
        return tuple(sorted(waiting, key=lambda one: one.title.casefold()))

    def versions(self, id: str) -> tuple[Priority, ...]:
        """Return every version of the words, the first one first."""
        read = self.read(id)
        return versions_of(read.item, read.path)


def form_of(priority: Priority) -> FormData:
    """Return a priority as its form shows it."""
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


def priority_with(priority: Priority, form: FormData, topics: Collection[str]) -> Priority:
    """Return a priority with the words of a form; raise ``InvalidInput`` with everything that is wrong."""
    told = why_not(priority)
    if told:
        raise InvalidInput({"title": told})
    errors = FormErrors()
    made = replace(
        priority,
        title=errors.line(form, "title", LONGEST_TITLE, needed="Give the priority a title."),
        statement=errors.text(form, "statement", LONGEST_STATEMENT, needed="Say what the issue is."),
        situation=errors.text(form, "situation", LONGEST_PART),
        problem=errors.text(form, "problem", LONGEST_PART),
        body=errors.text(form, "body", LONGEST_PART),
        topics=errors.many(form, "topics", topics),
        status=errors.choice(form, "status", STATUSES, priority.status),
        audience=errors.audience(form, Audience.STAFF),
    )
    errors.raise_any()
    return made
