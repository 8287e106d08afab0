"""Two reports beside each other: which passages of one are likest to passages of the other.

Passages are compared by the words that tell what they are about. A word weighs more the fewer passages of the two
reports have it (Spärck Jones 1972); likeness is twice the weight of what two share by the weight of what they have
(Dice 1945). The likest two are taken first, and each passage once.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kb.domain.source.passage import Passage
from kb.services.triage.text_similarity import telling_words

LIKE_ENOUGH = 0.2
FEWEST_SHARED = 3
"""So many telling words two passages share at least: fewer are chance."""
TOO_COMMON = 60
"""A word in more passages than that puts none of them beside each other by itself."""


@dataclass(frozen=True)
class AlignedPassages:
    """A passage of one report and the likest of the other; ``words`` are those that they share, as both write them."""

    first: Passage
    second: Passage
    likeness: float
    words: frozenset[str]


def aligned_passages(first: Sequence[Passage], second: Sequence[Passage]) -> tuple[AlignedPassages, ...]:
    """Return the passages that are alike, in the order of the first report."""
    mine, theirs = ([telling_words(one.text) for one in report] for report in (first, second))
    number = Counter(stem for words in (*mine, *theirs) for stem in words)
    weights = {stem: math.log(1 + (len(first) + len(second)) / many) for stem, many in number.items()}
    found = sorted(_alike(mine, theirs, number, weights), key=lambda pair: (-pair[0], pair[1], pair[2]))
    taken: dict[int, tuple[int, float]] = {}
    used: set[int] = set()
    for likeness, one, other in found:
        if one not in taken and other not in used:
            taken[one] = (other, likeness)
            used.add(other)
    return tuple(
        AlignedPassages(first[one], second[other], likeness, _as_written(mine[one], theirs[other]))
        for one, (other, likeness) in sorted(taken.items())
    )


def _alike(
    mine: Sequence[Mapping[str, str]],
    theirs: Sequence[Mapping[str, str]],
    number: Mapping[str, int],
    weights: Mapping[str, float],
) -> list[tuple[float, int, int]]:
    """Return every two passages that are like enough, by their places."""
    having: defaultdict[str, list[int]] = defaultdict(list)
    for place, words in enumerate(theirs):
        for stem in words:
            if number[stem] <= TOO_COMMON:
                having[stem].append(place)
    heavy = [sum(weights[stem] for stem in words) for words in theirs]
    pairs = []
    for place, words in enumerate(mine):
        own = sum(weights[stem] for stem in words)
        for other in {other for stem in words for other in having.get(stem, ())}:
            common = words.keys() & theirs[other].keys()
            likeness = 2 * sum(weights[stem] for stem in common) / (own + heavy[other])
            if len(common) >= FEWEST_SHARED and likeness >= LIKE_ENOUGH:
                pairs.append((likeness, place, other))
    return pairs


def _as_written(mine: Mapping[str, str], theirs: Mapping[str, str]) -> frozenset[str]:
    return frozenset(words[stem].casefold() for stem in mine.keys() & theirs.keys() for words in (mine, theirs))
