"""Work left: what is sound as a file and still waits for a person, before it may be put before an inspector.

None of it stops the site. A source that has changed makes citations suspect overnight, and a day that passes makes an
entry overdue, without anybody having written anything wrong.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from kb.domain.account.viewer import reader_as
from kb.domain.audience import Audience
from kb.domain.content_problem import ContentProblem
from kb.domain.editorial.question import Advice, Question
from kb.domain.editorial.review import ReviewState
from kb.domain.priority.lineage import is_unmade
from kb.domain.source.passage import Citation, Passage
from kb.domain.source.source import Source
from kb.domain.source.source_state import SourceState
from kb.services.checks import editorial_rules, finding_rules
from kb.services.library.evidence import standing
from kb.services.library.library import Snapshot

StateOf = Callable[[Source], SourceState]
Passages = Callable[[str], tuple[Passage, ...]]
"""All passages of a source by id, those for staff among them."""


class Work(StrEnum):
    """What sort of work is left; a closed set, in the words of ``kb check``."""

    NO_EVIDENCE = "priority without evidence"
    SUSPECT = "suspect citation"
    ORPHAN = "linked to nothing"
    OVERDUE = "overdue for review"
    LOST_SOURCE = "source blocked or gone"
    QUOTATION = "quotation too long"
    DEAD_LINK = "link to nothing"
    ADDRESS = "address does not answer"
    REPEATED = "source there twice"
    UNEXPLAINED = "unverified without a reason"
    UNMARKED = "quotation without marks"
    FIGURE = "figure without a source"
    UNPLACED = "finding without a place"
    UNSEEN = "figure not read again"
    STRAY = "question of another priority"
    PROOF = "advice without proof"
    AUDIT = "not in the audit log"
    OPEN_FILE = "open to others"


@dataclass(frozen=True, order=True)
class WorkLeft:
    """A piece of work: what sort, and where in the files, told like a problem."""

    problem: ContentProblem
    work: Work


_LOST = {
    SourceState.BLOCKED: "save it in a browser and file it: scraper file {id} PATH",
    SourceState.GONE: "look for it elsewhere, and add that address or an archived copy to its file",
    SourceState.WITHDRAWN: "see whether its publisher has put another in its place",
}


_RULES = {
    Work.REPEATED: editorial_rules.repeated_sources,
    Work.UNEXPLAINED: editorial_rules.unexplained_doubts,
    Work.UNMARKED: editorial_rules.unmarked_quotations,
    Work.FIGURE: editorial_rules.unsourced_figures,
    Work.QUOTATION: finding_rules.long_quotes,
    Work.UNPLACED: finding_rules.unplaced_findings,
    Work.UNSEEN: finding_rules.unseen_figures,
    Work.STRAY: editorial_rules.stray_origins,
    Work.PROOF: editorial_rules.unfit_proofs,
}


def work_left(snapshot: Snapshot, state_of: StateOf, passages: Passages, today: dt.date) -> Iterator[WorkLeft]:
    """Yield everything that waits for a person."""
    yield from _priorities(snapshot)
    yield from _suspects(snapshot)
    yield from _unlinked(snapshot)
    yield from _overdue(snapshot, today)
    yield from _lost_sources(snapshot, state_of)
    yield from _quotations(snapshot, passages)
    for work, rule in _RULES.items():
        for kind, id, field, what, hint in rule(snapshot.catalogue):
            yield work_on(snapshot, kind, id, (work, field, what, hint))


def work_on(snapshot: Snapshot, kind: str, id: str, found: tuple[Work, str, str, str]) -> WorkLeft:
    """Return a piece of work on the file of a thing: what sort, the field, what is the matter, and what to do."""
    work, field, what, hint = found
    return WorkLeft(ContentProblem(str(snapshot.catalogue.files[(kind, id)].path), 0, field, what, hint), work)


def _priorities(snapshot: Snapshot) -> Iterator[WorkLeft]:
    for id, priority in snapshot.catalogue.priorities.items():
        if not priority.is_open or is_unmade(priority):
            continue
        evidence = snapshot.cited(reader_as(Audience.STAFF)).by_priority.get(id, ())
        if not any(not cited.is_suspect for cited in evidence):
            what = "all its evidence is suspect" if evidence else "nothing is cited for it"
            hint = "search for evidence on its page, or record there that nothing was found"
            yield work_on(snapshot, "priority", id, (Work.NO_EVIDENCE, "", what, hint))


def _suspects(snapshot: Snapshot) -> Iterator[WorkLeft]:
    catalogue = snapshot.catalogue
    for id, priority in catalogue.priorities.items():
        for number, evidence in enumerate(priority.evidence, start=1):
            if _is_suspect(snapshot, evidence.citation):
                told = _suspect(snapshot, f"evidence.{number}.exact", evidence.citation)
                yield work_on(snapshot, "priority", id, told)
    for id, entry in catalogue.annotations.items():
        source = catalogue.sources.get(entry.source)
        if entry.state is ReviewState.RETIRED or source is None or standing(entry, catalogue):
            continue
        if _is_suspect(snapshot, entry.citation):
            yield work_on(snapshot, "annotation", id, _suspect(snapshot, "target.exact", entry.citation))
    for id, recommendation in catalogue.recommendations.items():
        if _is_suspect(snapshot, recommendation.citation):
            told = _suspect(snapshot, "citation.exact", recommendation.citation)
            yield work_on(snapshot, "recommendation", id, told)


def _is_suspect(snapshot: Snapshot, citation: Citation) -> bool:
    known = citation.source in snapshot.catalogue.sources
    return known and snapshot.resolve(citation).verdict.is_suspect


def _suspect(snapshot: Snapshot, field: str, citation: Citation) -> tuple[Work, str, str, str]:
    verdict = snapshot.resolve(citation).verdict
    what = f"the words cited are not in {citation.source} as it stands: {verdict.value}"
    return Work.SUSPECT, field, what, "decide on the page /suspects, or cite words that stand in the source"


def _unlinked(snapshot: Snapshot) -> Iterator[WorkLeft]:
    catalogue = snapshot.catalogue
    entries: list[tuple[str, Question | Advice]] = [("question", one) for one in catalogue.questions.values()]
    entries += [("advice", one) for one in catalogue.advice.values()]
    for kind, entry in entries:
        if entry.state is not ReviewState.RETIRED and not entry.priorities:
            hint = "link it to the priorities that it is for, or retire it"
            told = (Work.ORPHAN, "priorities", "it is for no priority, so no brief will have it", hint)
            yield work_on(snapshot, kind, entry.id, told)


def _overdue(snapshot: Snapshot, today: dt.date) -> Iterator[WorkLeft]:
    for id, entry in snapshot.catalogue.annotations.items():
        if entry.state is not ReviewState.RETIRED and entry.review_by is not None and entry.review_by < today:
            what = f"it was to be looked at again by {entry.review_by.isoformat()}"
            hint = "read it beside its source, then set a later day, change it or retire it"
            yield work_on(snapshot, "annotation", id, (Work.OVERDUE, "review_by", what, hint))


def _lost_sources(snapshot: Snapshot, state_of: StateOf) -> Iterator[WorkLeft]:
    for id, cited in snapshot.cited(reader_as(Audience.STAFF)).by_source.items():
        source = snapshot.catalogue.sources.get(id)
        state = state_of(source) if source else None
        if state in _LOST:
            what = f"{state.value}, and {len(cited)} pieces of evidence rest on it"
            told = (Work.LOST_SOURCE, "address", what, _LOST[state].format(id=id))
            yield work_on(snapshot, "source", id, told)


def _quotations(snapshot: Snapshot, passages: Passages) -> Iterator[WorkLeft]:
    catalogue = snapshot.catalogue
    quoted = [
        ("priority", id, f"evidence.{number}.exact", evidence.citation)
        for id, priority in catalogue.priorities.items()
        for number, evidence in enumerate(priority.evidence, start=1)
    ]
    quoted += [("annotation", id, "target.exact", one.citation) for id, one in catalogue.annotations.items()]
    quoted += [("recommendation", id, "citation.exact", one.citation) for id, one in catalogue.recommendations.items()]
    for kind, id, field, citation in quoted:
        source = catalogue.sources.get(citation.source)
        words = len(citation.exact.split())
        if source is None or words <= source.terms.quotation_words or _is_ours(snapshot, citation, passages):
            continue
        what = f"{words} words are quoted, and “{source.terms.name}” lets {source.terms.quotation_words} be quoted"
        yield work_on(snapshot, kind, id, (Work.QUOTATION, field, what, "quote fewer words, and say the rest yourself"))


def _is_ours(snapshot: Snapshot, citation: Citation, passages: Passages) -> bool:
    """Say whether words cited are our own about the source: no licence of its publisher is needed for these."""
    place = snapshot.resolve(citation).passage
    found = next((passage for passage in passages(citation.source) if passage.id == place), None)
    if found is None or not found.is_ours:
        return False
    findings = snapshot.catalogue.sources[citation.source].findings
    return not any(citation.exact in finding.quote for finding in findings if finding.quote)
