"""The controlled vocabulary: topics, and acronyms with the words they stand for."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Topic:
    """A word of the controlled vocabulary; ``terms`` are other words people use for it."""

    id: str
    name: str
    definition: str
    terms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Acronym:
    """Words that mean the same in a search: a short form, what it stands for, and other names for it.

    ``expansions`` are full forms, ``also`` are later or looser names (HMIC became HMICFRS).
    """

    short: str
    expansions: tuple[str, ...]
    also: tuple[str, ...] = ()
    note: str = ""
