"""Questions and advice as forms have them, and back: checked, with what the person does not see left as it is.

An analyst who edits a question cannot drop a priority, a source or a member's question that only staff see: those
stay. Which members' questions an entry came from is for staff to say, who read all of them.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import TypeVar

from kb.content.visibility import VisibleCatalogue
from kb.domain.account.viewer import Viewer
from kb.domain.editorial.question import Advice, AdviceKind, Pillar, Question, QuestionKind
from kb.domain.form_data import FormData, FormErrors
from kb.domain.priority.priority import SlotRef
from kb.services.calls.raised import raised_slot

LONGEST_TEXT, LONGEST_LINE, LONGEST_PART, LONGEST_BODY, MOST_LINES = 2_000, 300, 5_000, 20_000, 20
E = TypeVar("E", bound=Question | Advice)
Q = TypeVar("Q", bound=Question)
A = TypeVar("A", bound=Advice)
_SLOT = re.compile(r"([a-z0-9-]{1,80}):([1-9][0-9]{0,2})")


def form_of(entry: Question | Advice) -> FormData:
    """Return a question or a piece of advice as its form shows it."""
    shared = {
        "kind": (entry.kind.value,),
        "priorities": entry.priorities,
        "audience": (entry.audience.value,),
        "body": (entry.body.strip(),),
    }
    if isinstance(entry, Advice):
        own = {"title": (entry.title,), "what": (entry.what,), "for_whom": (entry.for_whom,)}
        return {**shared, **own, "evidence": entry.evidence}
    return {
        **shared,
        "text": (entry.text,),
        "asked_of": (entry.asked_of,),
        "look_at": ("\n".join(entry.look_at),),
        "background": entry.background,
        "good_answer": (entry.good_answer,),
        "pillars": tuple(pillar.value for pillar in entry.pillars),
        "raised": tuple(slot_words(slot) for slot in entry.raised_by),
    }


def slot_words(slot: SlotRef) -> str:
    """Return an entry of an answer as forms name it: ``answer-id:2``."""
    return f"{slot.input}:{slot.rank}"


def slots_of(values: Iterable[str]) -> tuple[SlotRef, ...]:
    """Read entries of answers as forms name them; what has not that shape is left out."""
    found = (_SLOT.fullmatch(value) for value in values)
    return tuple(dict.fromkeys(SlotRef(match[1], int(match[2])) for match in found if match))


def entry_with(entry: E, form: FormData, visible: VisibleCatalogue, viewer: Viewer) -> E:
    """Return an entry with the words of a form; raise ``InvalidInput`` with everything that is wrong."""
    if isinstance(entry, Question):
        return _question_with(entry, form, visible, viewer)
    if isinstance(entry, Advice):
        return _advice_with(entry, form, visible, viewer)
    raise TypeError(entry)


def _question_with(question: Q, form: FormData, visible: VisibleCatalogue, viewer: Viewer) -> Q:
    errors = FormErrors()
    pillars = errors.many(form, "pillars", [pillar.value for pillar in Pillar])
    made = replace(
        question,
        text=errors.text(form, "text", LONGEST_TEXT, needed="Write the question."),
        kind=errors.choice(form, "kind", QuestionKind, question.kind),
        asked_of=errors.line(form, "asked_of", LONGEST_LINE, needed="Say who is asked, for example: each force."),
        look_at=errors.lines(form, "look_at", MOST_LINES, longest=LONGEST_LINE),
        background=_many(errors, form, "background", question.background, visible.sources),
        good_answer=errors.text(form, "good_answer", LONGEST_PART),
        pillars=tuple(Pillar(value) for value in pillars),
        priorities=_priorities(errors, form, question.priorities, visible),
        raised_by=_raised(errors, form, question, visible, viewer),
        audience=errors.audience(form, viewer.audience),
        body=errors.text(form, "body", LONGEST_BODY),
    )
    errors.raise_any()
    return made


def _advice_with(advice: A, form: FormData, visible: VisibleCatalogue, viewer: Viewer) -> A:
    errors = FormErrors()
    made = replace(
        advice,
        title=errors.line(form, "title", LONGEST_LINE, needed="Give it a title."),
        kind=errors.choice(form, "kind", AdviceKind, advice.kind),
        what=errors.text(form, "what", LONGEST_PART, needed="Say what to do."),
        for_whom=errors.line(form, "for_whom", LONGEST_LINE, needed="Say who is to do it."),
        priorities=_priorities(errors, form, advice.priorities, visible),
        evidence=_many(errors, form, "evidence", advice.evidence, visible.annotations),
        audience=errors.audience(form, viewer.audience),
        body=errors.text(form, "body", LONGEST_BODY),
    )
    errors.raise_any()
    return made


def _priorities(
    errors: FormErrors, form: FormData, before: tuple[str, ...], visible: VisibleCatalogue
) -> tuple[str, ...]:
    seen = [id for id, one in visible.priorities.items() if one.is_open or id in before]
    found = _many(errors, form, "priorities", before, seen)
    if not found:
        errors.add("priorities", "Choose the priority that it is for.")
    return found


def _raised(
    errors: FormErrors, form: FormData, question: Question, visible: VisibleCatalogue, viewer: Viewer
) -> tuple[SlotRef, ...]:
    if not viewer.is_staff:
        return question.raised_by
    chosen = slots_of(form.get("raised", ()))
    if any(raised_slot(visible, slot) is None for slot in chosen):
        errors.add("raised", "One of these entries is in no answer any more. Look at the list again.")
    return chosen


def _many(
    errors: FormErrors, form: FormData, name: str, before: tuple[str, ...], seen: Collection[str]
) -> tuple[str, ...]:
    """Return the ids that were ticked, those of before first; what the person does not see of these stays."""
    known = (*(id for id in before if id in seen), *(id for id in seen if id not in before))
    return errors.many(form, name, known, [id for id in before if id not in seen])
