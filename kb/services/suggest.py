"""Suggestions while typing: titles, topics and acronyms that have a word beginning with what was typed.

They come from the catalogue and only from what the reader may see, so a suggestion can tell nobody of a thing
that is not theirs to know.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from kb.domain.audience import Audience
from kb.services.library import Library
from kb.store.catalogue import Catalogue

_WORD = re.compile(r"[^\W_]+")
LONGEST_TYPED = 200


class SuggestionKind(StrEnum):
    """What a suggestion is."""

    ACRONYM = "acronym"
    TOPIC = "topic"
    TITLE = "title"


@dataclass(frozen=True)
class Suggestion:
    """Words to search for; ``note`` says what they stand for, ``source`` is the id where they are a title."""

    words: str
    kind: SuggestionKind
    note: str = ""
    source: str = ""


@dataclass(frozen=True)
class _Row:
    folded: str
    audience: Audience
    suggestion: Suggestion


class Suggesting:
    """Suggests searches to readers of an audience."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._made: tuple[Catalogue, tuple[_Row, ...]] | None = None

    def suggest(self, typed: str, reader: Audience, limit: int = 8) -> tuple[Suggestion, ...]:
        """Return suggestions for what is typed so far, those that begin with it first; none for no words."""
        wanted = folded(typed[:LONGEST_TYPED])
        if not wanted:
            return ()
        rows = (row for row in self._rows() if reader.sees(row.audience) and f" {wanted}" in f" {row.folded}")
        best = sorted(rows, key=lambda row: (not row.folded.startswith(wanted), row.suggestion.kind is TITLE))
        words = dict.fromkeys(row.suggestion.words for row in best)
        first = {row.suggestion.words: row.suggestion for row in reversed(best)}
        return tuple(first[text] for text in words)[:limit]

    def _rows(self) -> tuple[_Row, ...]:
        catalogue = self._library.snapshot().catalogue
        made = self._made
        if made is None or made[0] is not catalogue:
            made = self._made = (catalogue, tuple(_rows_of(catalogue)))
        return made[1]


TITLE = SuggestionKind.TITLE


def folded(text: str) -> str:
    """Return the words of a text in small letters with one space between: what is compared."""
    return " ".join(_WORD.findall(text.casefold()))


def _rows_of(catalogue: Catalogue) -> Iterator[_Row]:
    for acronym in catalogue.acronyms.values():
        note = acronym.expansions[0] if acronym.expansions else ""
        suggestion = Suggestion(acronym.short, SuggestionKind.ACRONYM, note)
        for name in (acronym.short, *acronym.expansions, *acronym.also):
            yield _Row(folded(name), Audience.PUBLIC, suggestion)
    for topic in catalogue.topics.values():
        for name in (topic.name, *topic.terms):
            yield _Row(folded(name), Audience.PUBLIC, Suggestion(topic.name, SuggestionKind.TOPIC, topic.definition))
    for source in sorted(catalogue.sources.values(), key=lambda source: source.heading):
        suggestion = Suggestion(source.heading, TITLE, ", ".join(source.publishers), source.id)
        for name in dict.fromkeys((source.heading, source.title)):
            yield _Row(folded(name), source.audience, suggestion)
