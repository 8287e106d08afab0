"""Snippets: the best window of a passage with the words of the query as spans; no HTML, no re-analysis.

One regular expression finds what may be a word of the query (a stem without its last letter and whatever follows);
only that is stemmed and compared. Texts are folded letter by letter, so that spans fit the text as shown.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache

import Stemmer

from kb.domain.query.results import Snippet, Span
from kb.domain.query.tree import All, Any, Fuzzy, Node, Phrase, Prefix, Wild, Word
from kb.index.analysis import fold, forms_of, parts_of
from kb.index.expand import edit_distance

WINDOW = 320
"""Characters of a snippet at most; passages up to this length are shown whole."""

_LETTER = r"[^\W_]"
_ODD = re.compile(r"([^\x00-\x7f]+)")
_BEFORE, _AFTER, _BETWEEN = rf"(?<!{_LETTER})", rf"(?!{_LETTER})", r"[\W_]+"


class Marker:
    """Finds the words of one query in texts. Made for one search and used by one thread: it keeps stems."""

    def __init__(self) -> None:
        self._exact: set[str] = set()
        self._stems: set[str] = set()
        self._capitals: set[str] = set()
        self._patterns: list[str] = []
        self._phrases: list[tuple[str, ...]] = []
        self._fuzzy: list[tuple[bytes, int]] = []
        self._known: dict[str, str] = {}
        self._stemmer = Stemmer.Stemmer("english", 0)

    @classmethod
    def of(cls, nodes: Iterable[Node], names: Iterable[str] = (), *, plain: bool = False) -> "Marker":
        """Make a marker for what a query looks for, other names included; ``plain``: capitals mean nothing."""
        marker = cls()
        for node in nodes:
            marker._take(node, plain=plain)
        for name in names:
            marker._take(Word(name) if len(parts_of(name)) == 1 else Phrase(name), plain=plain)
        return marker

    def spans(self, text: str) -> list[tuple[int, int, str]]:
        """Return the marked stretches of a text, each with what it matched (to tell kinds apart)."""
        if self._finder is None:
            return []
        found: list[tuple[int, int, str]] = []
        known = self._known
        for match in self._finder.finditer(letters(text)):
            raw = match[0]
            what = known.get(raw)
            if what is None:
                what = known[raw] = self._matches(raw)
            if what:
                found.append((*match.span(), what))
        only = {word for word in self._capitals if re.search(rf"{_BEFORE}{word}s?{_AFTER}", text)}
        if only:
            found = [one for one in found if one[2].upper() not in only or text[one[0] : one[1] - 1].isupper()]
        return found

    def snippet(self, text: str) -> Snippet:
        """Return the best window of a text."""
        spans = self.spans(text)
        start, end = (0, len(text)) if len(text) <= WINDOW else _window(text, spans)
        marks = tuple(Span(lo - start, hi - start) for lo, hi, _ in spans if lo >= start and hi <= end)
        return Snippet(text[start:end], marks, start > 0, end < len(text))

    @cached_property
    def _finder(self) -> re.Pattern[str] | None:
        """Return what finds every candidate, the longest first."""
        phrases = [_BETWEEN.join(map(re.escape, phrase)) + _AFTER for phrase in self._phrases]
        starts = tuple(stem[: max(2, len(stem) - 1)] for stem in self._stems)
        # What a stem's beginning finds anyway need not stand there as a word, too: half the expression, half its cost.
        others = self._exact if self._patterns else [word for word in self._exact if not _is_found_by(starts, word)]
        words = [re.escape(word) + _AFTER for word in others]
        stems = [re.escape(start) + f"{_LETTER}*" for start in starts]
        some = [f"{_LETTER}+"] if self._fuzzy else []
        return _finder_of([*sorted(phrases + words, key=len, reverse=True), *self._patterns, *stems, *some])

    def _matches(self, word: str) -> str:
        """Return what of the query a candidate is, empty where it only looked like it."""
        if word in self._exact:
            return word
        if word.isascii() and (stem := str(self._stemmer.stemWord(word))) in self._stems:
            return stem
        for pattern in self._patterns:
            if re.fullmatch(pattern, word):
                return pattern
        for near, edits in self._fuzzy:
            if edit_distance(near, word.encode("utf-8", "surrogatepass"), edits) <= edits:
                return near.decode("utf-8", "surrogatepass")
        parts = parts_of(word)
        return " ".join(parts) if parts in self._phrases else ""

    def _take(self, node: Node, *, plain: bool) -> None:
        match node:
            case Word(text):
                self._take_word(text, plain=plain)
            case Phrase(text, slop):
                parts = parts_of(text)
                self._exact.update(parts if slop else ())
                self._phrases += [parts] if parts and not slop else []
            case Prefix(text):
                self._patterns.append(re.escape(fold(text)) + f"{_LETTER}*")
            case Wild(pattern):
                marks = {"*": f"{_LETTER}*", "?": _LETTER}
                self._patterns.append("".join(marks.get(c, re.escape(c)) for c in fold(pattern)))
            case Fuzzy(text, edits):
                self._fuzzy.append((fold(text).encode("utf-8", "surrogatepass"), edits))
            case All(nodes) | Any(nodes):
                for inner in nodes:
                    self._take(inner, plain=plain)
            case _:
                pass

    def _take_word(self, text: str, *, plain: bool) -> None:
        forms = forms_of(text)
        if forms is None:
            return
        self._exact.update(forms.exact)
        if forms.stem:
            self._stems.add(forms.stem)
        if forms.parts:
            self._phrases.append(forms.parts)
        if forms.capitals and not plain:
            self._capitals.add(forms.capitals)


def _is_found_by(starts: tuple[str, ...], word: str) -> bool:
    """Say whether an expression of beginnings finds the whole of a word."""
    return word.isalnum() and word.startswith(starts)


def _finder_of(choices: Sequence[str]) -> re.Pattern[str] | None:
    """Return a pattern of choices, each at the beginning of a word.

    Where every choice begins with a letter, it comes before the question whether a word begins there: the search then
    runs over all other letters without asking, which is five times as fast.
    """
    if not choices:
        return None
    if not all(choice[0].isalnum() for choice in choices):
        return re.compile(f"{_BEFORE}(?:{'|'.join(choices)})")
    first: dict[str, list[str]] = {}
    for choice in choices:
        first.setdefault(choice[0], []).append(choice[1:])
    begun = (f"{letter}(?<!{_LETTER}{letter})(?:{'|'.join(rest)})" for letter, rest in first.items())
    return re.compile("|".join(begun))


def letters(text: str) -> str:
    """Fold a text letter by letter: as long as before."""
    if text.isascii():
        return text.lower()
    pieces = _ODD.split(text)  # a few signs are looked at one by one, and not every letter
    return "".join([piece.lower() if piece.isascii() else "".join(map(_letter, piece)) for piece in pieces])


@lru_cache(maxsize=4096)
def _letter(letter: str) -> str:
    return (fold(letter) or " ")[0]


def _window(text: str, spans: Sequence[tuple[int, int, str]]) -> tuple[int, int]:
    """Return the window with most different words, then most marks, beginning a little before the first."""
    best, start, end = (0, 0), 0, 0
    counts: dict[str, int] = {}  # of each word that is inside while the window slides on
    for at, (lo, _, what) in enumerate(spans[:60]):
        while end < len(spans) and spans[end][1] <= lo + WINDOW - 40:
            counts[spans[end][2]] = counts.get(spans[end][2], 0) + 1
            end += 1
        if (len(counts), end - at) > best:
            best, start = (len(counts), end - at), max(0, lo - 40)
        if end > at:
            counts[what] -= 1
            if not counts[what]:
                del counts[what]
        else:  # a stretch longer than the window
            end = at + 1
    start = max(0, min(start, len(text) - WINDOW))
    if start:
        space = text.find(" ", start, start + 40)
        start = space + 1 if space >= 0 else start
    end = min(len(text), start + WINDOW)
    if end < len(text):
        space = text.rfind(" ", start + WINDOW // 2, end)
        end = space if space >= 0 else end
    return start, end
