"""Who is asking, as one value: made once at the door (a request, a command) and passed down from there."""

import hashlib
from dataclasses import dataclass

from kb.domain.account.account import Account, Right
from kb.domain.audience import Audience

TERMINAL = "terminal"
"""The id of whoever sits at the terminal: in the audit log, and as the author of what they write."""


@dataclass(frozen=True)
class CallInvitation:
    """A member who was invited to answer a call without an account; ``token_hash`` is of the link they hold."""

    call: str
    token_hash: str
    organisation: str
    organisation_kind: str
    email: str


@dataclass(frozen=True)
class Viewer:
    """Who is asking: what they read as, what they may do, and whose things are theirs. Nobody known by default.

    ``id`` is that of an account, or :data:`TERMINAL`. ``browser`` is the random token of a browser in which a visitor
    keeps things, ``address`` the network address of a request. ``on_behalf`` is set for staff who answer for a member.
    """

    id: str = ""
    audience: Audience = Audience.PUBLIC
    rights: frozenset[Right] = frozenset()
    account: Account | None = None
    invitation: CallInvitation | None = None
    browser: str = ""
    address: str = ""
    on_behalf: bool = False

    def may(self, right: Right) -> bool:
        """Say whether they may do that."""
        return right in self.rights

    @property
    def annotates(self) -> bool:
        """Say whether they work on entries, and so see those that are not reviewed yet."""
        return Right.ANNOTATE in self.rights

    @property
    def is_staff(self) -> bool:
        """Say whether they read what is for staff."""
        return self.audience is Audience.STAFF

    @property
    def email(self) -> str:
        """Return the address of their account; empty where they have none."""
        return self.account.email if self.account else ""

    @property
    def logged_as(self) -> str:
        """Return the name that the audit log has for them."""
        return f"invitation:{self.invitation.token_hash[:12]}" if self.invitation else self.id or "visitor"

    @property
    def owner(self) -> str:
        """Return under which name drafts and saved searches are theirs; empty where we could not find them again."""
        if self.invitation:
            return f"invitation:{self.invitation.token_hash}"
        if self.id:
            return f"account:{self.id}:on-behalf" if self.on_behalf else f"account:{self.id}"
        if self.browser:  # from the name there is no way back to the cookie
            return f"visitor:{hashlib.sha256(self.browser.encode()).hexdigest()[:32]}"
        return ""

    @property
    def is_known_member(self) -> bool:
        """Say whether we know them to speak for their organisation when they answer a call."""
        return self.invitation is not None or self.may(Right.ANSWER)


def viewer_of(account: Account | None) -> Viewer:
    """Return somebody as a viewer; without an account, one of the public."""
    if account is None:
        return Viewer()
    role = account.role
    rights = frozenset(right for right in Right if role.may(right))
    return Viewer(account.id, role.audience, rights, account)


def reader_as(audience: Audience) -> Viewer:
    """Return a reader of an audience who may do nothing but read."""
    return Viewer(audience=audience)


def at_the_terminal(audience: Audience = Audience.STAFF) -> Viewer:
    """Return whoever sits at the terminal: they have the files, and may all; or they look as another would."""
    if audience is not Audience.STAFF:
        return reader_as(audience)
    return Viewer(TERMINAL, audience, frozenset(Right))
