"""A brief on two pages: of each priority its direction, its strongest evidence and its first question.

It has no annex and no footnotes: where a piece stands is said behind it, in brackets.
"""

from collections.abc import Iterator, Sequence

from kb.documents.brief.inline_text import fit, inline, quotation, whole
from kb.documents.citations.citations import place_of
from kb.documents.humanize import count, listed
from kb.documents.paraphrase import is_paraphrase
from kb.domain.brief import Block, BriefSection, Bullets, Paragraph, Runs, SectionKind, Style, TextRun, paragraph
from kb.domain.evidence.annotation import Strength
from kb.domain.priority.priority import Stance
from kb.services.brief.evidence import NOT_REVIEWED
from kb.services.brief.footnotes import Footnotes
from kb.services.brief.material import Material, OnPriority
from kb.services.brief.priority import question_words
from kb.services.brief.ranking_position import row_of
from kb.services.library.evidence import Cited

MOST = 8
"""Priorities that two pages hold."""
PIECES = 3
"""Pieces of evidence on each, where there are at most ``FEW`` priorities; one less where there are more."""
FEW = 6
LONGEST_PIECE = 28
"""Words of a piece of evidence, and of a statement:"""
LONGEST_STATEMENT = 45
LONGEST_QUESTION = 45
_BEARING = {
    Stance.SUPPORTS: "For",
    Stance.LIMITS: "Limits it",
    Stance.CONTRADICTS: "Against",
    Stance.CONTEXT: "Context",
}
_AGAINST = (Stance.LIMITS, Stance.CONTRADICTS)
_ORDER = (Strength.DIRECT, None, Strength.INDIRECT, Strength.ANECDOTAL)
"""Strengths, the strongest first; what a priority's own file holds has none."""


def in_short(material: Material, notes: Footnotes) -> BriefSection:
    """Write the priorities on two pages; ``notes`` are told which sources are named."""
    shown = material.priorities[:MOST]
    most = PIECES if len(shown) <= FEW else PIECES - 1
    blocks: list[Block] = []
    if not shown:
        blocks.append(paragraph("There is no priority to brief on yet.", Style.GAP))
    if more := len(material.priorities) - len(shown):
        blocks.append(paragraph(f"{count(more, 'priority').capitalize()} more: see the long brief.", Style.LABEL))
    sections = tuple(_priority(material, one, notes, most) for one in shown)
    return BriefSection(SectionKind.IN_SHORT, "priorities", "The priorities", tuple(blocks), sections)


def strongest(pieces: Sequence[Cited], most: int) -> tuple[Cited, ...]:
    """Return the strongest pieces, of sources apart where there are enough; the last is against where any is."""
    ranked = sorted(pieces, key=lambda piece: (not piece.is_reviewed, _ORDER.index(piece.strength), _weight(piece)))
    seen: set[str] = set()
    first: list[Cited] = []
    again: list[Cited] = []
    for piece in ranked:
        (again if piece.citation.source in seen else first).append(piece)
        seen.add(piece.citation.source)
    ranked = first + again
    against = next((piece for piece in ranked if piece.stance in _AGAINST), None)
    if against is None or against in ranked[:most]:
        return tuple(ranked[:most])
    return (*ranked[: most - 1], against)


def _weight(piece: Cited) -> tuple[bool, bool]:
    """Return what puts one piece before another of its strength: for the priority, and in the source's own words."""
    ours = piece.source is not None and is_paraphrase(piece.citation, piece.source)
    return (piece.stance is not Stance.SUPPORTS, ours)


def _priority(material: Material, one: OnPriority, notes: Footnotes, most: int) -> BriefSection:
    return BriefSection(
        kind=SectionKind.PRIORITY,
        id=f"priority-{one.priority.id}",
        title=fit(one.priority.title),
        blocks=tuple(_blocks(material, one, notes, most)),
        about=one.priority.id,
        reviewed=one.is_agreed,
    )


def _blocks(material: Material, one: OnPriority, notes: Footnotes, most: int) -> Iterator[Block]:
    if not one.is_agreed:
        yield paragraph(NOT_REVIEWED, Style.MARK)
    yield Paragraph((TextRun(_direction(material, one)),))
    pieces = strongest(one.pieces, most)
    if pieces:
        yield Bullets(tuple(_piece(piece, notes) for piece in pieces))
    else:
        yield paragraph("No evidence yet.", Style.GAP)
    if one.questions:
        number, *rest = question_words(one.questions[0])
        asked = TextRun(quotation(number.text, LONGEST_QUESTION)[0])
        yield Paragraph((TextRun("Ask: ", strong=True), asked, *rest))
    else:
        yield paragraph("No question yet.", Style.GAP)


def _direction(material: Material, one: OnPriority) -> str:
    """Return what the priority asks for, and its points where these may be told."""
    statement = quotation("".join(run.text for run in inline(one.priority.statement)), LONGEST_STATEMENT)[0]
    row = row_of(material, one.priority.id)
    if row is None or not row.named_by:
        return statement
    return f"{statement} ({count(row.points, 'point')}; named in {count(row.named_by, 'ballot')})"


def _piece(piece: Cited, notes: Footnotes) -> Runs:
    if piece.source is None:  # what rests on a source that is not here enters no brief
        return ()
    source = piece.source
    notes.name(source)
    words = quotation(piece.citation.exact, min(LONGEST_PIECE, source.terms.quotation_words))[0]
    if not words:
        words = fit(piece.why)
    elif is_paraphrase(piece.citation, source):
        words = f"{quotation(whole(piece.citation, source, LONGEST_PIECE), LONGEST_PIECE)[0]} (in our words)"
    else:
        words = f"“{words}”"
    strength = f", {piece.strength.value}" if piece.strength and piece.strength is not Strength.DIRECT else ""
    date = source.published.in_words() if source.published else ""
    place = ", ".join(part for part in (date, place_of(piece.citation, source)) if part)
    return (
        TextRun(f"{_BEARING[piece.stance]}{strength}: ", strong=True),
        *((TextRun(f"{NOT_REVIEWED} ", strong=True),) if not piece.is_reviewed else ()),
        TextRun(f"{words} ({fit(listed(source.publishers))}, "),
        TextRun(fit(source.heading), emphasis=True, address=source.address),
        TextRun(f"{', ' if place else ''}{fit(place)})"),
    )
