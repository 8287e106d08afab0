"""How to search: printed from the table that the grammar itself is read by."""

from dataclasses import dataclass
from typing import ClassVar

from kb.domain.grammar import GRAMMAR
from kb.domain.query import SearchQuery
from kb.web.addresses import search_address
from kb.web.pages.frame import Frame, Link


@dataclass(frozen=True)
class RuleRow:
    """A thing one can write in a search: its form, what it means, and an example to try."""

    form: str
    means: str
    example: Link


@dataclass(frozen=True)
class HelpPage:
    """How to search."""

    template: ClassVar[str] = "help.html"
    frame: Frame
    rules: tuple[RuleRow, ...]


def help_page(frame: Frame) -> HelpPage:
    """Make the help page."""
    return HelpPage(
        frame,
        tuple(
            RuleRow(
                rule.form, rule.means, Link(rule.example, search_address(SearchQuery(rule.example)), rule.example_means)
            )
            for rule in GRAMMAR
        ),
    )
