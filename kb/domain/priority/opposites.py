"""Words that pull in opposite directions: for priorities that say which way they pull, and for members' words.

Whether two things are opposed in fact is for people to say; these pairs only find what is worth a talk.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kb.domain.priority.priority import Direction, Priority


@dataclass(frozen=True)
class Pole:
    """One end of an opposition: the word for it, and words of members that point to it."""

    word: str
    said: tuple[str, ...]


OPPOSITES: tuple[tuple[Pole, Pole], ...] = (
    (
        Pole("national", ("national", "nationally", "centrally", "central", "one body")),
        Pole("local", ("local", "locally", "each force", "every force", "force level")),
    ),
    (
        Pole("together", ("together", "jointly", "joint", "shared", "pooled")),
        Pole("separately", ("separately", "alone", "independently", "on its own", "individually")),
    ),
    (
        Pole("one for all", ("one specification", "one system", "single", "standardise", "uniform")),
        Pole("several", ("choice", "several", "diversity", "flexible", "variety", "competition")),
    ),
    (
        Pole("required", ("mandate", "mandated", "mandatory", "required", "compulsory", "must adopt")),
        Pole("voluntary", ("voluntary", "optional", "discretion", "guidance only")),
    ),
    (
        Pole("more", ("more boards", "more rules", "more oversight", "more inspection", "stricter")),
        Pole("less", ("fewer boards", "fewer rules", "less oversight", "lighter", "simpler", "simplify")),
    ),
    (
        Pole("faster", ("faster", "quickly", "sooner", "speed", "at pace")),
        Pole("slower", ("slower", "slowly", "carefully", "step by step", "pause")),
    ),
    (
        Pole("buy", ("buy", "off the shelf", "commercial")),
        Pole("build", ("build", "in-house", "own developers", "bespoke")),
    ),
    (
        Pole("large suppliers", ("large suppliers", "prime contractor", "integrator", "single supplier")),
        Pole("small suppliers", ("small suppliers", "small firms", "smaller firms", "smes", "start-ups")),
    ),
)

DIRECTIONS: tuple[str, ...] = tuple(pole.word for pair in OPPOSITES for pole in pair)
"""Every word that a direction may have."""

_OPPOSITE: Mapping[str, str] = {
    one.word: other.word for pair in OPPOSITES for one, other in (pair, tuple(reversed(pair)))
}


@dataclass(frozen=True)
class Opposed:
    """Two priorities that pull in opposite directions on one topic."""

    one: str
    other: str
    topic: str
    one_way: str
    other_way: str


@dataclass(frozen=True)
class Pull:
    """What in two texts pulls in opposite directions: the words found in each."""

    one_way: str
    other_way: str
    one_words: tuple[str, ...]
    other_words: tuple[str, ...]


def opposed(priorities: Iterable[Priority]) -> tuple[Opposed, ...]:
    """Return every pair of priorities with opposed directions on one topic, each pair once for each topic."""
    held = [(priority.id, direction) for priority in priorities for direction in priority.direction]
    held.sort(key=lambda one: (one[0], one[1].topic, one[1].towards))
    return tuple(
        Opposed(one, other, way.topic, way.towards, against.towards)
        for place, (one, way) in enumerate(held)
        for other, against in held[place + 1 :]
        if one != other and _pull_apart(way, against)
    )


Ends = tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
"""The words that a text has of each end of each opposition, in the order of :data:`OPPOSITES`."""


def ends_of(text: str) -> Ends:
    """Return which words of opposite ends a text uses."""
    folded = _folded(text)
    return tuple((_said(folded, left.said), _said(folded, right.said)) for left, right in OPPOSITES)


def pulls(one: Ends, other: Ends) -> tuple[Pull, ...]:
    """Return where two texts use words of opposite ends; a text that uses both ends itself pulls neither way."""
    return tuple(_pulls(one, other))


def _pulls(one: Ends, other: Ends) -> Iterator[Pull]:
    for (left, right), mine, theirs in zip(OPPOSITES, one, other, strict=True):
        if bool(mine[0]) == bool(mine[1]) or bool(theirs[0]) == bool(theirs[1]):
            continue
        if mine[0] and theirs[1]:
            yield Pull(left.word, right.word, mine[0], theirs[1])
        elif mine[1] and theirs[0]:
            yield Pull(right.word, left.word, mine[1], theirs[0])


def _said(text: str, words: Sequence[str]) -> tuple[str, ...]:
    return tuple(word for word in words if f" {_folded(word).strip()} " in text)


def _folded(text: str) -> str:
    words = " ".join(re.findall(r"[^\W_]+", text.casefold()))
    return f" {words} "


def _pull_apart(one: Direction, other: Direction) -> bool:
    return one.topic == other.topic and _OPPOSITE.get(one.towards) == other.towards
