"""Browsing: sources, priorities, the call and its answers, as far as a viewer may see them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kb.content.visibility import VisibleCatalogue, kind_of_viewer
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
from kb.domain.source.source_state import SourceState
from kb.domain.vocabulary import Acronym, Topic
from kb.services.library.evidence import Cited
from kb.services.library.library import Library, Snapshot
from kb.services.library.source_list import SourceList, SourceLists
from kb.services.library.source_states import States

REST = "other kinds"
_NEWS = (Outcome.NEW, Outcome.CHANGED, Outcome.MOVED, Outcome.WITHDRAWN, Outcome.GONE)


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
        self._lists = SourceLists(library, states)

    def look_again(self) -> None:
        """Look at the files at once, whatever was looked at a moment ago."""
        self._library.snapshot(fresh=True)

    def sources(self, viewer: Viewer) -> SourceList:
        """Return every source, newest first (undated ones last), then by title."""
        return self._lists.of(viewer)

    def source(self, id: str, viewer: Viewer) -> SourceView:
        """Return one source to read; raise ``NotFound`` where there is none for this viewer."""
        snapshot = self._library.snapshot()
        visible = snapshot.visible_to(viewer)
        found = visible.sources.get(id)
        if found is None:
            raise NotFound("source", id)
        passages = self._library.passages(id, viewer)
        referring = snapshot.cached(("referring", kind_of_viewer(viewer)), lambda: _referring(visible))
        return SourceView(
            source=found,
            state=self._states.of(found),
            latest=self._states.latest(id),
            passages=passages,
            evidence=_placed(snapshot.cited(viewer).on(id), passages),
            derives_from=_those(visible, found.derives_from),
            derived=_those(visible, referring.derived.get(id, ())),
            responds_to=_those(visible, found.responds_to),
            responses=_those(visible, referring.responses.get(id, ())),
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
        return snapshot.cached(("priorities", kind_of_viewer(viewer)), lambda: self._priorities(snapshot, viewer))

    def _priorities(self, snapshot: Snapshot, viewer: Viewer) -> tuple[PriorityView, ...]:
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


@dataclass(frozen=True)
class _Referring:
    """The ids of the sources that derive from each, and of those that respond to it."""

    derived: Mapping[str, tuple[str, ...]]
    responses: Mapping[str, tuple[str, ...]]


def _referring(visible: VisibleCatalogue) -> _Referring:
    derived: dict[str, tuple[str, ...]] = {}
    responses: dict[str, tuple[str, ...]] = {}
    for id, source in visible.sources.items():
        for named, ids in ((derived, source.derives_from), (responses, source.responds_to)):
            for other in ids:
                named[other] = (*named.get(other, ()), id)
    return _Referring(derived, responses)


def _those(visible: VisibleCatalogue, ids: Iterable[str]) -> tuple[Source, ...]:
    return tuple(visible.sources[id] for id in sorted(set(ids)) if id in visible.sources)


def _placed(evidence: Iterable[Cited], passages: Iterable[Passage]) -> tuple[Cited, ...]:
    """Return evidence without its place where that is in a text that the reader does not have."""
    here = {passage.id for passage in passages}
    return tuple(cited if cited.passage in here else replace(cited, passage="") for cited in evidence)
