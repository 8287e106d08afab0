"""The annex: every source that the brief cites or names, and the words that its licence asks for."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from kb.documents.brief.inline_text import fit
from kb.documents.humanize import day, listed
from kb.documents.markdown.html import is_safe_target
from kb.documents.unverified import unverified_words
from kb.domain.brief import Block, BriefSection, Bullets, Runs, SectionKind, Style, TextRun, paragraph
from kb.domain.source.source import Source
from kb.services.brief.captures import CapturesAt
from kb.services.brief.footnotes import NEVER

_NOT_HERE = ("aliases", "other_dates", "short_title")
"""Facts of a source that the annex does not give, and so need not doubt."""
LONGEST_ADDRESS = 110
"""Characters of an address that are printed; the whole of it is the link."""


def annex_section(ids: Sequence[str], sources: Mapping[str, Source], captures: CapturesAt) -> BriefSection:
    """Write the annex; ``ids`` are the sources cited or named."""
    held = sorted((sources[id] for id in ids), key=lambda source: (source.publishers[:1], source.title))
    blocks: tuple[Block, ...] = (paragraph("No source is cited.", Style.GAP),)
    if held:
        blocks = (
            Bullets(tuple(_entry(source, captures) for source in held), numbered=True),
            paragraph("What holds for several of them", Style.LABEL),
            Bullets(tuple(_shared(held, captures))),
        )
    return BriefSection(SectionKind.ANNEX, "annex", "Annex: sources", blocks)


def _entry(source: Source, captures: CapturesAt) -> Runs:
    captured = captures.captured(source)
    facts = (
        fit(source.reference.in_words() if source.reference else ""),
        source.published.in_words() if source.published else "no date",
        source.kind.value,
    )
    shown = source.address if len(source.address) <= LONGEST_ADDRESS else f"{source.address[:LONGEST_ADDRESS]}…"
    return (
        TextRun(f"{fit(listed(source.publishers))}, "),
        TextRun(fit(source.title), emphasis=True),
        TextRun(f" ({', '.join(fact for fact in facts if fact)})."),
        *((TextRun(" "), TextRun(shown, address=source.address)) if is_safe_target(source.address) else ()),
        *((TextRun(f" Captured on {day(captured.date())}."),) if captured else ()),
    )


def _shared(held: Sequence[Source], captures: CapturesAt) -> Iterator[Runs]:
    """Yield what is said of several sources, once, after their places in the list: state, licence, what is in doubt."""
    says: tuple[Callable[[Source], Sequence[str]], ...] = (
        lambda source: (_state(source, captures),),
        lambda source: (source.terms.attribution,),
        lambda source: [unverified_words(replace(source, unverified=(one,)), _NOT_HERE) for one in source.unverified],
    )
    for say in says:
        places: dict[str, list[int]] = {}
        for place, source in enumerate(held, start=1):
            for told in filter(None, say(source)):
                places.setdefault(told, []).append(place)
        for told, of in sorted(places.items(), key=lambda one: -len(one[1])):
            yield (TextRun(_places(of), strong=True), TextRun(f": {told}"))


def _state(source: Source, captures: CapturesAt) -> str:
    state = captures.state(source).value
    words = state if captures.captured(source) else f"{NEVER}, {state}"
    return f"{words[:1].upper()}{words[1:]}."


def _places(places: Sequence[int]) -> str:
    """Return numbers in words, those that follow one another as a range: ``1–3, 7``."""
    ranges: list[list[int]] = []
    for place in places:
        if ranges and place == ranges[-1][-1] + 1:
            ranges[-1].append(place)
        else:
            ranges.append([place])
    return ", ".join(f"{one[0]}–{one[-1]}" if len(one) > 1 else str(one[0]) for one in ranges)
