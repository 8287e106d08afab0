"""Parts of pages that stay as they are until the content changes, made once for each reader's view of it.

What such a part is made of comes as one value, which the services keep as long as it holds; each audience has a value
of its own. A part goes with its value and never by any name, so that nobody can be shown what was made for another.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from markupsafe import Markup

from kb.services.search.unread_sources import Fetched, UnreadSource
from kb.web.humanize import count
from kb.web.render import Renderer
from kb.web.search.notes import fetched_dates, unread_rows

_Given = TypeVar("_Given")
_Made = TypeVar("_Made")


class Once(Generic[_Given, _Made]):
    """Makes something of a value and keeps it for as long as the very same object is handed in; safe among threads."""

    def __init__(self, make: Callable[[_Given], _Made], most: int = 4) -> None:
        """``most`` is how many values are in use at a time: one for each audience, and one that has just changed."""
        self._make, self._most = make, most
        self._kept: tuple[tuple[_Given, _Made], ...] = ()

    def __call__(self, given: _Given) -> _Made:
        """Return what is made of a value."""
        for known, made in self._kept:
            if known is given:
                return made
        made = self._make(given)
        self._kept = ((given, made), *self._kept)[: self._most]  # two threads may both make it; neither is wrong
        return made


@dataclass(frozen=True)
class KeptParts:
    """The parts that are kept: what a search could not look into, and how old what it looked into is."""

    unread: Once[Sequence[UnreadSource], Markup]
    fetched: Once[Sequence[Fetched], Markup]

    @classmethod
    def of(cls, render: Renderer) -> "KeptParts":
        """Make them with the templates of the site."""

        def unread(sources: Sequence[UnreadSource]) -> Markup:
            return render.part(
                "search/unread_sources.html", "unread", unread_rows(sources), count(len(sources), "source")
            )

        def fetched(sources: Sequence[Fetched]) -> Markup:
            return render.part("search/unread_sources.html", "fetched", fetched_dates(sources))

        return cls(Once(unread), Once(fetched))
