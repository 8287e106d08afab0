"""The words of priorities, edited by staff: what an issue is called and says, where it stands, who may see it.

Slots and lineage are never touched here; those belong to ``kb.services.triage.triage``. Both write by the same
writer, which compares by the file's hash: neither writes over the other.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from kb.content.repository import Stored
from kb.content.versions import versions_of
from kb.domain.account.viewer import Viewer
from kb.domain.audience import Audience
from kb.domain.call.call import Call
from kb.domain.errors import InvalidInput
from kb.domain.form_data import FormData, FormErrors, one
from kb.domain.ids import ids_from
from kb.domain.priority.lineage import is_unmade
from kb.domain.priority.opposites import DIRECTIONS
from kb.domain.priority.priority import Direction, Priority, PriorityStatus
from kb.domain.vocabulary import Topic
from kb.services.evidence.review_workflow import ReviewWorkflow
from kb.services.library.content_writer import ContentConflict, ContentWriter
from kb.services.library.library import Library

LONGEST_TITLE, LONGEST_STATEMENT, LONGEST_PART = 300, 5_000, 20_000
STATUSES = (PriorityStatus.DRAFT, PriorityStatus.AGREED, PriorityStatus.RETIRED)
"""What people set; merged is for triage to say."""


@dataclass(frozen=True)
class WordsToAgree:
    """A priority whose words wait for somebody to agree, and the SHA-256 of its file."""

    priority: Priority
    digest: str


@dataclass(frozen=True)
class AgreedWords:
    """What came of agreeing to several priorities: those agreed, and by id why others were not."""

    agreed: tuple[Priority, ...]
    refused: dict[str, str]


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

    def make(self, form: FormData, viewer: Viewer) -> Priority:
        """Write a new priority, a draft; raise ``InvalidInput`` by field where something is amiss."""
        catalogue = self._library.snapshot(fresh=True).catalogue
        draft = {**form, "status": (PriorityStatus.DRAFT.value,)}
        made = priority_with(Priority("new", "", ""), draft, catalogue.topics)
        call = one(form, "call")
        if call and call not in catalogue.calls:
            raise InvalidInput({"call": "Choose a call from the list."})
        return self._workflow.make(replace(made, call=call, worded_by=viewer.id), ids_from(made.title), viewer)

    def agree(self, id: str, seen: str, viewer: Viewer, audience: Audience | None = None) -> Priority:
        """Agree to the words of a priority that was seen with this digest, and say who may read it where that is asked.

        Raises ``InvalidInput`` where they are one's own words, and ``ContentConflict`` where somebody saved first.
        """

        def agreed(now: Priority) -> Priority:
            if now.status is not PriorityStatus.DRAFT or why_not(now):
                raise InvalidInput({"status": why_not(now) or f"It is {now.status.value} already."})
            return replace(now, status=PriorityStatus.AGREED, audience=audience or now.audience)

        return self._workflow.edit(self.read(id), seen, agreed, viewer, "agree")

    def agree_all(
        self, wanted: Iterable[tuple[str, str]], viewer: Viewer, audience: Audience | None = None
    ) -> AgreedWords:
        """Agree to several priorities, each named by id and digest; what cannot be agreed holds up no other."""
        agreed: list[Priority] = []
        refused: dict[str, str] = {}
        for id, seen in wanted:
            try:
                agreed.append(self.agree(id, seen, viewer, audience))
            except InvalidInput as error:
                refused[id] = " ".join(error.field_errors.values())
            except ContentConflict:
                refused[id] = "Somebody changed it after your page was made. Read it again."
        return AgreedWords(tuple(agreed), refused)

    def may_agree(self, priority: Priority, viewer: Viewer) -> bool:
        """Say whether the words of a priority wait for this one of the staff."""
        return self._workflow.may_review(priority, viewer) and not is_unmade(priority)

    def calls(self) -> tuple[Call, ...]:
        """Return the calls that a priority can belong to, the latest first."""
        calls = self._library.snapshot().catalogue.calls.values()
        return tuple(sorted(calls, key=lambda call: call.opens, reverse=True))

    def topics(self) -> tuple[Topic, ...]:
        """Return the topics that can be chosen, in the order of their file."""
        return tuple(self._library.snapshot().catalogue.topics.values())

    def waiting(self, viewer: Viewer) -> tuple[WordsToAgree, ...]:
        """Return the priorities whose words wait for this one of the staff to agree, by title."""
        catalogue = self._library.snapshot(fresh=True).catalogue
        waiting = [one for one in catalogue.priorities.values() if self.may_agree(one, viewer)]
        waiting.sort(key=lambda one: one.title.casefold())
        return tuple(WordsToAgree(one, catalogue.files["priority", one.id].digest) for one in waiting)

    def own_drafts(self, viewer: Viewer) -> tuple[Priority, ...]:
        """Return the drafts whose words this one of the staff wrote, so that somebody else has to agree, by title."""
        every = self._library.snapshot().catalogue.priorities.values()
        drafts = (one for one in every if one.status is PriorityStatus.DRAFT and not is_unmade(one))
        own = (one for one in drafts if not self.may_agree(one, viewer))
        return tuple(sorted(own, key=lambda one: one.title.casefold()))

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
        "direction": tuple(direction_words(one) for one in priority.direction),
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
        direction=_directions(errors, form, priority.direction, topics),
        status=errors.choice(form, "status", STATUSES, priority.status),
        audience=errors.audience(form, Audience.STAFF),
    )
    errors.raise_any()
    return made


def direction_words(direction: Direction) -> str:
    """Return a direction as forms name it: ``governance:national``."""
    return f"{direction.topic}:{direction.towards}"


def _directions(
    errors: FormErrors, form: FormData, before: tuple[Direction, ...], topics: Collection[str]
) -> tuple[Direction, ...]:
    """Return which way a priority pulls, one way on each topic."""
    known = {direction_words(one): one for topic in topics for one in (Direction(topic, way) for way in DIRECTIONS)}
    chosen = errors.many(form, "direction", known)
    made = tuple(known[value] for value in chosen)
    if len({one.topic for one in made}) < len(made):
        errors.add("direction", "Choose one way on each topic.")
    return before if set(made) == set(before) else made
