"""Citations to check: the entries that wait for a decision, and the page on which one is taken."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from kb.documents.word_diff import DiffRun, word_diff
from kb.domain.evidence.annotation import Verdict
from kb.services.evidence.suspect_citations import OwnSuspect, Suspect
from kb.web.addresses import source_address
from kb.web.desk.page import DeskQueue
from kb.web.evidence.annotation_form_page import About, about_of
from kb.web.evidence.annotation_page import STATE_WORDS, linked_rows
from kb.web.evidence.decisions import DecisionRow, decision_rows, read_words
from kb.web.humanize import count, moment
from kb.web.layout.frame import Frame, Link
from kb.web.sources.marks import MarkedEvidence

Names = Callable[[str], str]

DECIDED = {
    "anchor": "Anchored anew. What was cited before is kept; the entry is a draft again, to be handed in and reviewed.",
    "keep": "It stands as it was read. You are asked again when the source is captured again.",
    "retire": "Retired. It is kept, and can be taken up again.",
}
"""What to say after a decision, by the name of its button."""
_VERDICTS = {
    Verdict.REWORDED: "Reworded: nearly the same words stand there now",
    Verdict.GONE: "Gone: the words are not where they were read",
}


@dataclass(frozen=True)
class SuspectRow:
    """An entry that waits: what it is on, what became of its words, and where to decide."""

    title: str
    address: str
    about: About
    verdict: str
    state: str
    links: tuple[MarkedEvidence, ...]


@dataclass(frozen=True)
class OwnEvidenceRow:
    """Evidence in a priority's own file whose words have changed."""

    quote: str
    source: Link
    priority: Link


@dataclass(frozen=True)
class SuspectsPage:
    """Everything that waits for a decision."""

    template: ClassVar[str] = "evidence/suspects.html"
    frame: Frame
    said: str
    heading: str
    rows: tuple[SuspectRow, ...]
    own: tuple[OwnEvidenceRow, ...]


@dataclass(frozen=True)
class OfferRow:
    """A passage that may be meant, with what has changed; ``likeness`` is in words."""

    passage: str
    place: str
    address: str
    likeness: str
    runs: tuple[DiffRun, ...]


@dataclass(frozen=True)
class DecidePage:
    """One entry whose words have changed."""

    template: ClassVar[str] = "evidence/decide.html"
    frame: Frame
    csrf: str
    problem: str
    action: str
    seen: str
    back: str
    about: About
    verdict: str
    read: str
    state: str
    links: tuple[MarkedEvidence, ...]
    offers: tuple[OfferRow, ...]
    stands: str
    decisions: tuple[DecisionRow, ...]


def suspects_page(frame: Frame, suspects: Sequence[Suspect], own: Sequence[OwnSuspect], said: str) -> SuspectsPage:
    """Make the list."""
    waiting = len(suspects) + len(own)
    return SuspectsPage(
        frame=frame,
        said=said,
        heading=f"{count(waiting, 'citation')} {'waits' if waiting == 1 else 'wait'} for a decision"
        if waiting
        else "Every citation stands where it was read",
        rows=tuple(_row(one) for one in suspects),
        own=tuple(
            OwnEvidenceRow(
                one.citation.exact or one.citation.label,
                Link(one.source.heading, source_address(one.source.id)),
                Link(one.priority.title, f"/priorities/{one.priority.id}"),
            )
            for one in own
        ),
    )


def _row(suspect: Suspect) -> SuspectRow:
    entry, source = suspect.seen.entry, suspect.seen.source
    return SuspectRow(
        title=source.heading,
        address=f"/annotations/{entry.id}/decide",
        about=about_of(source, entry.citation),
        verdict=_VERDICTS[suspect.resolution.verdict],
        state=STATE_WORDS[entry.state],
        links=linked_rows(suspect.seen),
    )


def decide_page(frame: Frame, csrf: str, suspect: Suspect, names: Names, problem: str) -> DecidePage:
    """Make the page of one entry."""
    entry, source = suspect.seen.entry, suspect.seen.source
    return DecidePage(
        frame=frame,
        csrf=csrf,
        problem=problem,
        action=f"/annotations/{entry.id}/decide",
        seen=suspect.seen.digest,
        back=f"/annotations/{entry.id}",
        about=about_of(source, entry.citation),
        verdict=_VERDICTS[suspect.resolution.verdict],
        read=read_words(entry.citation),
        state=STATE_WORDS[entry.state],
        links=linked_rows(suspect.seen),
        offers=tuple(
            OfferRow(
                passage=offer.passage.id,
                place=offer.passage.locator or "a passage without a number",
                address=source_address(source.id, offer.passage.id),
                likeness="the same words" if offer.score == 1 else f"{offer.score:.0%} alike",
                runs=word_diff(entry.citation.exact, offer.words),
            )
            for offer in suspect.offers
        ),
        stands=f"{names(suspect.stands.who)}, {moment(suspect.stands.at)}" if suspect.stands else "",
        decisions=decision_rows(entry.decisions, names),
    )


def suspects_queue(suspects: Sequence[Suspect], own: Sequence[OwnSuspect]) -> DeskQueue:
    """Return the queue of the desk that has what waits for a decision."""
    links = [
        Link(
            f"{one.seen.source.heading}, {about_of(one.seen.source, one.seen.entry.citation).place}",
            f"/annotations/{one.seen.entry.id}/decide",
            one.resolution.verdict.value,
        )
        for one in suspects
    ]
    links += [Link(one.priority.title, "/suspects", f"cites {one.source.heading}") for one in own]
    return DeskQueue("suspects", "Citations to check", tuple(links), Link("All citations to check", "/suspects"))
