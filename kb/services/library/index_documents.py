"""Content to shelves: what of each thing goes into the index, on whose shelf, and when it must go again.

Below lies ``kb.documents`` (Markdown to passages); above, the sync service hands the result to ``kb.index``.
"""

import hashlib
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial

from kb.content.visibility import VisibleCatalogue
from kb.documents.markdown.inline import plain
from kb.documents.passages import passages_of
from kb.domain.audience import Audience
from kb.domain.call.call import Call, Input
from kb.domain.dates import PartialDate
from kb.domain.index_document import ANSWER, CALL, PRIORITY, IndexDocument, IndexItem
from kb.domain.priority.lineage import is_unmade
from kb.domain.priority.priority import Priority
from kb.domain.source.passage import Passage, PassageKind
from kb.domain.source.source import PrivateText, Source
from kb.services.library.evidence import CitedPassages
from kb.services.library.index_entries import entry_documents

SHELVING_VERSION = "2"
"""Part of every digest: raised when the same file would make other passages, so that the index follows."""

_OF_FILE = 32
"""Letters of a digest that are the file's own; the rest stand for all that a document is made of."""

DocKey = tuple[str, str]


@dataclass(frozen=True)
class PlannedDocument:
    """One document: how to make it and its passages, and its digest.

    ``made_of`` is what the digest was worked out from, where it need not be again while that is the same; documents are
    many, so that none of them is held.
    """

    document: Callable[[], IndexDocument]
    passages: Callable[[], tuple[Passage, ...]]
    digest: str
    made_of: tuple[object, ...] = ()


@dataclass(frozen=True)
class IndexPlan:
    """Everything there is to index: a digest per document, and how to make each one."""

    documents: Mapping[DocKey, PlannedDocument]

    @cached_property
    def digests(self) -> Mapping[DocKey, str]:
        """Return the digest of each document."""
        return {key: one.digest for key, one in self.documents.items()}

    def load(self, key: DocKey) -> IndexItem:
        """Make a document with its passages; raise ``ContentChanged`` where its file is another one by now."""
        one = self.documents[key]
        return IndexItem(one.document(), one.passages(), one.digest)


def shelf_of(shown: Iterable[tuple[VisibleCatalogue, CitedPassages]], before: IndexPlan | None = None) -> IndexPlan:
    """Return what the index should hold, of what each audience sees, the widest first.

    Passages are made only when ``load`` asks. A thing is on the shelf of the widest audience that sees it, as that
    audience sees it. ``before`` is what it should have held until now.
    """
    documents: dict[DocKey, PlannedDocument] = {}
    known = before.documents if before else {}
    for visible, cited in shown:
        for key, row in _everything(visible, cited, documents.keys(), known):
            documents[key] = row
    return IndexPlan(documents)


_Planned = tuple[DocKey, PlannedDocument]


def _everything(
    visible: VisibleCatalogue, cited: CitedPassages, known: Container[DocKey], before: Mapping[DocKey, PlannedDocument]
) -> Iterator[_Planned]:
    """Yield what an audience sees and no wider one does."""
    for kind, id, document, passages in _own_things(visible, cited):
        if (kind, id) not in known:
            yield _row(visible, (kind, id), document, passages, _made_of(visible, cited, kind, id), before)
    for kind, entry, entry_passages in entry_documents(visible, known):
        yield _entry_row(visible, kind, entry, entry_passages)


def _made_of(visible: VisibleCatalogue, cited: CitedPassages, kind: str, id: str) -> tuple[object, ...]:
    """Return what the document of a source or a text is made of; nothing for what is not many."""
    if kind not in ("source", "text"):
        return ()
    file = visible.files[kind, id].digest
    source = file if kind == "source" else visible.files["source", id].digest
    return visible.audience, file, source, cited.of(id), cited.stances_of(id)


_Making = tuple[str, str, Callable[[], IndexDocument], Callable[[], tuple[Passage, ...]]]


