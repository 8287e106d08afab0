"""Questions and advice as far as somebody may see them, and what they hang together with."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from kb.content.versions import versions_of
from kb.content.visibility import VisibleCatalogue
from kb.domain.account.viewer import Viewer, reader_as
from kb.domain.audience import Audience
from kb.domain.call.call import Input
from kb.domain.editorial.question import Advice, AdviceKind, Pillar, Question, QuestionKind
from kb.domain.editorial.review import ReviewState
from kb.domain.errors import or_not_found
from kb.domain.evidence.annotation import Annotation
from kb.domain.priority.priority import Priority, SlotRef
from kb.domain.source.source import Source
from kb.services.calls.raised import RaisedBy, RaisedSlot, raised_by, raised_slot
from kb.services.library.library import Library

E = TypeVar("E", bound=Question | Advice)


@dataclass(frozen=True)
class QuestionView:
    """A question with what it refers to, as its reader may see it; ``digest`` is of its file."""

    entry: Question
    digest: str
    priorities: tuple[Priority, ...]
    background: tuple[Source, ...]
    raised: RaisedBy


@dataclass(frozen=True)
class AdviceView:
    """A piece of advice with what it refers to, as its reader may see it; ``digest`` is of its file."""

    entry: Advice
    digest: str
    priorities: tuple[Priority, ...]
    evidence: tuple[Annotation, ...]


@dataclass(frozen=True)
class EntryFilter:
    """What of the entries is asked for; what is ``None`` or empty asks for nothing."""

    priority: str = ""
    kind: QuestionKind | AdviceKind | None = None
    pillar: Pillar | None = None
    state: ReviewState | None = None


@dataclass(frozen=True)
class OfPriority:
    """What is offered under a priority; retired entries are not."""

    questions: tuple[QuestionView, ...] = ()
    strategies: tuple[AdviceView, ...] = ()
    guidance: tuple[AdviceView, ...] = ()


@dataclass(frozen=True)
class Became:
    """What became of an entry of an answer: the priority that it is under, and the questions made of it."""

    priority: Priority | None
    questions: tuple[Question, ...]


ALL = EntryFilter()


class Entries:
    """Looks questions and advice up."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def questions(self, viewer: Viewer, wanted: EntryFilter = ALL) -> tuple[QuestionView, ...]:
        """Return the questions that are asked for, by their words."""
        visible = self._visible(viewer)
        found = (_question(visible, one) for one in visible.questions.values() if _fits(one, wanted))
        return tuple(sorted(found, key=lambda view: view.entry.text.casefold()))

    def question(self, id: str, viewer: Viewer) -> QuestionView:
        """Return a question; raise ``NotFound`` where there is none for this reader."""
        visible = self._visible(viewer)
        return _question(visible, or_not_found(visible.questions.get(id), "question", id))

    def advices(self, viewer: Viewer, wanted: EntryFilter = ALL) -> tuple[AdviceView, ...]:
        """Return the advice that is asked for, by title."""
        visible = self._visible(viewer)
        found = (_advice(visible, one) for one in visible.advice.values() if _fits(one, wanted))
        return tuple(sorted(found, key=lambda view: view.entry.title.casefold()))

    def advice(self, id: str, viewer: Viewer) -> AdviceView:
        """Return a piece of advice; raise ``NotFound`` where there is none for this reader."""
        visible = self._visible(viewer)
        return _advice(visible, or_not_found(visible.advice.get(id), "advice", id))

    def of_priority(self, id: str, viewer: Viewer) -> OfPriority:
        """Return the questions, strategies and guidance under a priority."""
        questions = self.questions(viewer, EntryFilter(priority=id))
        advice = [view for view in self.advices(viewer, EntryFilter(priority=id)) if _stands(view.entry)]
        return OfPriority(
            tuple(view for view in questions if _stands(view.entry)),
            tuple(view for view in advice if view.entry.kind is AdviceKind.STRATEGY),
            tuple(view for view in advice if view.entry.kind is AdviceKind.GUIDANCE),
        )

    def became(self, answer: Input, viewer: Viewer) -> Mapping[int, Became]:
        """Return the priority of each slot of an answer, by rank, as far as the viewer may see it."""
        visible = self._visible(viewer)
        questions = [view.entry for view in self.questions(viewer) if _stands(view.entry)]
        return {
            slot.rank: Became(
                next((one for one in visible.priorities.values() if slot in one.slots), None),
                tuple(one for one in questions if slot in one.raised_by),
            )
            for slot in (SlotRef(answer.id, rank) for rank in range(1, len(answer.slots) + 1))
        }

    def offered(self, slots: Iterable[SlotRef]) -> tuple[RaisedSlot, ...]:
        """Return entries of answers for staff to make questions of, each once; those that ask something come first."""
        visible = self._library.visible(reader_as(Audience.STAFF), fresh=True)
        found = (raised_slot(visible, slot) for slot in dict.fromkeys(slots))
        return tuple(sorted((row for row in found if row), key=lambda row: not row.question))

    def annotations(self, priorities: Iterable[str], viewer: Viewer) -> tuple[Annotation, ...]:
        """Return the annotations linked to some of these priorities, as far as the viewer sees both.

        A priority that they do not see brings none: it would tell that there is one of this id.
        """
        visible, wanted = self._visible(viewer), set(priorities)
        linked = (a for a in visible.annotations.values() if wanted & {link.priority for link in a.links})
        return tuple(one for one in linked if one.state is not ReviewState.RETIRED)

    def as_seen(self, entry: E, viewer: Viewer) -> E:
        """Return an entry, or a version of one, without what this reader may not see; raise ``NotFound``."""
        return or_not_found(self._library.snapshot().as_seen(entry, viewer), "version", entry.id)

    def versions(self, entry: E, viewer: Viewer) -> tuple[E, ...]:
        """Return every version of an entry, the first one first; for staff, since some may have been for them only."""
        kind = "question" if isinstance(entry, Question) else "advice"
        file = self._visible(viewer).files.get((kind, entry.id))
        return versions_of(entry, file.path) if file and viewer.is_staff else ()

    def _visible(self, viewer: Viewer) -> VisibleCatalogue:
        """Return the visible entry, read afresh for who writes, so that another process's change is seen."""
        return self._library.visible(viewer, fresh=viewer.annotates)


def _question(visible: VisibleCatalogue, one: Question) -> QuestionView:
    return QuestionView(
        one,
        visible.files["question", one.id].digest,
        tuple(visible.priorities[id] for id in one.priorities),
        tuple(visible.sources[id] for id in one.background),
        raised_by(visible, visible.counted["question", one.id]),
    )


def _advice(visible: VisibleCatalogue, one: Advice) -> AdviceView:
    return AdviceView(
        one,
        visible.files["advice", one.id].digest,
        tuple(visible.priorities[id] for id in one.priorities),
        tuple(visible.annotations[id] for id in one.evidence),
    )


def _fits(entry: Question | Advice, wanted: EntryFilter) -> bool:
    return (
        (not wanted.priority or wanted.priority in entry.priorities)
        and (wanted.kind is None or entry.kind is wanted.kind)
        and (wanted.pillar is None or (isinstance(entry, Question) and wanted.pillar in entry.pillars))
        and (wanted.state is None or entry.state is wanted.state)
    )


def _stands(entry: Question | Advice) -> bool:
    return entry.state is not ReviewState.RETIRED
