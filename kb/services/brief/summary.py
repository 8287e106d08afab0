"""The summary: one page that can be read alone."""

from collections.abc import Iterator

from kb.documents.brief.inline_text import fit, inline, quotation
from kb.documents.humanize import count, listed
from kb.documents.paraphrase import is_paraphrase
from kb.domain.brief import (
    Block,
    BriefSection,
    BriefTable,
    Bullets,
    Runs,
    SectionKind,
    Style,
    TextRun,
    paragraph,
    words,
)
from kb.domain.priority.priority import Stance
from kb.services.brief.material import Material, OnPriority
from kb.services.brief.ranking_position import row_of
from kb.services.library.evidence import Cited

MOST = 10
"""Priorities in the table of the summary: more would not fit on its page."""
SAID = 5
"""Priorities whose statement the summary has too, as many as the call asks for; of each as many words:"""
LONGEST = 45


def summary_section(material: Material) -> BriefSection:
    """Write the summary."""
    return BriefSection(SectionKind.SUMMARY, "summary", "Summary", tuple(_blocks(material)))


def _blocks(material: Material) -> Iterator[Block]:
    priorities = material.priorities
    if not priorities:
        yield paragraph("There is no priority to brief on yet.", Style.GAP)
    else:
        questions = {question.id for one in priorities for question in one.questions}
        pieces = sum(len(one.pieces) for one in priorities)
        evidence = count(pieces, "piece of evidence", "pieces of evidence")
        yield paragraph(
            f"{count(len(priorities), 'priority').capitalize()}, {evidence} and "
            f"{count(len(questions), 'question')} for the inspectorate.",
            Style.LEAD,
        )
        yield _table(priorities[:MOST], material)
        if len(priorities) > MOST:
            yield paragraph(f"The other {len(priorities) - MOST} are in the parts that follow.")
        yield paragraph("What they say" if len(priorities) <= SAID else "What the first five say", Style.LABEL)
        yield Bullets(tuple(_said(one) for one in priorities[:SAID]), numbered=True)
    gaps = tuple(_gaps(material))
    if gaps:
        yield paragraph("What is missing", Style.LABEL)
        yield Bullets(tuple(words(gap) for gap in gaps))


def _table(priorities: tuple[OnPriority, ...], material: Material) -> BriefTable:
    return BriefTable(
        caption="The priorities in brief",
        description=(
            f"{count(len(priorities), 'priority')}, each with its points in the ranking and with how much evidence "
            "speaks for it, limits or contradicts it, and how many questions there are."
        ),
        head=("Priority", "Points", "For", "Against or limiting", "Bodies", "Questions"),
        rows=tuple(
            (
                (TextRun(fit(one.priority.title), address=f"#priority-{one.priority.id}"),),
                words(_points(material, one)),
                words(str(sum(piece.stance is Stance.SUPPORTS for piece in one.pieces))),
                words(str(sum(map(_is_against, one.pieces)))),
                words(str(material.bodies[one.priority.id])),
                words(str(len(one.questions))),
            )
            for one in priorities
        ),
        figures=(False, True, True, True, True, True),
    )


def _said(one: OnPriority) -> Runs:
    statement = "".join(run.text for run in inline(one.priority.statement))
    return (TextRun(f"{fit(one.priority.title)}. ", strong=True), TextRun(quotation(statement, LONGEST)[0]))


def _points(material: Material, one: OnPriority) -> str:
    row = row_of(material, one.priority.id)
    return str(row.points) if row else "–"


def _is_against(piece: Cited) -> bool:
    return piece.stance in (Stance.LIMITS, Stance.CONTRADICTS)


def _gaps(material: Material) -> Iterator[str]:
    if material.drafts:
        one = material.drafts == 1
        yield f"{count(material.drafts, 'priority')} {'is a draft' if one else 'are drafts'}, not agreed, and left out."
    waiting = sum(one.pieces_waiting + one.questions_waiting + one.advice_waiting for one in material.priorities)
    if waiting:
        yield f"{count(waiting, 'entry')} {'waits' if waiting == 1 else 'wait'} for review."
    pieces = [piece for one in material.priorities for piece in one.pieces]
    ours = sum(is_paraphrase(piece.citation, piece.source) for piece in pieces if piece.source)
    if ours:
        evidence = count(len(pieces), "piece of evidence", "pieces of evidence")
        yield f"Told in our own words, not the source’s: {ours} of {evidence}."
    if material.without_text:
        sources = count(len(material.sources), "source")
        yield f"Not here, so that only our words about them were searched: {len(material.without_text)} of {sources}."
    one_sided = [one for one in material.priorities if one.pieces and not any(map(_is_against, one.pieces))]
    for told, empty in (
        ("No evidence yet", [one for one in material.priorities if not one.pieces]),
        ("No evidence against or limiting", one_sided),
        ("No question yet", [one for one in material.priorities if not one.questions]),
        ("No strategy or guidance yet", [one for one in material.priorities if not one.advice]),
    ):
        if empty and len(empty) == len(material.priorities):
            yield f"{told} for any of them."
        elif empty:
            names = [fit(one.priority.title) for one in empty[:3]] + [f"{len(empty) - 3} more"] * (len(empty) > 3)
            yield f"{told}: {listed(names)}."
