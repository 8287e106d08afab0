"""The desk: what waits for the person who signed in."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from kb.domain.call.call import CallState
from kb.domain.call.call_phase import CallPhase
from kb.domain.source.source_state import SourceState
from kb.services.desk import DeskCall, StaffDesk, UnreadSourceRow
from kb.web.addresses import source_address
from kb.web.calls.deadlines import deadline_words
from kb.web.calls.page import own_answer_link
from kb.web.humanize import count, moment
from kb.web.layout.frame import Frame, Link

NAMED = 6
"""Sources of one state that are named; a link leads to the rest."""

_WHAT_TO_DO = {
    SourceState.BLOCKED: "Scripts are turned away. Open the address in your browser, save the page or PDF, and add the "
    "file on the page of the source.",
    SourceState.SUSPICIOUS: "What came looked like another page. Look at the address in your browser, then fetch again "
    "or add the file.",
    SourceState.FAILED: "The site did not answer. Fetch again later, or add the file by hand.",
    SourceState.GONE: "The address is gone. Look for an archived copy, or add the file by hand.",
    SourceState.NOT_FETCHED: "Nobody has tried to fetch these yet.",
}


@dataclass(frozen=True)
class CallRow:
    """A call with what waits in it."""

    title: str
    address: str
    deadline: str
    progress: str
    done: int
    of: int
    tasks: tuple[Link, ...]
    mine: Link | None
    is_pressing: bool


@dataclass(frozen=True)
class DeskQueue:
    """Things of one sort that wait. ``all`` leads to every thing of the sort, ``help`` says what to do with them."""

    id: str
    heading: str
    links: tuple[Link, ...]
    all: Link | None = None
    help: str = ""


@dataclass(frozen=True)
class DeskPage:
    """What waits, and that nothing does."""

    template: ClassVar[str] = "desk/desk.html"
    frame: Frame
    name: str
    waiting: str
    calls: tuple[CallRow, ...]
    queues: tuple[DeskQueue, ...]
    lists: tuple[Link, ...]
    is_staff: bool
    search_problem: str


def desk_page(
    frame: Frame,
    name: str,
    desk: StaffDesk,
    now: dt.datetime,
    queues: tuple[DeskQueue, ...] = (),
    lists: tuple[Link, ...] = (),
    *,
    is_staff: bool,
    search_problem: str = "",
) -> DeskPage:
    """Make the page; ``queues`` have what else waits for this person, ``lists`` lead to all that there is.

    ``search_problem`` says why nothing can be searched.
    """
    calls = tuple(_call(one, now, is_staff=is_staff) for one in desk.calls)
    waiting, unread = tuple(queue for queue in queues if queue.links), _unread_queues(desk.unread)
    tasks = sum(len(one.tasks) for one in calls) + sum(len(queue.links) for queue in waiting) + len(unread)
    return DeskPage(
        frame=frame,
        name=name,
        waiting=f"{count(tasks, 'thing')} {'waits' if tasks == 1 else 'wait'} for you"
        if tasks
        else "Nothing waits for you",
        calls=calls,
        queues=(*waiting, *unread),
        lists=lists,
        is_staff=is_staff,
        search_problem=search_problem,
    )


def _call(one: DeskCall, now: dt.datetime, *, is_staff: bool) -> CallRow:
    call = one.call
    return CallRow(
        title=call.title,
        address=f"/calls/{call.id}",
        deadline=deadline_words(call, now),
        progress=f"{one.sorted} of {count(one.slots, 'choice')} grouped" if is_staff and one.slots else "",
        done=one.sorted,
        of=one.slots,
        tasks=tuple(_tasks(one) if is_staff else _for_members(one)),
        mine=own_answer_link(one.mine, one.phase) if one.mine else None,
        is_pressing=one.phase is CallPhase.OPEN and one.left < dt.timedelta(days=3),
    )


def _tasks(one: DeskCall) -> list[Link]:
    triage = f"/calls/{one.call.id}/triage"
    tasks = [
        Link(f"Read the answer from {answer.sender or answer.organisation}", f"{triage}/waiting/{answer.id}", reason)
        for answer in one.waiting
        for reason in ["; ".join(answer.triage)]
    ]
    unsorted = one.slots - one.sorted
    if unsorted:
        tasks.append(Link(f"Group {count(unsorted, 'choice')}", triage))
    if one.changed_since:
        tasks.append(Link(f"Look again at {count(one.changed_since, 'choice')}", triage, "changed by members since"))
    if one.phase in (CallPhase.OVER, CallPhase.SHUT) and one.call.state is CallState.OPEN:
        tasks.append(
            Link("Close the call", f"/calls/{one.call.id}/run", "its deadline has passed; answers stay sealed")
        )
    tasks += _reminders(one)
    if one.phase is CallPhase.DRAFT:
        tasks.append(Link("Open the call", f"/calls/{one.call.id}/run", "a draft; nobody but staff sees it"))
    return tasks


def _reminders(one: DeskCall) -> list[Link]:
    due, roll = one.reminders, f"/calls/{one.call.id}/roll"
    if due is None or not (due.members or due.problem):
        return []
    if due.problem:
        return [Link("Put the roll right", roll, due.problem)]
    sent = sum(reminder.sent_at is not None for reminder in due.reminded)
    note = f"{count(sent, 'other')} reminded already" if sent else "nobody reminded yet for this deadline"
    words = f"Remind {count(len(due.members), 'member')} who {_have(len(due.members))} not answered"
    return [Link(words, f"/calls/{one.call.id}/run#remind", note)]


def _have(n: int) -> str:
    return "has" if n == 1 else "have"


def _for_members(one: DeskCall) -> list[Link]:
    can_answer = one.phase is CallPhase.OPEN and one.mine is None
    return [Link("Answer the call", f"/calls/{one.call.id}/answer")] if can_answer else []


def _unread_queues(unread: tuple[UnreadSourceRow, ...]) -> tuple[DeskQueue, ...]:
    """Return the sources without their text, a queue for each state; of many the first are named."""
    by_state: dict[SourceState, list[UnreadSourceRow]] = {}
    for row in unread:
        by_state.setdefault(row.state, []).append(row)
    return tuple(
        DeskQueue(
            f"sources-{state.name.lower().replace('_', '-')}",
            f"Sources {state.value}",
            tuple(map(_unread_link, rows[:NAMED])),
            Link(f"Get them: {count(len(rows), 'source')}", "/gathering"),
            _WHAT_TO_DO.get(state, ""),
        )
        for state, rows in by_state.items()
    )


def _unread_link(row: UnreadSourceRow) -> Link:
    at = f"last tried {moment(row.latest.at)}" if row.latest else ""
    return Link(row.source.heading, source_address(row.source.id), at)
