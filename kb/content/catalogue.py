"""Content roots → one catalogue: every thing by its id, and every problem of every file."""

import threading
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from kb.content.file_reader import FileReader, ReadFile
from kb.content.files import FoundFile, Signature, signature_at, signatures, walk
from kb.content.parse_cache import ParseCache
from kb.content.reference_checks import ContentFile, LoadedItem, cross_problems
from kb.content.schema.fields import Kind
from kb.domain.call.call import Call, Input
from kb.domain.content_problem import ContentProblem
from kb.domain.editorial.question import Advice, Question
from kb.domain.editorial.recommendation import Recommendation
from kb.domain.evidence.annotation import Annotation
from kb.domain.evidence.search_record import SearchRecord
from kb.domain.priority.priority import Priority
from kb.domain.source.source import PrivateText, Source
from kb.domain.vocabulary import Acronym, Topic
from kb.storage.garbage import uncollected

_T = TypeVar("_T")


@dataclass(frozen=True)
class CatalogueItems:
    """Things by id, in the order of ids; topics keep the order of their file.

    ``files`` has the file of every thing by kind and id; those of the vocabulary are ``("topics", "topics")`` and
    ``("acronyms", "acronyms")``. ``inputs`` has the answers that count.
    """

    sources: Mapping[str, Source] = field(default_factory=dict)
    texts: Mapping[str, PrivateText] = field(default_factory=dict)
    calls: Mapping[str, Call] = field(default_factory=dict)
    inputs: Mapping[str, Input] = field(default_factory=dict)
    priorities: Mapping[str, Priority] = field(default_factory=dict)
    annotations: Mapping[str, Annotation] = field(default_factory=dict)
    questions: Mapping[str, Question] = field(default_factory=dict)
    advice: Mapping[str, Advice] = field(default_factory=dict)
    recommendations: Mapping[str, Recommendation] = field(default_factory=dict)
    search_records: Mapping[str, SearchRecord] = field(default_factory=dict)
    topics: Mapping[str, Topic] = field(default_factory=dict)
    acronyms: Mapping[str, Acronym] = field(default_factory=dict)
    files: Mapping[tuple[str, str], ContentFile] = field(default_factory=dict)


@dataclass(frozen=True)
class FullCatalogue(CatalogueItems):
    """Everything in the content roots: for writing, triage, checks and the index, never for showing.

    What may be shown is ``kb.content.visibility.visible_to``. A file with problems of its own gives no thing. Answers
    that wait for a person are in ``waiting``, so that nobody counts them unawares.
    """

    waiting: Mapping[str, Input] = field(default_factory=dict)
    find_problems: Callable[[], tuple[ContentProblem, ...]] = field(default=tuple, repr=False)

    @cached_property
    def problems(self) -> tuple[ContentProblem, ...]:
        """Return every problem of every file, found when first asked for: most who read content never ask."""
        return self.find_problems()


class CatalogueLoader:
    """Loads a catalogue again and again, reading only files that changed; safe to share between threads.

    ``load`` returns the very same object as before where no file changed, so ``is`` tells whether to act. With a
    cache, files that some process has parsed before are not parsed again.
    """

    def __init__(self, roots: Sequence[Path], cache: ParseCache | None = None) -> None:
        """Remember the roots, in order of precedence; one that does not exist (yet) is empty."""
        self._roots = tuple(roots)
        self._reader = FileReader(cache)
        self._lock = threading.Lock()
        self._read: dict[str, ReadFile] = {}
        self._catalogue: FullCatalogue | None = None

    def load(self, only: Collection[str] | None = None) -> FullCatalogue:
        """Return the catalogue of the files as they are now.

        ``only`` are the paths, each as it begins with its root, that may have changed since the last time; every file
        is looked at where it is not given, and where there is more to it than known files with other bytes.
        """
        with self._lock, uncollected():
            if self._catalogue is None:
                return self._read_all()
            if only is None:
                now = {path: signature for root in self._roots for path, signature in signatures(root)}
                changed = self._changed(now) if now.keys() == self._read.keys() else None
            else:
                changed = self._changed({path: signature_at(path) for path in only})
            if changed is None:
                return self._read_all()
            return self._with(changed) if changed else self._catalogue

    def _changed(self, now: Mapping[str, Signature | None]) -> list[FoundFile] | None:
        """Return which of these files are others by now; nothing where one of them came or went."""
        changed = []
        for path, signature in now.items():
            known = self._read.get(path)
            if known is None or signature is None:
                return None
            if signature != known.found.signature:
                changed.append(replace(known.found, signature=signature))
        return changed

    def _read_all(self) -> FullCatalogue:
        found = [one for root in self._roots for one in walk(root)]
        known = {one.file: self._read.get(one.file) for one in found}
        unknown = [one for one in found if (kept := known[one.file]) is None or kept.found != one]
        fresh = {one.found.file: one for one in self._reader.read(unknown)}
        read = {path: fresh.get(path) or kept for path, kept in known.items()}
        self._reader.forget([one.found for path, one in self._read.items() if path not in read])
        return self._keep({path: one for path, one in read.items() if one is not None})

    def _with(self, changed: Sequence[FoundFile]) -> FullCatalogue:
        fresh = {one.found.file: one for one in self._reader.read(changed)}
        return self._keep({**self._read, **fresh})

    def _keep(self, read: dict[str, ReadFile]) -> FullCatalogue:
        before, self._read = self._read, read
        same = read.keys() == before.keys() and all(read[path].is_as(before[path]) for path in read)
        if self._catalogue is None or not same:
            self._catalogue = _catalogue(self._roots, read.values())
        return self._catalogue


