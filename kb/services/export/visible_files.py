"""Content files as one reader may see them: what others than staff take away in an export.

Staff get every file as it lies. For the others a thing is left out, or is made anew without the pieces that they may
not see: names that consent keeps back, links to hidden things, who of the staff did what. Whether something may be
seen at all is asked where it is decided (``kb.domain.call.consent``, ``kb.domain.evidence.annotation``), never
decided here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from kb.content.catalogue import FullCatalogue
from kb.content.items import AcronymList, ContentItem, TopicList
from kb.domain.audience import Audience
from kb.domain.call.call import Call, Input, Slot
from kb.domain.call.consent import audience_of, audience_of_call, name_for
from kb.domain.editorial.question import Advice, Question
from kb.domain.editorial.recommendation import Recommendation, as_told
from kb.domain.editorial.review import ReviewState, Turn
from kb.domain.evidence.annotation import Annotation, audience_of_annotation
from kb.domain.evidence.search_record import SearchRecord
from kb.domain.priority.lineage import is_unmade
from kb.domain.priority.priority import Priority, SlotRef
from kb.domain.source.source import Source

SOMEBODY = "staff"
"""Who did it, for readers who are not told."""


@dataclass(frozen=True)
class Seen:
    """A catalogue through the eyes of one reader who is not staff."""

    catalogue: FullCatalogue
    reader: Audience

    def things(self) -> Iterator[ContentItem]:
        """Yield every thing that this reader may see, as they may see it."""
        catalogue = self.catalogue
        if catalogue.topics:
            yield TopicList("topics", tuple(catalogue.topics.values()))
        if catalogue.acronyms:
            yield AcronymList("acronyms", tuple(catalogue.acronyms.values()))
        yield from (self._source(one) for one in catalogue.sources.values() if self.source(one.id))
        yield from (one for one in catalogue.texts.values() if self.source(one.id) and self.reader.sees(one.audience))
        yield from (self._call(one) for one in catalogue.calls.values() if self.call(one.id))
        yield from (self._answer(one) for one in catalogue.inputs.values() if self.answer(one.id))
        yield from (self._priority(one) for one in catalogue.priorities.values() if self.priority(one.id))
        yield from (self._annotation(one) for one in catalogue.annotations.values() if self.annotation(one.id))
        yield from (self._question(one) for one in catalogue.questions.values() if self._is_ready(one))
        yield from (self._advice(one) for one in catalogue.advice.values() if self._is_ready(one))
        yield from (
            self._recommendation(one)
            for one in catalogue.recommendations.values()
            if self.reader.sees(one.audience) and self.source(one.citation.source)
        )
        yield from (self._search_record(one) for one in catalogue.search_records.values() if self.priority(one.id))

    def source(self, id: str) -> bool:
        """Say whether there is such a source for this reader."""
        found = self.catalogue.sources.get(id)
        return found is not None and self.reader.sees(found.audience)

    def call(self, id: str) -> bool:
        """Say whether there is such a call for this reader."""
        found = self.catalogue.calls.get(id)
        return found is not None and self.reader.sees(audience_of_call(found))

    def answer(self, id: str) -> bool:
        """Say whether this reader may read such an answer."""
        found = self.catalogue.inputs.get(id)
        return found is not None and self.reader.sees(audience_of(found, self.catalogue.calls.get(found.call)))

    def priority(self, id: str) -> bool:
        """Say whether there is such a priority for this reader."""
        found = self.catalogue.priorities.get(id)
        return found is not None and self.reader.sees(found.audience) and not is_unmade(found)

    def annotation(self, id: str) -> bool:
        """Say whether this reader may read such an annotation."""
        found = self.catalogue.annotations.get(id)
        if found is None or not self.source(found.source):
            return False
        return self.reader.sees(audience_of_annotation(found, self.catalogue.sources[found.source].audience))

    def _is_ready(self, one: Question | Advice) -> bool:
        return one.state is ReviewState.REVIEWED and self.reader.sees(one.audience)

    def _those(self, ids: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(id for id in ids if self.source(id))

    def _priorities(self, ids: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(id for id in ids if self.priority(id))

    def _slots(self, slots: tuple[SlotRef, ...]) -> tuple[SlotRef, ...]:
        return tuple(slot for slot in slots if self.answer(slot.input))

    def _source(self, one: Source) -> Source:
        return replace(one, derives_from=self._those(one.derives_from), responds_to=self._those(one.responds_to))

    def _call(self, one: Call) -> Call:
        reopened = tuple(replace(each, by=SOMEBODY) for each in one.reopened)
        return replace(one, source=one.source if self.source(one.source) else "", reopened=reopened)

    def _answer(self, one: Input) -> Input:
        return Input(
            id=one.id,
            call=one.call,
            organisation=name_for(one, self.reader),
            organisation_kind=one.organisation_kind,
            received=one.received,
            channel=one.channel,
            consent=one.consent,
            slots=tuple(self._slot(slot) for slot in one.slots),
            illustrative=one.illustrative,
            audience=one.audience,
            body=one.body,
            late=one.late,
        )

    def _slot(self, slot: Slot) -> Slot:
        return replace(slot, evidence=tuple(pointer for pointer in slot.evidence if self.source(pointer.source)))

    def _priority(self, one: Priority) -> Priority:
        return replace(
            one,
            call=one.call if self.call(one.call) else "",
            evidence=tuple(each for each in one.evidence if self.source(each.citation.source)),
            slots=self._slots(one.slots),
            merged_into=one.merged_into if self.priority(one.merged_into) else "",
            split_from=one.split_from if self.priority(one.split_from) else "",
            lineage=(),
            changes=0,
            worded_by="",
        )

    def _annotation(self, one: Annotation) -> Annotation:
        links = tuple(link for link in one.links if self.priority(link.priority))
        return replace(one, author=SOMEBODY, links=links, turns=_last(one.turns), decisions=(), changes=0)

    def _question(self, one: Question) -> Question:
        return replace(
            one,
            author=SOMEBODY,
            background=self._those(one.background),
            priorities=self._priorities(one.priorities),
            raised_by=self._slots(one.raised_by),
            turns=_last(one.turns),
            changes=0,
        )

    def _advice(self, one: Advice) -> Advice:
        return replace(
            one,
            author=SOMEBODY,
            priorities=self._priorities(one.priorities),
            evidence=tuple(id for id in one.evidence if self.annotation(id)),
            turns=_last(one.turns),
            changes=0,
        )

    def _recommendation(self, one: Recommendation) -> Recommendation:
        told = as_told(one, self.catalogue.sources, self.reader)
        return replace(told, priorities=self._priorities(one.priorities), made_by=SOMEBODY, changes=0)

    def _search_record(self, one: SearchRecord) -> SearchRecord:
        runs = tuple(
            replace(
                run,
                who=SOMEBODY,
                searched=self._those(run.searched),
                found=tuple(f for f in run.found if self.reader.sees(f.audience) and self.source(f.source)),
            )
            for run in one.runs
        )
        readings = tuple(replace(each, who=SOMEBODY, note="") for each in one.readings if self.source(each.source))
        return SearchRecord(one.id, runs, readings)


def _last(turns: tuple[Turn, ...]) -> tuple[Turn, ...]:
    """Return the last turn alone, without who took it and what they noted."""
    return tuple(replace(turn, who=SOMEBODY, note="") for turn in turns[-1:])
