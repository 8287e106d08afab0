"""The evidence for and against a priority, by stance, each piece with a footnote that pins it."""

from collections.abc import Iterator, Sequence

from kb.documents.brief.inline_text import blocks_of, fit, quotation, whole
from kb.documents.humanize import count
from kb.documents.paraphrase import is_paraphrase
from kb.domain.brief import Block, BriefSection, Paragraph, SectionKind, Style, TextRun, paragraph
from kb.domain.evidence.annotation import Strength
from kb.domain.priority.priority import Stance
from kb.services.brief.footnotes import Footnotes
from kb.services.library.evidence import Cited, CitedWords

NOT_REVIEWED = "Not reviewed."
HEADINGS = {
    Stance.SUPPORTS: "Evidence for",
    Stance.LIMITS: "Evidence that limits it",
    Stance.CONTRADICTS: "Evidence against",
    Stance.CONTEXT: "Context",
}
STRENGTHS = {
    Strength.INDIRECT: "it follows from what the source says",
    Strength.ANECDOTAL: "the source passes on what somebody told it",
}
"""What is said of a piece that the source did not find itself."""


def evidence_section(anchor: str, pieces: Sequence[Cited], notes: Footnotes) -> BriefSection:
    """Write the evidence on one priority; a stance that nothing takes is left to the gaps."""
    groups = ((stance, [piece for piece in pieces if piece.stance is stance]) for stance in Stance)
    return BriefSection(
        SectionKind.EVIDENCE,
        f"{anchor}-evidence",
        "Evidence",
        blocks=() if pieces else (paragraph("No evidence yet.", Style.GAP),),
        sections=tuple(
            BriefSection(
                SectionKind.STANCE,
                f"{anchor}-{stance.value}",
                HEADINGS[stance],
                tuple(block for piece in group for block in _piece(piece, notes)),
                about=stance.value,
            )
            for stance, group in groups
            if group
        ),
    )


def _piece(piece: Cited, notes: Footnotes) -> Iterator[Block]:
    """Write one piece: the words, if any, with the footnote; why they bear on the priority; what more was written."""
    yield from said(piece, notes)
    yield from _about(piece)


def said(piece: CitedWords, notes: Footnotes) -> Iterator[Block]:
    """Write the words of a piece as far as its licence lets us quote, ours marked as ours, with their footnote."""
    if piece.source is None:  # what rests on a source that is not here enters no brief
        return
    if not piece.is_reviewed:
        yield paragraph(NOT_REVIEWED, Style.MARK)
    number = notes.cite(piece.source, piece.citation, piece.stands)
    words, cut = quotation(piece.citation.exact, piece.source.terms.quotation_words)
    if not words:
        yield Paragraph((TextRun(fit(piece.source.heading), emphasis=True, note=number),), Style.OURS)
    elif is_paraphrase(piece.citation, piece.source):
        yield Paragraph(
            (TextRun(whole(piece.citation, piece.source)), TextRun(" (in our words)", note=number)), Style.OURS
        )
    else:
        yield Paragraph((TextRun(words, note=number),), Style.QUOTE)
        if cut:
            most = count(piece.source.terms.quotation_words, "word")
            yield paragraph(f"Cut to {most}, as many as its licence lets us quote.", Style.LABEL)


def _about(piece: Cited) -> Iterator[Block]:
    """Write why a piece bears on the priority, and what more was written of it, in one paragraph where that goes."""
    runs = [TextRun(fit(piece.why))] if piece.why.strip() else []
    if piece.strength in STRENGTHS:
        runs.append(TextRun(f"{' ' if runs else ''}({piece.strength.value})", emphasis=True))
    first, *more = (blocks_of(piece.annotation.body) if piece.annotation is not None else ()) or (None,)
    if isinstance(first, Paragraph):
        runs += [TextRun(" "), *first.runs] if runs else list(first.runs)
        first = None
    if runs:
        yield Paragraph(tuple(runs), Style.WHY)
    yield from (block for block in (first, *more) if block is not None)
