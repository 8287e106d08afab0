"""Signing in: a link or a passphrase (and a code, where that is on) or the organisation's provider in, a session out.

Whether an address has an account is told to nobody: for one without, the same work is done and the same answer
given. Attempts are counted before they are looked at, whether the address is known or not.
"""

import datetime as dt
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace

from kb.domain.account.account import PASSPHRASE, PROVIDER, Account, Role, Session, folded_email
from kb.domain.errors import InvalidInput, KnowledgeBaseError, NotFound
from kb.services.accounts.passphrase_choice import problems_of_new
from kb.services.accounts.passphrase_hash import Passphrases
from kb.services.accounts.rate_limit import FREE_ATTEMPTS, CountedAttempt, SignInLimits
from kb.services.accounts.second_factor import SecondFactors
from kb.services.accounts.security_events import Notice, SecurityEvents
from kb.services.accounts.tokens import hash_of
from kb.storage.accounts import AccountRecord, AccountTable, Invitation
from kb.storage.second_factors import SecondFactorTable
from kb.storage.sessions import AttemptTable, SessionTable

IDLE = dt.timedelta(hours=24)
"""A session that is not used for so long has ended."""
CODE_WITHIN = dt.timedelta(minutes=10)
"""A sign-in whose passphrase was right waits so long for its code."""
AT_MOST = dt.timedelta(days=14)
"""No session is longer, however much it is used."""
NOTED_EVERY = dt.timedelta(minutes=5)
"""How exactly it is kept when a session was last used: a write for every page would be too many."""
LONGEST_AGENT = 200


class NotSignedIn(KnowledgeBaseError):
    """Address and passphrase do not fit together, or there is no such account: nobody is told which."""

    def __init__(self) -> None:
        super().__init__("address and passphrase do not fit together")


@dataclass(frozen=True)
class OpenedSession:
    """A session that has just begun: ``token`` goes to the browser and nowhere else."""

    token: str
    session: Session


@dataclass(frozen=True)
class CodeNeeded:
    """The passphrase was right, and a sign-in code is asked for; ``token`` goes to the browser and comes back with it.

    It opens nothing by itself.
    """

    token: str


@dataclass(frozen=True)
class Tables:
    """The tables that signing in works on."""

    accounts: AccountTable
    sessions: SessionTable
    attempts: AttemptTable
    second_factors: SecondFactorTable


