"""How a brief was made: the call, whose answers count and how, consent, review, the sources, and those out of reach."""

from collections.abc import Iterator

from kb.documents.brief.inline_text import fit
from kb.documents.humanize import count, day, listed, number
from kb.domain.brief import Block, BriefSection, Bullets, SectionKind, paragraph, words
from kb.domain.call.call_phase import closes_at, on_its_clock, opens_at
from kb.domain.call.consent import in_words
from kb.domain.source.source import Source
from kb.domain.source.source_state import SourceState
from kb.services.brief.captures import CapturesAt
from kb.services.brief.evidence import STRENGTHS
from kb.services.brief.footnotes import Footnotes
from kb.services.brief.material import Material
from kb.services.priorities.ranking_rules import BALLOT_WORDS


def method_section(material: Material, captures: CapturesAt, notes: Footnotes) -> BriefSection:
    """Write how the brief was made."""
    parts = (
        ("answers", "The call and its answers", tuple(_answers(material))),
        ("consent", "Consent", tuple(_consent(material))),
        ("review", "What may stand here", tuple(_review(material))),
        ("sources-read", "The sources", tuple(_sources(material, captures, notes))),
    )
    sections = tuple(BriefSection(SectionKind.METHOD, f"how-{id}", title, blocks) for id, title, blocks in parts)
    return BriefSection(SectionKind.METHOD, "how", "How it was made", sections=sections)


def _answers(material: Material) -> Iterator[Block]:
    call, ranking = material.call, material.ranking
    opened, closed = (on_its_clock(at, call).date() for at in (opens_at(call), closes_at(call)))
    yield paragraph(f"The call “{fit(call.title)}” opened on {day(opened)} and closed on {day(closed)}. It asked:")
    yield paragraph(fit(call.question))
    if ranking.ranking is None:
        yield paragraph(
            material.withheld or "Its answers are sealed until it is closed: nobody but staff sees any, or how many."
        )
        return
    lines = [f"Counted: {count(ranking.answers, 'answer')}, {count(ranking.ranking.ballots, 'ballot')}."]
    if ranking.left_out:
        lines.append(
            f"Left out: {count(ranking.left_out, 'answer')}, because with so few nobody’s answer could be kept from "
            "being worked out."
        )
    if ranking.late:
        lines.append(f"Late: {count(ranking.late, 'ballot')}; they count like the others.")
    if ranking.unsorted:
        lines.append(f"Under none of the priorities ranked here: {count(ranking.unsorted, 'choice')}.")
    if ranking.kinds:
        kinds = "; ".join(f"{fit(kind.kind) or 'all others'} {number(kind.ballots)}" for kind in ranking.kinds)
        lines.append(f"Ballots by kind of organisation: {kinds}.")
    lines.append(BALLOT_WORDS[ranking.ballots])
    if material.is_invented:
        lines.append("The answers are invented: they were made up to show how it works, and no member gave them.")
    yield Bullets(tuple(words(line) for line in lines))


def _consent(material: Material) -> Iterator[Block]:
    yield paragraph("Each member chose, in these words, what others may see of its answer, and this brief keeps to it:")
    choices = material.call.choices
    yield Bullets(tuple(words(f"{one.value}: “{in_words(one, material.call.readers)}”") for one in choices))


def _review(material: Material) -> Iterator[Block]:
    if material.choice.unreviewed:
        yield paragraph(
            "Drafts are in it: whatever nobody has reviewed yet is marked “Not reviewed”, and so is the brief."
        )
    else:
        yield paragraph(
            "Only priorities that are agreed are in it, and only evidence, questions, strategies and guidance that a "
            "second person has reviewed. What waits is counted under the gaps."
        )
    yield paragraph(
        "Quotation marks stand round a source’s own words only; what we say about a source is marked as ours. A source "
        "that derives from another counts with it, as one body. Nothing rests on words that have changed in their "
        "source unless somebody has decided that they stand as they were read."
    )
    (first, means), *others = ((strength.value, words) for strength, words in STRENGTHS.items())
    rest = "".join(f"; “{strength}” that {words}" for strength, words in others)
    yield paragraph(f"What a source found itself is not marked; “{first}” means that {means}{rest}.")


def _sources(material: Material, captures: CapturesAt, notes: Footnotes) -> Iterator[Block]:
    held = list(material.sources.values())
    publishers = {source.publishers[0] for source in held if source.publishers}
    yield paragraph(
        f"Looked through: {count(len(held), 'source')} of {count(len(publishers), 'publisher')}. {_own_texts(material)}"
    )
    states = {source.id: captures.state(source) for source in held}
    for state in (SourceState.BLOCKED, SourceState.GONE, SourceState.WITHDRAWN):
        out = [source for source in held if states[source.id] is state]
        if out:
            yield paragraph(f"{state.value[:1].upper()}{state.value[1:]}: {_named(out, notes)}.")


def _own_texts(material: Material) -> str:
    lacking = len(material.without_text)
    if not lacking:
        return "Their texts are here as they were published."
    of = "all" if lacking == len(material.sources) else str(lacking)
    return f"Of {of} of them only our own words, summaries and findings, could be searched: their texts are not here."


def _named(sources: list[Source], notes: Footnotes) -> str:
    for source in sources:
        notes.name(source)
    return listed([fit(source.heading) for source in sources])
