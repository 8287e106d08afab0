"""Picking the best of many found: by partition, without sorting what nobody will see."""

import numpy as np

from kb.index.whoosh.codec.array_file import Array

_HEIGHT = 32
"""The best are looked for among the highest of so many keys each."""


def top_k(keys: Array, most: int) -> Array:
    """Return the places of the highest keys, and of all that are like the last of them.

    Keys are laid in columns: as many columns as are wanted have a highest key that is at least the edge, so what is
    below the lowest of those is out, and nothing of the size of the whole is sorted.
    """
    columns = len(keys) // _HEIGHT
    if columns <= most:
        return _highest(keys, most)
    tops = keys[: columns * _HEIGHT].reshape(_HEIGHT, columns).max(axis=0)
    places = np.flatnonzero(keys >= np.partition(tops, columns - most)[columns - most])
    return places.take(_highest(keys.take(places), most))


def _highest(keys: Array, most: int) -> Array:
    edge = np.partition(keys, len(keys) - most)[len(keys) - most] if most else np.inf
    return np.flatnonzero(keys >= edge)
