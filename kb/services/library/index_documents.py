"""Content to shelves: what of each thing goes into the index, on whose shelf, and when it must go again.

Below lies ``kb.documents`` (Markdown to passages); above, the sync service hands the result to ``kb.index``.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from kb.content.catalogue import FullCatalogue
from kb.documents.markdown.inline import plain
from kb.documents.passages import passages_of
from kb.domain.audience import Audience, narrowest
from kb.domain.call.call import Call, Input
from kb.domain.call.consent import audience_of, audience_of_call, name_for
from kb.domain.dates import PartialDate
from kb.domain.index_document import ANSWER, CALL, PRIORITY, Document, Shelved
from kb.domain.priority.priority import Priority
from kb.domain.source.passage import Passage, PassageKind
from kb.domain.source.source import PrivateText, Source
from kb.services.library.evidence import CitedPassages
from kb.services.library.index_entries import entry_documents

SHELVING_VERSION = "2"
"""Part of every digest: raised when the same file would make other passages, so that the index follows."""

DocKey = tuple[str, str]


@dataclass(frozen=True)
class Shelf:
    """Everything there is to index: a digest per document, and how to make each one."""

    digests: Mapping[DocKey, str]
    load: Callable[[DocKey], Shelved]


def shelf_of(catalogue: FullCatalogue, cited: CitedPassages) -> Shelf:
    """Return what the index should hold for this catalogue; passages are made only when ``load`` asks."""
    documents = {(doc.doc_type, doc.key): (doc, digest, make) for doc, digest, make in _everything(catalogue, cited)}

    def load(key: DocKey) -> Shelved:
        document, digest, make = documents[key]
        return Shelved(document, make(), digest)

    return Shelf({key: digest for key, (_, digest, _) in documents.items()}, load)


_Row = tuple[Document, str, Callable[[], tuple[Passage, ...]]]


def _everything(catalogue: FullCatalogue, cited: CitedPassages) -> Iterator[_Row]:
    for source in catalogue.sources.values():
        yield _row(catalogue, "source", _source_document(source, cited), partial(source_passages, source))
        text = catalogue.texts.get(source.id)
        if text is not None:
            document = _text_document(source, text)
            yield _row(catalogue, "text", document, partial(passages_of, text.body))
    for priority in catalogue.priorities.values():
        yield _row(catalogue, "priority", _priority_document(priority), partial(priority_passages, priority))
    for answer in catalogue.inputs.values():
        document = _input_document(answer, catalogue.calls.get(answer.call))
        yield _row(catalogue, "input", document, partial(input_passages, answer))
    for call in catalogue.calls.values():
        yield _row(catalogue, "call", _call_document(call), partial(call_passages, call))
    for kind, document, passages in entry_documents(catalogue):
        yield _entry_row(catalogue, kind, document, passages)


def _row(catalogue: FullCatalogue, kind: str, document: Document, make: Callable[[], tuple[Passage, ...]]) -> _Row:
    file_digest = catalogue.files[(kind, document.key)].digest
    words = f"{SHELVING_VERSION}\n{file_digest}\n{document!r}"
    return document, hashlib.sha256(words.encode()).hexdigest(), make


def _entry_row(catalogue: FullCatalogue, kind: str, document: Document, passages: tuple[Passage, ...]) -> _Row:
    """Return an entry's row: its passages name priorities, whose names may change without its own file."""
    document, digest, _ = _row(catalogue, kind, document, lambda: passages)
    return document, hashlib.sha256(f"{digest}\n{passages!r}".encode()).hexdigest(), lambda: passages


def source_passages(source: Source) -> tuple[Passage, ...]:
    """Return the passages that everybody who may see the source may read: our words, then its own text.

    The text comes in only where the licence lets us show it in full.
    """
    own = list(our_passages(source))
    if source.terms.full_text:
        own.extend(passages_of(source.body))
    return tuple(own)


def has_own_text(source: Source, text: PrivateText | None, reader: Audience) -> bool:
    """Say whether the own text of a source, and not only our words about it, is on the shelves of a reader.

    ``text`` is what is kept of it in a private content root.
    """
    shown = bool(source.body) and source.terms.full_text
    return shown or (text is not None and bool(text.body) and reader.sees(text.audience))


def our_passages(source: Source) -> Iterator[Passage]:
    """Yield the summary and the findings, in our own words, as passages with their pinpoints."""
    if source.summary:
        yield Passage("summary", PassageKind.SUMMARY, plain(source.summary), label="summary")
    for number, finding in enumerate(source.findings, start=1):
        text = plain(finding.text)
        if finding.quote:
            text = f"{text} “{finding.quote}”"
        label = f"finding {number}" + (f" ({finding.pin})" if finding.pin else "")
        yield Passage(f"finding-{number}", PassageKind.FINDING, text, label=label, page=finding.page)


def priority_passages(priority: Priority) -> tuple[Passage, ...]:
    """Return the statement of a priority and its further words as passages."""
    statement = Passage("statement", PassageKind.PRIORITY, plain(priority.statement), label="statement")
    return (statement, *passages_of(priority.body))


def input_passages(answer: Input) -> tuple[Passage, ...]:
    """Return the slots of an answer as passages, the member's words unchanged, and what was said besides."""
    slots = (
        Passage(
            f"slot-{rank}",
            PassageKind.ANSWER,
            "\n".join(part for part in (slot.title, slot.why, slot.question) if part),
            label=f"choice {rank}",
        )
        for rank, slot in enumerate(answer.slots, start=1)
    )
    return (*slots, *passages_of(answer.body))


def call_passages(call: Call) -> tuple[Passage, ...]:
    """Return the question of a call, what it asks for, and why, as passages."""
    question = Passage("question", PassageKind.QUESTION, plain(call.question), label="question")
    return (question, *passages_of(call.body))


def _source_document(source: Source, cited: CitedPassages) -> Document:
    pairs = cited.of(source.id)
    reference = source.reference.in_words() if source.reference else ""
    return Document(
        doc_type="source",
        key=source.id,
        audience=source.audience,
        title=source.title,
        publishers=source.publishers,
        published=source.published,
        source_kind=source.kind.value,
        reference=reference,
        topics=source.topics,
        priorities=tuple(dict.fromkeys(priority for _, priority in pairs)),
        cited=pairs,
        stances=cited.stances_of(source.id),
    )


def _text_document(source: Source, text: PrivateText) -> Document:
    return Document(
        doc_type="text",
        key=source.id,
        audience=narrowest(source.audience, text.audience),  # its title and publishers are the source's
        title=source.title,
        publishers=source.publishers,
        published=source.published,
        source_kind=source.kind.value,
        topics=source.topics,
    )


def _priority_document(priority: Priority) -> Document:
    return Document(
        doc_type="priority",
        key=priority.id,
        audience=priority.audience,
        title=priority.title,
        source_kind=PRIORITY,
        topics=priority.topics,
        priorities=(priority.id,),
    )


def _input_document(answer: Input, call: Call | None) -> Document:
    audience = audience_of(answer, call)
    return Document(
        doc_type="input",
        key=answer.id,
        audience=audience,
        title=f"Answer from {name_for(answer, audience)}",
        published=PartialDate.of(answer.received.date()),
        source_kind=ANSWER,
        illustrative=answer.illustrative,
    )


def _call_document(call: Call) -> Document:
    return Document(
        doc_type="call",
        key=call.id,
        audience=audience_of_call(call),
        title=call.title,
        published=PartialDate.of(call.opens.date()),
        source_kind=CALL,
    )
