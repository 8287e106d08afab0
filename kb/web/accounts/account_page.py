"""One's own account: what it lets one see, and where one is signed in."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from kb.domain.account.account import Account, Landing, Role, Session
from kb.domain.account.viewer import viewer_of
from kb.services.notices.letter import KIND_WORDS
from kb.services.notices.news import offered_to
from kb.web.accounts.landing import WORDS
from kb.web.context import Web
from kb.web.humanize import moment
from kb.web.layout.frame import Frame, Link

TITLES = {"display_name": "Display name", "landing": "After signing in, go to"}
ROLES = {
    Role.MEMBER: "You read what is open to members, and answer calls for your organisation.",
    Role.ANALYST: "You read what is open to members, and add annotated entries to passages.",
    Role.STAFF: "You read everything, run calls, and invite people.",
}
_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    ("iPhone|iPad", "iOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux|X11", "Linux"),
)


@dataclass(frozen=True)
class SessionRow:
    """One signed-in browser; ``end`` is where to send the form that ends it, empty for the one that is used now."""

    browser: str
    since: str
    seen: str
    end: str


@dataclass(frozen=True)
class ProfileForm:
    """What was typed into the form for name and first page, and what was wrong with it, by field."""

    display_name: str
    landing: str
    errors: Mapping[str, str]


@dataclass(frozen=True)
class NoticeChoice:
    """A kind of notice that may be chosen, and whether it is."""

    value: str
    words: str
    is_chosen: bool


@dataclass(frozen=True)
class AccountPage:
    """One's own account; ``notices`` are those that may be chosen, none where no mail server is set."""

    template: ClassVar[str] = "accounts/account.html"
    frame: Frame
    csrf: str
    email: str
    role: str
    may: str
    organisation: str
    sessions: tuple[SessionRow, ...]
    others: int
    done: str
    codes: str
    codes_link: str
    display_name: str
    landing: str
    landings: tuple[tuple[str, str], ...]
    errors: Mapping[str, str]
    problems: tuple[Link, ...]
    notices: tuple[NoticeChoice, ...]


def account_page(
    frame: Frame,
    csrf: str,
    account: Account,
    sessions: Sequence[Session],
    here: str,
    notices: tuple[NoticeChoice, ...] = (),
    done: str = "",
    typed: ProfileForm | None = None,
) -> AccountPage:
    """Make the page; ``here`` is the id of the session that asks, ``typed`` what the form held when it failed."""
    errors = typed.errors if typed else {}
    return AccountPage(
        frame=frame,
        csrf=csrf,
        email=account.email,
        role=account.role.value,
        may=ROLES[account.role],
        organisation=account.organisation,
        sessions=tuple(_row(session, here) for session in sessions),
        others=sum(session.id != here for session in sessions),
        done=done,
        notices=notices,
        display_name=typed.display_name if typed else account.display_name,
        landing=typed.landing if typed else (account.landing or Landing.WORK).value,
        landings=tuple((landing.value, words) for landing, words in WORDS.items()),
        errors=errors,
        problems=tuple(Link(f"{TITLES[field]}: {what}", f"#{field}") for field, what in errors.items()),
        codes="On: signing in takes a code from your app too." if account.has_second_factor else "Off.",
        codes_link="Change this or make new recovery codes" if account.has_second_factor else "Set them up",
    )


def notice_choices(web: Web, account: Account) -> tuple[NoticeChoice, ...]:
    """Return the notices that somebody may choose; none where no mail can be sent."""
    if not web.kb.digests.can_send:
        return ()
    chosen = web.kb.digests.chosen(account)
    return tuple(NoticeChoice(kind.value, KIND_WORDS[kind], kind in chosen) for kind in offered_to(viewer_of(account)))


def _row(session: Session, here: str) -> SessionRow:
    return SessionRow(
        browser=browser_words(session.agent),
        since=moment(session.started_at),
        seen=moment(session.seen_at),
        end="" if session.id == here else f"/account/sessions/{session.id}/end",
    )


def browser_words(agent: str) -> str:
    """Return a browser's name in plain words: ``Firefox on Windows``."""
    browser = next((words for mark, words in _BROWSERS if mark in agent), "Another program")
    system = next((words for mark, words in _SYSTEMS if re.search(mark, agent)), "")
    return f"{browser} on {system}" if system else browser
