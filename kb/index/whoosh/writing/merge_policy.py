"""Which segments ought to become one: numbers in, names out.

Segments of like size stand in one tier, those of less than ``FLOOR`` rows all in the lowest; a tier that has more
than ``WIDTH`` is merged, the lowest first, since that takes least. A segment of more than half of ``MOST_ROWS`` is
left alone, unless most of it is deleted. So at rest a shard has no more than :func:`bound` segments, and a row is
written again about as often as there are tiers.
"""

from collections.abc import Sequence
from dataclasses import dataclass

MOST_ROWS = 150_000
"""Rows of one segment at most, so that building and merging need bounded memory."""

WIDTH = 8
FLOOR = 512
_FACTOR = 8


@dataclass(frozen=True)
class Size:
    """A segment by name: its rows (heads of documents among them), and how many of them are not deleted."""

    name: str
    rows: int
    live: int


def due(sizes: Sequence[Size]) -> tuple[str, ...]:
    """Return the names of the segments to be merged next, in their order; none where all is well."""
    tiers: dict[int, list[Size]] = {}
    for size in sizes:
        if size.rows > FLOOR and size.live * 2 < size.rows:
            return (size.name,)  # written again by itself, it is less than half
        if size.live <= MOST_ROWS // 2:
            tiers.setdefault(_tier(size.live), []).append(size)
    crowded = [alike for _, alike in sorted(tiers.items()) if len(alike) > WIDTH]
    return _fitting(crowded[0]) if crowded else ()


def bound(live: int) -> int:
    """Return how many segments so many living rows can have where nothing is due."""
    return WIDTH * (_tier(MOST_ROWS // 2) + 1) + live // (MOST_ROWS // 2)


def _fitting(alike: Sequence[Size]) -> tuple[str, ...]:
    """Return the smallest of a tier that are no more than one segment may hold; two always fit."""
    chosen, total = set(), 0
    for size in sorted(alike, key=lambda size: (size.live, size.name)):
        total += size.live
        if total > MOST_ROWS:
            break
        chosen.add(size.name)
    return tuple(size.name for size in alike if size.name in chosen)


def _tier(rows: int) -> int:
    tier, most = 0, FLOOR
    while rows > most:
        most *= _FACTOR
        tier += 1
    return tier
