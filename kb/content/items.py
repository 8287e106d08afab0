"""Things: what one content file holds. The vocabulary's two files hold many of one sort each."""

import datetime as dt
from dataclasses import dataclass

from kb.domain.call.call import Call, Input
from kb.domain.editorial.question import Advice, Question
from kb.domain.editorial.recommendation import Recommendation
from kb.domain.evidence.annotation import Annotation
from kb.domain.evidence.search_record import SearchRecord
from kb.domain.priority.priority import Priority
from kb.domain.source.source import PrivateText, Source
from kb.domain.vocabulary import Acronym, Topic


@dataclass(frozen=True)
class TopicList:
    """``vocabulary/topics.md``: the topics in the order people want them shown; ``body`` says what they are."""

    id: str
    topics: tuple[Topic, ...]
    body: str = ""
    changes: int = 0
    changed: dt.datetime | None = None


@dataclass(frozen=True)
class AcronymList:
    """``vocabulary/acronyms.md``: the acronyms; ``body`` says what they are."""

    id: str
    acronyms: tuple[Acronym, ...]
    body: str = ""
    changes: int = 0
    changed: dt.datetime | None = None


ContentItem = (
    Source
    | PrivateText
    | Call
    | Input
    | Priority
    | Annotation
    | Question
    | Advice
    | Recommendation
    | SearchRecord
    | TopicList
    | AcronymList
)


def parent_of(thing: ContentItem) -> str:
    """Return the name of the folder that the file of a thing lies in below that of its kind; empty for most."""
    if isinstance(thing, Input):
        return thing.call
    return thing.source if isinstance(thing, Annotation) else ""