def load_catalogue(roots: Sequence[Path]) -> FullCatalogue:
    """Return the catalogue of the roots, reading every file once."""
    return CatalogueLoader(roots).load()


def _catalogue(roots: Sequence[Path], read: Iterable[ReadFile]) -> FullCatalogue:
    """Put the things of all files together; they are looked at beside each other when somebody asks for problems."""
    problems: list[ContentProblem] = []
    shelves: dict[Kind, dict[str, LoadedItem]] = {kind: {} for kind in Kind}
    broken: set[tuple[Kind, str]] = set()
    if roots and not any(root.is_dir() for root in roots):
        problems += (
            ContentProblem(str(root), 0, "", "there is no such folder", "look at KB_CONTENT") for root in roots
        )
    for one in read:
        problems += one.problems
        kind, id, item = one.found.kind, one.found.id, one.item
        if kind is None:
            continue
        if item is None:
            broken.add((kind, id))
            continue
        first = shelves[kind].get(id)
        if first is not None:
            hint = "ids are never used twice, in whatever root or folder; rename one of the files"
            what = f"there is already a {kind} `{id}`: {first.file.path}"
            problems.append(ContentProblem(one.found.file, 0, "", what, hint))
            continue
        shelves[kind][id] = LoadedItem(item, ContentFile(one.found.file, one.digest), one.found)

    def every_problem() -> tuple[ContentProblem, ...]:
        return tuple(sorted({*problems, *cross_problems(shelves, broken)}))

    return _assembled(shelves, every_problem)


def _assembled(
    shelves: Mapping[Kind, Mapping[str, LoadedItem]], find_problems: Callable[[], tuple[ContentProblem, ...]]
) -> FullCatalogue:
    def by_id(kind: Kind, of: type[_T]) -> Mapping[str, _T]:
        things = ((id, shelf.item) for id, shelf in sorted(shelves[kind].items()))
        return MappingProxyType({id: item for id, item in things if isinstance(item, of)})

    topics = [topic for shelf in shelves[Kind.TOPICS].values() for topic in shelf.item.topics]
    acronyms = [acronym for shelf in shelves[Kind.ACRONYMS].values() for acronym in shelf.item.acronyms]
    answers = by_id(Kind.INPUT, Input)
    files = {(str(kind), id): shelf.file for kind in shelves for id, shelf in sorted(shelves[kind].items())}
    return FullCatalogue(
        sources=by_id(Kind.SOURCE, Source),
        texts=by_id(Kind.TEXT, PrivateText),
        calls=by_id(Kind.CALL, Call),
        inputs=MappingProxyType({id: answer for id, answer in answers.items() if not answer.triage}),
        waiting=MappingProxyType({id: answer for id, answer in answers.items() if answer.triage}),
        priorities=by_id(Kind.PRIORITY, Priority),
        annotations=by_id(Kind.ANNOTATION, Annotation),
        questions=by_id(Kind.QUESTION, Question),
        advice=by_id(Kind.ADVICE, Advice),
        recommendations=by_id(Kind.RECOMMENDATION, Recommendation),
        search_records=by_id(Kind.SEARCH_RECORD, SearchRecord),
        topics=MappingProxyType({topic.id: topic for topic in topics}),
        acronyms=MappingProxyType({acronym.short: acronym for acronym in acronyms}),
        find_problems=find_problems,
        files=MappingProxyType(files),
    )
