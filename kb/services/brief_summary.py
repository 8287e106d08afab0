"""The summary: one page that can be read alone."""

from collections.abc import Iterator

from kb.domain.brief import Block, Bullets, Run, Section, SectionKind, Style, Table, paragraph, words
from kb.domain.priority import Stance
from kb.services.brief_material import Material, OnPriority
from kb.services.brief_standing import row_of
from kb.text.brief_words import fit
from kb.text.words import count, listed

MOST = 10
"""Priorities in the table of the summary: more would not fit on its page."""


def summary_section(material: Material) -> Section:
    """Write the summary."""
    return Section(SectionKind.SUMMARY, "summary", "Summary", tuple(_blocks(material)))


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
    gaps = tuple(_gaps(material))
    if gaps:
        yield paragraph("What is missing", Style.LABEL)
        yield Bullets(tuple(words(gap) for gap in gaps))


def _table(priorities: tuple[OnPriority, ...], material: Material) -> Table:
    return Table(
        caption="The priorities in brief",
        description=(
            f"{count(len(priorities), 'priority')}, each with its points in the ranking and with how much evidence "
            "speaks for it, limits or contradicts it, and how many questions there are."
        ),
        head=("Priority", "Points", "For", "Against or limiting", "Bodies", "Questions"),
        rows=tuple(
            (
                (Run(fit(one.priority.title), address=f"#priority-{one.priority.id}"),),
                words(_points(material, one)),
                words(str(sum(piece.stance is Stance.SUPPORTS for piece in one.pieces))),
                words(str(sum(piece.stance in (Stance.LIMITS, Stance.CONTRADICTS) for piece in one.pieces))),
                words(str(material.bodies[one.priority.id])),
                words(str(len(one.questions))),
            )
            for one in priorities
        ),
        figures=(False, True, True, True, True, True),
    )


def _points(material: Material, one: OnPriority) -> str:
    row = row_of(material, one.priority.id)
    return str(row.points) if row else "–"


def _gaps(material: Material) -> Iterator[str]:
    if material.drafts:
        one = material.drafts == 1
        yield f"{count(material.drafts, 'priority')} {'is a draft' if one else 'are drafts'}, not agreed, and left out."
    waiting = sum(one.pieces_waiting + one.questions_waiting + one.advice_waiting for one in material.priorities)
    if waiting:
        yield f"{count(waiting, 'entry')} {'waits' if waiting == 1 else 'wait'} for review."
    for told, empty in (
        ("No evidence yet", [one for one in material.priorities if not one.pieces]),
        ("No question yet", [one for one in material.priorities if not one.questions]),
        ("No strategy or guidance yet", [one for one in material.priorities if not one.advice]),
    ):
        if empty and len(empty) == len(material.priorities):
            yield f"{told} for any of them."
        elif empty:
            names = [fit(one.priority.title) for one in empty[:3]] + [f"{len(empty) - 3} more"] * (len(empty) > 3)
            yield f"{told}: {listed(names)}."
