"""People with an account: what each role may read and do.

Roles decide nothing about single things: a thing has an audience, a role reads as one of the audiences, and that is
all. What a role may *do* is a question of its own, asked by name (:meth:`Role.may`).
"""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from kb.domain.audience import Audience

_ADDRESS = re.compile(r"[^\s@\x00-\x1f\x7f]{1,64}@[^\s@.\x00-\x1f\x7f]+(?:\.[^\s@.\x00-\x1f\x7f]+)+")
LONGEST_ADDRESS = 254
PASSPHRASE, PROVIDER = "passphrase", "provider"
"""What people sign in with."""


class Right(StrEnum):
    """What not everybody may do."""

    ANSWER = "answer a call"
    ANNOTATE = "add annotated entries"
    FILE = "file a document that was saved by hand"
    GATHER = "fetch, add and edit sources"
    MANAGE_PEOPLE = "invite people and end their access"
    RUN_CALL = "run a call and group its answers"


class Role(StrEnum):
    """What an account is for."""

    MEMBER = "member"
    ANALYST = "analyst"
    STAFF = "staff"

    @property
    def audience(self) -> Audience:
        """Return the audience that this role reads as.

        Analysts read as members do: they work on what may be cited, and sealed answers are not for them.
        """
        return Audience.STAFF if self is Role.STAFF else Audience.MEMBERS

    @property
    def rank(self) -> int:
        """Return 0 for the role that may least, rising with what it may."""
        return list(Role).index(self)

    def may(self, right: Right) -> bool:
        """Say whether somebody of this role may do that."""
        return self in _MAY[right]


_MAY: dict[Right, tuple[Role, ...]] = {
    Right.ANSWER: tuple(Role),
    Right.ANNOTATE: (Role.ANALYST, Role.STAFF),
    Right.FILE: (Role.ANALYST, Role.STAFF),
    Right.GATHER: (Role.STAFF,),
    Right.MANAGE_PEOPLE: (Role.STAFF,),
    Right.RUN_CALL: (Role.STAFF,),
}


class Landing(StrEnum):
    """Where somebody begins who signs in without being on the way to a page."""

    WORK = "my work"
    HOME = "first page"
    SEARCH = "search"
    SOURCES = "sources"
    CALL = "call for input"
    COVERAGE = "evidence gaps"


@dataclass(frozen=True)
class Account:
    """A person who may sign in, or was invited to.

    ``email`` is as :func:`folded_email` has it; ``is_set_up`` says that a passphrase was chosen or that the
    organisation's own sign-in was used; ``disabled_at`` is set while the account may not be used;
    ``has_second_factor`` says that a passphrase alone does not sign in; ``landing`` is where they chose to begin.
    """

    id: str
    email: str
    role: Role
    created_at: dt.datetime
    organisation: str = ""
    organisation_kind: str = ""
    is_set_up: bool = False
    disabled_at: dt.datetime | None = None
    has_second_factor: bool = False
    display_name: str = ""
    landing: Landing | None = None

    @property
    def name(self) -> str:
        """Return what colleagues call them: the display name, or else the address."""
        return self.display_name or self.email


@dataclass(frozen=True)
class Session:
    """One signed-in browser: whose it is, since when, last used when, and until when at the most.

    ``id`` may be shown; the secret that the browser holds is another one. ``through`` is :data:`PROVIDER` where the
    organisation's own sign-in vouched for the person.
    """

    id: str
    account: Account
    started_at: dt.datetime
    seen_at: dt.datetime
    ends_at: dt.datetime
    agent: str = ""
    through: str = ""


def folded_email(text: str) -> str:
    """Return an e-mail address as accounts are looked up by; empty where it can be none.

    Small letters throughout: hardly any mail system tells ``Ann@`` from ``ann@``, and people do not either.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).strip()
    return folded if len(folded) <= LONGEST_ADDRESS and _ADDRESS.fullmatch(folded) else ""
