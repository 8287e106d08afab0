"""Links of a report's page to elsewhere, kept with their targets as marks in its words."""

import re

from bs4 import Tag
from bs4.element import NavigableString

from scraper.html.inline import LINK_OFF, LINK_ON, LINK_TO, target_of
from scraper.parliament.address import clean, directory

_MARKS = re.compile(f"[{LINK_ON}{LINK_TO}{LINK_OFF}]")
_BLOCKS = ("p", "li", "dd", "blockquote")
_FEWEST_BESIDE = 30
"""Letters that a paragraph has beside its link: less is an entry of a list of links, or a labelled fact."""


def mark_links(main: Tag, address: str) -> None:
    """Set marks around the links within running text that lead out of the report.

    Links at the head of a paragraph stay plain words: what a line is is told by how it begins.
    """
    for forged in list(main.find_all(string=_MARKS)):
        forged.replace_with(NavigableString(_MARKS.sub("", forged)))
    for link in main.find_all("a", href=True):
        target, words = target_of(link), " ".join(link.get_text().split())
        block = link.find_parent(_BLOCKS)
        if not target or not words or not isinstance(block, Tag) or _is_inside(target, address):
            continue
        around = " ".join(block.get_text().split())
        if len(around) - len(words) >= _FEWEST_BESIDE and not around.lstrip("0123456789.[]() ").startswith(words):
            link.insert(0, NavigableString(f"{LINK_ON}{target}{LINK_TO}"))
            link.append(NavigableString(LINK_OFF))


def _is_inside(target: str, address: str) -> bool:
    """Say whether a link stays within the report, whose parts are passages here and no pages."""
    try:
        return directory(clean(target)) == directory(address)
    except ValueError:
        return True
