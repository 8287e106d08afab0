"""The words of a view, for the correction of misspelt ones."""

from collections.abc import Iterator
from dataclasses import dataclass

from kb.index.whoosh.scoring.expansion import near_terms
from kb.index.whoosh.scoring.view import View


@dataclass(frozen=True)
class ViewDictionary:
    """Looks words up in the term dictionaries of a view."""

    view: View

    def having(self, word: str) -> int:
        """Count the passages and titles that have a word."""
        return self.view.postings("body", word).df + self.view.postings("title", word).df

    def having_stem(self, stem: str) -> int:
        """Count the passages that have a word of this stem."""
        return self.view.postings("body", stem, stem=True).df

    def near(self, word: str, edits: int) -> Iterator[tuple[str, int]]:
        """Give words of passages and titles within so many edits, each with its distance."""
        for field in ("body", "title"):
            for term, distance in near_terms(self.view, field, word, edits):
                yield term.decode("utf-8", "surrogatepass"), distance
