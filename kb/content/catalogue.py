"""Content roots → one catalogue: every thing by its id, and every problem of every file."""

import hashlib
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from kb.content.codec import Loaded, load_with_lines
from kb.content.files import FoundFile, signatures, walk
from kb.content.reference_checks import ContentFile, LoadedItem, cross_problems
from kb.content.renamed_folders import RENAMED
from kb.content.schema.fields import Kind
from kb.content.schema.kinds import SCHEMA
from kb.domain.call.call import Call, Input
from kb.domain.content_problem import ContentProblem
from kb.domain.editorial.question import Advice, Question
from kb.domain.editorial.recommendation import Recommendation
from kb.domain.evidence.annotation import Annotation
from kb.domain.evidence.search_record import SearchRecord
from kb.domain.hints import did_you_mean
from kb.domain.ids import ID_HINT, is_id, slug
from kb.domain.priority.priority import Priority
from kb.domain.source.source import PrivateText, Source
from kb.domain.vocabulary import Acronym, Topic

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
    problems: tuple[ContentProblem, ...] = ()


@dataclass(frozen=True)
class _Read:
    found: FoundFile
    digest: str
    loaded: Loaded


class CatalogueLoader:
    """Loads a catalogue again and again, reading only files that changed; safe to share between threads.

    ``load`` returns the very same object as before where no file changed, so ``is`` tells whether to act.
    """

    def __init__(self, roots: Sequence[Path]) -> None:
        """Remember the roots, in order of precedence; one that does not exist (yet) is empty."""
        self._roots = tuple(roots)
        self._lock = threading.Lock()
        self._read: dict[Path, _Read] = {}
        self._catalogue: FullCatalogue | None = None
        self._signatures: dict[str, tuple[int, int, int]] = {}

    def load(self) -> FullCatalogue:
        """Return the catalogue of the files as they are now."""
        with self._lock:
            now = {path: signature for root in self._roots for path, signature in signatures(root)}
            if self._catalogue is not None and now == self._signatures:
                return self._catalogue
            found = [one for root in self._roots for one in walk(root)]
            fresh = {one.path: self._known(one) or _read(one) for one in found}
            same = fresh.keys() == self._read.keys() and all(fresh[p] is self._read[p] for p in fresh)
            if self._catalogue is None or not same:
                self._catalogue = _catalogue(self._roots, fresh.values())
                self._read = fresh
            self._signatures = {str(one.path): one.signature for one in found}
            return self._catalogue

    def _known(self, found: FoundFile) -> _Read | None:
        known = self._read.get(found.path)
        return known if known is not None and known.found.signature == found.signature else None


def load_catalogue(roots: Sequence[Path]) -> FullCatalogue:
    """Return the catalogue of the roots, reading every file once."""
    return CatalogueLoader(roots).load()


def _read(found: FoundFile) -> _Read:
    file = str(found.path)
    if found.kind is None:
        return _Read(found, "", _told(file, *_misplaced(found)))
    if not is_id(found.id):
        return _Read(found, "", _told(file, f"`{found.id}` is not an id", f"{ID_HINT}; perhaps `{slug(found.id)}`"))
    of = SCHEMA[found.kind].parent
    if of and not is_id(found.parent):
        return _Read(found, "", _told(file, f"the folder `{found.parent}` is not the id of a {of}", ID_HINT))
    try:
        data = found.path.read_bytes()
    except OSError as error:
        return _Read(found, "", _told(file, f"the file cannot be read: {error.strerror}", "look at its permissions"))
    digest = hashlib.sha256(data).hexdigest()
    return _Read(found, digest, load_with_lines(found.kind, found.id, data, parent=found.parent, file=file))


def _told(file: str, what: str, hint: str) -> Loaded:
    return Loaded(None, (ContentProblem(file, 0, "", what, hint),))


def _misplaced(found: FoundFile) -> tuple[str, str]:
    places = [kind.place for kind in SCHEMA.values()]
    here = [place for place in places if place.split("/")[0] == found.folder]
    if here:
        return "no content file has such a name here", "files here are " + ", ".join(here)
    if found.folder in RENAMED:
        return f"the folder `{found.folder}` is called `{RENAMED[found.folder]}` now", "run: kb check --fix"
    near = did_you_mean(found.folder, {place.split("/")[0] for place in places})
    return "no content files lie in this folder", near or "content files are " + ", ".join(places)


def _catalogue(roots: Sequence[Path], read: Iterable[_Read]) -> FullCatalogue:
    """Put the things of all files together and look at them beside each other."""
    problems: list[ContentProblem] = []
    shelves: dict[Kind, dict[str, LoadedItem]] = {kind: {} for kind in Kind}
    broken: set[tuple[Kind, str]] = set()
    if roots and not any(root.is_dir() for root in roots):
        problems += (
            ContentProblem(str(root), 0, "", "there is no such folder", "look at KB_CONTENT") for root in roots
        )
    for one in read:
        problems += one.loaded.problems
        kind, id, item = one.found.kind, one.found.id, one.loaded.item
        if kind is None:
            continue
        if item is None:
            broken.add((kind, id))
            continue
        first = shelves[kind].get(id)
        if first is not None:
            hint = "ids are never used twice, in whatever root or folder; rename one of the files"
            what = f"there is already a {kind} `{id}`: {first.file.path}"
            problems.append(ContentProblem(str(one.found.path), 0, "", what, hint))
            continue
        shelves[kind][id] = LoadedItem(item, ContentFile(one.found.path, one.digest), one.loaded)
    problems += cross_problems(shelves, broken)
    return _assembled(shelves, problems)


def _assembled(shelves: Mapping[Kind, Mapping[str, LoadedItem]], problems: list[ContentProblem]) -> FullCatalogue:
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
        problems=tuple(sorted(set(problems))),
        files=MappingProxyType(files),
    )
