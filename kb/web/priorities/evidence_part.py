"""The evidence of a priority in words, by stance: what was cited, where it stands, and why it matters."""

from collections.abc import Sequence
from dataclasses import dataclass

from kb.documents.citations.citations import citation_text
from kb.domain.evidence.annotation import Strength
from kb.domain.priority.priority import Stance
from kb.domain.source.passage import page_words
from kb.services.library.browse import EvidenceView
from kb.services.library.evidence import Cited
from kb.web.addresses import source_address
from kb.web.evidence.decisions import read_words
from kb.web.humanize import count, listed
from kb.web.sources.marks import SIGNS, review_words

_STANCE_WORDS = {
    Stance.SUPPORTS: "Supports it",
    Stance.LIMITS: "Limits it",
    Stance.CONTRADICTS: "Speaks against it",
    Stance.CONTEXT: "Gives context",
}


_STRENGTH_WORDS = {
    Strength.DIRECT: "direct: the source’s own finding",
    Strength.INDIRECT: "indirect: it follows from the source",
    Strength.ANECDOTAL: "anecdotal: somebody told it",
}

_LOST = "These words were not found in the source as it stands. They do not count until somebody has decided."


@dataclass(frozen=True)
class EvidenceRow:
    """A piece of evidence: the words cited, where they stand, and why they matter.

    ``strength`` is in words, ``note`` what readers have to know of it, ``entry`` the address of the annotation.
    """

    quote: str
    is_ours: bool
    why: str
    place: str
    source: str
    byline: str
    address: str
    citation: str
    strength: str
    note: str
    lost: str
    as_captured: str
    entry: str


@dataclass(frozen=True)
class StanceGroup:
    """The evidence of one stance."""

    stance: str
    sign: str
    words: str
    count: str
    rows: tuple[EvidenceRow, ...]


def stance_group(stance: Stance, evidence: Sequence[EvidenceView], base_url: str) -> StanceGroup | None:
    """Return the evidence of one stance; nothing where there is none. ``base_url`` is for citations."""
    rows = tuple(_evidence(view, base_url) for view in evidence if view.cited.stance is stance)
    if not rows:
        return None
    return StanceGroup(stance.value, SIGNS[stance], _STANCE_WORDS[stance], count(len(rows), "passage"), rows)


def _evidence(view: EvidenceView, base_url: str) -> EvidenceRow:
    citation, source, passage = view.cited.citation, view.cited.source, view.passage
    page = page_words(citation.page)
    held = ", ".join(part for part in (citation.label, page) if part)
    if source is None:
        nowhere = "A source that is not here"
        return EvidenceRow(citation.exact, False, view.cited.why, held, nowhere, *[""] * 8)
    cited = view.cited
    date = source.published.in_words() if source.published else ""
    return EvidenceRow(
        quote=citation.exact,
        is_ours=_is_ours(view),
        why=view.cited.why,
        place=passage.locator if passage else held,
        source=source.heading,
        byline=", ".join(part for part in (listed(source.publishers), date) if part),
        address=source_address(source.id, passage.id if passage else ""),
        citation=citation_text(source, passage, base_url),
        strength=_STRENGTH_WORDS[cited.strength] if cited.strength else "",
        note=review_words(cited),
        lost=_LOST if cited.is_suspect else "",
        as_captured=as_captured(cited),
        entry=f"/annotations/{cited.annotation.id}" if cited.annotation else "",
    )


def as_captured(cited: Cited) -> str:
    """Return that words stand as they were read, and when that was; empty for words that stand in the source now."""
    if not cited.stands or not cited.resolution.verdict.is_suspect:
        return ""
    return read_words(cited.citation)


def _is_ours(view: EvidenceView) -> bool:
    """Say whether the words cited are our own about the source and not its own, so that no quote is made of them."""
    if view.cited.source is None or view.passage is None or not view.passage.is_ours:
        return False
    return not any(view.cited.citation.exact in finding.quote for finding in view.cited.source.findings)
