"""Priorities that wait to be agreed to, with their words, for staff to agree to several at once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import ClassVar

from kb.domain.audience import Audience
from kb.domain.priority.agreement import writer_of
from kb.domain.priority.priority import Priority
from kb.services.editorial.priority_text import WordsToAgree
from kb.web.humanize import count, moment
from kb.web.layout.frame import Frame, Link

_READERS = {
    "": "as it is now",
    Audience.PUBLIC.value: "everybody",
    Audience.MEMBERS.value: "members",
    Audience.STAFF.value: "staff only",
}


@dataclass(frozen=True)
class AgreeRow:
    """A priority to agree to: how the form names it, its words, who wrote them, who may read it."""

    value: str
    title: str
    address: str
    edit: str
    statement: str
    situation: str
    problem: str
    note: str


@dataclass(frozen=True)
class AgreePage:
    """The list; ``own`` are drafts that somebody else has to agree to."""

    template: ClassVar[str] = "priorities/agree.html"
    frame: Frame
    csrf: str
    heading: str
    said: str
    refused: tuple[Link, ...]
    rows: tuple[AgreeRow, ...]
    readers: tuple[tuple[str, str], ...]
    own: tuple[Link, ...]
    briefs: tuple[Link, ...]
    one_call: bool


def agree_value(one: WordsToAgree) -> str:
    """Return a priority as a form names it: by its id, and by its file as it was shown."""
    return f"{one.priority.id}@{one.digest[:20]}"


def agree_page(
    frame: Frame,
    csrf: str,
    waiting: Iterable[WordsToAgree],
    own: Iterable[Priority],
    names: Callable[[str], str],
    *,
    said: str = "",
    refused: Iterable[Link] = (),
    briefs: Iterable[Link] = (),
) -> AgreePage:
    """Make the page; ``said`` and ``refused`` tell what came of agreeing just now, ``briefs`` have what was agreed."""
    waiting = tuple(waiting)
    rows = tuple(_row(one, names) for one in waiting)
    words = count(len(rows), "priority")
    return AgreePage(
        frame=frame,
        csrf=csrf,
        heading=f"{words[:1].upper()}{words[1:]} to agree to" if rows else "Nothing to agree to",
        said=said,
        refused=tuple(refused),
        rows=rows,
        readers=tuple(_READERS.items()),
        briefs=tuple(briefs),
        one_call=len({one.priority.call for one in waiting}) == 1 and all(one.priority.call for one in waiting),
        own=tuple(Link(one.title, f"/priorities/{one.id}") for one in own),
    )


def _row(one: WordsToAgree, names: Callable[[str], str]) -> AgreeRow:
    priority, writer = one.priority, writer_of(one.priority)
    since = f", {moment(priority.changed)}" if priority.changed else ""
    by = f"worded by {names(writer)}{since}" if writer else "from a file"
    return AgreeRow(
        value=agree_value(one),
        title=priority.title,
        address=f"/priorities/{priority.id}",
        edit=f"/priorities/{priority.id}/edit",
        statement=priority.statement if priority.statement != priority.title else "",
        situation=priority.situation,
        problem=priority.problem,
        note=f"{by[:1].upper()}{by[1:]}; read by {_READERS[priority.audience.value]}",
    )
