"""Parameters of ranking, the same for every engine, and how telling a term is."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, eq=False)
class Tuning:
    """Parameters of ranking; ``exact`` is what the word as written adds to its stem, the rest weigh fields and kinds.

    ``k1``, ``b``, ``exact``, ``title_of_passage``, ``near`` and ``joined`` (what words side by side add where they were
    typed as one) are chosen by leaving out one collection after another (``tests/bench/tune.py``, decision 0087, with
    what they are worth held out). ``heading``, ``title``, ``ref``, ``expansion`` and ``kinds`` are judgement: those
    collections have none of what they weigh, or too little.
    """

    k1: float = 1.4
    b: Mapping[str, float] = field(
        default_factory=lambda: MappingProxyType({"body": 0.6, "heading": 0.6, "title": 0.6, "ref": 0.0})
    )
    stem: float = 1.0
    exact: float = 0.15
    heading: float = 0.3
    title: float = 1.0
    ref: float = 1.0
    joined: float = 0.5
    expansion: float = 0.6
    near: float = 0.15
    title_of_passage: float = 0.35
    kinds: Mapping[str, float] = field(
        default_factory=lambda: MappingProxyType(
            {"recommendation": 1.15, "finding": 1.15, "conclusion": 1.1, "footnote": 0.8, "table": 0.9}
        )
    )


def idf(documents: int, having: int) -> float:
    """Return how telling a term is that ``having`` of ``documents`` have."""
    return math.log(1 + (documents - having + 0.5) / (having + 0.5))
