"""Suggestions while typing: titles, topics, acronyms and common phrases with a word beginning with what was typed.

They come from the catalogue and the index, and only from what the reader may see, so a suggestion can tell nobody of
a thing that is not theirs to know.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from kb.content.visibility import VisibleCatalogue
from kb.domain.account.viewer import Viewer, reader_as
from kb.domain.audience import Audience
from kb.domain.errors import IndexMissing
from kb.index import SearchEngine
from kb.services.library.library import Library
from kb.services.library.stale_documents import StaleDocuments

_WORD = re.compile(r"[^\W_]+")
LONGEST_TYPED = 200
PHRASES = 3
"""Common phrases among the suggestions at most: titles are wanted too."""


class SuggestionKind(StrEnum):
    """What a suggestion is."""

    ACRONYM = "acronym"
    TOPIC = "topic"
    PHRASE = "phrase"
    TITLE = "title"


@dataclass(frozen=True)
class Suggestion:
    """Words to search for; ``note`` says what they stand for, ``source`` is the id where they are a title.

    Of a common phrase, ``note`` says how many documents say it.
    """

    words: str
    kind: SuggestionKind
    note: str = ""
    source: str = ""


@dataclass(frozen=True)
class _Row:
    folded: str
    suggestion: Suggestion


class SearchSuggestions:
    """Suggests searches."""

    def __init__(self, library: Library, index: SearchEngine) -> None:
        self._library = library
        self._index = index
        self._stale = StaleDocuments(index)

    def suggest(self, typed: str, viewer: Viewer, limit: int = 8) -> tuple[Suggestion, ...]:
        """Return suggestions for what is typed so far, those that begin with it first; none for no words."""
        wanted = folded(typed[:LONGEST_TYPED])
        if not wanted:
            return ()
        rows = [row for row in self._rows(viewer) if f" {wanted}" in f" {row.folded}"]
        rows += self._phrases(typed[:LONGEST_TYPED], viewer.audience)
        best = sorted(rows, key=lambda row: (not row.folded.startswith(wanted), _PLACE[row.suggestion.kind]))
        first: dict[str, Suggestion] = {}
        for row in best:
            first.setdefault(row.suggestion.words.casefold(), row.suggestion)
        return tuple(_shared(first.values())[:limit])

    def _phrases(self, typed: str, reader: Audience) -> list[_Row]:
        try:
            if self._stale.of(self._library.snapshot(), reader):
                return []  # a phrase is counted in documents that may be hidden by now
            found = self._index.suggest(typed, reader, PHRASES)
        except IndexMissing:
            return []  # what the catalogue knows can be suggested without
        return [
            _Row(one.text, Suggestion(one.text, SuggestionKind.PHRASE, f"in {one.documents} documents"))
            for one in found
        ]

    def _rows(self, viewer: Viewer) -> tuple[_Row, ...]:
        snapshot = self._library.snapshot()
        return snapshot.cached(
            ("suggestions", viewer.audience), lambda: tuple(_rows_of(snapshot.visible_to(reader_as(viewer.audience))))
        )


_SHARE = {SuggestionKind.ACRONYM: 2, SuggestionKind.TOPIC: 2, SuggestionKind.PHRASE: PHRASES, SuggestionKind.TITLE: 3}
_PLACE = {SuggestionKind.ACRONYM: 0, SuggestionKind.TOPIC: 0, SuggestionKind.PHRASE: 1, SuggestionKind.TITLE: 2}


def _shared(best: Iterable[Suggestion]) -> list[Suggestion]:
    """Order suggestions by kind's share, so that a dozen acronyms leave room for the rest."""
    within: list[Suggestion] = []
    over: list[Suggestion] = []
    room = dict(_SHARE)
    for one in best:
        room[one.kind] -= 1
        (within if room[one.kind] >= 0 else over).append(one)
    return within + over


def folded(text: str) -> str:
    """Return the words of a text in small letters with one space between: what is compared."""
    return " ".join(_WORD.findall(text.casefold()))


def _rows_of(visible: VisibleCatalogue) -> Iterator[_Row]:
    for acronym in visible.acronyms.values():
        note = acronym.expansions[0] if acronym.expansions else ""
        suggestion = Suggestion(acronym.short, SuggestionKind.ACRONYM, note)
        for name in (acronym.short, *acronym.expansions, *acronym.also):
            yield _Row(folded(name), suggestion)
    for topic in visible.topics.values():
        for name in (topic.name, *topic.terms):
            yield _Row(folded(name), Suggestion(topic.name, SuggestionKind.TOPIC, topic.definition))
    for source in sorted(visible.sources.values(), key=lambda source: source.heading):
        suggestion = Suggestion(source.heading, SuggestionKind.TITLE, ", ".join(source.publishers), source.id)
        for name in dict.fromkeys((source.heading, source.title)):
            yield _Row(folded(name), suggestion)
