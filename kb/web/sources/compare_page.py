"""Two documents side by side: their passages that are alike, each beside the likest of the other."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlencode

from kb.domain.source.passage import Passage
from kb.domain.source.source import Source
from kb.services.evidence.report_alignment import AlignedPassages
from kb.services.library.browse import SourceView
from kb.web.addresses import source_address
from kb.web.humanize import count, listed
from kb.web.layout.frame import Frame, Link
from kb.web.layout.pager import Pager, last_page, pager_of
from kb.web.sources.marks import Marked

AT_ONCE = 30
MOST_FOUND = 20
"""So many documents are offered for the words of a title."""
_WORD = re.compile(r"([^\W_]+)")


@dataclass(frozen=True)
class PassageSide:
    """A passage on one side: where it stands, and its words, each with whether the other side has it."""

    place: Link
    words: Marked


@dataclass(frozen=True)
class ComparePage:
    """Two documents side by side; or, with no ``other``, those to choose the other from.

    ``heads`` are the two documents; ``related`` those that the first answers, derives from, or the other way round;
    ``found`` those with the words of ``q`` in their titles.
    """

    template: ClassVar[str] = "sources/compare.html"
    frame: Frame
    title: Link
    action: str
    other: str
    q: str
    related: tuple[Link, ...]
    found: tuple[Link, ...]
    lead: str
    heads: tuple[Link, ...]
    pairs: tuple[tuple[PassageSide, PassageSide], ...]
    pager: Pager | None


def choose_page(frame: Frame, view: SourceView, q: str, found: Sequence[Source]) -> ComparePage:
    """Make the page on which the other document is chosen."""
    source = view.source
    near = (*view.derives_from, *view.derived, *view.responds_to, *view.responses)
    lead = f"{count(len(found), 'document')} with these words in the title." if q else ""
    return ComparePage(
        frame=frame,
        title=Link(source.heading, source_address(source.id)),
        action=compare_address(source.id),
        other="",
        q=q,
        related=tuple(_link(source, one) for one in {one.id: one for one in near}.values()),
        found=tuple(_link(source, one) for one in found[:MOST_FOUND]),
        lead=lead,
        heads=(),
        pairs=(),
        pager=None,
    )


def compare_page(
    frame: Frame, first: SourceView, second: SourceView, aligned: Sequence[AlignedPassages], page: int
) -> ComparePage:
    """Make one page of the passages that are alike."""
    sources = (first.source, second.source)
    last = last_page(len(aligned), AT_ONCE)
    page = min(page, last)

    def address(number: int) -> str:
        pairs = [("with", second.source.id), *([("page", str(number))] if number > 1 else [])]
        return f"{compare_address(first.source.id)}?{urlencode(pairs)}"

    shown = aligned[(page - 1) * AT_ONCE : page * AT_ONCE]
    return ComparePage(
        frame=frame,
        title=Link(first.source.heading, source_address(first.source.id)),
        action=compare_address(first.source.id),
        other=second.source.id,
        q="",
        related=(),
        found=(),
        lead=_lead(aligned, first, second),
        heads=tuple(Link(one.heading, source_address(one.id), _facts(one)) for one in sources),
        pairs=tuple(
            (_side(sources[0], one.first, one.words), _side(sources[1], one.second, one.words)) for one in shown
        ),
        pager=pager_of(page, last, address),
    )


def compare_address(id: str) -> str:
    """Return the address at which a source is compared with another."""
    return f"{source_address(id)}/compare"


def _lead(aligned: Sequence[AlignedPassages], first: SourceView, second: SourceView) -> str:
    if not aligned:
        return "No passage of one is like any passage of the other."
    return (
        f"{len(aligned):,} of {count(len(first.passages), 'passage')} and {len(second.passages):,} are alike, by the"
        " words that they share. That is a hint where to read, not a claim that both say the same."
    )


def _facts(source: Source) -> str:
    published = source.published.in_words() if source.published else ""
    return ", ".join(part for part in (listed(source.publishers), published) if part)


def _link(first: Source, other: Source) -> Link:
    return Link(other.heading, f"{compare_address(first.id)}?{urlencode({'with': other.id})}", _facts(other))


def _side(source: Source, passage: Passage, shared: frozenset[str]) -> PassageSide:
    words = tuple((piece, piece.casefold() in shared) for piece in _WORD.split(passage.text) if piece)
    note = "in our words" if passage.is_ours else ""
    return PassageSide(Link(passage.locator or "passage", source_address(source.id, passage.id), note), words)
