"""How to search: printed from the table that the grammar itself is read by, and from the vocabulary."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from kb.domain.query.grammar import GRAMMAR, MAX_CLAUSES, MAX_LENGTH
from kb.domain.query.search_query import SearchQuery
from kb.domain.vocabulary import Acronym
from kb.web.addresses import search_address
from kb.web.humanize import listed, number
from kb.web.layout.frame import Frame, Link


@dataclass(frozen=True)
class RuleRow:
    """A thing one can write in a search: its form, what it means, and an example to try."""

    form: str
    means: str
    example: Link


@dataclass(frozen=True)
class NameRow:
    """Words that a search takes for one another: the short form as a search, and the others."""

    short: Link
    others: str


@dataclass(frozen=True)
class GrammarPage:
    """How to search; ``limits`` say how much of a long search is read."""

    template: ClassVar[str] = "help/grammar.html"
    frame: Frame
    rules: tuple[RuleRow, ...]
    names: tuple[NameRow, ...]
    limits: str


def grammar_page(frame: Frame, acronyms: Sequence[Acronym]) -> GrammarPage:
    """Make the page."""
    return GrammarPage(
        frame,
        tuple(
            RuleRow(rule.form, rule.means, Link(rule.example, _search(rule.example), rule.example_means))
            for rule in GRAMMAR
        ),
        tuple(
            NameRow(Link(one.short, _search(one.short)), listed((*one.expansions, *one.also), "or")) for one in acronyms
        ),
        f"The first {number(MAX_LENGTH)} characters of a search are read, and in them the first "
        f"{MAX_CLAUSES} words and phrases.",
    )


def _search(words: str) -> str:
    return search_address(SearchQuery(words))
