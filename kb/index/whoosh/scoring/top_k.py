"""Picking the best of many found: by partition, without sorting what nobody will see."""

import numpy as np

from kb.index.whoosh.codec.array_file import Array

_COLUMN = 32
"""The best are looked for among the highest of so many scores each."""


def top_k(keys: Array, most: int) -> Array:
    """Return the places of the highest keys, and of all that are like the last of them.

    Keys are laid in columns: as many columns as are wanted have a highest key that is at least the edge, so what is
    below the lowest of those is out, and so are the columns that have nothing else: nothing of the size of the whole
    is sorted, or looked at more than once.
    """
    columns = len(keys) // _COLUMN
    places: Array | None = None
    if columns > most:
        laid = keys[: columns * _COLUMN].reshape(_COLUMN, columns)
        tops = laid.max(axis=0)
        least = np.partition(tops, columns - most)[columns - most]
        kept = np.flatnonzero(tops >= least)
        if len(kept) * 4 > columns:  # many are alike
            places = np.flatnonzero(keys >= least)
        else:
            line, at = np.divmod(np.flatnonzero(laid.take(kept, axis=1) >= least), len(kept))
            rest = np.flatnonzero(keys[columns * _COLUMN :] >= least) + columns * _COLUMN
            places = np.concatenate((line * columns + kept.take(at), rest))
        keys = keys.take(places)
    edge = np.partition(keys, len(keys) - most)[len(keys) - most] if most else np.inf
    chosen = np.flatnonzero(keys >= edge)
    return chosen if places is None else places.take(chosen)
