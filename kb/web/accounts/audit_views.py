"""The audit log, for staff."""

import datetime as dt

from flask import Response, request

from kb.domain.account.account import Right
from kb.services.accounts.audit_trail import ActFilter, FoundActs
from kb.web.access import Routes
from kb.web.accounts.audit_page import AUDIT, audit_page
from kb.web.context import Web

FILTERS = ("who", "what", "item", "since", "until", "security")
ON_A_PAGE = 50
LAST_PAGE = 2000
"""Whoever looks further back narrows by day."""
NO_DAY = "Write days like 2026-11-30. Nothing was looked for."


def register(routes: Routes, web: Web) -> None:
    """Put the log on the application."""

    @routes.get(AUDIT, needs=Right.MANAGE_PEOPLE)
    def audit() -> Response:
        typed = {name: request.args.get(name, "").strip() for name in FILTERS}
        number = request.args.get("page", "1")
        page = min(int(number), LAST_PAGE) if number.isascii() and number.isdecimal() and int(number) else 1
        trail, frame = web.kb.audit_trail, web.frame("Audit log")
        try:
            wanted = _filter(typed)
        except ValueError:
            return web.page(audit_page(frame, FoundActs((), False), typed, 1, trail.names(), NO_DAY), 422)
        found = trail.find(wanted, ON_A_PAGE, (page - 1) * ON_A_PAGE)
        return web.page(audit_page(frame, found, typed, page, trail.names(), ""))


def _filter(typed: dict[str, str]) -> ActFilter:
    """Return the filter that was typed; raise ``ValueError`` where a day is none."""
    since, until = (dt.date.fromisoformat(typed[name]) if typed[name] else None for name in ("since", "until"))
    return ActFilter(typed["who"], typed["what"], typed["item"], since, until, security=bool(typed["security"]))
