"""Where the gaps that a brief tells of are closed: a link for each, for people who work on entries."""

from collections.abc import Iterator
from dataclasses import dataclass

from kb.domain.account.account import Right
from kb.domain.account.viewer import Viewer
from kb.domain.brief import Brief, BriefSection, Paragraph, SectionKind, Style
from kb.web.humanize import count
from kb.web.layout.frame import Link


@dataclass(frozen=True)
class BriefGaps:
    """What of one priority is missing in the brief, and where it is added."""

    title: str
    address: str
    links: tuple[Link, ...]


def brief_gaps(brief: Brief, viewer: Viewer, to_agree: int) -> tuple[BriefGaps, ...]:
    """Return the gaps by priority; ``to_agree`` counts the priorities of the call that this reader may agree to."""
    if not viewer.annotates:
        return ()
    found = [_of(one, viewer) for one in _priorities(brief)]
    if to_agree:
        agree = Link(f"Agree to {count(to_agree, 'priority')}", "/priorities/agree", "drafts are left out of the brief")
        found.insert(0, BriefGaps("Priorities that are not agreed", "/priorities", (agree,)))
    return tuple(one for one in found if one.links)


def _priorities(brief: Brief) -> Iterator[BriefSection]:
    for section in brief.sections:
        yield from (one for one in section.sections if one.kind is SectionKind.PRIORITY)


def _of(section: BriefSection, viewer: Viewer) -> BriefGaps:
    id = section.about
    missing = {one.kind for one in section.sections if _tells_of_a_gap(one)}
    every = (
        ((SectionKind.SITUATION, SectionKind.PROBLEM), "Write its situation and problem", f"/priorities/{id}/edit"),
        ((SectionKind.EVIDENCE,), "Look for evidence", f"/priorities/{id}/evidence"),
        ((SectionKind.QUESTIONS,), "Write a question", f"/questions/new?priority={id}"),
        ((SectionKind.STRATEGIES,), "Write a strategy", f"/advice/new?priority={id}&kind=strategy"),
        ((SectionKind.GUIDANCE,), "Write guidance", f"/advice/new?priority={id}&kind=guidance"),
        ((SectionKind.GAPS,), "See what was looked for", f"/priorities/{id}#looking"),
    )
    may_edit = viewer.may(Right.RUN_CALL)
    links = (
        Link(words, address)
        for kinds, words, address in every
        if missing.intersection(kinds) and (may_edit or SectionKind.SITUATION not in kinds)
    )
    return BriefGaps(section.title, f"#{section.id}", tuple(links))


def _tells_of_a_gap(section: BriefSection) -> bool:
    """Say whether a section says that something is not there; that of the gaps says nothing else."""
    if section.kind is SectionKind.GAPS:
        return bool(section.blocks)
    blocks = (*section.blocks, *(block for one in section.sections for block in one.blocks))
    return any(isinstance(block, Paragraph) and block.style is Style.GAP for block in blocks)
