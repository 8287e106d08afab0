"""Entries in the margin of the reader: notes beside their passages, and the words that they cite, marked."""

import html
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from kb.domain.editorial.review import ReviewState
from kb.services.evidence.annotations import PlacedAnnotation
from kb.web.evidence.annotation_list_page import first_words
from kb.web.sources.marks import MarkedEvidence

_TAG = re.compile(r"(<[^>]*>)")
_STATES = {ReviewState.DRAFT: "draft", ReviewState.IN_REVIEW: "waits for review"}


@dataclass(frozen=True)
class MarginNote:
    """An entry that no evidence in the margin tells of: its first words, where it stands, and who wrote it."""

    words: str
    address: str
    state: str
    by: str


@dataclass(frozen=True)
class MarginNotes:
    """The notes of a source by passage (empty: on none that stands there now), and the words cited on each."""

    by_passage: dict[str, tuple[MarginNote, ...]]
    quotes: dict[str, tuple[str, ...]]

    def at(self, passage: str) -> tuple[MarginNote, ...]:
        """Return the notes on a passage."""
        return self.by_passage.get(passage, ())


@dataclass(frozen=True)
class ReaderMarks:
    """What stands in the margin by passage: evidence, and the entries that it does not tell of."""

    evidence: Mapping[str, tuple[MarkedEvidence, ...]]
    notes: MarginNotes


def margin_notes(
    placed: Iterable[PlacedAnnotation], told: Iterable[str], names: Callable[[str], str], own: str
) -> MarginNotes:
    """Put entries beside their passages; ``told`` are ids that the evidence tells of already, ``own`` the reader's."""
    notes: dict[str, list[MarginNote]] = {}
    quotes: dict[str, list[str]] = {}
    known = set(told)
    for one in placed:
        entry = one.entry
        quotes.setdefault(one.passage, []).append(entry.citation.exact)
        if entry.id not in known:
            by = "you" if own and entry.author == own else names(entry.author)
            note = MarginNote(first_words(entry), f"/annotations/{entry.id}", _STATES.get(entry.state, ""), by)
            notes.setdefault(one.passage, []).append(note)
    return MarginNotes(
        {passage: tuple(those) for passage, those in notes.items()},
        {passage: tuple(those) for passage, those in quotes.items()},
    )


def mark_quotes(markup: str, quotes: Iterable[str]) -> str:
    """Mark quoted words in safe HTML, also where tags stand between them; white space counts as one space."""
    pieces = _TAG.split(markup)
    text = "".join(html.unescape(piece) for piece in pieces if not piece.startswith("<"))
    spans = [span for quote in dict.fromkeys(quotes) if (span := _span(text, quote))]
    if not spans:
        return markup
    out, at = [], 0
    for piece in pieces:
        if piece.startswith("<"):
            out.append(piece)
            continue
        words = html.unescape(piece)
        out.append(_marked(words, at, spans) or piece)
        at += len(words)
    return "".join(out)


def _span(text: str, quote: str) -> tuple[int, int] | None:
    words = [re.escape(word) for word in quote.split()]
    found = re.search(r"\s+".join(words), text) if words else None
    if found is None or found[0].strip() == text.strip():  # a whole passage needs no mark
        return None
    return found.span()


def _marked(words: str, at: int, spans: list[tuple[int, int]]) -> str:
    """Return words with what lies in a span marked, as HTML; empty where nothing of them does."""
    inside = [any(start <= at + place < end for start, end in spans) for place in range(len(words))]
    if not any(inside):
        return ""
    out, begun = [], 0
    for place in range(1, len(words) + 1):
        if place == len(words) or inside[place] != inside[begun]:
            run = html.escape(words[begun:place], quote=False)
            out.append(f'<mark class="noted">{run}</mark>' if inside[begun] and run.strip() else run)
            begun = place
    return "".join(out)
