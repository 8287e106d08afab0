"""Suggestions while typing: common phrases that go on from what was typed.

Candidates are found once per segment and kept while the segment lives, so that a sync costs what it changed. Before
one is shown it is counted again, among the living rows that the reader may see: a phrase that only others' documents
say is never shown, nor is a number that they had a part in.
"""

import numpy as np

from kb.domain.query.results import CommonPhrase
from kb.domain.query.stop_words import EMPTY_WORDS
from kb.index.presentation import LONGEST, SEVERAL
from kb.index.query.analysis import parts_of
from kb.index.whoosh.results.common_phrases import common_phrases
from kb.index.whoosh.scoring.cache import ArrayCache
from kb.index.whoosh.scoring.phrases import phrase
from kb.index.whoosh.scoring.view import View
from kb.index.whoosh.segment import Segment

_LOOKED_AT = 24
"""Candidates counted at most for one answer: it bounds the time."""

_KEPT_BYTES = 8 << 20
_BYTES_OF_ONE = 120

Phrases = tuple[tuple[str, int], ...]


class Phrasebook:
    """The phrases of every segment looked at lately, whatever generation it is in; threads share it."""

    def __init__(self) -> None:
        self._kept = ArrayCache(_KEPT_BYTES)

    def of(self, view: View) -> Phrases:
        """Return the candidates of a view, the commonest first, each with a space before it."""
        made: Phrases = view.cache.get("common phrases", lambda: self._joined(view), _size)
        return made

    def _joined(self, view: View) -> Phrases:
        together: dict[str, int] = {}
        for segment in view.segments:
            for text, documents in self._of_segment(segment):
                together[text] = together.get(text, 0) + documents
        return tuple(
            (f" {text}", together[text]) for text in sorted(together, key=lambda text: (-together[text], text))
        )

    def _of_segment(self, segment: Segment) -> Phrases:
        made: Phrases = self._kept.get(segment.id, lambda: common_phrases(segment), _size)
        return made


def suggest_phrases(view: View, typed: str, book: Phrasebook, most: int = 8) -> tuple[CommonPhrase, ...]:
    """Return common phrases that have what was typed, its last word perhaps unfinished; first those that begin so."""
    words = " ".join(parts_of(typed[:LONGEST])) + (" " if typed[-1:].isspace() else "")
    first, more, _ = words.partition(" ")
    if not first or (more and first in EMPTY_WORDS):
        return ()  # after "in the" most phrases would do
    wanted = f" {words}"
    having = [text for text, _ in book.of(view) if wanted in text and text != wanted]
    having.sort(key=lambda text: not text.startswith(wanted))
    found: list[CommonPhrase] = []
    for text in having[:_LOOKED_AT]:
        documents = _documents(view, text[1:])
        if documents >= SEVERAL:
            found.append(CommonPhrase(text[1:], documents))
        if len(found) == 2 * most:
            break  # candidates are ordered by what a sample says, near enough
    found.sort(key=lambda one: (not f" {one.text}".startswith(wanted), -one.documents))
    return tuple(found[:most])


def _documents(view: View, text: str) -> int:
    """Count the documents that the reader may see and that say it."""

    def counted() -> int:
        docs = view.doc_of_row[phrase(view, "body", text.split(" ")).rows]
        return int(np.count_nonzero(docs[1:] != docs[:-1])) + 1 if len(docs) else 0

    return view.cache.get(("said in", text), counted, lambda _: _BYTES_OF_ONE)


def _size(phrases: Phrases) -> int:
    return _BYTES_OF_ONE * len(phrases)
