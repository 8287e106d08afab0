"""People: who has an account, and the link that invites somebody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from kb.domain.account.account import Account, Role
from kb.services.accounts.accounts import Invited
from kb.web.humanize import count, day, moment
from kb.web.layout.frame import Frame, Link

_TITLES = {"email": "E-mail address", "role": "Role", "organisation": "Organisation", "kind": "Kind of organisation"}
ROLE_CHOICES = (
    (Role.MEMBER.value, "Member: answers calls"),
    (Role.ANALYST.value, "Analyst: adds entries"),
    (Role.STAFF.value, "Staff: sees everything"),
)


TOGETHER = (
    ("end-sessions", "Sign them out everywhere"),
    ("disable", "Disable the accounts"),
    ("enable", "Enable the accounts"),
)
"""What can be done to several accounts at once, with its button."""
MANY = 2
"""With so many accounts, oneself and another, there is nothing to do to several."""


@dataclass(frozen=True)
class PersonRow:
    """One account in the list; ``address`` is where its forms are sent, empty for one's own."""

    id: str
    email: str
    role: str
    organisation: str
    state: str
    since: str
    address: str
    is_disabled: bool
    has_codes: bool


@dataclass(frozen=True)
class PeoplePage:
    """Everybody with an account, and the form that invites."""

    template: ClassVar[str] = "accounts/people.html"
    frame: Frame
    csrf: str
    people: tuple[PersonRow, ...]
    count: str
    roles: tuple[tuple[str, str], ...]
    together: tuple[tuple[str, str], ...]
    typed: Mapping[str, str]
    errors: Mapping[str, str]
    problems: tuple[Link, ...]
    done: str


@dataclass(frozen=True)
class InvitedPage:
    """A link that was just made: shown once."""

    template: ClassVar[str] = "accounts/invited.html"
    frame: Frame
    email: str
    role: str
    link: str
    until: str


def people_page(
    frame: Frame,
    csrf: str,
    accounts: Sequence[Account],
    own: str,
    done: str = "",
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> PeoplePage:
    """Make the page; ``own`` is the id of the account that asks, ``typed`` what the form held when it failed."""
    problems = errors or {}
    return PeoplePage(
        frame=frame,
        csrf=csrf,
        people=tuple(_row(account, own) for account in accounts),
        count=count(len(accounts), "account"),
        roles=ROLE_CHOICES,
        together=TOGETHER if len(accounts) > MANY else (),
        typed={**dict.fromkeys(_TITLES, ""), "role": Role.MEMBER.value, **(typed or {})},
        errors=problems,
        problems=tuple(Link(f"{_TITLES.get(field, field)}: {what}", f"#{field}") for field, what in problems.items()),
        done=done,
    )


def invited_page(frame: Frame, invited: Invited, base_url: str) -> InvitedPage:
    """Make the page that shows a link, once."""
    account = invited.account
    return InvitedPage(
        frame=frame,
        email=account.email if account else "",
        role=account.role.value if account else "",
        link=f"{base_url}/welcome/{invited.token}",
        until=moment(invited.expires_at),
    )


def _row(account: Account, own: str) -> PersonRow:
    disabled = account.disabled_at is not None
    return PersonRow(
        id=account.id,
        email=account.email,
        role=account.role.value,
        organisation=", ".join(words for words in (account.organisation, account.organisation_kind) if words),
        state="disabled" if disabled else "signs in" if account.is_set_up else "invited, not yet set up",
        since=day(account.created_at.date()),
        address="" if account.id == own else f"/people/{account.id}",
        is_disabled=disabled,
        has_codes=account.has_second_factor,
    )
