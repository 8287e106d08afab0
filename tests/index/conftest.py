import dataclasses
import datetime as dt
import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kb.domain.audience import Audience
from kb.domain.dates import PartialDate
from kb.domain.index_document import IndexDocument, IndexItem
from kb.domain.query.results import SearchResult
from kb.domain.query.search_query import SearchQuery
from kb.domain.source.passage import Passage, PassageKind
from kb.index import SearchEngine, SyncReport
from kb.index.whoosh.engine import WhooshEngine
from opensearch_node import OpenSearchNode, is_built

NOW = dt.datetime(2026, 11, 14, 10, 0, tzinfo=dt.UTC)


def shelved(key, title, *texts, audience=Audience.PUBLIC, published="2016", kinds=(), **facts):
    """One document: every text a numbered paragraph, or of the kind given in its place."""
    passages = tuple(
        Passage(
            f"para-{n}",
            PassageKind(kinds[n - 1]) if n <= len(kinds) else PassageKind.PARAGRAPH,
            text,
            f"para {n}",
            str(4 + n),
            ("Findings",),
        )
        for n, text in enumerate(texts, 1)
    )
    date = PartialDate.parse(published) if published else None
    document = IndexDocument("source", key, audience, title, published=date, **facts)
    digest = hashlib.sha256(repr((document, passages)).encode()).hexdigest()
    return IndexItem(document, passages, digest)


@dataclasses.dataclass
class Library:
    """An index in a folder with the documents that ought to be in it."""

    folder: Path
    index: SearchEngine
    items: dict = dataclasses.field(default_factory=dict)

    def put(self, *items: IndexItem) -> None:
        for item in items:
            self.items[(item.document.doc_type, item.document.key)] = item

    def drop(self, key: str) -> None:
        del self.items[("source", key)]

    def wanted(self):
        return {key: item.digest for key, item in self.items.items()}

    def sync(self, **options) -> SyncReport:
        return self.index.sync(self.wanted(), self.items.__getitem__, **options)

    def has_nothing_to_sync(self) -> bool:
        report = self.sync()
        return not (report.added or report.changed or report.removed or report.rebuilt)

    def rebuild(self, **options) -> SyncReport:
        return self.index.rebuild(self.wanted(), self.items.__getitem__, **options)

    def search(self, text: str = "", audience=Audience.PUBLIC, acronyms=(), **fields) -> SearchResult:
        return self.index.search(SearchQuery(text, **fields), audience, acronyms)

    def found(self, text: str, audience=Audience.PUBLIC, **fields) -> list[str]:
        """Where a search leads: ``source/passage``, in order of the page."""
        fields.setdefault("size", 100)
        result = self.search(text, audience, **fields)
        return [f"{group.source}/{hit.passage}" for group in result.groups for hit in group.hits]


@pytest.fixture(scope="session")
def doc() -> Callable[..., IndexItem]:
    return shelved


@pytest.fixture(scope="session")
def node(tmp_path_factory) -> Iterator[OpenSearchNode]:
    """One node for all tests of a process."""
    if not is_built():
        pytest.skip("there is no OpenSearch here; it is built by: bash .ci/opensearch")
    node = OpenSearchNode(tmp_path_factory.mktemp("opensearch"))
    try:
        yield node.start().wait()
    finally:
        node.kill()


NewEngine = Callable[..., SearchEngine]


@pytest.fixture(scope="session")
def new_engine() -> NewEngine:
    """What makes an engine whose index is named by a folder; the contract tests have one for each engine."""
    return lambda folder, **options: WhooshEngine(folder, clock=lambda: NOW, **options)


@pytest.fixture
def make_library(tmp_path, new_engine) -> Callable[..., Library]:
    def made(name="index", **options) -> Library:
        return Library(tmp_path / name, new_engine(tmp_path / name, **options))

    return made


def fill(library: Library) -> Library:
    """Put in a corpus whose counts can be done in the head."""
    library.put(
        shelved(
            "joint",
            "Delivering justice in a digital age",
            "Police and CPS systems do not talk to each other.",
            "Forces should share digital case files with the CPS.",
            "The word may is kept, and so is not for publication.",
            publishers=("HMIC", "HMCPSI"),
            source_kind="inspection report",
            published="2016-04",
            topics=("interoperability",),
            priorities=("sharing",),
            reference="",
            kinds=("finding", "recommendation"),
        ),
        shelved(
            "college",
            "College of Policing: three years on",
            "Forces spend 2,000 pounds on IT each day, and it is not enough.",
            "Procurement under G-Cloud 9 was slow; e-mail was slower.",
            publishers=("Home Affairs Committee",),
            source_kind="committee report",
            published="2016-07-09",
            topics=("procurement",),
            reference="Fourth Report of Session 2016-17, HC 23",
        ),
        shelved(
            "audit",
            "Efficiency in the criminal justice system",
            "The C&AG found inefficient R&D and inefficiencies in forces.",
            "Policing bodies duplicate procurement of IT systems.",
            publishers=("NAO",),
            source_kind="audit report",
            published="2014",
        ),
        shelved("draft", "Members' note", "Procurement secrets of members.", audience=Audience.MEMBERS, published=""),
        shelved("memo", "Staff memo", "Procurement secrets of staff: zanzibar.", audience=Audience.STAFF, published=""),
    )
    library.sync()
    return library


@pytest.fixture
def small(make_library) -> Library:
    """The small corpus, to be changed at will."""
    return fill(make_library())


@pytest.fixture(scope="module")
def empty_library_of_module(tmp_path_factory, new_engine) -> Library:
    """A library that a module fills for all its tests."""
    folder = tmp_path_factory.mktemp("own") / "index"
    return Library(folder, new_engine(folder))


@pytest.fixture(scope="module")
def library_of_module(tmp_path_factory, new_engine) -> Library:
    """The small corpus, for reading only."""
    folder = tmp_path_factory.mktemp("library") / "index"
    return fill(Library(folder, new_engine(folder)))
