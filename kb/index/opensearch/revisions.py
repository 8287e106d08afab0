"""Revisions: which rows of an index count, so that nothing is ever seen half.

Each batch of changes has a *version*, the time of it in milliseconds. Rows carry the version since which they count,
and the revision of their document. Readers ask by aliases, one for each audience, and an alias lets through only what
is not newer than its version, and no revision that another has replaced. All aliases are moved on in one step of the
cluster: before it the old rows are seen and after it the new ones, whole; what nobody sees any more is deleted then.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kb.domain.audience import Audience
from kb.index.opensearch.cluster import PATIENT, Cluster
from kb.index.opensearch.mapping import FORMAT

Json = dict[str, Any]


@dataclass(frozen=True)
class IndexVersion:
    """The index of an audience as its alias has it; ``gone`` are revisions that do not count any more."""

    index: str
    version: int
    gone: tuple[str, ...] = ()


Versions = Mapping[Audience, IndexVersion]


class Aliases:
    """The aliases of all audiences, and the indices behind them; ``name`` is what all begin with."""

    def __init__(self, cluster: Cluster, name: str) -> None:
        self._cluster, self._name = cluster, name

    def of(self, audience: Audience) -> str:
        """Return the alias of one audience's index."""
        return f"{self._name}-{audience.value}"

    def seen_by(self, audience: Audience) -> str:
        """Return what a reader's searches go to: no other index is ever named to the cluster."""
        return ",".join(self.of(own) for own in audience.shelves())

    def index_of(self, audience: Audience, version: int) -> str:
        """Return the name of a new index."""
        return f"{self.of(audience)}-f{FORMAT}-{version}"

    def current(self) -> Versions | None:
        """Return the versions in force; ``None`` where there is no whole index, or one of another format."""
        found = self._cluster.ask(lambda client: client.indices.get_alias(index=f"{self._name}-*", params=_ANY))
        versions: dict[Audience, IndexVersion] = {}
        for index, told in found.items():
            for audience in Audience:
                body = told["aliases"].get(self.of(audience))
                if body is not None and index.startswith(f"{self.of(audience)}-f{FORMAT}-"):
                    versions[audience] = _read(index, body["filter"]["bool"])
        return versions if len(versions) == len(Audience) else None

    def all_indices(self) -> list[str]:
        """Return every index of ours, in force or left over."""
        found = self._cluster.ask(lambda client: client.indices.get_alias(index=f"{self._name}-*", params=_ANY))
        return [index for index in found if any(index.startswith(f"{self.of(own)}-f") for own in Audience)]

    def move(self, before: Versions | None, after: Versions) -> None:
        """Let all aliases show other versions, in one step."""
        actions: list[Json] = []
        for audience, own in after.items():
            old = before[audience].index if before else ""
            if old and old != own.index:
                actions.append({"remove": {"index": old, "alias": self.of(audience)}})
            actions.append({"add": {"index": own.index, "alias": self.of(audience), "filter": _filter(own)}})
        self._cluster.ask(lambda client: client.indices.update_aliases(body={"actions": actions}), PATIENT)

    def clear_strangers(self, versions: Versions) -> None:
        """Take the aliases off every other index: one of an older format had them before."""
        kept = {own.index for own in versions.values()}
        others = [index for index in self.all_indices() if index not in kept]
        if others:
            self._cluster.ask(lambda client: client.indices.delete(index=",".join(others), params=_ANY), PATIENT)


_ANY = {"ignore_unavailable": "true", "allow_no_indices": "true"}


def with_gone(versions: Versions, version: int, gone: Mapping[Audience, Sequence[str]]) -> Versions:
    """Return the versions after a batch, in which some revisions were replaced or taken off."""
    return {
        audience: replace(own, version=version, gone=tuple(gone.get(audience, ())))
        for audience, own in versions.items()
    }


def _filter(own: IndexVersion) -> Json:
    shown: Json = {"filter": [{"range": {"since": {"lte": own.version}}}]}
    return {"bool": shown | ({"must_not": [{"terms": {"revision": list(own.gone)}}]} if own.gone else {})}


def _read(index: str, shown: Json) -> IndexVersion:
    """Read an alias's filter back; the cluster may write it in other words than ours."""
    (filters, *_), gone = _listed(shown["filter"]), _listed(shown.get("must_not", ()))
    bounds = filters["range"]["since"]
    version = bounds["lte"] if "lte" in bounds else bounds["to"]
    return IndexVersion(index, int(version), tuple(name for one in gone for name in one["terms"]["revision"]))


def _listed(some: Any) -> list[Any]:
    return [some] if isinstance(some, dict) else list(some)
