"""Ids of what people write, made from its words."""

from collections.abc import Iterator
from itertools import chain, count

from kb.domain.ids import slug

LONGEST = 60
TAKEN = ("new",)
"""Ids that nothing gets: the pages of each kind have an address of that name."""


def ids_from(words: str) -> Iterator[str]:
    """Yield the ids that an item of these words may have, the first free one to be taken."""
    stem = slug(words)[:LONGEST].strip("-")
    yield from chain([stem] if stem not in TAKEN else (), (f"{stem}-{number}" for number in count(2)))
