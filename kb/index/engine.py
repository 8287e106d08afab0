"""The search engine as the services know it, whichever answers; and which one that is."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from kb.domain.audience import Audience
from kb.domain.errors import ToolMissing
from kb.domain.query.results import CommonPhrase, Group, SearchResult
from kb.domain.query.search_query import SearchQuery
from kb.domain.vocabulary import Acronym
from kb.index.documents import DocKey, Load, Progress
from kb.index.reports import IndexStatus, Retrieval, RetrievalOptions, SourceCounts, SyncReport
from kb.index.semantic.query_meaning import QueryMeaning
from kb.index.whoosh.engine import WhooshEngine
from kb.index.whoosh.scoring.semantic_ranking import VectorRanking
from kb.storage.settings import Settings


class SearchEngine(Protocol):
    """Searches what an audience may see, and is kept level with the files.

    Any number of threads and processes may search while one process writes. Every question raises ``IndexMissing``
    where there is no sound index; every change raises ``IndexBusy`` where another process keeps writing.
    """

    def search(self, query: SearchQuery, audience: Audience, acronyms: Sequence[Acronym] = ()) -> SearchResult:
        """Answer a search as a page shows it: grouped by document, with facets, alternatives and problems."""

    def retrieve(self, text: str, audience: Audience, wanted: RetrievalOptions) -> Retrieval:
        """Retrieve the best passages only: no groups, no help."""

    def suggest(self, typed: str, audience: Audience, most: int = 8) -> tuple[CommonPhrase, ...]:
        """Suggest common phrases for what is being typed; each finds something."""

    def similar(self, source: str, passage: str, audience: Audience, most: int = 5) -> tuple[Group, ...]:
        """Return the passages most like one, under their documents; raise ``NotFound`` where there is none such."""

    def source_counts(self, text: str, audience: Audience, acronyms: Sequence[Acronym] = ()) -> SourceCounts:
        """Tell in which sources all words of a search are found, of which there are, and as of when."""

    def held(self, audience: Audience) -> Mapping[DocKey, str]:
        """Return the digest of each document that an audience's answers come from; the same object until it changes."""

    def texts(self, audience: Audience) -> Iterator[str]:
        """Give the text of every passage as its meaning is worked out from."""

    def sync(
        self, wanted: Mapping[DocKey, str], load: Load, *, timeout: float = 10, progress: Progress | None = None
    ) -> SyncReport:
        """Index what is new or changed in ``wanted`` (key to digest), take off what is not in it."""

    def rebuild(
        self, wanted: Mapping[DocKey, str], load: Load, *, timeout: float = 10, progress: Progress | None = None
    ) -> SyncReport:
        """Build everything from nothing beside the current index, which answers until then."""

    def tidy(self) -> None:
        """Do the upkeep that is due; searches and syncs go on meanwhile."""

    def tidy_in_background(self) -> None:
        """Have the upkeep that is due done by another process; returns at once."""

    def stop(self) -> None:
        """End what :meth:`tidy_in_background` began; what was due stays due."""

    def status(self, *, thorough: bool = False) -> IndexStatus:
        """Say how the index stands; with ``thorough``, everything that it holds is read to be sure."""


def engine_of(
    settings: Settings, *, clock: Callable[[], datetime], meaning: QueryMeaning | None = None
) -> SearchEngine:
    """Return the engine that the settings ask for; with ``meaning``, searches are ordered by meaning too."""
    if settings.opensearch is not None:
        try:
            from kb.index.opensearch.engine import OpenSearchEngine  # noqa: PLC0415 - the client is an optional extra
        except ModuleNotFoundError as error:
            raise ToolMissing("the client of OpenSearch", "pip install 'police-it-evidence[opensearch]'") from error
        return OpenSearchEngine(settings.opensearch, clock=clock, meaning=meaning)
    ranking = VectorRanking(meaning) if meaning else None
    return WhooshEngine(settings.home / "index", clock=clock, meaning=ranking)
