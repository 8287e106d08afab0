"""Ids of things: they are file names, they are part of addresses, and they are never reused."""

import re
from collections.abc import Iterator
from itertools import chain, count

ID_PATTERN = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?")
ID_HINT = "lower-case letters, figures and hyphens, at most 80, for example hac-2016-hc-23"
TAKEN = ("new",)
"""Ids that nothing gets: the pages of each kind have an address of that name."""
LONGEST_STEM = 60
"""Characters of an id that are made from words; a number may follow."""


def is_id(text: str) -> bool:
    """Say whether ``text`` may be the id (and so the file name) of a thing."""
    return ID_PATTERN.fullmatch(text) is not None


def slug(text: str) -> str:
    """Make a valid id from a title; ``"untitled"`` where nothing of it can be used.

    ``is_id(slug(x))`` holds for every text, and ``slug(slug(x)) == slug(x)``.
    """
    words = re.findall(r"[a-z0-9]+", text.lower())
    return "-".join(words)[:80].strip("-") or "untitled"


def ids_from(words: str) -> Iterator[str]:
    """Yield the ids that an item of these words may have, the first free one to be taken."""
    stem = slug(words)[:LONGEST_STEM].strip("-")
    yield from chain([stem] if stem not in TAKEN else (), (f"{stem}-{number}" for number in count(2)))
