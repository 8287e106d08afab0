"""How alike two texts are, by the words they share: the reason that goes with every suggestion.

Words are compared by their stems, without those that say nothing of the subject. The search engine finds what is
alike among everything; this says why, in words that a person can check at a glance.
"""

import re
from collections.abc import Mapping

import Stemmer

from kb.domain.query.stop_words import EMPTY_WORDS

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+")


def telling_words(text: str) -> Mapping[str, str]:
    """Return the words of a text that say what it is about: stem to the word as it first stood, in order."""
    words = [word for word in _WORD.findall(text.replace("’", "'")) if word.casefold() not in EMPTY_WORDS]
    stems = Stemmer.Stemmer("english", 0).stemWords([word.casefold().removesuffix("'s") for word in words])
    told: dict[str, str] = {}
    for stem, word in zip(stems, words, strict=True):
        if len(stem) > 1:
            told.setdefault(stem, word)
    return told


def shared_words(one: str, other: str) -> tuple[str, ...]:
    """Return the telling words that two texts share, as the first one has them, in the order of the second's."""
    return shared(telling_words(one), telling_words(other))


def shared(mine: Mapping[str, str], theirs: Mapping[str, str]) -> tuple[str, ...]:
    """Return the similarity of two texts by their significant words, prepared for many comparisons."""
    return tuple(mine[stem] for stem in theirs if stem in mine)


def alike(one: str, other: str) -> float:
    """Return how alike two texts are, from 0 to 1: twice what they share by what they have (Dice 1945).

    Two texts without any telling word are alike where they have the same words at all.
    """
    mine, theirs = telling_words(one).keys(), telling_words(other).keys()
    if not mine and not theirs:
        return float(one.casefold().split() == other.casefold().split())
    return 2 * len(mine & theirs) / (len(mine) + len(theirs))
