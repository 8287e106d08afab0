"""What shows only when content files are looked at beside each other."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from kb.content.codec import load_with_lines
from kb.content.files import FoundFile
from kb.content.schema.fields import Kind, Record
from kb.content.schema.kinds import SCHEMA
from kb.content.schema.shared_fields import TOPIC
from kb.domain.call.call import Input
from kb.domain.content_problem import ContentProblem
from kb.domain.hints import did_you_mean
from kb.domain.source.source import PrivateText, Source


@dataclass(frozen=True)
class ContentFile:
    """Where a thing's file lies, and the SHA-256 of its bytes."""

    file: str
    digest: str

    @property
    def path(self) -> Path:
        """Return its path."""
        return Path(self.file)


@dataclass(frozen=True)
class LoadedItem:
    """A thing with its file."""

    item: Any
    file: ContentFile
    found: FoundFile

    @cached_property
    def lines(self) -> Mapping[str, int]:
        """Return the lines of its fields: read from the file again, for few have anything to be told."""
        try:
            data = self.file.path.read_bytes()
        except OSError:
            return {}
        return load_with_lines(str(self.found.kind), self.found.id, data, parent=self.found.parent).lines

    def tell(self, name: str, what: str, hint: str = "") -> ContentProblem:
        """Return a problem of the field called ``name``, at its line or that of the field it belongs to."""
        near = name
        while near and near not in self.lines:
            near = near.rpartition(".")[0]
        return ContentProblem(self.file.file, self.lines.get(near, 0), name, what, hint)


Shelves = Mapping[Kind, Mapping[str, LoadedItem]]


def cross_problems(shelves: Shelves, broken: set[tuple[Kind, str]]) -> Iterator[ContentProblem]:
    """Yield every problem between files; ids of ``broken`` files count as known, since those are told already."""
    known: dict[str, set[str]] = {str(kind): set(shelves[kind]) for kind in Kind}
    for kind, id in broken:
        known[kind].add(id)
    topics = shelves[Kind.TOPICS].values()
    known[TOPIC] = {topic.id for shelf in topics for topic in shelf.item.topics}
    unread = {Kind.TOPICS} & {kind for kind, _ in broken}
    for kind in Kind:
        for shelf in shelves[kind].values():
            for name, refers, id in _references(SCHEMA[kind].record, shelf.item, ""):
                if id not in known[refers] and not (refers == TOPIC and unread):
                    hint = did_you_mean(id, known[refers]) or _to_add(refers)
                    yield shelf.tell(name, f"there is no {refers} `{id}`", hint)
    yield from _addresses(shelves)
    yield from _texts(shelves, known)
    yield from _answers(shelves, known)
    yield from _named_like(shelves, known)
    yield from _vocabulary(shelves)


def _references(record: Record, value: Any, path: str) -> Iterator[tuple[str, str, str]]:
    """Yield dotted name, kind referred to and id for every reference that the schema knows of."""
    parts = record.parts(value)
    for one in record.fields:
        part = parts[one.name]
        held = list(enumerate(part, start=1)) if one.many else [(0, part)]
        for place, each in held:
            name = f"{path}{one.name}.{place}" if place else f"{path}{one.name}"
            if one.refers and each:
                yield name, one.refers, each
            elif isinstance(one.form, Record) and each is not None:
                yield from _references(one.form, each, f"{name}.")


def _to_add(refers: str) -> str:
    if refers == TOPIC:
        return f"add it to {SCHEMA[Kind.TOPICS].place}, or use one that is there"
    return f"its file would be {SCHEMA[Kind(refers)].place}"


def _addresses(shelves: Shelves) -> Iterator[ContentProblem]:
    """Find addresses that two sources claim: one document, one source."""
    seen: dict[str, tuple[str, str]] = {}
    for id, shelf in sorted(shelves[Kind.SOURCE].items()):
        source: Source = shelf.item
        named = [("address", source.address), *((f"aliases.{n}", a) for n, a in enumerate(source.aliases, start=1))]
        for name, address in named:
            if not address:
                continue
            other, exact = seen.setdefault(_same_page(address), (id, address))
            if other != id:
                hint = "one document is one source: remove the address here or there, or one of the sources"
                written = "" if exact == address else f", written {exact}"
                yield shelf.tell(name, f"the source `{other}` has this address too{written}", hint)


