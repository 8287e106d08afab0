"""The questions in the order of an inspection protocol: what to have read, where to look, what to ask."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from kb.documents.brief.inline_text import blocks_of, fit
from kb.documents.humanize import listed
from kb.documents.markdown.html import is_safe_target
from kb.domain.brief import Block, BriefSection, Bullets, Paragraph, Runs, SectionKind, Style, TextRun, paragraph
from kb.domain.editorial.question import Question
from kb.services.brief.footnotes import Footnotes
from kb.services.brief.material import Material, Raised
from kb.services.brief.priority import Numbers, question_anchor, question_words


def numbered(material: Material) -> Numbers:
    """Give each question its number, in the order in which they come; one for several priorities has one."""
    ids = dict.fromkeys(question.id for one in material.priorities for question in one.questions)
    return {id: place for place, id in enumerate(ids, start=1)}


def protocol_section(material: Material, notes: Footnotes, numbers: Numbers) -> BriefSection:
    """Write the protocol."""
    questions = {question.id: question for one in material.priorities for question in one.questions}
    parts = (
        (
            SectionKind.BACKGROUND,
            "Background and reference documents",
            _background(material, questions, notes, numbers),
        ),
        (SectionKind.LOOK_AT, "Main sources of evidence", _look_at(questions, numbers)),
        (SectionKind.QUESTIONS, "Questions", () if questions else (paragraph("No question yet.", Style.GAP),)),
    )
    *others, last = (
        BriefSection(kind, f"protocol-{number}", f"{number}. {title}", blocks)
        for number, (kind, title, blocks) in enumerate(parts, start=1)
    )
    sections = (*others, replace(last, sections=tuple(_questions(material, questions, numbers))))
    return BriefSection(SectionKind.PROTOCOL, "protocol", "Questions in protocol order", sections=sections)


def _background(
    material: Material, questions: Mapping[str, Question], notes: Footnotes, numbers: Numbers
) -> tuple[Block, ...]:
    asked: dict[str, list[int]] = {}
    for question in questions.values():
        for id in question.background:
            if id in material.sources:
                asked.setdefault(id, []).append(numbers[question.id])
    items = []
    for id, of in asked.items():
        source = material.sources[id]
        notes.name(source)
        address = source.address if is_safe_target(source.address) else ""
        title = TextRun(fit(source.heading), emphasis=True, address=address)
        items.append((TextRun(f"{fit(listed(source.publishers))}, "), title, TextRun(f" (for {_qs(of)})")))
    return (Bullets(tuple(items)),) if items else (paragraph("No document is named to be read before.", Style.GAP),)


def _look_at(questions: Mapping[str, Question], numbers: Numbers) -> tuple[Block, ...]:
    items = tuple(
        (TextRun(f"Q{numbers[question.id]}: ", strong=True), TextRun("; ".join(fit(what) for what in question.look_at)))
        for question in questions.values()
        if question.look_at
    )
    return (Bullets(items),) if items else (paragraph("Nothing is named to look at yet.", Style.GAP),)


def _qs(numbers: list[int]) -> str:
    return listed([f"Q{number}" for number in numbers])


def _questions(material: Material, questions: Mapping[str, Question], numbers: Numbers) -> Iterator[BriefSection]:
    """Write each question in a part of its own, which the parts on priorities lead to."""
    raised = {each.slot: each for one in material.priorities for each in one.raised}
    titles = {one.priority.id: fit(one.priority.title) for one in material.priorities}
    for id, question in questions.items():
        blocks: list[Block] = [
            Paragraph(question_words(question), Style.LEAD),
            Paragraph(_facts(question, titles)),
        ]
        blocks += blocks_of(question.body)
        own = [raised[slot] for slot in question.raised_by if slot in raised]
        blocks += [Bullets(tuple(_asked(each) for each in own))] if own else []
        yield BriefSection(SectionKind.QUESTIONS, question_anchor(id), f"Q{numbers[id]}", tuple(blocks), about=id)


def _facts(question: Question, titles: Mapping[str, str]) -> Runs:
    """Return its kind, what a good answer shows and what it is for, on one line; where to look is said above."""
    pillars = listed([pillar.value for pillar in question.pillars])
    facts = (
        ("Kind", f"{question.kind.value}{f', on {pillars}' if pillars else ''}"),
        ("A good answer shows", fit(question.good_answer).rstrip(".")),
        ("For", listed([titles[id] for id in question.priorities if id in titles])),
    )
    told = ((TextRun(f"{name}: ", strong=True), TextRun(f"{said}. ")) for name, said in facts if said)
    return tuple(run for pair in told for run in pair)


def _asked(raised: Raised) -> Runs:
    slot = raised.answer.slots[raised.slot.rank - 1]
    invented = ", invented" if raised.answer.illustrative else ""
    return (
        TextRun(f"From a member: “{fit(slot.question or slot.title)}”"),
        TextRun(f" ({fit(raised.answer.organisation)}{invented})"),
    )
