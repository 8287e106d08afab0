"""Who may see what: the only code that decides it. What shows content is handed what its reader may see, and no more.

It fails closed. What hangs on a source, a call or a priority that is not there, or that cannot be read, is for staff:
evidence, statuses, entries, pointers and names of it are shown to nobody else. It is long because it is the only place.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any, TypeVar

from kb.content.catalogue import CatalogueItems, FullCatalogue
from kb.content.schema.fields import Kind
from kb.domain.account.viewer import Viewer
from kb.domain.audience import Audience, narrowest
from kb.domain.call.call import Call, CallState, Input, Slot
from kb.domain.call.consent import audience_of, audience_of_call, name_for
from kb.domain.call.disclosure import Totals, totals_for, voter_of
from kb.domain.editorial.question import Advice, Question, audience_of_entry
from kb.domain.editorial.recommendation import Recommendation
from kb.domain.editorial.review import Turn
from kb.domain.evidence.annotation import Annotation, audience_of_annotation
from kb.domain.evidence.search_record import FoundIn, SearchRecord
from kb.domain.priority.lineage import in_force, is_unmade
from kb.domain.priority.priority import Priority, SlotRef
from kb.domain.priority.ranking import same_name
from kb.domain.source.source import Source

SOMEBODY = "staff"
"""Who did it, for readers who are not told."""

T = TypeVar("T")
R = TypeVar("R", bound=Annotation | Question | Advice | Recommendation)


@dataclass(frozen=True)
class VisibleCatalogue(CatalogueItems):
    """What one kind of viewer may see, each thing as they may see it; ``files`` are those of these things.

    ``totals`` has for each call the answers that totals may count: for others than staff without words and names, each
    organisation under a number. ``counted`` has the slots of a priority or question that may be read or counted, by
    kind and id, where the thing itself names only those that may be read. ``derives_from`` says what each source
    derives from, also where that is hidden: it is for counting independent bodies. ``closed`` are the priorities whose
    evidence is hidden, because what they were merged into is.
    """

    audience: Audience = Audience.PUBLIC
    totals: Mapping[str, Totals] = field(default_factory=dict)
    counted: Mapping[tuple[str, str], tuple[SlotRef, ...]] = field(default_factory=dict)
    derives_from: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    closed: frozenset[str] = frozenset()


def visible_to(full: FullCatalogue, viewer: Viewer) -> VisibleCatalogue:
    """Return what a viewer may see; those who work on entries see the ones that are not reviewed, too."""
    return _Sight(full, viewer.audience, viewer.annotates or viewer.is_staff).catalogue()


def kind_of_viewer(viewer: Viewer) -> tuple[Audience, bool]:
    """Return the cache key of a viewer: equal for two who see the same."""
    return viewer.audience, viewer.annotates or viewer.is_staff


def sees(viewer: Viewer, audience: Audience) -> bool:
    """Say whether somebody may see a thing that is for an audience."""
    return viewer.audience.sees(audience)


def sees_call(viewer: Viewer, call: Call) -> bool:
    """Say whether somebody may see a call as its file has it this moment; who is invited to it, once it has opened."""
    is_invited = viewer.invitation is not None and viewer.invitation.call == call.id
    return sees(viewer, audience_of_call(call)) or (is_invited and call.state is not CallState.DRAFT)


def found_for(viewer: Viewer, rows: Iterable[FoundIn]) -> tuple[FoundIn, ...]:
    """Return what a search found, as far as somebody may know."""
    return tuple(row for row in rows if sees(viewer, row.audience))


def visible_version(full: FullCatalogue, version: R, viewer: Viewer) -> R | None:
    """Return a version of something that people review or follow, as somebody may see it; nothing where they may not.

    It is seen beside the content as it is now.
    """
    sight: Any = _Sight(full, *kind_of_viewer(viewer))
    shown: R | None = {
        Annotation: sight.annotation,
        Question: sight.question,
        Advice: sight.advice,
        Recommendation: sight.recommendation,
    }[type(version)](version)
    return shown


class _Sight:
    """The content through the eyes of one kind of viewer; ``works`` says that they work on entries."""

    def __init__(self, full: FullCatalogue, audience: Audience, works: bool) -> None:
        self.full, self.audience, self.works = full, audience, works
        self.is_staff = audience is Audience.STAFF

    def catalogue(self) -> VisibleCatalogue:
        full, sources = self.full, self.sources
        texts = _those(full.texts, lambda one: one if self._has_source(one.id) and self._sees(one.audience) else None)
        annotations, search_records = self.annotations, _those(full.search_records, self._search_record)
        questions, advice = _those(full.questions, self.question), _those(full.advice, self.advice)
        recommendations = _those(full.recommendations, self.recommendation)
        shown: Mapping[str, Mapping[str, object]] = {
            Kind.SOURCE: sources,
            Kind.TEXT: texts,
            Kind.CALL: self.calls,
            Kind.INPUT: self.inputs,
            Kind.PRIORITY: self.priorities,
            Kind.ANNOTATION: annotations,
            Kind.QUESTION: questions,
            Kind.ADVICE: advice,
            Kind.RECOMMENDATION: recommendations,
            Kind.SEARCH_RECORD: search_records,
        }
        return VisibleCatalogue(
            sources=sources,
            texts=texts,
            calls=self.calls,
            inputs=self.inputs,
            priorities=self.priorities,
            annotations=annotations,
            questions=questions,
            advice=advice,
            recommendations=recommendations,
            search_records=search_records,
            topics=full.topics,
            acronyms=full.acronyms,
            files={key: file for key, file in full.files.items() if key[1] in shown.get(key[0], ())},
            audience=self.audience,
            totals=self.totals,
            counted=self._counted(questions),
            derives_from={id: full.sources[id].derives_from for id in sources},
            closed=frozenset(id for id in self.priorities if self._is_closed(id)),
        )

    def _sees(self, audience: Audience) -> bool:
        return self.audience.sees(audience)

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        if self.is_staff:
            return self.full.sources
        seen = {id for id, one in self.full.sources.items() if self._sees(one.readers)}
        return _those(self.full.sources, lambda one: one.referring_to(seen) if one.id in seen else None)

    @cached_property
    def calls(self) -> Mapping[str, Call]:
        return _those(self.full.calls, self._call)

    @cached_property
    def inputs(self) -> Mapping[str, Input]:
        return _those(self.full.inputs, self._answer)

    @cached_property
    def totals(self) -> Mapping[str, Totals]:
        answers: dict[str, list[Input]] = {}
        for answer in self.full.inputs.values():
            answers.setdefault(answer.call, []).append(answer)
        calls = {id: self.full.calls[id] for id in self.calls}
        found = {id: totals_for(answers.get(id, ()), self.audience, call) for id, call in calls.items()}
        if self.is_staff:
            return found
        names = {same_name(answer.organisation) for totals in found.values() for answer in totals.answers}
        numbers = {name: f"#{at}" for at, name in enumerate(sorted(names), start=1)}
        return {
            id: replace(one, answers=tuple(_nameless(answer, calls[id], numbers) for answer in one.answers))
            for id, one in found.items()
        }

    @cached_property
    def _countable(self) -> frozenset[str]:
        return frozenset(answer.id for totals in self.totals.values() for answer in totals.answers)

    @cached_property
    def priorities(self) -> Mapping[str, Priority]:
        seen = {
            id
            for id, one in self.full.priorities.items()
            if self._sees(one.audience) and (self.is_staff or not is_unmade(one))
        }
        return _those(self.full.priorities, lambda one: self._priority(one, seen) if one.id in seen else None)

    @cached_property
    def annotations(self) -> Mapping[str, Annotation]:
        return _those(self.full.annotations, self.annotation)

    def _has_source(self, id: str) -> bool:
        """Say whether a source is there to be seen; staff are told of one that cannot be read."""
        return self.is_staff or id in self.sources

    def _call(self, call: Call) -> Call | None:
        if not self._sees(audience_of_call(call)):
            return None
        if self.is_staff:
            return call
        reopened = tuple(replace(each, by=SOMEBODY) for each in call.reopened)
        return replace(call, source=call.source if call.source in self.sources else "", reopened=reopened)

    def _answer(self, answer: Input) -> Input | None:
        if not self._sees(audience_of(answer, self.full.calls.get(answer.call))):
            return None
        if self.is_staff:
            return answer
        return Input(
            id=answer.id,
            call=answer.call,
            organisation=name_for(answer, self.audience),
            organisation_kind=answer.organisation_kind,
            received=answer.received,
            channel=answer.channel,
            consent=answer.consent,
            slots=tuple(self._slot(slot) for slot in answer.slots),
            illustrative=answer.illustrative,
            audience=answer.audience,
            body=answer.body,
            late=answer.late,
            changes=answer.changes,
        )

    def _slot(self, slot: Slot) -> Slot:
        return replace(slot, evidence=tuple(each for each in slot.evidence if each.source in self.sources))

    def _priority(self, one: Priority, seen: set[str]) -> Priority:
        return replace(
            one,
            call=one.call if self.is_staff or one.call in self.calls else "",
            evidence=tuple(each for each in one.evidence if self._has_source(each.citation.source)),
            slots=self._read(one.slots),
            merged_into=one.merged_into if one.merged_into in seen else "",
            split_from=one.split_from if one.split_from in seen else "",
            lineage=one.lineage if self.is_staff else (),
            worded_by=one.worded_by if self.is_staff else "",
            agreed_by=one.agreed_by if self.is_staff else "",
        )

    def _is_closed(self, id: str) -> bool:
        """Say whether what has a priority's evidence now is hidden; staff are told of one that cannot be read."""
        return not self.is_staff and in_force(self.full.priorities, id) not in self.priorities

    def _read(self, slots: tuple[SlotRef, ...]) -> tuple[SlotRef, ...]:
        return tuple(slot for slot in slots if slot.input in self.inputs)

    def _counted(self, questions: Mapping[str, Question]) -> Mapping[tuple[str, str], tuple[SlotRef, ...]]:
        named = [(("priority", id), self.full.priorities[id].slots) for id in self.priorities]
        named += [(("question", id), self.full.questions[id].raised_by) for id in questions]
        known = self._countable | self.inputs.keys()
        return {key: tuple(slot for slot in slots if slot.input in known) for key, slots in named}

    def annotation(self, one: Annotation) -> Annotation | None:
        source = self.full.sources.get(one.source)
        if source is None or not self._sees(self._readers(one, source)):
            return None
        links = tuple(link for link in one.links if link.priority in self.priorities)
        if self.works:
            return one if len(links) == len(one.links) else replace(one, links=links)
        decisions = tuple(replace(each, who="", why="", before=None) for each in one.decisions)
        return replace(one, links=links, turns=self._turns(one.turns), decisions=decisions)

    def _readers(self, one: Annotation, source: Source) -> Audience:
        """Return who may read an annotation: before it is reviewed, whoever works on entries and may see its source."""
        if self.works:
            return narrowest(one.audience, source.readers)
        return audience_of_annotation(one, source.readers)

    def _turns(self, turns: tuple[Turn, ...]) -> tuple[Turn, ...]:
        """Return the turns of review: what was noted on the way is for those who work on entries."""
        return turns if self.works else tuple(replace(turn, note="") for turn in turns[-1:])

    def _nameless(self, turns: tuple[Turn, ...]) -> tuple[Turn, ...]:
        return turns if self.works else tuple(replace(turn, who="") for turn in self._turns(turns))

    def question(self, one: Question) -> Question | None:
        if not self._sees(one.audience if self.works else audience_of_entry(one)):
            return None
        return replace(
            one,
            priorities=self._known(one.priorities, self.priorities),
            background=self._known(one.background, self.sources),
            raised_by=self._read(one.raised_by),
            turns=self._nameless(one.turns),
        )

    def advice(self, one: Advice) -> Advice | None:
        if not self._sees(one.audience if self.works else audience_of_entry(one)):
            return None
        return replace(
            one,
            priorities=self._known(one.priorities, self.priorities),
            evidence=self._known(one.evidence, self.annotations),
            turns=self._nameless(one.turns),
        )

    def recommendation(self, one: Recommendation) -> Recommendation | None:
        if one.citation.source not in self.sources or not self._sees(one.audience):
            return None
        return replace(
            one,
            statuses=tuple(each for each in one.statuses if not each.source or self._has_source(each.source)),
            priorities=self._known(one.priorities, self.priorities),
            made_by=one.made_by if self.works else "",
        )

    def _search_record(self, one: SearchRecord) -> SearchRecord | None:
        if one.id not in self.priorities:
            return None
        if self.is_staff:
            return one
        runs = tuple(
            replace(
                run,
                searched=self._known(run.searched, self.sources),
                found=tuple(row for row in run.found if self._sees(row.audience) and row.source in self.sources),
            )
            for run in one.runs
        )
        readings = (each for each in one.readings if each.source in self.sources)
        return replace(
            one, runs=runs, readings=tuple(each if self.works else replace(each, note="") for each in readings)
        )

    def _known(self, ids: tuple[str, ...], known: Mapping[str, object]) -> tuple[str, ...]:
        return tuple(id for id in ids if id in known)


def _those(all: Mapping[str, T], shown: Callable[[T], T | None]) -> Mapping[str, T]:
    """Return the things that are shown, as they are shown."""
    pairs = ((id, shown(one)) for id, one in all.items())
    return MappingProxyType({id: one for id, one in pairs if one is not None})


def _nameless(answer: Input, call: Call, numbers: Mapping[str, str]) -> Input:
    """Return an answer as totals need it: without words, and with a number in place of its organisation."""
    voter = voter_of(answer, call)
    return Input(
        id=answer.id,
        call=answer.call,
        organisation=numbers[voter.organisation],
        organisation_kind=voter.kind,
        received=answer.received,
        channel=answer.channel,
        consent=answer.consent,
        slots=tuple(Slot("") for _ in answer.slots),
        illustrative=answer.illustrative,
        audience=answer.audience,
        late=answer.late,
    )
