"""Why a proposal fits: which words of which priority it has. Pure; a measure for people to look at, and no more."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kb.domain.priority.priority import Priority
from kb.domain.query.stop_words import EMPTY_WORDS
from kb.domain.vocabulary import Topic

FEWEST_WORDS = 2
_MOST_NAMED = 3
_WORD = re.compile(r"[a-z][a-z’'-]{2,}")
_FIELD = frozenset(
    """police policing constabulary constable force forces officer officers crime criminal justice court courts
    prosecution prosecutor prosecutors custody forensic forensics probation prison prisons offender offenders
    inspectorate hmic hmicfrs cps hmcts emergency airwave esn pnd pnc""".split()
)
"""Words one of which a document of this field has: procurement alone is of every department."""


@dataclass(frozen=True)
class Interest:
    """What a priority is about, in words: those that tell it from most others, and the phrases of its searches."""

    priority: str
    words: frozenset[str]
    phrases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fit:
    """A priority that a document may be of use to, and the words that they share."""

    priority: str
    words: tuple[str, ...]

    def in_words(self) -> str:
        """Return it as people read it: ``systems-that-link (interoperability, interfaces)``."""
        return f"{self.priority} ({', '.join(self.words)})"


def interests_of(priorities: Iterable[Priority], topics: Mapping[str, Topic]) -> tuple[Interest, ...]:
    """Return what each open priority is about; words that most of them have tell nothing and are left out."""
    found = {p.id: (p, _words(_text_of(p, topics))) for p in priorities if p.is_open}
    counts = Counter(word for _, words in found.values() for word in words)
    common = {word for word, number in counts.items() if len(found) > 2 and number * 2 > len(found)}
    return tuple(
        Interest(id, frozenset(words) - common - _FIELD, tuple(query.lower() for query in p.queries if " " in query))
        for id, (p, words) in found.items()
    )


def fits(text: str, interests: Iterable[Interest]) -> tuple[Fit, ...]:
    """Return the priorities that a text fits, the best first.

    It fits where it has a word of the field, and two words or a search phrase of the priority.
    """
    lower = " ".join(text.lower().split())
    words = _words(lower)
    if not _FIELD & set(re.findall(r"[a-z]+", lower)):
        return ()
    found = []
    for interest in interests:
        phrases = [phrase for phrase in interest.phrases if phrase in lower]
        shared = sorted(words & interest.words)
        if phrases or len(shared) >= FEWEST_WORDS:
            found.append(Fit(interest.priority, tuple(dict.fromkeys((*phrases, *shared)))))
    found.sort(key=lambda fit: (-len(fit.words), fit.priority))
    return tuple(found[:_MOST_NAMED])


def _text_of(priority: Priority, topics: Mapping[str, Topic]) -> str:
    named = [topics[id] for id in priority.topics if id in topics]
    return " ".join((priority.title, *priority.queries, *(f"{t.name} {' '.join(t.terms)}" for t in named))).lower()


def _words(text: str) -> set[str]:
    """Return the words of a text that say something, plurals as their singulars."""
    return {w[:-1] if w.endswith("s") and len(w) > 4 else w for w in _WORD.findall(text) if w not in EMPTY_WORDS}
