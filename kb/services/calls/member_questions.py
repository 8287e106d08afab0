"""Members' questions for the inspectorate, collected per priority and grouped where they are alike.

The words stay the members' own; a group only sets beside each other what asks nearly the same. Who may not read an
answer sees no question of it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kb.domain.account.viewer import Viewer
from kb.domain.priority.priority import Priority, SlotRef
from kb.services.calls.raised import raised_slot
from kb.services.library.library import Library
from kb.services.triage.text_similarity import alike, shared_words

ALIKE = 0.5
"""From here on two questions are set beside each other: half of what they say is the same."""


@dataclass(frozen=True)
class AskedQuestion:
    """A question in a member's words, under the name that consent allows this reader to see."""

    slot: SlotRef
    call: str
    words: str
    name: str
    illustrative: bool


@dataclass(frozen=True)
class QuestionGroup:
    """Questions that ask nearly the same, the one most like the others first; ``words`` are those they share."""

    questions: tuple[AskedQuestion, ...]
    words: tuple[str, ...] = ()


class MemberQuestions:
    """Collects questions for a viewer."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def of(self, priority: Priority, viewer: Viewer) -> tuple[QuestionGroup, ...]:
        """Return the questions in the slots under a priority, those that most members ask first."""
        return grouped(self._asked(priority, viewer))

    def _asked(self, priority: Priority, viewer: Viewer) -> Iterable[AskedQuestion]:
        visible = self._library.visible(viewer)
        for slot in priority.slots:
            row = raised_slot(visible, slot)
            if row is not None and row.question.strip():
                yield AskedQuestion(slot, row.call, row.question, row.name, row.illustrative)


def grouped(questions: Iterable[AskedQuestion]) -> tuple[QuestionGroup, ...]:
    """Group questions: each joins the first group that has one like it; the order they come in does not matter."""
    groups: list[list[AskedQuestion]] = []
    for question in sorted(questions, key=lambda one: (one.slot.input, one.slot.rank)):
        near = [group for group in groups if any(alike(question.words, one.words) >= ALIKE for one in group)]
        joined = [one for group in near for one in group] + [question]
        groups = [group for group in groups if group not in near] + [joined]
    made = (QuestionGroup(_central_first(group), _shared(group)) for group in groups)
    return tuple(sorted(made, key=lambda one: (-len(one.questions), one.questions[0].words)))


def _central_first(group: Sequence[AskedQuestion]) -> tuple[AskedQuestion, ...]:
    def nearness(one: AskedQuestion) -> float:
        return sum(alike(one.words, other.words) for other in group)

    return tuple(sorted(group, key=lambda one: (-nearness(one), one.slot.input, one.slot.rank)))


def _shared(group: Sequence[AskedQuestion]) -> tuple[str, ...]:
    if len(group) < 2:
        return ()
    first, *others = group
    words = shared_words(first.words, others[0].words)
    return tuple(word for word in words if all(shared_words(word, one.words) for one in others))
