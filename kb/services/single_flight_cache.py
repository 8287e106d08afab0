"""The things made last: who looks at a page and then takes its files away has them made once."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

MOST = 8
TURNS = 16

T = TypeVar("T")


class SingleFlightCache(Generic[T]):
    """Keeps a few things for as long as what they were made from is the very same; safe to share between threads.

    Who asks for what is just being made waits for it instead of making it again.
    """

    def __init__(self, most: int = MOST) -> None:
        """``most`` is how many are kept; the one that was made first goes first."""
        self._most = most
        self._lock = threading.Lock()
        # reentrant: what is made may need another thing of the cache, whose key may fall on the same turn
        self._turns = tuple(threading.RLock() for _ in range(TURNS))
        self._of: tuple[object, ...] = ()
        self._things: OrderedDict[Hashable, T] = OrderedDict()

    def get(self, of: tuple[object, ...], asked: Hashable, make: Callable[[], T]) -> T:
        """Return the thing that was asked for, made anew where it is not kept; what ``make`` raises is raised.

        ``of`` are the objects that it is made from: kept ones are good while each of them is the same object.
        """
        with self._turns[hash(asked) % TURNS]:
            with self._lock:
                if not _same(of, self._of):
                    self._of = of
                    self._things.clear()
                if asked in self._things:
                    return self._things[asked]
            made = make()
            with self._lock:
                if _same(of, self._of):
                    self._things[asked] = made
                    while len(self._things) > self._most:
                        self._things.popitem(last=False)
            return made


def _same(new: tuple[object, ...], old: tuple[object, ...]) -> bool:
    return len(new) == len(old) and all(one is other for one, other in zip(new, old, strict=True))
