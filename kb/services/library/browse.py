"""Browsing: sources, priorities, the call and its answers, as far as a reader may see them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from kb.domain.audience import Audience
from kb.domain.call.call import Call, Input
from kb.domain.call.consent import audience_of, audience_of_call, is_counted, is_sealed, name_for
from kb.domain.call.disclosure import rest_of, shown_kinds, totals_for, voter_of
from kb.domain.errors import NotFound
from kb.domain.priority.lineage import is_unmade
from kb.domain.priority.priority import Evidence, Priority, SlotRef
from kb.domain.source.capture import Attempt, Outcome
from kb.domain.source.passage import Passage
from kb.domain.source.source import PrivateText, Source
from kb.domain.source.source_state import SourceState
from kb.domain.vocabulary import Acronym, Topic
from kb.services.library.evidence import Cited
from kb.services.library.library import Library
from kb.services.library.source_states import States

REST = "other kinds"
_NEWS = (Outcome.NEW, Outcome.CHANGED, Outcome.MOVED, Outcome.WITHDRAWN, Outcome.GONE)


@dataclass(frozen=True)
class SourceRow:
    """A source in a list: with its state, and how many priorities cite it."""

    source: Source
    state: SourceState
    cited_by: int


@dataclass(frozen=True)
class SourceView:
    """A source to read: its passages, evidence resting on it, related sources, and its last fetch.

    ``text`` is set where this reader may see the text of a source that is not shown to everybody.
    """

    source: Source
    state: SourceState
    latest: Attempt | None
    passages: tuple[Passage, ...]
    evidence: tuple[Cited, ...]
    derives_from: tuple[Source, ...]
    derived: tuple[Source, ...]
    responds_to: tuple[Source, ...]
    responses: tuple[Source, ...]
    topics: tuple[Topic, ...]
    text: PrivateText | None


@dataclass(frozen=True)
class EvidenceView:
    """A piece of evidence in its place; ``source`` and ``passage`` are ``None`` where there is none to show."""

    cited: Cited
    source: Source | None
    passage: Passage | None

    @property
    def evidence(self) -> Evidence:
        """Return what is cited, with its stance and why."""
        return self.cited.evidence


@dataclass(frozen=True)
class AnswerView:
    """An answer as this reader may see it: under the name that its consent allows."""

    answer: Input
    name: str


@dataclass(frozen=True)
class RaisedView:
    """A slot grouped under a priority; ``answer`` is ``None`` where this reader may not read it, only count it."""

    slot: SlotRef
    answer: AnswerView | None


@dataclass(frozen=True)
class PriorityView:
    """A priority with its evidence in place, who raised it, and how many independent bodies are behind that.

    Suspect evidence is among ``evidence``, but no body is counted for it.
    """

    priority: Priority
    evidence: tuple[EvidenceView, ...]
    raised: tuple[RaisedView, ...]
    bodies: int
    topics: tuple[Topic, ...]


@dataclass(frozen=True)
class CallView:
    """A call with the answers that this reader may read; ``answered`` counts all that may be counted.

    ``kinds`` breaks that down by kind of organisation; ``sealed`` says that this reader learns nothing of answers yet.
    """

    call: Call
    answers: tuple[AnswerView, ...]
    answered: int
    kinds: Mapping[str, int]
    sealed: bool
    priorities: tuple[Priority, ...]


class Browsing:
    """Looks things up for readers of an audience; what they may not see does not exist for them."""

    def __init__(self, library: Library, states: States) -> None:
        self._library = library
        self._states = states

    def sources(self, reader: Audience) -> tuple[SourceRow, ...]:
        """Return every source, newest first (undated ones last), then by title."""
        snapshot = self._library.snapshot()
        rows = [
            SourceRow(
                source,
                self._states.of(source),
                len({c.priority.id for c in snapshot.cited.visible(source.id, reader)}),
            )
            for source in snapshot.catalogue.sources.values()
            if reader.sees(source.audience)
        ]
        rows.sort(key=lambda row: row.source.title)
        rows.sort(key=lambda row: str(row.source.published or ""), reverse=True)
        return tuple(rows)

    def source(self, id: str, reader: Audience) -> SourceView:
        """Return one source to read; raise ``NotFound`` where there is none for this reader."""
        snapshot = self._library.snapshot()
        catalogue = snapshot.catalogue
        found = catalogue.sources.get(id)
        if found is None or not reader.sees(found.audience):
            raise NotFound("source", id)
        visible = [source for source in catalogue.sources.values() if reader.sees(source.audience)]
        text = catalogue.texts.get(id)
        passages = self._library.passages(id, reader)
        return SourceView(
            source=found,
            state=self._states.of(found),
            latest=self._states.latest(id),
            passages=passages,
            evidence=_placed(snapshot.cited.visible(id, reader), passages),
            derives_from=_those(visible, found.derives_from),
            derived=tuple(source for source in visible if id in source.derives_from),
            responds_to=_those(visible, found.responds_to),
            responses=tuple(source for source in visible if id in source.responds_to),
            topics=self._topics(found.topics),
            text=text if text is not None and reader.sees(text.audience) else None,
        )

    def changes(self, id: str, reader: Audience) -> tuple[Attempt, ...]:
        """Return the attempts to fetch or file a source that changed something, in order; raise ``NotFound``."""
        self.source(id, reader)
        return tuple(one for one in self._states.of_one(id) if one.outcome in _NEWS)

    def priorities(self, reader: Audience) -> tuple[PriorityView, ...]:
        """Return every priority in being, those with most answers behind them first; merged ones are in others."""
        snapshot = self._library.snapshot()
        views = [
            self._priority(one, reader)
            for one in snapshot.catalogue.priorities.values()
            if reader.sees(one.audience) and not one.merged_into and not is_unmade(one)
        ]
        return tuple(sorted(views, key=lambda view: (-len(view.raised), view.priority.title)))

    def priority(self, id: str, reader: Audience) -> PriorityView:
        """Return one priority; raise ``NotFound`` where there is none for this reader."""
        found = self._library.snapshot().catalogue.priorities.get(id)
        if found is None or not reader.sees(found.audience):
            raise NotFound("priority", id)
        return self._priority(found, reader)

    def acronyms(self) -> tuple[Acronym, ...]:
        """Return the words that a search takes for one another, by their short form; they are for everybody."""
        acronyms = self._library.snapshot().catalogue.acronyms.values()
        return tuple(sorted(acronyms, key=lambda acronym: acronym.short.casefold()))

    def calls(self, reader: Audience) -> tuple[Call, ...]:
        """Return every call, the latest first."""
        calls = (c for c in self._library.snapshot().catalogue.calls.values() if reader.sees(audience_of_call(c)))
        return tuple(sorted(calls, key=lambda call: call.opens, reverse=True))

    def call(self, id: str, reader: Audience) -> CallView:
        """Return one call with its answers; raise ``NotFound`` where there is none for this reader."""
        catalogue = self._library.snapshot().catalogue
        found = catalogue.calls.get(id)
        if found is None or not reader.sees(audience_of_call(found)):
            raise NotFound("call", id)
        answers = [answer for answer in catalogue.inputs.values() if answer.call == id]
        counted = [answer for answer in answers if is_counted(answer, reader, found)]
        return CallView(
            call=found if self._is_source(found.source, reader) else replace(found, source=""),
            answers=tuple(AnswerView(a, name_for(a, reader)) for a in answers if reader.sees(audience_of(a, found))),
            answered=len(counted),
            kinds=_kinds(answers, reader, found),
            sealed=is_sealed(found) and reader is not Audience.STAFF,
            priorities=tuple(p for p in catalogue.priorities.values() if p.call == id and reader.sees(p.audience)),
        )

    def answer(self, call: str, id: str, reader: Audience) -> AnswerView:
        """Return one answer; raise ``NotFound`` where there is none for this reader."""
        catalogue = self._library.snapshot().catalogue
        found = catalogue.inputs.get(id)
        if found is None or found.call != call or not reader.sees(audience_of(found, catalogue.calls.get(call))):
            raise NotFound("answer", id)
        return AnswerView(found, name_for(found, reader))

    def _priority(self, priority: Priority, reader: Audience) -> PriorityView:
        """Return a priority without what it holds of things that this reader may not see: quotes, ids, names."""
        snapshot = self._library.snapshot()
        cited = snapshot.cited.for_priority(priority.id, reader)
        evidence = tuple(self._evidence(one, reader) for one in cited)
        call = snapshot.catalogue.calls.get(priority.call)
        totals = self._in_totals(priority.call, reader)
        raised = (RaisedView(slot, self._slot(slot, reader)) for slot in priority.slots)
        return PriorityView(
            priority=replace(
                priority,
                evidence=tuple(one.evidence for one in cited if one.annotation is None),
                slots=tuple(slot for slot in priority.slots if self._slot(slot, reader)),
                call=priority.call if call is None or reader.sees(audience_of_call(call)) else "",
                merged_into=self._named_priority(priority.merged_into, reader),
                split_from=self._named_priority(priority.split_from, reader),
                lineage=priority.lineage if reader is Audience.STAFF else (),
            ),
            evidence=evidence,
            raised=tuple(one for one in raised if one.answer is not None or one.slot.input in totals),
            bodies=snapshot.cited.bodies(cited),
            topics=self._topics(priority.topics),
        )

    def _evidence(self, cited: Cited, reader: Audience) -> EvidenceView:
        source = self._library.snapshot().catalogue.sources.get(cited.evidence.citation.source)
        if source is None or not reader.sees(source.audience):
            return EvidenceView(cited, None, None)
        passages = self._library.passages(source.id, reader)
        return EvidenceView(cited, source, next((p for p in passages if p.id == cited.passage), None))

    def _is_source(self, id: str, reader: Audience) -> bool:
        """Say whether this reader may know of a source; one that is nowhere is no secret."""
        source = self._library.snapshot().catalogue.sources.get(id)
        return source is None or reader.sees(source.audience)

    def _slot(self, slot: SlotRef, reader: Audience) -> AnswerView | None:
        catalogue = self._library.snapshot().catalogue
        answer = catalogue.inputs.get(slot.input)
        if answer is None or not reader.sees(audience_of(answer, catalogue.calls.get(answer.call))):
            return None
        return AnswerView(answer, name_for(answer, reader))

    def _named_priority(self, id: str, reader: Audience) -> str:
        """Return the id of another priority where this reader may know of it."""
        other = self._library.snapshot().catalogue.priorities.get(id)
        return id if other is not None and reader.sees(other.audience) else ""

    def _in_totals(self, call: str, reader: Audience) -> frozenset[str]:
        """Return the ids of the answers to a call that totals for this reader may count."""
        catalogue = self._library.snapshot().catalogue
        found = catalogue.calls.get(call)
        if found is None:
            return frozenset()
        answers = (answer for answer in catalogue.inputs.values() if answer.call == call)
        return frozenset(answer.id for answer in totals_for(answers, reader, found).answers)

    def _topics(self, ids: Iterable[str]) -> tuple[Topic, ...]:
        topics = self._library.snapshot().catalogue.topics
        return tuple(topics[id] for id in ids if id in topics)


def _kinds(answers: Iterable[Input], reader: Audience, call: Call) -> Mapping[str, int]:
    """Count answers by kind of organisation, the most first, as far as that may be shown."""
    totals = totals_for(answers, reader, call).answers
    if reader is Audience.STAFF:
        return dict(Counter(answer.organisation_kind for answer in totals).most_common())
    voters = [voter_of(answer, call) for answer in totals]
    shown = shown_kinds(voters)
    rest = rest_of(voters, dict(shown))
    counts = {kind: len(group) for kind, group in shown.items()}
    return {**counts, REST: len(rest)} if counts and rest else counts


def _those(sources: Iterable[Source], ids: tuple[str, ...]) -> tuple[Source, ...]:
    return tuple(source for source in sources if source.id in ids)


def _placed(evidence: Iterable[Cited], passages: Iterable[Passage]) -> tuple[Cited, ...]:
    """Return evidence without its place where that is in a text that the reader does not have."""
    here = {passage.id for passage in passages}
    return tuple(cited if cited.passage in here else replace(cited, passage="") for cited in evidence)
