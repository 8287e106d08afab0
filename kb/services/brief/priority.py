"""The part of a brief on one priority: situation, problem, evidence, questions, strategies, guidance, and its gaps."""

from collections.abc import Iterator, Mapping

from kb.documents.brief.inline_text import blocks_of, fit
from kb.domain.brief import Block, BriefSection, Bullets, Paragraph, Runs, SectionKind, Style, TextRun, paragraph, words
from kb.domain.editorial.question import Advice, AdviceKind, Question
from kb.domain.editorial.review import ReviewState
from kb.services.brief.evidence import NOT_REVIEWED, evidence_section, said
from kb.services.brief.footnotes import Footnotes
from kb.services.brief.gaps import gaps_section
from kb.services.brief.material import Material, OnPriority
from kb.services.brief.ranking_position import standing_words
from kb.services.brief.recommendations import recommendations_section

Numbers = Mapping[str, int]
"""The number of each question in the brief, by its id."""


def priority_section(material: Material, one: OnPriority, notes: Footnotes, numbers: Numbers) -> BriefSection:
    """Write the part on one priority."""
    anchor = f"priority-{one.priority.id}"
    evidence = evidence_section(anchor, one.pieces, notes)  # before what is below it: footnotes count as they are read
    recommended = recommendations_section(anchor, material, one, notes)
    return BriefSection(
        kind=SectionKind.PRIORITY,
        id=anchor,
        title=fit(one.priority.title),
        blocks=tuple(_opening(material, one)),
        sections=(
            _told(SectionKind.SITUATION, anchor, "The situation", one.priority.situation, "The situation"),
            _told(SectionKind.PROBLEM, anchor, "The problem", one.priority.problem, "The problem"),
            evidence,
            *((recommended,) if recommended else ()),
            _questions(anchor, one, numbers),
            _advice(SectionKind.STRATEGIES, anchor, "Strategies", one, AdviceKind.STRATEGY, material, notes),
            _advice(SectionKind.GUIDANCE, anchor, "Guidance to forces", one, AdviceKind.GUIDANCE, material, notes),
            gaps_section(anchor, material, one),
        ),
        about=one.priority.id,
        reviewed=one.is_agreed,
    )


def _opening(material: Material, one: OnPriority) -> Iterator[Block]:
    if not one.is_agreed:
        yield paragraph("Not reviewed: a draft that nobody has agreed on yet.", Style.MARK)
    for block in blocks_of(one.priority.statement):
        yield Paragraph(block.runs, Style.LEAD) if isinstance(block, Paragraph) else block
    yield paragraph(standing_words(material, one))
    if one.raised:
        yield paragraph("In members’ own words:", Style.LABEL)
        yield Bullets(tuple(_in_own_words(one)))


def _in_own_words(one: OnPriority) -> Iterator[Runs]:
    for raised in one.raised:
        invented = ", invented" if raised.answer.illustrative else ""
        title = fit(raised.answer.slots[raised.slot.rank - 1].title)
        who = f" ({fit(raised.answer.organisation)}, choice {raised.slot.rank}{invented})"
        yield (TextRun(f"“{title}”"), TextRun(who))


def _told(kind: SectionKind, anchor: str, title: str, text: str, missing: str) -> BriefSection:
    blocks = blocks_of(text) or (paragraph(f"{missing} is not written yet.", Style.GAP),)
    return BriefSection(kind, f"{anchor}-{kind.value}", title, blocks)


def _questions(anchor: str, one: OnPriority, numbers: Numbers) -> BriefSection:
    items = tuple(_question_line(question, numbers) for question in one.questions)
    blocks = (Bullets(items),) if items else (paragraph("No question yet.", Style.GAP),)
    return BriefSection(SectionKind.QUESTIONS, f"{anchor}-questions", "Questions", blocks)


def _question_line(question: Question, numbers: Numbers) -> Runs:
    """Return a question on one line: its number, which leads to all about it, its words, and whom it is put to."""
    number = TextRun(f"Q{numbers[question.id]}.", strong=True, address=f"#{question_anchor(question.id)}")
    return (number, TextRun(" "), *question_words(question))


def question_anchor(id: str) -> str:
    """Return the anchor of the part on one question."""
    return f"question-{id}"


def question_words(question: Question) -> Runs:
    """Return the words of a question, and whom it is put to."""
    mark = () if question.state is ReviewState.REVIEWED else (TextRun(f" {NOT_REVIEWED}", strong=True),)
    return (TextRun(fit(question.text)), TextRun(f" (put to {fit(question.asked_of)})"), *mark)


def _advice(
    kind: SectionKind, anchor: str, title: str, one: OnPriority, of: AdviceKind, material: Material, notes: Footnotes
) -> BriefSection:
    entries = one.of_kind(of)
    blocks = [block for entry in entries for block in _entry(entry, material, notes)]
    if not entries:
        blocks.append(paragraph(f"No {'strategy' if of is AdviceKind.STRATEGY else 'guidance'} yet.", Style.GAP))
    return BriefSection(kind, f"{anchor}-{kind.value}", title, tuple(blocks))


def _entry(entry: Advice, material: Material, notes: Footnotes) -> Iterator[Block]:
    """Write a piece of advice; the evidence that it works has its words, where readers may have them."""
    if entry.state is not ReviewState.REVIEWED:
        yield paragraph(NOT_REVIEWED, Style.MARK)
    yield Paragraph((TextRun(fit(entry.title), strong=True), TextRun(f" (for {fit(entry.for_whom)})")))
    yield Paragraph(words(fit(entry.what)))
    works = [piece for id in entry.evidence if (piece := material.annotated.get(id))]
    if works:
        yield paragraph("Evidence that it works:", Style.LABEL)
        for piece in works:
            yield from said(piece, notes)
    else:
        yield paragraph("No evidence that it works is on record.", Style.GAP)
    yield from blocks_of(entry.body)