def _same_page(address: str) -> str:
    """Return an address without scheme, fragment and last slash, so that those of one page are equal."""
    parts = urlsplit(address)
    host = re.sub(r"^www\.|:(80|443)$", "", parts.netloc.lower())
    return f"{host}{parts.path.rstrip('/')}?{parts.query}"


def _texts(shelves: Shelves, known: Mapping[str, set[str]]) -> Iterator[ContentProblem]:
    for id, shelf in sorted(shelves[Kind.TEXT].items()):
        text: PrivateText = shelf.item
        if id not in known[Kind.SOURCE]:
            hint = did_you_mean(id, known[Kind.SOURCE]) or "the file of a text is named like that of its source"
            yield shelf.tell("", f"there is no source `{id}` that this could be the text of", hint)
        source = shelves[Kind.SOURCE].get(id)
        if source is not None and source.item.has_body and text.has_body:
            yield shelf.tell("", f"the source `{id}` has a text of its own", f"keep one; see {source.file.path}")


def _answers(shelves: Shelves, known: Mapping[str, set[str]]) -> Iterator[ContentProblem]:
    """Check answers against their calls, and the entries that priorities group against the answers."""
    for shelf in shelves[Kind.INPUT].values():
        answer: Input = shelf.item
        if answer.call not in known[Kind.CALL]:
            hint = did_you_mean(answer.call, known[Kind.CALL]) or "the folder of an answer is named like its call"
            yield shelf.tell("", f"there is no call `{answer.call}` that this could answer", hint)
        call = shelves[Kind.CALL].get(answer.call)
        if call is not None and not answer.triage and len(answer.slots) > call.item.slots:
            what = f"the answer has {len(answer.slots)} entries, and its call takes {call.item.slots}"
            yield shelf.tell("slots", what, f"see `slots` in {call.file.path}")
    for kind, name in ((Kind.PRIORITY, "slots"), (Kind.QUESTION, "raised_by")):
        for shelf in shelves[kind].values():
            for place, slot in enumerate(getattr(shelf.item, name), start=1):
                given = shelves[Kind.INPUT].get(slot.input)
                if given is not None and slot.rank > len(given.item.slots):
                    what = f"the answer `{slot.input}` has no entry {slot.rank}"
                    yield shelf.tell(f"{name}.{place}.rank", what, f"it has {len(given.item.slots)}")


def _named_like(shelves: Shelves, known: Mapping[str, set[str]]) -> Iterator[ContentProblem]:
    """Check what is named like the thing that it belongs to: folders of annotations, search records."""
    named = [(shelf, Kind.SOURCE, shelf.item.source) for shelf in shelves[Kind.ANNOTATION].values()]
    named += [(shelf, Kind.PRIORITY, id) for id, shelf in shelves[Kind.SEARCH_RECORD].items()]
    for shelf, kind, id in named:
        if id not in known[kind]:
            hint = did_you_mean(id, known[kind]) or _to_add(kind)
            yield shelf.tell("", f"there is no {kind} `{id}` that this could belong to", hint)


def _vocabulary(shelves: Shelves) -> Iterator[ContentProblem]:
    """Find words that stand for two topics: a search for one would find the other's sources."""
    for shelf in shelves[Kind.TOPICS].values():
        seen: dict[str, str] = {}
        for place, topic in enumerate(shelf.item.topics, start=1):
            words = [("name", topic.name), *((f"terms.{n}", term) for n, term in enumerate(topic.terms, start=1))]
            for name, word in words:
                other = seen.setdefault(word.casefold(), topic.id)
                if other != topic.id:
                    hint = "a word belongs to one topic; remove it from the other"
                    yield shelf.tell(f"topics.{place}.{name}", f"`{word}` is a word of the topic `{other}` too", hint)
