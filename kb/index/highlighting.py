"""Snippets: the best window of a passage with the words of the query as spans; no HTML.

A text is cut into the same chunks with the same terms as the index has them, so that what is found is marked: a mark
is the part, or the whole chunk, whose term is looked for. Each chunk is judged when it is first met. Most texts have
no letters but those of ASCII; there only the chunks in which a wanted word may begin are looked at, five times as fast.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import NamedTuple

import Stemmer
from rapidfuzz.distance import OSA

from kb.domain.query.results import Snippet, Span
from kb.domain.query.tree import All, Any, Fuzzy, Node, Phrase, Prefix, Wild, Word
from kb.index.query.analysis import (
    AMOUNT,
    CHUNK,
    MAX_TERM,
    SCALES,
    STEMMABLE,
    Chunk,
    beginning_of,
    chunk_of,
    fold,
    forms_of,
    parts_of,
)

WINDOW = 320
"""Characters of a snippet at most; passages up to this length are shown whole."""

_CHUNKS = re.compile(f"({CHUNK.pattern})")
_ODD = re.compile(r"[^\x00-\x7f‘’“”\u2010-\u2015…£€•]")
_JOIN = r"[^a-z0-9\s]?"
"""What may stand between two letters of a term in the text: a hyphen, a dot, the comma of thousands."""

_BESIDE = str.maketrans(dict.fromkeys("&/'’.,@+_-‐‑‒–"))

_chunk_of = lru_cache(maxsize=20000)(chunk_of)

Mark = tuple[int, int, str]
"""From, to, and what is marked (to tell kinds apart)."""


class _Judged(NamedTuple):
    """A chunk as a query sees it: marks within it, and its terms where a phrase may have a part of them."""

    width: int
    marks: tuple[Mark, ...]
    phrased: Chunk | None


_OTHER = _Judged(1, (), None)
"""A word that is no word of the query."""


class Highlighter(dict[str, _Judged]):
    """Finds the words of one query in texts. Made for one search and used by one thread: it keeps what it judged."""

    def __init__(self) -> None:
        super().__init__()
        self._exact: set[str] = set()
        self._stems: set[str] = set()
        self._capitals: set[str] = set()
        self._patterns: list[re.Pattern[str]] = []
        self._phrases: list[tuple[str, ...]] = []
        self._fuzzy: list[tuple[bytes, int]] = []
        self._beginnings: set[str] = set()
        self._stemmer = Stemmer.Stemmer("english", 0)

    @classmethod
    def of(cls, nodes: Iterable[Node], names: Iterable[str] = (), *, plain: bool = False) -> "Highlighter":
        """Make a highlighter for what a query looks for, other names included; ``plain``: capitals mean nothing."""
        highlighter = cls()
        for node in nodes:
            highlighter._take(node, plain=plain)
        for name in names:
            highlighter._take(Word(name) if CHUNK.fullmatch(name) else Phrase(name), plain=plain)
        return highlighter

    def __missing__(self, raw: str) -> _Judged:
        """Judge a chunk that was not met before."""
        if self._is_another_word(raw):
            self[raw] = _OTHER
            return _OTHER
        chunk = _chunk_of(raw)
        whole = next((what for term in chunk.whole if (what := self._what(term))), "")
        marks = [(0, len(raw), whole)] if whole else []
        if whole not in self._exact:  # "police's" is told by its part, "e-mail" is not
            found = ((part, self._what_of(part.terms)) for part in chunk.parts)
            marks = [(part.start, part.end, what) for part, what in found if what] or marks
        phrased = chunk if self._phrases and any(term in self._in_phrases for term, _ in chunk.terms) else None
        judged = self[raw] = _Judged(chunk.width, tuple(marks), phrased)
        return judged

    def _is_another_word(self, raw: str) -> bool:
        """Say of a plain word, by how it begins, that nothing of the query can be in it."""
        if not (raw.isascii() and raw.isalpha()) or self._fuzzy:
            return False
        word = raw.lower()
        if {word[:MAX_TERM], word[:-1]} & self._in_phrases:  # a plural in capitals is of one as well
            return False
        return self._finder is None or not self._finder.match(word)

    def spans(self, text: str) -> list[Mark]:
        """Return the marked stretches of a text in order, none within another."""
        if self._fuzzy or _ODD.search(text):
            return self._spans_of_all(text)
        lowered = text.lower()
        if self._wants_amounts and AMOUNT.search(text):  # 49 and million both begin within 49m
            return self._spans_of_all(text)
        if self._phrases:
            letters = lowered.translate(_BESIDE)
            if any(all(part.translate(_BESIDE) in letters for part in phrase) for phrase in self._phrases):
                return self._spans_of_all(text)
        found: list[Mark] = []
        done = 0
        for match in self._finder.finditer(lowered) if self._finder else ():
            at = match.start()
            if at < done:
                continue
            for chunk in CHUNK.finditer(text, max(done, text.rfind(" ", done, at))):
                done = chunk.end()
                if done > at:
                    start = chunk.start()
                    found += [(lo + start, hi + start, what) for lo, hi, what in self[chunk[0]].marks]
                    break
        return _joined(self._of_capitals(found))

    @cached_property
    def _wants_amounts(self) -> bool:
        """Say whether a shortened amount may be among what is looked for: a figure is, or what it is shortened from."""
        wanted = {*self._exact, *self._stems, *self._beginnings, *self._in_phrases}
        return any(term[:1].isdigit() or any(word.startswith(term) for word in SCALES.values()) for term in wanted)

    @cached_property
    def _finder(self) -> re.Pattern[str] | None:
        """Return what finds where a wanted term may begin.

        A stem is how its words begin, but for its last letter (and for *dying*, *lying* and *tying*). A word that is
        looked for as written ends where it ends, or before the s of a plural in capitals. The first letter comes before
        the question whether a word begins there: the search then runs over all other letters without asking.
        """
        begun = {stem[: max(1, len(stem) - 1)] for stem in self._stems} | self._beginnings
        begun |= {stem[0] + "y" for stem in self._stems & {"die", "lie", "tie"}}
        written = {term.lower() for term in (*self._exact, *self._capitals)}
        begun |= {term for term in written if len(term) >= MAX_TERM}  # cut, and longer in the text
        ends = dict.fromkeys(_plain(begun), "")
        for term in _plain(written):
            ends.setdefault(term, r"(?=s?(?![a-z0-9]))")
        first: dict[str, list[str]] = {}
        for start in sorted(ends):
            if not any(start.startswith(other) and not end for other, end in ends.items() if other != start):
                first.setdefault(start[0], []).append("".join(_JOIN + letter for letter in start[1:]) + ends[start])
        found = (f"{letter}(?<![a-z0-9]{letter})(?:{'|'.join(rest)})" for letter, rest in first.items())
        return re.compile("|".join(found)) if first else None

    def _spans_of_all(self, text: str) -> list[Mark]:
        """Return the marked stretches of any text, every chunk of it looked at."""
        pieces = _CHUNKS.split(text)
        judged = list(map(self.__getitem__, pieces[1::2]))
        chosen = [at for at, one in enumerate(judged) if one.marks or one.phrased]
        if not chosen:
            return []
        starts = list(accumulate(map(len, pieces), initial=0))
        found = [
            (lo + starts[2 * at + 1], hi + starts[2 * at + 1], what)
            for at in chosen
            for lo, hi, what in judged[at].marks
        ]
        return _joined([*self._of_capitals(found), *self._phrases_in(judged, chosen, starts)])

    def _of_capitals(self, found: list[Mark]) -> list[Mark]:
        """Leave out the pronoun where the abbreviation that was looked for is there."""
        only = {what for _, _, what in found if what in self._capitals}
        return [one for one in found if one[2].upper() not in only or one[2] in only] if only else found

    def snippet(self, text: str) -> Snippet:
        """Return the best window of a text."""
        spans = self.spans(text)
        start, end = (0, len(text)) if len(text) <= WINDOW else _window(text, spans)
        inside = ((max(lo, start), min(hi, end)) for lo, hi, _ in spans)
        marks = tuple(Span(lo - start, hi - start) for lo, hi in inside if lo < hi)
        return Snippet(text[start:end], marks, start > 0, end < len(text))

    def _phrases_in(self, judged: Sequence[_Judged], chosen: Sequence[int], starts: Sequence[int]) -> list[Mark]:
        """Return where words stand side by side, by the positions that the index counts."""
        before = list(accumulate((one.width for one in judged), initial=0))
        places: dict[int, dict[str, tuple[int, int]]] = {}
        for at in chosen:
            chunk, start = judged[at].phrased, starts[2 * at + 1]
            if chunk is None:
                continue
            first = places.setdefault(before[at], {})
            first.update((term, (start, starts[2 * at + 2])) for term in chunk.whole)
            for offset, part in enumerate(chunk.parts):
                here = places.setdefault(before[at] + offset, {})
                here.update((term, (start + part.start, start + part.end)) for term in part.terms)
        none: dict[str, tuple[int, int]] = {}
        found = []
        for phrase in self._phrases:
            for at in places:
                bounds = [places.get(at + n, none).get(part) for n, part in enumerate(phrase)]
                if all(bounds):
                    known = [one for one in bounds if one]
                    found.append((known[0][0], known[-1][1], " ".join(phrase)))
        return found

    @cached_property
    def _in_phrases(self) -> frozenset[str]:
        return frozenset(part for phrase in self._phrases for part in phrase)

    def _what_of(self, terms: tuple[str, ...]) -> str:
        """Return what of the query a part is; capitals are told before the word that they also are."""
        found = [what for term in reversed(terms) if (what := self._what(term))]
        return found[0] if found else ""

    def _what(self, term: str) -> str:
        """Return what of the query a term is, empty where it is nothing."""
        if term in self._exact or term in self._capitals:
            return term
        if self._stems and STEMMABLE.fullmatch(term) and (stem := str(self._stemmer.stemWord(term))) in self._stems:
            return stem
        for pattern in self._patterns:
            if pattern.fullmatch(term):
                return pattern.pattern
        for near, edits in self._fuzzy:
            if OSA.distance(near, term.encode("utf-8", "surrogatepass"), score_cutoff=edits) <= edits:
                return near.decode("utf-8", "surrogatepass")
        return ""

    def _take(self, node: Node, *, plain: bool) -> None:
        match node:
            case Word(text):
                self._take_word(text, plain=plain)
            case Phrase(text, slop):
                parts = parts_of(text)
                self._exact.update(parts if slop else ())
                self._phrases += [parts] if parts and not slop else []
            case Prefix(text):
                beginning = beginning_of(text)
                self._beginnings.add(beginning)
                self._patterns.append(re.compile(re.escape(beginning) + ".*", re.DOTALL))
            case Wild(pattern):
                self._beginnings.add(re.split(r"[*?]", fold(pattern), maxsplit=1)[0])
                marks = {"*": ".*", "?": "."}
                self._patterns.append(re.compile("".join(marks.get(c, re.escape(c)) for c in fold(pattern)), re.DOTALL))
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
        if capitals := forms.in_capitals(plain=plain):
            self._capitals.add(capitals)


def _plain(terms: Iterable[str]) -> set[str]:
    """Return the letters and figures of the terms that have no others."""
    return {re.sub(r"[^a-z0-9]", "", term) for term in terms if term.isascii()} - {""}


def _joined(found: Iterable[Mark]) -> list[Mark]:
    """Return stretches in order; those that overlap become one."""
    joined: list[Mark] = []
    for lo, hi, what in sorted(found, key=lambda one: (one[0], -one[1])):
        if joined and lo < joined[-1][1]:
            start, end, first = joined[-1]
            joined[-1] = (start, max(end, hi), first)
        else:
            joined.append((lo, hi, what))
    return joined


def _window(text: str, spans: Sequence[Mark]) -> tuple[int, int]:
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
