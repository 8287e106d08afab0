"""Accounts wired together, with a clock that the tests turn, a hash that is quick, and letters that are kept."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyotp
from argon2 import PasswordHasher

from kb.domain.account.account import Role
from kb.services.accounts.accounts import Accounts
from kb.services.accounts.own_account import OwnAccount
from kb.services.accounts.passphrase_hash import Passphrases
from kb.services.accounts.rate_limit import SignInLimits
from kb.services.accounts.second_factor import SecondFactors
from kb.services.accounts.security_events import SecurityEvents
from kb.services.accounts.sign_in import OpenedSession, SignInService, Tables
from kb.services.accounts.tokens import new_token
from kb.storage.accounts import AccountTable
from kb.storage.audit.audit_log import AuditLog
from kb.storage.database import open_database
from kb.storage.second_factors import SecondFactorTable
from kb.storage.sessions import AttemptTable, SessionTable
from kb.storage.smtp import Mailer, OutgoingLetter, Undelivered

AT = dt.datetime(2026, 11, 14, 10, 32, tzinfo=dt.UTC)
ANN, HOME = "ann@example.org", "192.0.2.1"
GOOD, OTHER = "four words nobody guesses", "another lamp of walrus tea"
WEAK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class Counting(Passphrases):
    """Counts how often a passphrase is checked: the work that an attempt costs."""

    checks = 0

    def fits(self, passphrase: str, kept: str) -> bool:
        self.checks += 1
        return super().fits(passphrase, kept)


class Outbox(Mailer):
    """Keeps the letters that would go out."""

    def __init__(self) -> None:
        self.letters: list[OutgoingLetter] = []

    def send(self, letters: Sequence[OutgoingLetter]) -> tuple[Undelivered, ...]:
        self.letters += letters
        return ()


@dataclass
class AccountWorld:
    """Everything wired together; ``now`` is the time."""

    home: Path
    now: dt.datetime = AT
    passphrases: Counting = field(default_factory=lambda: Counting(WEAK))
    outbox: Outbox = field(default_factory=Outbox)

    def __post_init__(self) -> None:
        clock: Callable[[], dt.datetime] = lambda: self.now  # noqa: E731 - one name for what five services are handed
        database = open_database(self.home, clock)
        self.table = AccountTable(database)
        second, attempts, sessions = SecondFactorTable(database), AttemptTable(database), SessionTable(database)
        self.audit = AuditLog(self.home, database)
        events = SecurityEvents(self.audit, self.outbox, "https://kb.example", clock, lambda work: work())
        limits = SignInLimits(attempts, clock)
        factors = SecondFactors(second, limits, events, clock)
        self.accounts = Accounts(self.table, sessions, events, factors, clock, new_token)
        tables = Tables(self.table, sessions, attempts, second)
        self.signing = SignInService(tables, self.passphrases, events, clock, new_token)
        self.own = OwnAccount(self.table, self.passphrases, limits, factors, events)

    @property
    def letters(self) -> list[OutgoingLetter]:
        return self.outbox.letters

    def later(self, by: dt.timedelta) -> None:
        self.now += by

    def set_up(self, email: str = ANN, role: Role = Role.MEMBER) -> OpenedSession:
        opened = self.signing.accept(self.accounts.invite(email, role, "terminal").token, GOOD, GOOD)
        assert isinstance(opened, OpenedSession)
        return opened

    def acts(self) -> list[str]:
        return [act.what for act in self.audit.acts()]

    def code(self, secret: str, steps: int = 0) -> str:
        """The code that an app shows now, or some half minutes from now."""
        app = pyotp.TOTP(secret)
        return app.generate_otp(app.timecode(self.now) + steps)