def _own_things(visible: VisibleCatalogue, cited: CitedPassages) -> Iterator[_Making]:
    """Yield everything but entries by kind and id, with what makes its document and its passages."""
    own, sources = visible.audience, visible.sources
    for id, source in sources.items():
        yield "source", id, partial(_source_document, source, cited), partial(source_passages, source)
    for id, text in visible.texts.items():
        if id in sources:
            yield "text", id, partial(_text_document, sources[id], own), partial(_text_passages, text)
    for id, priority in visible.priorities.items():
        if not is_unmade(priority):
            yield "priority", id, partial(_priority_document, priority, own), partial(priority_passages, priority)
    for id, answer in visible.inputs.items():
        yield "input", id, partial(_input_document, answer, own), partial(input_passages, answer)
    for id, call in visible.calls.items():
        yield "call", id, partial(_call_document, call, own), partial(call_passages, call)


def _row(
    visible: VisibleCatalogue,
    key: DocKey,
    document: Callable[[], IndexDocument],
    passages: Callable[[], tuple[Passage, ...]],
    made_of: tuple[object, ...],
    before: Mapping[DocKey, PlannedDocument],
) -> _Planned:
    kept = before.get(key) if made_of else None
    if kept is not None and kept.made_of == made_of:
        return key, PlannedDocument(document, passages, kept.digest, made_of)
    return key, PlannedDocument(document, passages, _digest(visible, key, document()), made_of)


def _digest(visible: VisibleCatalogue, key: DocKey, document: IndexDocument) -> str:
    file = visible.files[key].digest
    words = f"{SHELVING_VERSION}\n{file}\n{document!r}"
    return file[:_OF_FILE] + hashlib.sha256(words.encode()).hexdigest()[_OF_FILE:]


def is_same_text(key: DocKey, one: str, other: str) -> bool:
    """Say whether two digests of a document are of the same words.

    Of a source, others' evidence on it is in the digest, too. That is counted and never quoted, so its file decides.
    """
    return one[:_OF_FILE] == other[:_OF_FILE] if key[0] == "source" else one == other


def _entry_row(
    visible: VisibleCatalogue, kind: str, document: IndexDocument, passages: tuple[Passage, ...]
) -> _Planned:
    """Return an entry's row: its passages name priorities, whose names may change without its own file."""
    digest = _digest(visible, (kind, document.key), document)
    digest = hashlib.sha256(f"{digest}\n{passages!r}".encode()).hexdigest()
    return (document.doc_type, document.key), PlannedDocument(lambda: document, lambda: passages, digest)


def source_passages(source: Source) -> tuple[Passage, ...]:
    """Return the passages that everybody who may see the source may read: our words, then its own text.

    The text comes in only where the licence lets us show it in full.
    """
    own = list(our_passages(source))
    if source.terms.full_text:
        own.extend(passages_of(source.body))
    return tuple(own)


def _text_passages(text: PrivateText) -> tuple[Passage, ...]:
    return passages_of(text.body)


def has_own_text(source: Source, visible: VisibleCatalogue) -> bool:
    """Say whether the own text of a source, and not only our words about it, is on the shelves of a reader."""
    text = visible.texts.get(source.id)
    return (source.has_body and source.terms.full_text) or (text is not None and text.has_body)


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


def _source_document(source: Source, cited: CitedPassages) -> IndexDocument:
    pairs = cited.of(source.id)
    reference = source.reference.in_words() if source.reference else ""
    return IndexDocument(
        doc_type="source",
        key=source.id,
        audience=cited.visible.audience,
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


def _text_document(source: Source, audience: Audience) -> IndexDocument:
    return IndexDocument(
        doc_type="text",
        key=source.id,
        audience=audience,
        title=source.title,
        publishers=source.publishers,
        published=source.published,
        source_kind=source.kind.value,
        topics=source.topics,
    )


def _priority_document(priority: Priority, audience: Audience) -> IndexDocument:
    return IndexDocument(
        doc_type="priority",
        key=priority.id,
        audience=audience,
        title=priority.title,
        source_kind=PRIORITY,
        topics=priority.topics,
        priorities=(priority.id,),
    )


def _input_document(answer: Input, audience: Audience) -> IndexDocument:
    return IndexDocument(
        doc_type="input",
        key=answer.id,
        audience=audience,
        title=f"Answer from {answer.organisation}",
        published=PartialDate.of(answer.received.date()),
        source_kind=ANSWER,
        illustrative=answer.illustrative,
    )


def _call_document(call: Call, audience: Audience) -> IndexDocument:
    return IndexDocument(
        doc_type="call",
        key=call.id,
        audience=audience,
        title=call.title,
        published=PartialDate.of(call.opens.date()),
        source_kind=CALL,
    )
