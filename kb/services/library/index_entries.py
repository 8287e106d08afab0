"""What people write, to shelves: annotations, questions and advice as documents of the search.

Reviewed ones are on the shelf of their audience, all others on the staff's; retired ones are on none. What a document
says of priorities is what all its readers may know: a link to a narrower one is left out.
"""

from collections.abc import Container, Iterable, Iterator
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

EDITORS = "editors"
"""The author of entries that came with the content."""

Entry = Annotation | Question | Advice
KINDS = {AdviceKind.STRATEGY: STRATEGY, AdviceKind.GUIDANCE: GUIDANCE}


def entry_documents(
    visible: VisibleCatalogue, known: Container[tuple[str, str]]
) -> Iterator[tuple[str, IndexDocument, tuple[Passage, ...]]]:
    """Yield the kind of file, the document and the passages of every entry that is seen, but for those ``known``."""
    audience = visible.audience
    for annotation in visible.annotations.values():
        if ("annotation", annotation.id) not in known and annotation.state is not ReviewState.RETIRED:
            yield "annotation", *_annotation(annotation, visible)
    for question in visible.questions.values():
        if ("question", question.id) not in known and question.state is not ReviewState.RETIRED:
            yield "question", _question_document(question, audience), tuple(_question_passages(question))
    for advice in visible.advice.values():
        if ("advice", advice.id) not in known and advice.state is not ReviewState.RETIRED:
            yield "advice", _advice_document(advice, audience), tuple(_advice_passages(advice))


def _annotation(annotation: Annotation, visible: VisibleCatalogue) -> tuple[IndexDocument, tuple[Passage, ...]]:
    source = visible.sources[annotation.source]
    links = [(link, visible.priorities[link.priority]) for link in annotation.links]
    document = IndexDocument(
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
    return document, tuple(_annotation_passages(annotation, links))


def _annotation_passages(annotation: Annotation, links: Iterable[tuple[EvidenceLink, Priority]]) -> Iterator[Passage]:
    place = Passage("", PassageKind.ANNOTATION, "", label=annotation.citation.label, page=annotation.citation.page)
    for passage in passages_of(annotation.body):
        yield replace(passage, kind=PassageKind.ANNOTATION, label=f"on {place.locator}" if place.locator else "")
    for number, (link, priority) in enumerate(links, start=1):
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
