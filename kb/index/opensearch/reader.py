"""A reader of the indices: what one reader's searches go to, and how they score."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kb.index.opensearch.cluster import Cluster
from kb.index.opensearch.filters import MOST_VALUES
from kb.index.opensearch.query_dsl import Dsl
from kb.index.query.acronyms import Lexicon
from kb.index.query.tuning import Tuning
from kb.index.semantic.query_meaning import QueryMeaning

Json = dict[str, Any]

WHOLE_VIEW = "dfs_query_then_fetch"
"""How rare a word is is counted in all that the reader may see, not in each audience's index by itself."""


@dataclass(frozen=True)
class Reader:
    """What one reader's searches go to, and how they score."""

    cluster: Cluster
    index: str
    lexicon: Lexicon
    tuning: Tuning
    meaning: QueryMeaning | None = None

    def values(self, column: str) -> list[str]:
        """Return the values of a column."""
        told = self.ask({"size": 0, "aggs": {"values": {"terms": {"field": column, "size": 10 * MOST_VALUES}}}})
        return [bucket["key"] for bucket in told["aggregations"]["values"]["buckets"]]

    def counts(self, queries: Sequence[Dsl]) -> list[int]:
        """Count what each of several queries finds in what the reader may see."""
        return self.cluster.counts(self.index, queries)

    def ask(self, body: Json, **parameters: Any) -> Json:
        """Search what the reader may see."""
        return self.cluster.search(self.index, body, search_type=WHOLE_VIEW, **parameters)

    def ask_all(self, *bodies: Json) -> list[Json]:
        """Search several times at once; what only counts needs no rarity, and the cluster keeps its answer."""
        asked = [({"search_type": WHOLE_VIEW} if body["size"] else {}, body) for body in bodies]
        return self.cluster.searches(self.index, asked)
