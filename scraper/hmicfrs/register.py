"""The register of the inspectorate's recommendations, whose pages show their own markup unrendered.

An entry ends its title with its number, "(6955)", and tells its history in raw shortcodes:
``[on]4th September 2014 [status]awaiting-review[/status][/on]``. They come unbalanced, nested and cut off, too.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kb.documents.markdown.inline import escape, plain
from kb.domain.source.block import Block, BlockKind
from kb.domain.source.capture import Outcome
from kb.domain.source.source import SourceKind
from scraper.extract import Body, Extract, Unreadable
from scraper.html.blocks import blocks_of
from scraper.html.dates import date_in
from scraper.html.links import host_of, joined, split
from scraper.html.main_content import main_of
from scraper.html.soup import attribute, page_of
from scraper.publishers.web_page import refuse_error_page, title_of, without_head

_TITLE = re.compile(r"(.*?)\s*\(([0-9]{3,5})\)\s*")
_TAG = re.compile(r"\[\s*(/?)\s*(on|status|comment)\b[^\]]*\]?", re.IGNORECASE)
_DATED = re.compile(r"([0-9]{1,2}(?:st|nd|rd|th)?\s+[A-Za-z]+,?\s+[0-9]{4})\b[\s:,–-]*(.*)")
_MOST_ENTRIES = 2000


@dataclass(frozen=True)
class Event:
    """One line of a recommendation's history: when, and the status it got or the comment that was made."""

    when: str
    words: str

    def in_words(self) -> str:
        """Return the line as it is shown: "4 September 2014: awaiting review"."""
        return ": ".join(part for part in (self.when, self.words) if part)


def history(text: str) -> tuple[str, tuple[Event, ...]]:
    """Read raw shortcodes: the words outside them, and the events in their order.

    Nothing has to be balanced: a new ``[on]`` closes the one before it, a tag ends where the next one begins,
    and closers without an opener count for nothing.
    """
    reading, at = _History(), 0
    for tag in _TAG.finditer(text):
        reading.words(" ".join(text[at : tag.start()].split()))
        reading.tag(tag[2].lower(), closes=bool(tag[1]))
        at = tag.end()
    reading.words(" ".join(text[at:].split()))
    reading.tag("on", closes=True)
    return " ".join(reading.outside), tuple(reading.events)


class _History:
    """One reading of shortcodes: what is open, and what was found so far."""

    def __init__(self) -> None:
        self.outside: list[str] = []
        self.events: list[Event] = []
        self.dated, self.field, self.when, self.told = False, "", "", False

    def words(self, words: str) -> None:
        """Take the words between two tags."""
        if self.dated and not self.field and not self.when and not self.told:
            self.when, words = _when(words)
        if not words:
            return
        if not self.dated and not self.field:
            self.outside.append(words)
            return
        self.events.append(Event(self.when, words.replace("-", " ") if self.field == "status" else words))
        self.told = True

    def tag(self, name: str, *, closes: bool) -> None:
        """Take a tag: an ``[on]``, open or closed, ends the entry before it."""
        self.field = "" if closes or name == "on" else name
        if name != "on":
            return
        if self.when and not self.told:
            self.events.append(Event(self.when, ""))  # a date, and nothing said of it
        self.dated, self.when, self.told = not closes, "", False


def _when(words: str) -> tuple[str, str]:
    """Split the words after an ``[on]`` into the date and what follows it; a few words may be a date of a sort."""
    dated = _DATED.match(words)
    date = date_in(dated[1]) if dated else None
    if dated and date is not None:
        return date.in_words(), dated[2]
    return (words, "") if len(words.split()) <= 4 else ("", words)


@dataclass(frozen=True)
class HmicfrsRegister:
    """The reader of the register: a list of recommendations over several pages."""

    name = "hmicfrs-register"
    delay = 3.0

    def recognises(self, address: str) -> bool:
        """Say whether an address asks the register for the recommendations of a theme."""
        is_theirs = f".{host_of(address)}".endswith(".justiceinspectorates.gov.uk")
        return is_theirs and "recommendation-theme=" in split(address).query

    def entry(self, address: str) -> str:
        """Return the address itself."""
        return address

    def wants(self, bodies: Sequence[Body]) -> tuple[str, ...]:
        """Want the next page of the list, as long as the last one names one."""
        if not bodies or bodies[-1].status >= 400:
            return ()
        try:
            page = page_of(bodies[-1])
            link = page.select_one("a[rel~=next], a.next, .nav-previous a, .next a")
        except Unreadable:
            return ()
        target = joined(bodies[-1].address, attribute(link, "href")) if link is not None else ""
        return (target,) if target and target not in {body.address for body in bodies} else ()

    def read(self, bodies: Sequence[Body]) -> Extract:
        """Read every recommendation with its history."""
        if not bodies:
            raise Unreadable(Outcome.FAILED, "nothing was fetched")
        title, blocks = "", list[Block]()
        for body in bodies:
            page = page_of(body)
            title = title or title_of(page)
            _, found = without_head(blocks_of(main_of(page)), title)
            blocks += _entries(found)
        refuse_error_page(title, blocks)
        if not any(block.kind is BlockKind.RECOMMENDATION for block in blocks):
            raise Unreadable(Outcome.SUSPICIOUS, "the page lists no recommendation with a number")
        return Extract(
            title=title,
            blocks=tuple(blocks[:_MOST_ENTRIES]),
            publishers=("HMICFRS",),
            kind=SourceKind.REGISTER,
            licence="OGL-UK-3.0",
        )


def _entries(blocks: Iterable[Block]) -> list[Block]:
    """Group the blocks of a page by entry: one begins where a line ends with a number in brackets."""
    out: list[Block] = []
    title, number, lines = "", "", list[str]()
    for block in blocks:
        text = plain(block.text)
        head = _TITLE.fullmatch(text)
        if head and block.kind in {BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.ITEM}:
            out += _entry(title, number, lines)
            title, number, lines = head[1], head[2], []
        elif number and block.kind is not BlockKind.TABLE:
            lines.append(f"{block.number}. {text}" if block.number else text)
        elif not number and not _TAG.search(text):
            out.append(block)
    return [*out, *_entry(title, number, lines)]


def _entry(title: str, number: str, lines: Sequence[str]) -> list[Block]:
    if not number:
        return []
    words, events = history("\n".join(lines))
    out = [Block(BlockKind.HEADING, escape(title), level=2)] if title else []
    out.append(Block(BlockKind.RECOMMENDATION, escape(words or title), number))
    return out + [Block(BlockKind.ITEM, escape(event.in_words()), level=1) for event in events]
