"""Reading a query besides its grammar: as words only, and whether its capitals mean anything."""

from kb.domain.query.tree import Query, Word
from kb.index.query.analysis import CHUNK
from kb.index.query.analysis import words_of as chunks_of


def words_of(text: str) -> Query:
    """Return the words of a text as a query; a word that comes twice counts twice."""
    return Query(tuple(Word(word) for word in chunks_of(text[:20000]))[:200])


def typed_in_capitals(text: str) -> bool:
    """Say whether a whole query of several words is in capitals, so that capitals mean nothing in it."""
    if text.islower():
        return False
    words = [match[0] for match in CHUNK.finditer(text) if any(c.isalpha() for c in match[0])]
    return len(words) > 1 and all(word == word.upper() for word in words)
