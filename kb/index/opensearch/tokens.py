"""Tokens: a text analysed by us, written so that OpenSearch takes the terms as they are.

One line is one position, and the terms at it stand side by side with a tab between them; the analyzer of
``kb.index.opensearch.mapping`` does no more than split. So both engines have the same terms at the same places.
In the field of stems a word that has none stands as written behind a sign of its own: words near each other are looked
for in one field, and no stem is taken for a word.
"""

from kb.index.query.analysis import CHUNK, chunk_of, stem_of

LINE, TAB = "\n", "\t"
AS_WRITTEN = "="
"""Before what stands as written in a field of stems."""

Lines = tuple[str, str]
"""A text as its terms, and as the stems of these."""


LARGEST = 100_000
"""Chunks that are kept, some 40 MB; then it starts anew."""


def in_stems(term: str, stem: str) -> str:
    """Return how a word stands in a field of stems; one without a stem as written."""
    return stem or AS_WRITTEN + term


class Tokenizer(dict[str, Lines]):
    """Analyses texts; it keeps what it made of each chunk, and belongs to one thread."""

    def __missing__(self, raw: str) -> Lines:
        """Analyse a chunk that was not met before."""
        chunk = chunk_of(raw)
        places: list[list[str]] = [[] for _ in range(chunk.width)]
        for term, at in chunk.terms:
            places[at].append(term)
        stems = [[in_stems(term, stem_of(term)) for term in own] for own in places]
        made = self[raw] = (LINE.join(map(TAB.join, places)), LINE.join(map(TAB.join, stems)))
        return made

    def lines(self, text: str) -> Lines:
        """Return the terms of a text, and their stems."""
        if len(self) > LARGEST:
            self.clear()
        found = [self[raw] for raw in CHUNK.findall(text)]
        return LINE.join(terms for terms, _ in found), LINE.join(stems for _, stems in found)


def phrase_of(parts: tuple[str, ...]) -> str:
    """Return words side by side as the analyzer reads them."""
    return LINE.join(parts)
