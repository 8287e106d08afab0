"""Browsing: sources, priorities, the call and its answers, as far as a viewer may see them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kb.content.visibility import VisibleCatalogue
from kb.domain.account.viewer import Viewer
from kb.domain.audience import Audience
from kb.domain.call.call import Call, Input
from kb.domain.call.consent import is_sealed
from kb.domain.call.disclosure import rest_of, shown_kinds, voter_of
from kb.domain.errors import NotFound
from kb.domain.priority.lineage import is_unmade
from kb.domain.priority.priority import Evidence, Priority, SlotRef
from kb.domain.source.capture import Attempt, Outcome
from kb.domain.source.passage import Passage
from kb.domain.source.source import PrivateText, Source
from kb.domain.source.source_state import SourceState, state_of
from kb.domain.vocabulary import Acronym, Topic
from kb.services.library.evidence import Cited
from kb.services.library.library import Library, Snapshot
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
    """A piece of evidence with the passage that it stands on; ``None`` where there is none to show."""

    cited: Cited
    passage: Passage | None


@dataclass(frozen=True)
class RaisedView:
    """A slot grouped under a priority; ``answer`` is ``None`` where this reader may not read it, only count it."""

    slot: SlotRef
    answer: Input | None


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
    answers: tuple[Input, ...]
    answered: int
    kinds: Mapping[str, int]
    sealed: bool
    priorities: tuple[Priority, ...]


class LibraryReader:
    """Looks things up for a viewer; what they may not see does not exist for them."""

    def __init__(self, library: Library, states: States) -> None:
        self._library = library
        self._states = states

    def look_again(self) -> None:
        """Look at the files at once, whatever was looked at a moment ago."""
        self._library.snapshot(fresh=True)

    def sources(self, viewer: Viewer) -> tuple[SourceRow, ...]:
        """Return every source, newest first (undated ones last), then by title."""
        snapshot = self._library.snapshot()
        cited, attempts = snapshot.cited(viewer), self._states.attempts()
        rows = [
            SourceRow(
                source, state_of(source, attempts.get(source.id)), len({c.priority.id for c in cited.on(source.id)})
            )
            for source in snapshot.visible_to(viewer).sources.values()
        ]
        rows.sort(key=lambda row: row.source.title)
        rows.sort(key=lambda row: str(row.source.published or ""), reverse=True)
        return tuple(rows)

    def source(self, id: str, viewer: Viewer) -> SourceView:
        """Return one source to read; raise ``NotFound`` where there is none for this viewer."""
        snapshot = self._library.snapshot()
        visible = snapshot.visible_to(viewer)
        found = visible.sources.get(id)
        if found is None:
            raise NotFound("source", id)
        every = visible.sources.values()
        passages = self._library.passages(id, viewer)
        return SourceView(
            source=found,
            state=self._states.of(found),
            latest=self._states.latest(id),
            passages=passages,
            evidence=_placed(snapshot.cited(viewer).on(id), passages),
            derives_from=_those(every, found.derives_from),
            derived=tuple(source for source in every if id in source.derives_from),
            responds_to=_those(every, found.responds_to),
            responses=tuple(source for source in every if id in source.responds_to),
            topics=_topics(visible, found.topics),
            text=visible.texts.get(id),
        )

    def changes(self, id: str, viewer: Viewer) -> tuple[Attempt, ...]:
        """Return the attempts to fetch or file a source that changed something, in order; raise ``NotFound``."""
        self.source(id, viewer)
        return tuple(one for one in self._states.of_one(id) if one.outcome in _NEWS)

    def priorities(self, viewer: Viewer) -> tuple[PriorityView, ...]:
        """Return every priority in being, those with most answers behind them first; merged ones are in others."""
        snapshot = self._library.snapshot()
        views = [
            self._priority(snapshot, one, viewer)
            for one in snapshot.visible_to(viewer).priorities.values()
            if not one.merged_into and not is_unmade(one)
        ]
        return tuple(sorted(views, key=lambda view: (-len(view.raised), view.priority.title)))

    def priority(self, id: str, viewer: Viewer) -> PriorityView:
        """Return one priority; raise ``NotFound`` where there is none for this viewer."""
        snapshot = self._library.snapshot()
        found = snapshot.visible_to(viewer).priorities.get(id)
        if found is None:
            raise NotFound("priority", id)
        return self._priority(snapshot, found, viewer)

    def topics(self, viewer: Viewer) -> tuple[Topic, ...]:
        """Return the topics, in the order that people gave them."""
        return tuple(self._library.visible(viewer).topics.values())

    def acronyms(self) -> tuple[Acronym, ...]:
        """Return the words that a search takes for one another, by their short form; they are for everybody."""
        acronyms = self._library.visible(Viewer()).acronyms.values()
        return tuple(sorted(acronyms, key=lambda acronym: acronym.short.casefold()))

    def calls(self, viewer: Viewer) -> tuple[Call, ...]:
        """Return every call, the latest first."""
        return tuple(sorted(self._library.visible(viewer).calls.values(), key=lambda call: call.opens, reverse=True))

    def call(self, id: str, viewer: Viewer) -> CallView:
        """Return one call with its answers; raise ``NotFound`` where there is none for this viewer."""
        visible = self._library.visible(viewer)
        found = visible.calls.get(id)
        if found is None:
            raise NotFound("call", id)
        totals = visible.totals[id]
        return CallView(
            call=found,
            answers=tuple(answer for answer in visible.inputs.values() if answer.call == id),
            answered=len(totals.answers) + totals.left_out,
            kinds=_kinds(totals.answers, viewer.audience, found),
            sealed=is_sealed(found) and not viewer.is_staff,
            priorities=tuple(one for one in visible.priorities.values() if one.call == id),
        )

    def answer(self, call: str, id: str, viewer: Viewer) -> Input:
        """Return one answer to a call; raise ``NotFound`` where there is none for this viewer."""
        found = self.found_answer(id, viewer)
        if found.call != call:
            raise NotFound("answer", id)
        return found

    def found_answer(self, id: str, viewer: Viewer) -> Input:
        """Return one answer by its own id only; raise ``NotFound`` where there is none for this viewer."""
        found = self._library.visible(viewer).inputs.get(id)
        if found is None:
            raise NotFound("answer", id)
        return found

    def _priority(self, snapshot: Snapshot, priority: Priority, viewer: Viewer) -> PriorityView:
        visible, cited = snapshot.visible_to(viewer), snapshot.cited(viewer)
        evidence = cited.for_priority(priority.id)
        return PriorityView(
            priority=replace(
                priority,
                evidence=tuple(
                    Evidence(one.citation, one.stance, one.why) for one in evidence if one.annotation is None
                ),
            ),
            evidence=tuple(self._evidence(one, viewer) for one in evidence),
            raised=tuple(
                RaisedView(slot, visible.inputs.get(slot.input)) for slot in visible.counted["priority", priority.id]
            ),
            bodies=cited.bodies(evidence),
            topics=_topics(visible, priority.topics),
        )

    def _evidence(self, cited: Cited, viewer: Viewer) -> EvidenceView:
        passages = self._library.passages(cited.source.id, viewer) if cited.source else ()
        return EvidenceView(cited, next((p for p in passages if p.id == cited.passage), None))


def _topics(visible: VisibleCatalogue, ids: Iterable[str]) -> tuple[Topic, ...]:
    return tuple(visible.topics[id] for id in ids if id in visible.topics)


def _kinds(answers: Sequence[Input], reader: Audience, call: Call) -> Mapping[str, int]:
    """Count answers by kind of organisation, the most first, as far as that may be shown."""
    if reader is Audience.STAFF:
        return dict(Counter(answer.organisation_kind for answer in answers).most_common())
    voters = [voter_of(answer, call) for answer in answers]
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
