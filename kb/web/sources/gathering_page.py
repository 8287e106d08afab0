"""The page from which sources are gathered: runs, what is due, what waits to be filed by hand, and proposals."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlencode

from kb.documents.markdown.html import is_safe_target
from kb.domain.job import BackgroundJob
from kb.domain.source.source import Source
from kb.domain.source.source_state import SourceState
from kb.services.sources.fetching import DUE_DAYS, FetchRow
from kb.web.addresses import source_address
from kb.web.editorial.entry_parts import Names
from kb.web.humanize import count, host, listed, moment
from kb.web.layout.frame import Frame, Link
from kb.web.layout.pager import Pager, last_page, pager_of
from kb.web.sources.job_page import job_line
from kb.web.sources.page import ListOption, Select

AT_ONCE, MOST_RUNS = 100, 20
WHAT_TO_DO = {
    SourceState.BLOCKED: "Its site refuses scripts. Open it in your browser, save the page or PDF, and choose it here.",
    SourceState.SUSPICIOUS: "What came looked wrong. Look at it in your browser. If it is right, choose the file here.",
    SourceState.GONE: "It is gone from its address. Look for an archived copy, or choose a file that you have.",
    SourceState.WITHDRAWN: "Its publisher has withdrawn it. If it is evidence all the same, choose the file here.",
}
NO_ADDRESS = "It has no address. Choose a file that you have, or write its address down."
DUE, EVERY = "due", "all"


@dataclass(frozen=True)
class GatheringAsked:
    """What of the lists is asked for: which sources to fetch, and a page of them and of those to file by hand."""

    show: str = DUE
    publisher: str = ""
    page: int = 1
    by_hand: int = 1

    def address(self, page: int, by_hand: int) -> str:
        """Return the address of these pages of the lists; what is as usual is left out."""
        parts = (
            ("show", self.show, DUE),
            ("publisher", self.publisher, ""),
            ("page", page, 1),
            ("by-hand", by_hand, 1),
        )
        pairs = [(name, str(value)) for name, value, usual in parts if value != usual]
        return f"/gathering?{urlencode(pairs)}" if pairs else "/gathering"


@dataclass(frozen=True)
class FetchChoice:
    """A source that can be ticked to be fetched."""

    id: str
    title: str
    address: str
    note: str
    is_loud: bool


@dataclass(frozen=True)
class HandRow:
    """A source that a person has to file: where to open it, what to do, and where archived copies are looked for."""

    id: str
    title: str
    address: str
    open: Link | None
    what: str
    note: str
    archived: str


@dataclass(frozen=True)
class ProposalRow:
    """A document that discovery proposes, and why it fits."""

    id: str
    title: str
    byline: str
    open: Link | None
    why: str


@dataclass(frozen=True)
class GatheringPage:
    """Everything there is to gather; ``running`` is the run that goes on."""

    template: ClassVar[str] = "sources/gathering.html"
    frame: Frame
    csrf: str
    told: str
    errors: tuple[Link, ...]
    running: Link | None
    looking: Link | None
    due: str
    has_due: bool
    choices: tuple[FetchChoice, ...]
    pager: Pager | None
    selects: tuple[Select, ...]
    narrowed: bool
    by_hand: tuple[HandRow, ...]
    by_hand_count: str
    by_hand_pager: Pager | None
    proposals: tuple[ProposalRow, ...]
    runs: tuple[Link, ...]


def gathering_page(
    frame: Frame,
    csrf: str,
    rows: Sequence[FetchRow],
    proposals: Sequence[Source],
    jobs: Sequence[BackgroundJob],
    names: Names,
    *,
    asked: GatheringAsked,
    told: str = "",
    errors: tuple[Link, ...] = (),
    kinds: tuple[str, str],
) -> GatheringPage:
    """Make a page of the lists; ``kinds`` are those of the jobs that fetch and that look for new documents."""
    due, show, publisher = [row for row in rows if row.is_due], asked.show, asked.publisher
    by_hand = [row for row in rows if row.is_by_hand]
    wanted = [
        row
        for row in rows
        if row.source.address
        and (show != DUE or row.is_due)
        and (show in (DUE, EVERY, "") or row.state.value == show)
        and (not publisher or publisher in row.source.publishers)
    ]
    fetch, look = kinds
    running = {job.kind: Link("See how far it is", f"/jobs/{job.id}") for job in jobs if job.is_running}
    states = [row.state.value for row in rows if row.source.address]
    options = (
        ("Due", DUE),
        ("All with an address", EVERY),
        *((s.value, s.value) for s in SourceState if s.value in states),
    )
    publishers = sorted({name for row in rows for name in row.source.publishers}, key=str.casefold)
    return GatheringPage(
        frame=frame,
        csrf=csrf,
        told=told,
        errors=errors,
        running=running.get(fetch),
        looking=running.get(look),
        due=f"{count(len(due), 'source')} {'was' if len(due) == 1 else 'were'} not tried in the last {DUE_DAYS} days."
        if due
        else f"Every source with an address was tried in the last {DUE_DAYS} days.",
        has_due=bool(due),
        choices=tuple(_choice(row) for row in _on_page(wanted, asked.page)),
        pager=_pager(wanted, asked.page, lambda page: asked.address(page, asked.by_hand)),
        selects=(
            Select("show", "Which", tuple(ListOption(value, words, value == show) for words, value in options)),
            Select(
                "publisher",
                "Publisher",
                (ListOption("", "All", not publisher), *(ListOption(p, p, p == publisher) for p in publishers)),
            ),
        ),
        narrowed=bool(publisher) or show != DUE,
        by_hand=tuple(_by_hand(row) for row in _on_page(by_hand, asked.by_hand)),
        by_hand_count=count(len(by_hand), "source") if len(by_hand) > AT_ONCE else "",
        by_hand_pager=_pager(by_hand, asked.by_hand, lambda page: f"{asked.address(asked.page, page)}#by-hand"),
        proposals=tuple(_proposal(source) for source in proposals),
        runs=tuple(job_line(job, names) for job in jobs[:MOST_RUNS]),
    )


def _on_page(rows: Sequence[FetchRow], page: int) -> Sequence[FetchRow]:
    page = min(page, last_page(len(rows), AT_ONCE))
    return rows[(page - 1) * AT_ONCE : page * AT_ONCE]


def _pager(rows: Sequence[FetchRow], page: int, address: Callable[[int], str]) -> Pager | None:
    last = last_page(len(rows), AT_ONCE)
    return pager_of(min(page, last), last, address)


def _choice(row: FetchRow) -> FetchChoice:
    tried = f", last tried {moment(row.latest.at)}" if row.latest else ", never tried"
    loud = row.is_by_hand or row.state is SourceState.FAILED
    return FetchChoice(
        row.source.id, row.source.heading, source_address(row.source.id), f"{row.state.value}{tried}", loud
    )


def _by_hand(row: FetchRow) -> HandRow:
    source, at = row.source, source_address(row.source.id)
    tried = f"last tried {moment(row.latest.at)}: {row.latest.detail}" if row.latest else ""
    return HandRow(
        id=source.id,
        title=source.heading,
        address=at,
        open=_original(source),
        what=WHAT_TO_DO.get(row.state, NO_ADDRESS),
        note=f"{row.state.value}{f', {tried}' if tried else ''}",
        archived=f"{at}/archived" if source.address else "",
    )


def _proposal(source: Source) -> ProposalRow:
    date = source.published.in_words() if source.published else "no date"
    byline = " · ".join((listed(source.publishers), source.kind.value, date))
    return ProposalRow(source.id, source.title, byline, _original(source), source.notes)


def _original(source: Source) -> Link | None:
    return Link(host(source.address), source.address) if is_safe_target(source.address) else None
