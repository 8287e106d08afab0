"""Content to shelves: what of each thing goes into the index, on whose shelf, and when it must go again.

Below lies ``kb.documents`` (Markdown to passages); above, the sync service hands the result to ``kb.index``.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

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
from kb.domain.source.source import Source
from kb.index.documents import DocKey
from kb.services.library.evidence import CitedPassages
from kb.services.library.index_entries import ENTRIES, entry_document, entry_keys, entry_passages
from kb.storage.garbage import uncollected

SHELVING_VERSION = "2"
"""Part of every digest: raised when the same file would make other passages, so that the index follows."""

_OF_FILE = 32
"""Letters of a digest that are the file's own; the rest stand for all that a document is made of."""

Shown = tuple[VisibleCatalogue, CitedPassages]
"""What an audience sees, and the evidence that it may know of."""

Known = Mapping[DocKey, tuple[tuple[object, ...], str]]
"""Digests of sources and texts, which are many, each with what it was worked out from: the same gives the same."""


@dataclass(frozen=True)
class Shelf:
    """The documents of an audience that no wider one sees: a digest of each, and out of what they are made."""

    visible: VisibleCatalogue
    cited: CitedPassages
    digests: Mapping[DocKey, str]


@dataclass(frozen=True)
class IndexPlan:
    """Everything there is to index. No document is held: they are made when they are asked for."""

    shelves: tuple[Shelf, ...]
    known: Known

    @cached_property
    def digests(self) -> Mapping[DocKey, str]:
        """Return the digest of each document."""
        return {key: digest for shelf in self.shelves for key, digest in shelf.digests.items()}

    def load(self, key: DocKey) -> IndexItem:
        """Make a document with its passages; raise ``ContentChanged`` where its file is another one by now."""
        shelf = next(shelf for shelf in self.shelves if key in shelf.digests)
        document = _document(key, shelf.visible, shelf.cited)
        return IndexItem(document, _passages(key, shelf.visible), shelf.digests[key])


@uncollected()
def plan_of(shown: Iterable[Shown], before: Known = MappingProxyType({})) -> IndexPlan:
    """Return what the index should hold, of what each audience sees, the widest first.

    A thing is on the shelf of the widest audience that sees it, as that audience sees it. ``before`` are the digests
    that were known until now.
    """
    shelves: list[Shelf] = []
    taken: set[DocKey] = set()
    known: dict[DocKey, tuple[tuple[object, ...], str]] = {}
    for visible, cited in shown:
        digests: dict[DocKey, str] = {}
        for key in (*_own_keys(visible), *entry_keys(visible)):
            if key in taken:
                continue
            if key[0] not in ("source", "text"):
                digests[key] = _digest(key, visible, cited)
                continue
            made_of, kept = _made_of(key, visible, cited), before.get(key)
            if kept is None or kept[0] != made_of:
                kept = made_of, _digest(key, visible, cited)
            known[key], digests[key] = kept, kept[1]
        taken |= digests.keys()
        shelves.append(Shelf(visible, cited, digests))
    return IndexPlan(tuple(shelves), known)


def _own_keys(visible: VisibleCatalogue) -> Iterator[DocKey]:
    """Yield the keys of everything but entries that an audience may find."""
    for id in visible.sources:
        yield "source", id
    for id in visible.texts:
        if id in visible.sources:
            yield "text", id
    for id, priority in visible.priorities.items():
        if not is_unmade(priority):
            yield "priority", id
    for id in visible.inputs:
        yield "input", id
    for id in visible.calls:
        yield "call", id


def _made_of(key: DocKey, visible: VisibleCatalogue, cited: CitedPassages) -> tuple[object, ...]:
    """Return all that the document of a source or a text is made of."""
    file, source = visible.files[key].digest, visible.files["source", key[1]].digest
    return visible.audience, file, source, cited.of(key[1]), cited.stances_of(key[1])


def _document(key: DocKey, visible: VisibleCatalogue, cited: CitedPassages) -> IndexDocument:
    own = visible.audience
    match key:
        case "source", id:
            return _source_document(visible.sources[id], cited)
        case "text", id:
            return _text_document(visible.sources[id], own)
        case "priority", id:
            return _priority_document(visible.priorities[id], own)
        case "input", id:
            return _input_document(visible.inputs[id], own)
        case "call", id:
            return _call_document(visible.calls[id], own)
    return entry_document(key, visible)


def _passages(key: DocKey, visible: VisibleCatalogue) -> tuple[Passage, ...]:
    match key:
        case "source", id:
            return source_passages(visible.sources[id])
        case "text", id:
            return passages_of(visible.texts[id].body)
        case "priority", id:
            return priority_passages(visible.priorities[id])
        case "input", id:
            return input_passages(visible.inputs[id])
        case "call", id:
            return call_passages(visible.calls[id])
    return entry_passages(key, visible)


def _digest(key: DocKey, visible: VisibleCatalogue, cited: CitedPassages) -> str:
    """Return the digest of a document; the passages of an entry name priorities, whose files are not its own."""
    file, document = visible.files[key].digest, _document(key, visible, cited)
    words = f"{SHELVING_VERSION}\n{file}\n{document!r}"
    digest = file[:_OF_FILE] + hashlib.sha256(words.encode()).hexdigest()[_OF_FILE:]
    if key[0] in ENTRIES:
        digest = hashlib.sha256(f"{digest}\n{_passages(key, visible)!r}".encode()).hexdigest()
    return digest


def is_same_text(key: DocKey, one: str, other: str) -> bool:
    """Say whether two digests of a document are of the same words.

    Of a source, others' evidence on it is in the digest, too. That is counted and never quoted, so its file decides.
    """
    return one[:_OF_FILE] == other[:_OF_FILE] if key[0] == "source" else one == other


def source_passages(source: Source) -> tuple[Passage, ...]:
    """Return the passages that everybody who may see the source may read: our words, then its own text.

    The text comes in only where the licence lets us show it in full.
    """
    own = list(our_passages(source))
    if source.terms.full_text:
        own.extend(passages_of(source.body))
    return tuple(own)


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
