"""Pages of a long list: those around the one that is shown, the first and the last."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kb.web.layout.frame import Link

NEAR_PAGES = 2
LONGEST_NUMBER = 6


@dataclass(frozen=True)
class PageNumber:
    """A page by its number."""

    words: str
    address: str
    current: bool


@dataclass(frozen=True)
class Pager:
    """The pages around this one."""

    before: Link | None
    after: Link | None
    pages: tuple[PageNumber, ...]


def pager_of(page: int, last: int, address: Callable[[int], str]) -> Pager | None:
    """Return the pages around one, which may lie beyond the last; nothing where there is one page only."""
    if last <= 1:
        return None
    near = sorted({1, last, *range(max(1, page - NEAR_PAGES), min(last, page + NEAR_PAGES) + 1)})
    return Pager(
        before=Link("Previous", address(min(page - 1, last))) if page > 1 else None,
        after=Link("Next", address(page + 1)) if page < last else None,
        pages=tuple(PageNumber(str(number), address(number), number == page) for number in near),
    )


def page_in(arguments: Mapping[str, str], name: str = "page") -> int:
    """Return the page that an address asks for, from 1; the first where it asks for none that can be."""
    text = arguments.get(name, "")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else 1


def last_page(total: int, size: int) -> int:
    """Return how many pages a list has, one at least."""
    return max(1, -(-total // size))
