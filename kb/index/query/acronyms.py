"""Acronyms and names that mean the same, both ways."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from kb.domain.vocabulary import Acronym
from kb.index.query.analysis import parts_of

_SHORT = 3
"""A word of so many letters is no plural: ``CPS`` is not several of ``CP``."""


@lru_cache(maxsize=4096)
def _parts(word: str) -> tuple[str, ...]:
    return parts_of(word)


@dataclass(frozen=True)
class Lexicon:
    """Which words stand for which: from the parts of a name to the other names, as written in the vocabulary."""

    others: dict[tuple[str, ...], tuple[str, ...]]
    longest: int

    @classmethod
    def of(cls, acronyms: Sequence[Acronym]) -> "Lexicon":
        """Build it from the vocabulary; every name of an entry leads to every other."""
        others: dict[tuple[str, ...], dict[str, None]] = {}
        for acronym in acronyms:
            names = dict.fromkeys((acronym.short, *acronym.expansions, *acronym.also))
            for name in names:
                key = parts_of(name)
                if not key:
                    continue
                own = others.setdefault(key, {})
                own.update(dict.fromkeys(other for other in names if parts_of(other) != key))
        return cls({key: tuple(names) for key, names in others.items()}, max((len(k) for k in others), default=0))

    def knows(self, name: str) -> bool:
        """Say whether the vocabulary has a name just so, and not only one of which it is the plural."""
        return _parts(name) in self.others

    def find(self, words: Sequence[str]) -> list[tuple[int, int, tuple[str, ...]]]:
        """Find names among words side by side: first word, word after the last, other names; the longest first."""
        found: list[tuple[int, int, tuple[str, ...]]] = []
        at = 0
        parts = [_parts(word) for word in words]
        while at < len(words):
            for end in range(min(len(words), at + self.longest), at, -1):
                key = tuple(part for own in parts[at:end] for part in own)
                if names := self._names(key):
                    found.append((at, end, names))
                    at = end - 1
                    break
            at += 1
        return found

    def _names(self, key: tuple[str, ...]) -> tuple[str, ...]:
        """Return the other names of one; ``PCCs`` and *body-worn cameras* are known by the name of one of them."""
        last = key[-1] if key else ""
        one = (*key[:-1], last[:-1]) if len(last) > _SHORT and last.endswith("s") else key
        return self.others.get(key) or self.others.get(one) or ()


class LexiconCache:
    """Keeps the lexicon of the acronyms given last: the same come with every search."""

    def __init__(self) -> None:
        self._last: tuple[tuple[Acronym, ...], Lexicon] = ((), Lexicon.of(()))

    def of(self, acronyms: Sequence[Acronym]) -> Lexicon:
        """Return the lexicon of these acronyms."""
        given = tuple(acronyms)
        known, lexicon = self._last
        if known != given:
            lexicon = Lexicon.of(given)
            self._last = (given, lexicon)
        return lexicon
