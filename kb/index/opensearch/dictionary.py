"""The words of an index on a cluster, for the correction of misspelt ones."""

from collections.abc import Iterator, Sequence

from rapidfuzz.distance import OSA

from kb.index.opensearch.query_dsl import stem_field, term
from kb.index.opensearch.reader import Reader

_MOST = 60


class ClusterDictionary:
    """Looks words up in what a reader may see; it keeps what it counted, and serves one search."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._counted: dict[str, int] = {}

    def having(self, word: str) -> int:
        """Count the passages and titles that have a word."""
        if word not in self._counted:
            self._count([word])
        return self._counted[word]

    def having_stem(self, stem: str) -> int:
        """Count the passages that have a word of this stem."""
        return self._reader.counts([term(stem_field("body"), stem)])[0]

    def near(self, word: str, edits: int) -> Iterator[tuple[str, int]]:
        """Give words of passages and titles within so many edits, each with its distance."""
        suggest = {
            field: {
                "text": word,
                "term": {
                    "field": field,
                    "suggest_mode": "always",
                    "max_edits": edits,
                    "prefix_length": 0,
                    "min_word_length": 1,
                    "size": _MOST,
                    "shard_size": 4 * _MOST,
                    "accuracy": 0.2,
                    "string_distance": "damerau_levenshtein",
                },
            }
            for field in ("body", "title")
        }
        told = self._reader.cluster.search(self._reader.index, {"size": 0, "suggest": suggest})["suggest"]
        options = [one["text"] for field in told.values() for entry in field for one in entry["options"]]
        near = {other: OSA.distance(word, other) for other in dict.fromkeys(options)}
        self._count([other for other, distance in near.items() if distance <= edits])
        return ((other, distance) for other, distance in near.items() if distance <= edits)

    def _count(self, words: Sequence[str]) -> None:
        counts = self._reader.counts([term(field, word) for word in words for field in ("body", "title")])
        self._counted |= {word: sum(counts[2 * at : 2 * at + 2]) for at, word in enumerate(words)}
