"""The content as it was known at a moment: what a brief as at that moment may speak of.

Rebuilt from what the files keep: earlier versions beside each thing, turns of review and decisions with their times,
the lineage of grouping, when answers came, what was recorded of searches. What has no history of its own (a source's
facts, the words of a call) stands as it is now; a call counts as open, and its answers as sealed, up to its deadline.

The past opens nothing that is closed now: whoever may see a thing, and what consent lets of an answer be seen, is the
narrower of then and now; what was retired since, and an answer whose words were changed since, is for staff.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from kb.content.catalogue import FullCatalogue
from kb.content.versions import version_at
from kb.domain.audience import Audience, narrowest
from kb.domain.call.call import Call, CallState, Consent, Input
from kb.domain.call.call_phase import closes_at
from kb.domain.call.receipt import canonical_words
from kb.domain.editorial.question import Advice, Question
from kb.domain.editorial.recommendation import Recommendation
from kb.domain.editorial.review import ReviewState, Turn
from kb.domain.evidence.annotation import Annotation
from kb.domain.evidence.search_record import SearchRecord
from kb.domain.priority.lineage import MAKING, Groups, state_at, steps_of
from kb.domain.priority.priority import Priority, PriorityStatus, StepKind
from kb.domain.source.passage import Citation

T = TypeVar("T")
V = TypeVar("V", bound=Call | Input | Annotation | Question | Advice | Recommendation | Priority)


def catalogue_at(catalogue: FullCatalogue, moment: dt.datetime) -> FullCatalogue:
    """Return the content as it was known at ``moment``; what came later is not in it."""

    def at(kind: str, made: Callable[[V], dt.datetime | None], of: Mapping[str, V]) -> dict[str, V]:
        past = ((one, version_at(one, _path(catalogue, kind, id), made(one), moment)) for id, one in of.items())
        return {now.id: _as_closed(then, now) for now, then in past if then is not None}

    notes = at("annotation", _made, catalogue.annotations)
    questions: dict[str, Question] = at("question", _made, catalogue.questions)
    advice: dict[str, Advice] = at("advice", _made, catalogue.advice)
    kept = {**catalogue.inputs, **catalogue.waiting}
    answers: dict[str, Input] = at("input", lambda one: one.received, kept)
    return replace(
        catalogue,
        calls={id: _call_at(call, moment) for id, call in catalogue.calls.items()},
        inputs={id: _answer_at(one, kept[id]) for id, one in answers.items() if not (kept[id].triage or one.triage)},
        priorities=_priorities_at(catalogue, moment),
        annotations={id: _annotation_at(one, catalogue.annotations[id], moment) for id, one in notes.items()},
        questions={id: replace(one, turns=_until(one.turns, moment)) for id, one in questions.items()},
        advice={id: replace(one, turns=_until(one.turns, moment)) for id, one in advice.items()},
        recommendations={
            id: replace(one, statuses=tuple(s for s in one.statuses if s.date.first_day() <= moment.date()))
            for id, one in at("recommendation", lambda _: None, catalogue.recommendations).items()
        },
        search_records={id: _record_at(one, moment) for id, one in catalogue.search_records.items()},
    )


def _path(catalogue: FullCatalogue, kind: str, id: str) -> Path:
    return catalogue.files[(kind, id)].path


def _made(one: Any) -> dt.datetime | None:
    made: dt.datetime = one.made
    return made


def _as_closed(then: V, now: V) -> V:
    retired = isinstance(now, Annotation | Question | Advice) and now.state is ReviewState.RETIRED
    return replace(then, audience=narrowest(then.audience, now.audience, *[Audience.STAFF] * retired))


def _answer_at(then: Input, now: Input) -> Input:
    consent = max(then.consent, now.consent, key=list(Consent).index)
    changed = canonical_words(replace(then, consent=consent)) != canonical_words(replace(now, consent=consent))
    return replace(then, consent=consent, audience=Audience.STAFF if changed else then.audience)


def _until(turns: tuple[Turn, ...], moment: dt.datetime) -> tuple[Turn, ...]:
    return tuple(turn for turn in turns if turn.at <= moment)


def _call_at(call: Call, moment: dt.datetime) -> Call:
    """Return a call as it stood: open up to each of its deadlines, and never less sealed than it is now."""
    if call.state in (CallState.DRAFT, CallState.OPEN):
        return call
    reopened = tuple(one for one in call.reopened if one.at <= moment)
    later = next((one for one in call.reopened if one.at > moment), None)
    then = replace(call, closes=later.closed if later else call.closes, reopened=reopened, closing_note="")
    return replace(then, state=CallState.OPEN if moment < closes_at(then) else CallState.CLOSED)


def _annotation_at(then: Annotation, now: Annotation, moment: dt.datetime) -> Annotation:
    """Take back turns and decisions that came later; a later decision says what the citation was before it."""
    later = sorted((d for d in now.decisions if d.at > moment and d.before is not None), key=lambda d: d.at)
    citation: Citation = later[0].before if later and later[0].before is not None else then.citation
    decisions = tuple(d for d in then.decisions if d.at <= moment)
    return replace(then, citation=citation, decisions=decisions, turns=_until(then.turns, moment))


def _record_at(record: SearchRecord, moment: dt.datetime) -> SearchRecord:
    return replace(
        record,
        runs=tuple(run for run in record.runs if run.at <= moment),
        readings=tuple(
            replace(one, taken_back=None, taken_back_by="") if one.taken_back and one.taken_back > moment else one
            for one in record.readings
            if one.at <= moment
        ),
    )


def _priorities_at(catalogue: FullCatalogue, moment: dt.datetime) -> Mapping[str, Priority]:
    """Return the priorities with the words, slots and status that they had; those not made yet are not there."""
    groups = state_at(catalogue.priorities, moment)
    past: dict[str, Priority] = {}
    for id, now in catalogue.priorities.items():
        then = version_at(now, _path(catalogue, "priority", id), None, moment)
        if then is not None and id in groups:
            past[id] = _as_closed(_priority_at(then, now, groups, moment), now)
    return past


def _priority_at(then: Priority, now: Priority, groups: Groups, moment: dt.datetime) -> Priority:
    group = groups[then.id]
    status = _status_at(then, now, moment)
    if group.merged_into:
        status = PriorityStatus.MERGED
    return replace(
        then,
        slots=group.slots,
        merged_into=group.merged_into,
        status=status,
        lineage=tuple(step for step in now.lineage if step.at <= moment),
    )


def _status_at(then: Priority, now: Priority, moment: dt.datetime) -> PriorityStatus:
    """Return the status: what the version says, but for what steps of grouping changed after the moment.

    A step is not a version: a merge or its undoing leaves the words alone, and says itself what the status was.
    """
    status = then.status
    if status not in (PriorityStatus.MERGED, PriorityStatus.RETIRED):
        return status
    later = (step for step in reversed(steps_of({now.id: now})) if step.at > moment)
    for step in later:
        gone = step.kind in (StepKind.MERGE, StepKind.UNMAKE, StepKind.REJOIN) and step.source == now.id
        back = step.kind in MAKING | {StepKind.UNMERGE} and step.target == now.id
        if gone and step.status is not None:
            status = step.status
        elif back:
            status = PriorityStatus.MERGED if step.kind is StepKind.UNMERGE else PriorityStatus.RETIRED
    return status
