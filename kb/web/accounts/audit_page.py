"""The audit log, for staff: who did what, when and to which thing, the latest first, with filters and pages."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlencode

from kb.domain.account.audit import Act
from kb.services.accounts.audit_trail import FoundActs
from kb.storage.audit.audit_log import INTERRUPTED
from kb.web.humanize import moment
from kb.web.layout.frame import Frame, Link

AUDIT = "/audit"
_PAGES = ("sources", "priorities", "calls", "questions", "advice", "recommendations")
"""Folders whose files have a page at the same address."""


@dataclass(frozen=True)
class ActRow:
    """One act: ``thing`` is its file, with an address where it has a page."""

    at: str
    who: str
    what: str
    thing: Link | None
    facts: tuple[str, ...]
    is_interrupted: bool


@dataclass(frozen=True)
class AuditPage:
    """One page of the log, and the filters as they were asked for."""

    template: ClassVar[str] = "accounts/audit.html"
    frame: Frame
    action: str
    rows: tuple[ActRow, ...]
    typed: Mapping[str, str]
    problem: str
    is_narrowed: bool
    newer: str
    older: str


def audit_page(
    frame: Frame, found: FoundActs, typed: Mapping[str, str], page: int, name_of: Callable[[str], str], problem: str
) -> AuditPage:
    """Make a page of the log; ``page`` counts from 1, ``typed`` are the filters by name."""
    asked = {name: value for name, value in typed.items() if value}

    def address(number: int) -> str:
        return f"{AUDIT}?{urlencode(asked | ({'page': str(number)} if number > 1 else {}))}".removesuffix("?")

    return AuditPage(
        frame=frame,
        action=AUDIT,
        rows=tuple(_row(act, name_of) for act in found.acts),
        typed=typed,
        problem=problem,
        is_narrowed=bool(asked),
        newer=address(page - 1) if page > 1 else "",
        older=address(page + 1) if found.has_more else "",
    )


def _row(act: Act, name_of: Callable[[str], str]) -> ActRow:
    facts = (f"{name}: {name_of(value) if name == 'account' else value}" for name, value in act.details)
    shown = tuple(fact for fact, told in zip(facts, act.details, strict=True) if told != INTERRUPTED)
    what = f"{act.what[:1].upper()}{act.what[1:]}"
    return ActRow(moment(act.at), name_of(act.who), what, _thing(act.file), shown, INTERRUPTED in act.details)


def _thing(file: str) -> Link | None:
    if not file:
        return None
    folder, _, name = file.removesuffix(".md").partition("/")
    return Link(file, f"/{folder}/{name}" if folder in _PAGES and "/" not in name else "")
