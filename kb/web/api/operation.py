"""What an operation of the API is, what it works with, and how it gives a part of a list."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from kb.bootstrap import KnowledgeBase
from kb.domain.account.viewer import Viewer
from kb.domain.errors import InvalidInput
from kb.web.api.cursors import LONGEST, BadCursor, CursorPlace, Cursors
from kb.web.api.paging import start_in
from kb.web.api.parameters import Given, Parameter, Text, Whole
from kb.web.api.site import Site

T = TypeVar("T")

ID = r"[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?"
CURSOR = Parameter("cursor", "where to go on: “next” of the answer before", Text(LONGEST, shortest=1, format="cursor"))


def limit_of(things: str) -> Parameter:
    """Return the parameter that says how many things are in one answer."""
    return Parameter("limit", f"{things} in one answer", Whole(1, 100, usual=50))


@dataclass(frozen=True)
class ApiRequest:
    """What an operation works with: the services, who asks, what was given, and how to write addresses and cursors."""

    kb: KnowledgeBase
    viewer: Viewer
    site: Site
    cursors: Cursors
    given: Given

    def place(self) -> CursorPlace | None:
        """Return where to go on; raise ``InvalidInput`` for a cursor that is none of ours."""
        text = self.given.text("cursor")
        if not text:
            return None
        try:
            return self.cursors.read(text, self._question())
        except BadCursor as error:
            raise InvalidInput({"cursor": error.why}) from error

    def cursor(self, place: CursorPlace | None) -> str | None:
        """Return the cursor of a place; ``None`` at the end."""
        return self.cursors.write(place, self._question()) if place else None

    def _question(self) -> list[tuple[str, str]]:
        values = self.given.values.items()
        return [(name, value) for name, given in values for value in given if name not in ("cursor", "limit")]


@dataclass(frozen=True)
class Operation:
    """One resource: its path below the API's own, what it is, what it takes, what it gives, and who makes that."""

    id: str
    path: str
    summary: str
    in_path: tuple[Parameter, ...]
    in_query: tuple[Parameter, ...]
    gives: type
    answer: Callable[[ApiRequest], Any]
    needs_index: bool = False


def part_of(asked: ApiRequest, rows: Sequence[T], id_of: Callable[[T], str]) -> tuple[Sequence[T], str | None]:
    """Return the part of a list that was asked for, and the cursor of the next one; ``None`` at the end."""
    start = start_in([id_of(row) for row in rows], asked.place())
    part = rows[start : start + (asked.given.whole("limit") or 50)]
    end = start + len(part)
    after = CursorPlace(end, id_of(part[-1]), 0) if part and end < len(rows) else None
    return part, asked.cursor(after)


def fits(wanted: tuple[str, ...], values: tuple[str, ...]) -> bool:
    """Say whether one of the values is wanted; no wish wants all."""
    return not wanted or any(value in wanted for value in values)
