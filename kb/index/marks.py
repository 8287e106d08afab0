"""Snippets: the best window of a passage with the words of the query as spans; no HTML, no re-analysis."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import Stemmer

from kb.domain.query_tree import All, Any, Fuzzy, Node, Phrase, Prefix, Wild, Word
from kb.domain.results import Snippet, Span
from kb.index.analysis import CHUNK, WordForms, chunk_of, fold, forms_of, parts_of

WINDOW = 320
"""Characters of a snippet at most; passages up to this length are shown whole."""


@dataclass
class Marker:
    """Finds the words of one query in texts. Made for one search and used by one thread: it keeps stems."""

    exact: set[str] = field(default_factory=set)
    stems: set[str] = field(default_factory=set)
    patterns: list[re.Pattern[str]] = field(default_factory=list)
    phrases: list[tuple[str, ...]] = field(default_factory=list)
    _known: dict[str, str] = field(default_factory=dict)
    _stemmer: "Stemmer.Stemmer" = field(default_factory=lambda: Stemmer.Stemmer("english", 0))

    @classmethod
    def of(cls, nodes: Iterable[Node], names: Iterable[str] = ()) -> "Marker":
        """Make a marker for what a query looks for, other names included."""
        marker = cls()
        for node in nodes:
            marker._take(node)
        for name in names:
            parts = parts_of(name)
            marker._take(Word(name) if len(parts) == 1 else Phrase(name))
        return marker

    def spans(self, text: str) -> list[tuple[int, int, str]]:
        """Return the marked stretches of a text, each with what it matched (to tell kinds apart)."""
        found: list[tuple[int, int, str]] = []
        parts: list[tuple[str, int, int]] = []
        for match in CHUNK.finditer(text):
            raw = match[0]
            hit = self._known.get(raw)
            if hit is None:
                hit = self._known[raw] = self._hit(raw)
            if hit:
                found.append((match.start(), match.end(), hit))
            if self.phrases:
                parts += [(part, match.start(), match.end()) for part in parts_of(raw)]
        for phrase in self.phrases:
            found += _runs(parts, phrase)
        return sorted(found)

    def snippet(self, text: str) -> Snippet:
        """Return the best window of a text."""
        spans = self.spans(text)
        start, end = (0, len(text)) if len(text) <= WINDOW else _window(text, spans)
        marks: list[Span] = []
        for lo, hi, _ in spans:
            if lo >= start and hi <= end:
                if marks and lo - start <= marks[-1].end:
                    marks[-1] = Span(marks[-1].start, max(hi - start, marks[-1].end))
                else:
                    marks.append(Span(lo - start, hi - start))
        return Snippet(text[start:end], tuple(marks), start > 0, end < len(text))

    def _take(self, node: Node) -> None:
        match node:
            case Word(text):
                self._take_word(forms_of(text))
            case Phrase(text, slop):
                parts = parts_of(text)
                self.exact.update(parts if slop else ())
                self.phrases += [parts] if parts and not slop else []
            case Prefix(text):
                self._take(Wild(f"{text}*"))
            case Wild(pattern):
                letters = (".*" if c == "*" else "." if c == "?" else re.escape(c) for c in fold(pattern))
                self.patterns.append(re.compile("".join(letters), re.DOTALL))
            case Fuzzy(text):
                self.exact.add(fold(text))
            case All(nodes) | Any(nodes):
                for inner in nodes:
                    self._take(inner)
            case _:
                pass

    def _take_word(self, forms: WordForms | None) -> None:
        if forms is None:
            return
        self.exact.update(forms.exact)
        if forms.stem:
            self.stems.add(forms.stem)
        if forms.parts:
            self.phrases.append(forms.parts)

    def _hit(self, raw: str) -> str:
        for term, _ in chunk_of(raw).terms:
            if term in self.exact:
                return term
            if self.stems and (stem := self._stemmer.stemWord(term)) in self.stems:
                return str(stem)
            for pattern in self.patterns:
                if pattern.fullmatch(term):
                    return pattern.pattern
        return ""


def _runs(parts: Sequence[tuple[str, int, int]], phrase: tuple[str, ...]) -> list[tuple[int, int, str]]:
    size, name = len(phrase), " ".join(phrase)
    return [
        (parts[at][1], parts[at + size - 1][2], name)
        for at in range(len(parts) - size + 1)
        if parts[at][0] == phrase[0] and all(parts[at + n][0] == phrase[n] for n in range(1, size))
    ]


def _window(text: str, spans: Sequence[tuple[int, int, str]]) -> tuple[int, int]:
    """Return the window with most different words, then most marks, beginning a little before the first."""
    best, start = (0, 0), 0
    for at, (lo, _, _) in enumerate(spans):
        inside = [span for span in spans[at:] if span[1] <= lo + WINDOW - 40]
        worth = (len({what for _, _, what in inside}), len(inside))
        if worth > best:
            best, start = worth, max(0, lo - 40)
    start = max(0, min(start, len(text) - WINDOW))
    if start:
        space = text.find(" ", start, start + 40)
        start = space + 1 if space >= 0 else start
    end = min(len(text), start + WINDOW)
    if end < len(text):
        space = text.rfind(" ", start + WINDOW // 2, end)
        end = space if space >= 0 else end
    return start, end
