"""The engine on OpenSearch: the same questions as the embedded one, answered by a cluster."""

import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from kb.domain.audience import Audience
from kb.domain.errors import IndexMissing
from kb.domain.query.results import CommonPhrase, Group, SearchResult
from kb.domain.query.search_query import SearchQuery
from kb.domain.vocabulary import Acronym
from kb.index.documents import DocKey, Load, Progress, SyncJob
from kb.index.opensearch.cluster import Cluster
from kb.index.opensearch.health import check_version, index_status, indexed_at
from kb.index.opensearch.query_dsl import HEADS
from kb.index.opensearch.reader import Reader
from kb.index.opensearch.retrieval import retrieve, similar, texts
from kb.index.opensearch.revisions import Aliases, Versions
from kb.index.opensearch.search import search
from kb.index.opensearch.source_counts import source_counts
from kb.index.opensearch.suggestions import suggest_phrases
from kb.index.opensearch.sync import HeldIndex, Target, rebuild, synchronise
from kb.index.opensearch.writer_lock import WriterLock
from kb.index.query.acronyms import Lexicon, LexiconCache
from kb.index.query.tuning import Tuning
from kb.index.reports import IndexStatus, Retrieval, RetrievalOptions, SourceCounts, SyncReport
from kb.index.semantic.query_meaning import QueryMeaning
from kb.storage.opensearch_settings import OpenSearchSettings

KNOWN_SECONDS = 2.0
"""How long a status is told again without a look: many workers ask again and again, and a page must not wait."""


class OpenSearchEngine:
    """An index on a cluster. Any number of processes on any number of machines may search while one writes."""

    def __init__(
        self,
        settings: OpenSearchSettings,
        *,
        clock: Callable[[], datetime],
        tuning: Tuning | None = None,
        meaning: QueryMeaning | None = None,
    ) -> None:
        self._settings, self._clock, self._tuning = settings, clock, tuning or Tuning()
        self._meaning = meaning
        self._cluster = Cluster(settings)
        self._aliases = Aliases(self._cluster, settings.index)
        self._glance = Cluster(settings, pauses=())
        self._lock = WriterLock(self._cluster, settings.index, secrets.token_hex(16))
        self._writing = threading.Lock()
        self._held: HeldIndex | None = None
        self._digests: dict[Audience, tuple[Versions | None, Mapping[DocKey, str]]] = {}
        self._status: tuple[float, IndexStatus] | None = None
        self._lexicons = LexiconCache()

    def sync(
        self, wanted: Mapping[DocKey, str], load: Load, *, timeout: float = 10, progress: Progress | None = None
    ) -> SyncReport:
        """Index what is new or changed in ``wanted`` (key to digest), take off what is not in it.

        Raises ``IndexBusy`` when another process, of whatever machine, writes for longer than ``timeout`` seconds.
        """
        return self._write(wanted, load, timeout, progress, anew=False)

    def rebuild(
        self, wanted: Mapping[DocKey, str], load: Load, *, timeout: float = 10, progress: Progress | None = None
    ) -> SyncReport:
        """Build everything from nothing beside the current indices, then swap; they answer until then."""
        return self._write(wanted, load, timeout, progress, anew=True)

    def tidy(self) -> None:
        """Do nothing: OpenSearch merges its segments itself."""

    def tidy_in_background(self) -> None:
        """Do nothing: OpenSearch merges its segments itself."""

    def stop(self) -> None:
        """Do nothing: there is nothing in the background."""

    def status(self, *, thorough: bool = False) -> IndexStatus:
        """Say how the index stands, without patience; it is asked every two seconds, or at once if ``thorough``."""
        known, now = self._status, time.monotonic()
        if known is not None and not thorough and now - known[0] < KNOWN_SECONDS:
            return known[1]
        status = index_status(self._glance, Aliases(self._glance, self._settings.index))
        self._status = (now, status)
        return status

    def search(self, query: SearchQuery, audience: Audience, acronyms: Sequence[Acronym] = ()) -> SearchResult:
        """Answer a search over what the audience may see; raise ``IndexMissing`` where there is no sound index."""
        return search(self._reader(audience, acronyms), query)

    def retrieve(self, text: str, audience: Audience, wanted: RetrievalOptions) -> Retrieval:
        """Retrieve the best passages only: no groups, no help."""
        return retrieve(self._reader(audience), text, wanted)

    def suggest(self, typed: str, audience: Audience, most: int = 8) -> tuple[CommonPhrase, ...]:
        """Suggest common phrases for what is being typed, of what the audience may see; each finds something."""
        return suggest_phrases(self._reader(audience), typed, most)

    def similar(self, source: str, passage: str, audience: Audience, most: int = 5) -> tuple[Group, ...]:
        """Return the passages most like one, under their documents; raise ``NotFound`` where there is none such."""
        return similar(self._reader(audience), source, passage, most)

    def source_counts(self, text: str, audience: Audience, acronyms: Sequence[Acronym] = ()) -> SourceCounts:
        """Tell in which sources the audience finds all words of a search, of which there are, and as of when."""
        versions = self._aliases.current()
        if versions is None:
            raise IndexMissing
        at = indexed_at(min(own.version for own in versions.values()))
        return source_counts(self._reader(audience, acronyms), text, at)

    def held(self, audience: Audience) -> Mapping[DocKey, str]:
        """Return the digest of each document that an audience's answers come from; the same object until it changes."""
        versions = self._aliases.current()
        if versions is None:
            raise IndexMissing
        of_versions, digests = self._digests.get(audience, (None, {}))
        if of_versions != versions:
            rows = self._cluster.every_row(self._aliases.seen_by(audience), HEADS, ["doc_type", "id", "digest"])
            digests = {(row["doc_type"], row["id"]): row["digest"] for row in rows}
            self._digests[audience] = versions, digests
        return digests

    def texts(self, audience: Audience) -> Iterator[str]:
        """Give the text of every passage as its meaning is worked out from."""
        return texts(self._reader(audience))

    def _reader(self, audience: Audience, acronyms: Sequence[Acronym] = ()) -> Reader:
        index = self._aliases.seen_by(audience)
        lexicon = self._lexicons.of(acronyms) if acronyms else Lexicon.of(())
        return Reader(self._cluster, index, lexicon, self._tuning, self._meaning)

    def _write(
        self, wanted: Mapping[DocKey, str], load: Load, timeout: float, progress: Progress | None, *, anew: bool
    ) -> SyncReport:
        job = SyncJob(wanted, load, self._clock, progress or (lambda _done, _total: None))
        with self._writing:
            held, self._held = self._held, None  # what a sync that fails leaves is looked at by the next one
            check_version(self._cluster)
            with self._lock.writing(timeout) as keep:
                target = Target(self._cluster, self._aliases, self._tuning, self._settings.shards, keep)
                made = rebuild(target, job, "asked for") if anew else synchronise(target, job, held)
            report, self._held = made
            self._status = None
        return report
