"""The briefs made last: who looks at a page and then takes its files away has them made once."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable

from kb.domain.brief import Brief

MOST = 8


class Made:
    """Keeps a few briefs for as long as what they were made from is the very same; safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._of: tuple[object, ...] = ()
        self._briefs: OrderedDict[Hashable, Brief] = OrderedDict()

    def get(self, of: tuple[object, ...], asked: Hashable, make: Callable[[], Brief]) -> Brief:
        """Return the brief that was asked for, made anew where it is not kept.

        ``of`` are the objects that it is made from: kept ones are good while each of them is the same object.
        """
        with self._lock:
            same = len(of) == len(self._of) and all(new is old for new, old in zip(of, self._of, strict=True))
            if not same:
                self._of = of
                self._briefs.clear()
            kept = self._briefs.get(asked)
        if kept is not None:
            return kept
        brief = make()
        with self._lock:
            if self._of is of or all(new is old for new, old in zip(of, self._of, strict=True)):
                self._briefs[asked] = brief
                while len(self._briefs) > MOST:
                    self._briefs.popitem(last=False)
        return brief
