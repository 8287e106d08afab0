"""The client of the cluster: asked through any of its hosts, patiently, and never heard in its own words.

A question that a node drops on the way goes to the next one; one that the cluster cannot answer yet is asked again
after a pause that doubles. What stays wrong is an ``IndexUnavailable`` (or ``IndexMissing``) in plain words.
"""

import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from opensearchpy import OpenSearch
from opensearchpy.exceptions import ConnectionError as NoConnection
from opensearchpy.exceptions import NotFoundError, OpenSearchException, TransportError

from kb.domain.errors import IndexMissing, IndexUnavailable
from kb.storage.opensearch_settings import OpenSearchSettings

log = logging.getLogger(__name__)

T = TypeVar("T")
Json = dict[str, Any]

PAUSES = (0.1, 0.3, 0.9, 2.0)
"""Seconds before a search is asked again: together less than a person waits."""

PATIENT = (0.2, 0.5, 1.0, 2.0, 4.0, 8.0, 8.0, 8.0)
"""The same for who writes: long enough for another node to take the place of one that is gone."""

PAGE = 5_000
"""Rows that are listed at once."""

_UNCOUNTED = {"track_total_hits": False}
"""Searches do not count what they find, unless they ask for it."""

_PASSING = frozenset({429, 502, 503, 504, "N/A"})
"""What goes by: too much at once, or nobody there at this moment."""


class Cluster:
    """Asks one cluster; safe to share between threads. ``pauses`` says how patient its questions are."""

    def __init__(
        self,
        settings: OpenSearchSettings,
        *,
        pauses: Sequence[float] = PAUSES,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._pauses, self._sleep = pauses, sleep
        self._client = OpenSearch(
            list(settings.urls),
            http_auth=(settings.user, settings.password) if settings.user else None,
            verify_certs=settings.verify,
            ssl_show_warn=settings.verify,
            ca_certs=settings.authorities or None,
            client_cert=settings.certificate or None,
            client_key=settings.key or None,
            timeout=settings.seconds,
            max_retries=max(2, len(settings.urls)),
            retry_on_timeout=True,
            retry_on_status=(502, 504),
            http_compress=False,
            maxsize=32,
            dead_timeout=2,
            timeout_cutoff=2,
        )

    def ask(self, question: Callable[[OpenSearch], T], pauses: Sequence[float] | None = None) -> T:
        """Ask a question, again after each pause while what is wrong may pass."""
        for pause in (*(self._pauses if pauses is None else pauses), None):
            try:
                return question(self._client)
            except NotFoundError as error:
                raise IndexMissing from error
            except OpenSearchException as error:
                if pause is None or not _may_pass(error):
                    log.warning("OpenSearch did not answer: %s", error)
                    raise IndexUnavailable(words_of(error)) from error
                self._sleep(pause)
        raise AssertionError  # the last turn returns or raises

    def search(self, index: str, body: Json, **parameters: Any) -> Json:
        """Search an index or several; an answer that misses some of it is none, and is asked for again."""
        parameters |= {"allow_partial_search_results": "false"}
        found: Json = self.ask(lambda client: client.search(body=_UNCOUNTED | body, index=index, params=parameters))
        return found

    def searches(self, index: str, questions: Sequence[tuple[Json, Json]]) -> list[Json]:
        """Ask several searches at once, each with parameters of its own; an answer that misses some of it is none."""
        if not questions:
            return []
        lines: list[Json] = []
        for parameters, body in questions:
            lines += [{"index": index.split(","), **parameters}, _UNCOUNTED | body]

        def answered(client: OpenSearch) -> list[Json]:
            answers: list[Json] = client.msearch(body=lines)["responses"]
            for one in answers:
                if "error" in one:
                    status = int(one.get("status", 500))
                    raise TransportError(status, str(one["error"].get("type")), one["error"])
                if one["_shards"]["failed"]:
                    raise TransportError(503, "a shard did not answer", one["_shards"])
            return answers

        return self.ask(answered)

    def every_row(
        self,
        index: str,
        query: Mapping[str, Any],
        fields: Sequence[str],
        *,
        sort: Sequence[Any] = ("doc", "place"),
        source: bool = False,
    ) -> Iterator[Json]:
        """Give the values of some fields of every row, in the order of ``sort``, which no two rows share.

        Each page is asked for after the last row of the page before. A row has its ``_id``, and its ``_source`` where
        that is asked for.
        """
        after: Json = {}
        while True:
            body = after | {
                "size": PAGE,
                "query": query,
                "sort": list(sort),
                "_source": source,
                "docvalue_fields": list(fields),
            }
            hits = self.search(index, body)["hits"]["hits"]
            for hit in hits:
                values = {name: own[0] for name, own in hit.get("fields", {}).items()}
                yield values | {"_id": hit["_id"], "_source": hit.get("_source")}
            if len(hits) < PAGE:
                return
            after = {"search_after": hits[-1]["sort"]}

    def counts(self, index: str, queries: Sequence[Mapping[str, Any]]) -> list[int]:
        """Count what each of several queries finds."""
        asked: list[tuple[Json, Json]] = [({}, {"size": 0, "track_total_hits": True, "query": one}) for one in queries]
        return [int(one["hits"]["total"]["value"]) for one in self.searches(index, asked)]


def _may_pass(error: OpenSearchException) -> bool:
    if isinstance(error, NoConnection):
        return True
    return isinstance(error, TransportError) and error.status_code in _PASSING


def words_of(error: OpenSearchException) -> str:
    """Return what is wrong with a cluster, in words for who runs it."""
    if isinstance(error, TransportError) and not isinstance(error, NoConnection):
        if error.status_code in (401, 403) and "block" not in str(error.error):
            return "OpenSearch refuses the name and password it was given"
        if "block" in str(error.error):
            return "OpenSearch is read-only, as it is when its disk is nearly full"
        return f"OpenSearch answers with an error ({error.status_code}, {error.error})"
    return "OpenSearch cannot be reached"
