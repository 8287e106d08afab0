"""Accounts: invite people, change what they may do, end their access. Every act is written to the audit log.

Who does it is a text: the id of an account, or ``terminal`` for whoever runs the program on the machine.
Accounts are named in the log by id; the log is for ever, an address need not be.
"""

import datetime as dt
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace

from kb.domain.account.account import Account, Role, folded_email
from kb.domain.errors import InvalidInput, NotAllowed, or_not_found
from kb.services.accounts.second_factor import SecondFactors
from kb.services.accounts.security_events import SecurityEvents
from kb.services.accounts.tokens import hash_of
from kb.storage.accounts import AccountTable, Invitation
from kb.storage.sessions import SessionTable

INVITED_DAYS = 7
FIRST_HOURS = 24
"""How long the link of a new installation is good; ``kb serve`` prints another as long as there is no staff."""
LONGEST_NAME = 200


@dataclass(frozen=True)
class Invited:
    """An invitation that was made: ``token`` is told here and never again. No account: the first staff's."""

    token: str
    expires_at: dt.datetime
    account: Account | None = None


class Accounts:
    """Keeps the accounts; safe to share between threads and processes."""

    def __init__(
        self,
        accounts: AccountTable,
        sessions: SessionTable,
        events: SecurityEvents,
        second_factors: SecondFactors,
        clock: Callable[[], dt.datetime],
        new_token: Callable[[], str],
    ) -> None:
        self._accounts, self._sessions, self._events = accounts, sessions, events
        self._second_factors = second_factors
        self._clock, self._new_token = clock, new_token

    def all(self) -> tuple[Account, ...]:
        """Return every account, staff first."""
        return self._accounts.all()

    def one(self, who: str) -> Account:
        """Return the account of an id or an address; raise ``NotFound`` where there is none."""
        kept = or_not_found(self._accounts.with_id(who) or self._accounts.with_email(folded_email(who)), "account", who)
        return kept.account

    def invite(self, email: str, role: Role, by: str, *, organisation: str = "", kind: str = "") -> Invited:
        """Make a link for somebody to set up the sign-in; raise ``InvalidInput`` where the words cannot be used.

        Somebody who has an account gets a new link to it (so is a passphrase lost and found), takes on the role that
        is given, and keeps organisation and kind where none are given. Earlier links are void.
        """
        address, organisation, kind = _checked(email, role, organisation, kind)
        with self._events.together():
            known = self._accounts.with_email(address)
            if known is None:
                account = Account(secrets.token_hex(6), address, role, self._clock(), organisation, kind)
                self._accounts.add(account)
            else:
                old = known.account
                if old.disabled_at is not None:
                    raise InvalidInput({"email": "This account is disabled; enable it first."})
                account = replace(
                    old,
                    role=role,
                    organisation=organisation or old.organisation,
                    organisation_kind=kind or old.organisation_kind,
                )
                self._change(old, account, by)
            return self._link(account, by)

    def link(self, id: str, by: str) -> Invited:
        """Make a new link for an account as it is: what to do when a passphrase is lost."""
        account = self.one(id)
        if account.disabled_at is not None:
            raise InvalidInput({"account": "This account is disabled; enable it first."})
        return self._link(account, by)

    def set_role(self, id: str, role: Role, by: str) -> Account:
        """Give an account another role, which holds from the next page on; nobody changes their own."""
        old = self.one(id)
        if old.id == by:
            raise NotAllowed("change your own role")
        account = replace(old, role=role)
        self._change(old, account, by)
        return account

    def disable(self, id: str, by: str) -> Account:
        """Take away an account's access at once: sessions end, links are void. Nobody disables themselves."""
        old = self.one(id)
        if old.id == by:
            raise NotAllowed("disable your own account")
        if old.disabled_at is not None:
            return old
        account = replace(old, disabled_at=self._clock())
        with self._events.together():
            ended = self._accounts.set_disabled(account.id, account.disabled_at)
            self._events.record(account, "disable account", by, sessions=str(ended))
        return account

    def enable(self, id: str, by: str) -> Account:
        """Give an account its access back; the passphrase of before is good again."""
        old = self.one(id)
        if old.disabled_at is None:
            return old
        account = replace(old, disabled_at=None)
        with self._events.together():
            self._accounts.set_disabled(account.id, None)
            self._events.record(account, "enable account", by)
        return account

    def end_sessions(self, id: str, by: str) -> int:
        """Sign somebody out everywhere; return of how many browsers."""
        account = self.one(id)
        with self._events.together():
            ended = self._sessions.close_all(account.id)
            self._events.record(account, "end sessions", by, sessions=str(ended))
        return ended

    def reset_second_factor(self, id: str, by: str) -> bool:
        """Let somebody who has lost phone and recovery codes sign in by the passphrase alone; not oneself.

        They are signed out everywhere. Say false where they had no second factor.
        """
        account = self.one(id)
        if account.id == by:
            raise NotAllowed("reset your own sign-in codes")
        with self._events.together():
            if not self._second_factors.turn_off(account, by):
                return False
            self._sessions.close_all(account.id)
        return True

    def first_staff(self) -> Invited | None:
        """Return a link for the first staff of a new installation; nothing where some staff can sign in already."""
        if self._accounts.has_staff():
            return None
        invitation = Invitation(None, self._clock() + dt.timedelta(hours=FIRST_HOURS))
        token = self._new_token()
        self._accounts.invite(hash_of(token), invitation)
        return Invited(token, invitation.expires_at)

    def _link(self, account: Account, by: str) -> Invited:
        token = self._new_token()
        invitation = Invitation(account, self._clock() + dt.timedelta(days=INVITED_DAYS))
        with self._events.together():
            self._accounts.invite(hash_of(token), invitation)
            self._events.record(account, "invite", by, role=account.role.value)
        return Invited(token, invitation.expires_at, account)

    def _change(self, old: Account, new: Account, by: str) -> None:
        if new == old:
            return
        if new.role is not old.role and old.id == by:
            raise NotAllowed("change your own role")
        with self._events.together():
            self._accounts.describe(new)
            if new.role is not old.role:
                self._events.record(new, "change role", by, before=old.role.value, after=new.role.value)


def _checked(email: str, role: Role, organisation: str, kind: str) -> tuple[str, str, str]:
    address = folded_email(email)
    organisation, kind = (" ".join(words.split()) for words in (organisation, kind))
    errors = {}
    if not address:
        errors["email"] = "This is no e-mail address; it looks like ann@example.org."
    for name, words in (("organisation", organisation), ("kind", kind)):
        if len(words) > LONGEST_NAME or not words.isprintable():
            errors[name] = f"Use at most {LONGEST_NAME} characters that can be printed."
    if errors:
        raise InvalidInput(errors)
    return address, organisation, kind
