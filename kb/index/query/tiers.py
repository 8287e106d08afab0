"""Tiers: what a passage needs of a query's words not to come last."""

from collections.abc import Sequence

from kb.index.query.tuning import idf

COVER = ((3, 0.5), (5, 0.35), (8, 0.2))
"""What share of the query's telling power (the sum of its words' idf) a passage needs not to come last, by the number
of words: few words are meant, a sentence is a description (0.1 for more than the last)."""


def cover(words: int) -> float:
    """Return the share that a query of so many words asks for."""
    return next((share for most, share in COVER if words <= most), 0.1)


def powers_of(rows: int, found: Sequence[tuple[int, int]], empty: Sequence[bool]) -> list[int]:
    """Return how telling each wanted clause is, in thousandths; it was found so often in passages, and in all.

    An ``empty`` one says nothing of a subject: it has no power, and is not missed. What is found nowhere tells no
    passage from another: it counts a little more than the most telling of the others, so that one of two words is not
    most of them, and two of three are.
    """
    powers = [
        0 if none else max(1, int(1000 * idf(max(rows, passages), passages)))
        for (passages, _), none in zip(found, empty, strict=True)
    ]
    most = max((own for own, (_, everywhere) in zip(powers, found, strict=True) if everywhere), default=0)
    bound = most + most // 50 + 2
    return [
        own if everywhere or not most else min(own, bound) for own, (_, everywhere) in zip(powers, found, strict=True)
    ]
