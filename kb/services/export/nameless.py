"""Content files for others than staff: what they may see, without who of the staff did what."""

from collections.abc import Iterator
from dataclasses import replace

from kb.content.items import AcronymList, ContentItem, TopicList
from kb.content.visibility import SOMEBODY, VisibleCatalogue
from kb.domain.editorial.review import Turn
from kb.domain.evidence.annotation import Annotation
from kb.domain.evidence.search_record import SearchRecord
from kb.domain.priority.priority import Priority


def nameless_items(visible: VisibleCatalogue) -> Iterator[ContentItem]:
    """Yield everything that a reader may see, as files for them have it."""
    if visible.topics:
        yield TopicList("topics", tuple(visible.topics.values()))
    if visible.acronyms:
        yield AcronymList("acronyms", tuple(visible.acronyms.values()))
    yield from visible.sources.values()
    yield from visible.texts.values()
    yield from visible.calls.values()
    yield from (replace(one, changes=0) for one in visible.inputs.values())
    yield from (_priority(one) for one in visible.priorities.values())
    yield from (_annotation(one) for one in visible.annotations.values())
    for question in visible.questions.values():
        yield replace(question, author=SOMEBODY, turns=_turns(question.turns), changes=0)
    for advice in visible.advice.values():
        yield replace(advice, author=SOMEBODY, turns=_turns(advice.turns), changes=0)
    yield from (replace(one, made_by=SOMEBODY, changes=0) for one in visible.recommendations.values())
    yield from (_search_record(one) for one in visible.search_records.values())


def _priority(one: Priority) -> Priority:
    return replace(one, changes=0, worded_by="", agreed_by="")


def _annotation(one: Annotation) -> Annotation:
    return replace(one, author=SOMEBODY, turns=_turns(one.turns), decisions=(), changes=0)


def _turns(turns: tuple[Turn, ...]) -> tuple[Turn, ...]:
    return tuple(replace(turn, who=SOMEBODY) for turn in turns)


def _search_record(one: SearchRecord) -> SearchRecord:
    runs = tuple(replace(run, who=SOMEBODY) for run in one.runs)
    readings = (replace(each, who=SOMEBODY, taken_back_by=SOMEBODY * bool(each.taken_back)) for each in one.readings)
    return SearchRecord(one.id, runs, tuple(readings))