class SignInService:
    """Opens, finds and ends sessions; safe to share between threads and processes."""

    def __init__(
        self,
        tables: Tables,
        passphrases: Passphrases,
        events: SecurityEvents,
        clock: Callable[[], dt.datetime],
        new_token: Callable[[], str],
    ) -> None:
        self._accounts, self._sessions = tables.accounts, tables.sessions
        self._begun = tables.second_factors
        self._limits = SignInLimits(tables.attempts, clock)
        self._second_factors = SecondFactors(tables.second_factors, self._limits, events, clock)
        self._passphrases, self._events = passphrases, events
        self._clock, self._new_token = clock, new_token

    def sign_in(self, email: str, passphrase: str, address: str, agent: str = "") -> OpenedSession | CodeNeeded:
        """Open a session, or ask for a code.

        Raises ``NotSignedIn``; ``TooManyAttempts`` before anything is looked at.
        """
        folded = folded_email(email)
        attempt = self._limits.begin(folded or email.strip().casefold(), address)
        kept = self._accounts.with_email(folded)
        fits = self._passphrases.fits(passphrase, kept.passphrase_hash if kept else "")
        if kept is None or not fits or kept.account.disabled_at is not None:
            self._count_guess(attempt, kept)
            raise NotSignedIn
        self._limits.succeeded(attempt)
        if self._passphrases.is_outdated(kept.passphrase_hash):
            renewed = self._passphrases.hashed(passphrase)
            self._accounts.renew_hash(kept.account.id, kept.passphrase_hash, renewed)
            kept = replace(kept, passphrase_hash=renewed)
        if kept.second_factor:
            return self._ask_for_code(kept)
        with self._events.together():
            opened = self._open(kept, agent, PASSPHRASE)
            self._events.record(kept.account, "sign in", through=PASSPHRASE)
        return opened

    def complete(self, token: str, code: str, agent: str = "") -> OpenedSession:
        """Open a session with the code that was asked for.

        Raises ``WrongCode`` or ``TooManyAttempts``; ``NotSignedIn`` where the sign-in is too old and must begin anew.
        """
        kept = self._accounts.with_id(self._begun.begun(hash_of(token), self._clock()))
        if kept is None or not kept.second_factor:
            raise NotSignedIn
        used = self._second_factors.check(kept, code)
        with self._events.together():
            if not self._begun.end(hash_of(token)):
                raise NotSignedIn
            opened = self._open(kept, agent, PASSPHRASE)
            self._events.record(kept.account, "sign in", through=f"{PASSPHRASE} and {used.value}")
        return opened

    def sign_in_as(self, email: str, subject: str, highest: Role, agent: str = "") -> OpenedSession:
        """Open a session for somebody whose address the organisation's provider vouches for.

        Only for accounts that were invited, up to a role. ``subject`` is the provider's own name of the person: the
        first one is kept, so that an address given to somebody else later opens nothing.
        """
        kept = self._accounts.with_email(folded_email(email))
        if kept is None or kept.account.disabled_at is not None or kept.account.role.rank > highest.rank:
            raise NotSignedIn
        with self._events.together():
            if not self._accounts.bind(kept.account.id, subject):
                raise NotSignedIn
            opened = self._open(replace(kept, provider_subject=subject), agent, PROVIDER)
            if not kept.provider_subject:
                self._accounts.withdraw(kept.account.id)
            what = "sign in" if kept.provider_subject else "set up sign-in"
            self._events.record(kept.account, what, through=PROVIDER)
        return opened

    def invitation(self, token: str) -> Invitation:
        """Return the invitation of a link; raise ``NotFound`` where it is not good, or not any more."""
        found = self._accounts.invitation(hash_of(token))
        if found is None or found.expires_at <= self._clock():
            raise NotFound("invitation", "")
        if found.account is not None and found.account.disabled_at is not None:
            raise NotFound("invitation", "")
        if found.account is None and self._accounts.has_staff():
            raise NotFound("invitation", "")
        return found

    def accept(
        self, token: str, passphrase: str, again: str, email: str = "", agent: str = ""
    ) -> OpenedSession | CodeNeeded:
        """Use an invitation: set the passphrase, and open a session or ask for a code. Every older session ends.

        ``email`` is asked for only by the first staff's invitation, which makes the account.
        """
        account = self.invitation(token).account
        newcomer = None if account else Account(secrets.token_hex(6), folded_email(email), Role.STAFF, self._clock())
        person = account or newcomer
        assert person is not None  # noqa: S101 - one of the two, by the line before
        self._check(person, passphrase, again)
        hashed = self._passphrases.hashed(passphrase)  # takes its time, so not while the database is held
        with self._events.together():
            kept = self._accounts.accept(hash_of(token), hashed, newcomer, self._clock())
            if kept is None:
                if newcomer is not None and self._accounts.with_email(newcomer.email) is not None:
                    raise InvalidInput({"email": "There is an account with this address already; use another one."})
                raise NotFound("invitation", "")
            self._events.record(kept.account, "set up sign-in", through=PASSPHRASE)
            return self._ask_for_code(kept) if kept.second_factor else self._open(kept, agent, PASSPHRASE)

    def session(self, token: str) -> Session | None:
        """Return the session of a token with its account as it is now; nothing where it has ended in any way."""
        now = self._clock()
        found = self._sessions.find(hash_of(token)) if token else None
        if found is None or found.account.disabled_at is not None:
            return None
        if found.ends_at <= now or found.seen_at + IDLE <= now:
            return None
        if now - found.seen_at >= NOTED_EVERY:
            self._sessions.seen(found.id, now)
            return replace(found, seen_at=now)
        return found

    def lapsed_session(self, token: str) -> Session | None:
        """Return the session of a token whose time has run out; nothing where it is good, or was ended by somebody."""
        found = self._sessions.find(hash_of(token)) if token else None
        if found is None or found.account.disabled_at is not None:
            return None
        now = self._clock()
        return found if found.ends_at <= now or found.seen_at + IDLE <= now else None

    def sign_out(self, token: str) -> None:
        """End the session of a token."""
        self._sessions.close(hash_of(token))

    def sessions(self, account: Account) -> tuple[Session, ...]:
        """Return the sessions of an account that have not ended, the one used last first."""
        now = self._clock()
        return tuple(s for s in self._sessions.of(account.id) if s.ends_at > now and s.seen_at + IDLE > now)

    def end(self, account: Account, id: str) -> None:
        """End one session of one's own."""
        with self._events.together():
            if not self._sessions.close_one(account.id, id):
                raise NotFound("session", id)
            self._events.record(account, "end sessions", sessions="1")

    def end_others(self, session: Session) -> int:
        """End every session of one's own but this one; return how many."""
        with self._events.together():
            ended = self._sessions.close_all(session.account.id, but=session.id)
            self._events.record(session.account, "end sessions", sessions=str(ended))
        return ended

    def _check(self, person: Account, passphrase: str, again: str) -> None:
        errors = problems_of_new(person, passphrase, again)
        if not person.email:
            errors["email"] = "This is no e-mail address; it looks like ann@example.org."
        if errors:
            raise InvalidInput(errors)

    def _ask_for_code(self, kept: AccountRecord) -> CodeNeeded:
        token, now = self._new_token(), self._clock()
        if not self._begun.begin(hash_of(token), kept, now, now + CODE_WITHIN):
            raise NotSignedIn
        return CodeNeeded(token)

    def _open(self, kept: AccountRecord, agent: str, through: str) -> OpenedSession:
        token, now = self._new_token(), self._clock()
        shown = "".join(c for c in agent if c.isprintable())[:LONGEST_AGENT]
        session = Session(secrets.token_hex(6), kept.account, now, now, now + AT_MOST, shown, through)
        if not self._sessions.open(hash_of(token), session, kept):
            raise NotSignedIn
        return OpenedSession(token, session)

    def _count_guess(self, attempt: CountedAttempt, kept: AccountRecord | None) -> None:
        """Tell the owner of an account, once a day, that wrong passphrases were typed for it.

        It is done in the background, and for addresses without an account too: the time of the answer tells nothing.
        """
        if attempt.earlier + 1 < FREE_ATTEMPTS:
            return

        def tell() -> None:
            first = self._limits.once_a_day(f"guesses at {attempt.account}")
            if first and kept is not None and kept.account.is_set_up and kept.account.disabled_at is None:
                self._events.record(kept.account, "wrong passphrases", by="visitor")
                self._events.tell(kept.account, Notice.GUESSED)

        self._events.background(tell)
