"""A small cache of arrays: least recently used out first, bounded by bytes, safe among threads."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")


class ArrayCache:
    """Keeps what was computed for one generation; what it holds is never changed afterwards."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._held = 0
        self._items: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], T], size: Callable[[T], int]) -> T:
        """Return what is kept under ``key``, making it first where it is not."""
        with self._lock:
            kept = self._items.get(key)
            if kept is not None:
                self._items.move_to_end(key)
                found: T = kept[0]
                return found
        made = make()  # outside the lock: two threads may make the same once, neither waits for the other
        weight = size(made) + 200
        if weight > self._most // 4:
            return made
        with self._lock:
            if key not in self._items:
                self._items[key] = (made, weight)
                self._held += weight
            while self._held > self._most:
                self._held -= self._items.popitem(last=False)[1][1]
        return made
