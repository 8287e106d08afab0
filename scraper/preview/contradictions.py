"""Printed facts that are not those of a source: another title, number, publisher or date. Pure."""

import re
from collections.abc import Iterator

from kb.documents.markdown.inline import plain
from kb.domain.source.source import Source
from scraper.extract import Extract

_BEGINNING = 4000  # characters in which a document has its title
_ALIKE = 0.7  # of the words of a title
_WORD = re.compile(r"\w{3,}")
_SMALL_WORDS = frozenset({"the", "and", "for", "from", "with", "report"})


def contradictions(source: Source, extract: Extract) -> tuple[str, ...]:
    """Say in a sentence each where a document prints something else than is written of a source."""
    return tuple(_contradictions(source, extract))


def _contradictions(source: Source, extract: Extract) -> Iterator[str]:
    if why := number_differs(source, extract):
        yield f"Its reference number is {why[1]}. This source is {why[0]}."
    beginning = " ".join(plain(block.text) for block in extract.blocks)[:_BEGINNING]
    if covered(source.title, f"{extract.title} {beginning}") <= _ALIKE:
        named = (
            f"Its title is “{extract.title}”" if extract.title else "The title of this source is not at its beginning"
        )
        yield f"{named}. This source is “{source.title}”."
    if extract.publishers and not _same_body(source.publishers, extract.publishers):
        yield f"It was published by {', '.join(extract.publishers)}. This source is by {', '.join(source.publishers)}."
    written, printed = str(source.published or ""), str(extract.published or "")
    if written and printed and not (written.startswith(printed) or printed.startswith(written)):
        yield f"It is dated {printed}. This source is of {written}."


def number_differs(source: Source, extract: Extract) -> tuple[str, str] | None:
    """Return the number of a source and the other one that a document prints; ``None`` where they agree."""
    number = source.reference.number if source.reference else ""
    printed = extract.reference.number if extract.reference else ""
    return (number, printed) if number and printed and _folded(number) != _folded(printed) else None


def covered(words: str, by: str) -> float:
    """Return the share of the words that another text has too; 1 where there are none."""
    mine = {word for word in _WORD.findall(words.lower()) if word not in _SMALL_WORDS}
    theirs = set(_WORD.findall(by.lower()))
    return len(mine & theirs) / len(mine) if mine else 1.0


def _same_body(written: tuple[str, ...], printed: tuple[str, ...]) -> bool:
    """Say whether some publisher is the same; a body that grew has a name that begins like the one before (HMICFRS)."""
    pairs = ((one.casefold(), other.casefold()) for one in written for other in printed)
    return any(one.startswith(other) or other.startswith(one) for one, other in pairs)


def _folded(number: str) -> str:
    return re.sub(r"\W+", "", number).lower()
