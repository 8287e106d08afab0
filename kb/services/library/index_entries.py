"""What people write, to shelves: annotations, questions and advice as documents of the search.

Reviewed ones are on the shelf of their audience, all others on the staff's; retired ones are on none. What a document
says of priorities is what all its readers may know: a link to a narrower one is left out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from kb.content.visibility import VisibleCatalogue
from kb.documents.markdown.inline import plain
from kb.documents.passages import passages_of
from kb.domain.audience import Audience
from kb.domain.dates import PartialDate
from kb.domain.editorial.question import Advice, AdviceKind, Question
from kb.domain.editorial.review import ReviewState
from kb.domain.evidence.annotation import Annotation, EvidenceLink
from kb.domain.index_document import ENTRY, GUIDANCE, QUESTION, STRATEGY, IndexDocument
from kb.domain.priority.priority import Priority
from kb.domain.source.passage import Passage, PassageKind
from kb.index.documents import DocKey

EDITORS = "editors"
"""The author of entries that came with the content."""

ENTRIES = ("annotation", "question", "advice")

Entry = Annotation | Question | Advice
KINDS = {AdviceKind.STRATEGY: STRATEGY, AdviceKind.GUIDANCE: GUIDANCE}


def entry_keys(visible: VisibleCatalogue) -> Iterator[DocKey]:
    """Yield the kind and the id of every entry that is to be found."""
    for kind in ENTRIES:
        for id, entry in _entries(kind, visible).items():
            if entry.state is not ReviewState.RETIRED:
                yield kind, id


def entry_document(key: DocKey, visible: VisibleCatalogue) -> IndexDocument:
    """Return the document of an entry as an audience sees it."""
    entry = _entries(key[0], visible)[key[1]]
    if isinstance(entry, Annotation):
        return _annotation_document(entry, visible)
    if isinstance(entry, Question):
        return _question_document(entry, visible.audience)
    return _advice_document(entry, visible.audience)


def entry_passages(key: DocKey, visible: VisibleCatalogue) -> tuple[Passage, ...]:
    """Return the passages of an entry as an audience sees it."""
    entry = _entries(key[0], visible)[key[1]]
    if isinstance(entry, Annotation):
        return tuple(_annotation_passages(entry, visible))
    return tuple(_question_passages(entry) if isinstance(entry, Question) else _advice_passages(entry))


def _entries(kind: str, visible: VisibleCatalogue) -> Mapping[str, Entry]:
    of_kind: dict[str, Mapping[str, Entry]] = {
        "annotation": visible.annotations,
        "question": visible.questions,
        "advice": visible.advice,
    }
    return of_kind[kind]


def _links(annotation: Annotation, visible: VisibleCatalogue) -> list[tuple[EvidenceLink, Priority]]:
    return [(link, visible.priorities[link.priority]) for link in annotation.links]


def _annotation_document(annotation: Annotation, visible: VisibleCatalogue) -> IndexDocument:
    source, links = visible.sources[annotation.source], _links(annotation, visible)
    return IndexDocument(
        doc_type="annotation",
        key=annotation.id,
        audience=visible.audience,
        title=f"Entry on {source.heading}",
        published=_day(annotation),
        source_kind=ENTRY,
        topics=source.topics,
        priorities=tuple(dict.fromkeys(priority.id for _, priority in links)),
        stances=tuple(dict.fromkeys(link.stance.value for link, _ in links)),
        authors=_authors(annotation, visible.audience),
        tags=annotation.tags,
    )


def _annotation_passages(annotation: Annotation, visible: VisibleCatalogue) -> Iterator[Passage]:
    place = Passage("", PassageKind.ANNOTATION, "", label=annotation.citation.label, page=annotation.citation.page)
    for passage in passages_of(annotation.body):
        yield replace(passage, kind=PassageKind.ANNOTATION, label=f"on {place.locator}" if place.locator else "")
    for number, (link, priority) in enumerate(_links(annotation, visible), start=1):
        if link.why:
            said = f"{link.stance.value}: {priority.title}"
            yield Passage(f"link-{number}", PassageKind.ANNOTATION, plain(link.why), label=said)


def _question_document(question: Question, audience: Audience) -> IndexDocument:
    return IndexDocument(
        doc_type="question",
        key=question.id,
        audience=audience,
        title=f"Question to {question.asked_of}",
        published=_day(question),
        source_kind=QUESTION,
        priorities=question.priorities,
        authors=_authors(question, audience),
    )


def _question_passages(question: Question) -> Iterator[Passage]:
    yield Passage("question", PassageKind.QUESTION, plain(question.text), label=question.kind.value)
    for id, label, text in (
        ("look-at", "where to look", "\n".join(question.look_at)),
        ("good-answer", "a good answer", question.good_answer),
    ):
        if text:
            yield Passage(id, PassageKind.QUESTION, plain(text), label=label)
    yield from (replace(passage, kind=PassageKind.QUESTION) for passage in passages_of(question.body))


def _advice_document(advice: Advice, audience: Audience) -> IndexDocument:
    return IndexDocument(
        doc_type="advice",
        key=advice.id,
        audience=audience,
        title=advice.title,
        published=_day(advice),
        source_kind=KINDS[advice.kind],
        priorities=advice.priorities,
        authors=_authors(advice, audience),
    )


def _advice_passages(advice: Advice) -> Iterator[Passage]:
    yield Passage("what", PassageKind.TEXT, plain(advice.what), label=f"for {advice.for_whom}")
    yield from passages_of(advice.body)


def _authors(entry: Entry, audience: Audience) -> tuple[str, ...]:
    """Return who wrote an entry as its readers may know it: the account is for staff to know, others the role."""
    role = EDITORS if entry.author == EDITORS else "analyst"
    return tuple(dict.fromkeys((role, entry.author))) if audience is Audience.STAFF else (role,)


def _day(entry: Entry) -> PartialDate:
    return PartialDate.of((entry.changed or entry.made).date())
