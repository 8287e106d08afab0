"""Listing: every row that a query finds, a page after the last row of the page before (``search_after``)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kb.index.opensearch.cluster import Cluster

PAGE = 5_000


def every_row(
    cluster: Cluster,
    index: str,
    query: Mapping[str, Any],
    fields: Sequence[str],
    *,
    sort: Sequence[Any] = ("doc", "place"),
    source: bool = False,
) -> Iterator[dict[str, Any]]:
    """Give the values of some fields of every row, in the order of ``sort``, which no two rows share.

    The row's ``_id`` comes along, and its ``_source`` where it is asked for.
    """
    after: list[Any] = []
    while True:
        body: dict[str, Any] = {
            "size": PAGE,
            "query": query,
            "sort": list(sort),
            "track_total_hits": False,
            "_source": source,
            "docvalue_fields": list(fields),
        }
        if after:
            body["search_after"] = after
        hits = cluster.search(index, body)["hits"]["hits"]
        for hit in hits:
            values = {name: own[0] for name, own in hit.get("fields", {}).items()}
            yield values | {"_id": hit["_id"], "_source": hit.get("_source"), "_score": hit.get("_score")}
        if len(hits) < PAGE:
            return
        after = hits[-1]["sort"]
