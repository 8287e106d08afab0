"""Health: how the index on the cluster stands, in words for ``/health``, the desk and the terminal."""

from datetime import UTC, datetime
from typing import Any

from kb.domain.audience import Audience
from kb.domain.errors import IndexUnavailable
from kb.index.opensearch.cluster import Cluster
from kb.index.opensearch.query_dsl import HEADS, PASSAGES
from kb.index.opensearch.revisions import Aliases
from kb.index.reports import IndexStatus

VERSIONS = ("2", "3")
"""The versions of OpenSearch that this engine speaks to."""


def check_version(cluster: Cluster) -> None:
    """Raise ``IndexUnavailable`` where the cluster is another product, or of a version that was never tried."""
    told = cluster.ask(lambda client: client.info())["version"]
    if told.get("distribution") != "opensearch" or told["number"].partition(".")[0] not in VERSIONS:
        name = f"{told.get('distribution', 'another product')} {told['number']}"
        raise IndexUnavailable(f"this is {name}, and OpenSearch {' or '.join(VERSIONS)} is needed")


def index_status(cluster: Cluster, aliases: Aliases) -> IndexStatus:
    """Say how the index stands."""
    try:
        check_version(cluster)
        versions = aliases.current()
        if versions is None:
            return unhealthy("there is no index yet")
        names = [aliases.of(audience) for audience in Audience]
        counts = [cluster.counts(name, [HEADS, PASSAGES]) for name in names]
        indices = [own.index for own in versions.values()]
        told = cluster.ask(lambda client: client.indices.stats(index=",".join(indices), metric="store,segments"))
    except IndexUnavailable as error:
        return unhealthy(error.why)
    shelves = {
        audience.value: {
            "documents": heads,
            "passages": passages,
            "segments": _segments(told, versions[audience].index),
        }
        for audience, (heads, passages) in zip(Audience, counts, strict=True)
    }
    version = versions[Audience.PUBLIC].version
    return IndexStatus(
        version,
        sum(own["documents"] for own in shelves.values()),
        sum(own["passages"] for own in shelves.values()),
        shelves,
        indexed_at(version),
        int(told["_all"]["primaries"]["store"]["size_in_bytes"]),
        sum(own["segments"] for own in shelves.values()),
        healthy=True,
    )


def indexed_at(version: int) -> datetime:
    """Return the time that a version tells of."""
    return datetime.fromtimestamp(version / 1000, UTC)


def unhealthy(problem: str) -> IndexStatus:
    """Return the status of an index that does not answer."""
    return IndexStatus(0, 0, 0, {}, None, 0, 0, healthy=False, problem=problem)


def _segments(told: dict[str, Any], index: str) -> int:
    return int(told["indices"].get(index, {}).get("primaries", {}).get("segments", {}).get("count", 0))
