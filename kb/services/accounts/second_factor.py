"""Sign-in codes: a code of an app on a phone (TOTP, RFC 6238) besides the passphrase, or a recovery code in its place.

A code is good once, for its half minute and the one before and after, since clocks differ. Recovery codes are shown
once and kept as hashes; each is good once.
"""

import datetime as dt
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

import pyotp

from kb.domain.account.account import Account
from kb.domain.errors import KnowledgeBaseError
from kb.services.accounts.rate_limit import FREE_ATTEMPTS, SignInLimits
from kb.services.accounts.security_events import Notice, SecurityEvents
from kb.services.accounts.tokens import hash_of
from kb.storage.accounts import AccountRecord
from kb.storage.second_factors import SecondFactorTable

ISSUER = "Evidence on police IT procurement"
"""The name under which apps show the account."""
RECOVERY_CODES = 10
SECRET_CHARACTERS = 32
STEPS_APART = (0, -1, 1)
"""How many half minutes the clock of a phone may be off, the likeliest first."""
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP = 4, 4
"""A recovery code has 79 random bits, so a plain hash does."""


class WrongCode(KnowledgeBaseError):
    """A sign-in code that does not fit, or was used before."""

    def __init__(self) -> None:
        super().__init__("the sign-in code does not fit, or was used before")


class CodeUsed(Enum):
    """What sort of code was right."""

    APP = "code"
    RECOVERY = "recovery code"


@dataclass(frozen=True)
class ProposedSecret:
    """A secret for an app to make codes from, in letters to type and as an address for its camera."""

    secret: str = field(repr=False)
    address: str = field(repr=False)


class SecondFactors:
    """Checks codes; safe to share between threads and processes."""

    def __init__(
        self,
        table: SecondFactorTable,
        limits: SignInLimits,
        events: SecurityEvents,
        clock: Callable[[], dt.datetime],
    ) -> None:
        self._table, self._limits, self._events, self._clock = table, limits, events, clock

    def propose(self, account: Account, secret: str = "") -> ProposedSecret:
        """Return a new secret for an account, or one that was proposed before; nothing is kept of it yet."""
        secret = secret if is_secret(secret) else pyotp.random_base32(SECRET_CHARACTERS)
        return ProposedSecret(secret, pyotp.TOTP(secret, name=account.email, issuer=ISSUER).provisioning_uri())

    def turn_on(self, account: Account, secret: str, code: str) -> tuple[str, ...]:
        """Keep a secret that a code was made from, and return the recovery codes; raise ``WrongCode`` otherwise."""
        step = self._matching_step(secret, code) if is_secret(secret) else None
        codes = new_recovery_codes()
        with self._events.together():
            if step is None or not self._table.turn_on(account.id, secret, step, _hashes(codes)):
                raise WrongCode
            self._events.record(account, "turn on second factor")
        self._events.tell(account, Notice.FACTOR_ON)
        return codes

    def turn_off(self, account: Account, by: str = "") -> bool:
        """Let the passphrase alone sign in again; ``by`` is who did it where it was not the owner."""
        with self._events.together():
            if not self._table.turn_off(account.id):
                return False
            self._events.record(account, "reset second factor" if by else "turn off second factor", by)
        self._events.tell(account, Notice.FACTOR_OFF)
        return True

    def renew_recovery_codes(self, account: Account) -> tuple[str, ...]:
        """Return new recovery codes; the earlier ones are void."""
        codes = new_recovery_codes()
        with self._events.together():
            self._table.renew_recovery_codes(account.id, _hashes(codes))
            self._events.record(account, "renew recovery codes")
        return codes

    def recovery_codes_left(self, account: Account) -> int:
        """Return how many recovery codes were not used yet."""
        return self._table.recovery_codes_left(account.id)

    def check(self, kept: AccountRecord, code: str) -> CodeUsed:
        """Use up a code of an account; raise ``WrongCode``, or ``TooManyAttempts`` before anything is looked at.

        Whoever types codes has the passphrase, so wrong ones count from wherever they come, and the owner is told.
        """
        account = kept.account
        attempt = self._limits.begin_code(account.id)
        if self._is_code_of_app(kept, code):
            used = CodeUsed.APP
        elif self._use_recovery_code(account, code):
            used = CodeUsed.RECOVERY
            self._events.tell(account, Notice.RECOVERY_CODE_USED)
        else:
            if attempt.earlier + 1 >= FREE_ATTEMPTS and self._limits.once_a_day(f"codes tried of {account.id}"):
                self._events.record(account, "wrong sign-in codes", by="visitor")
                self._events.tell(account, Notice.CODES_GUESSED)
            raise WrongCode
        self._limits.succeeded(attempt)
        return used

    def _use_recovery_code(self, account: Account, code: str) -> bool:
        with self._events.together():
            used = self._table.use_recovery_code(account.id, hash_of(_bare(code)))
            if used:
                self._events.record(account, "use recovery code")
        return used

    def _is_code_of_app(self, kept: AccountRecord, code: str) -> bool:
        step = self._matching_step(kept.second_factor, code)
        return step is not None and self._table.use_step(kept.account.id, kept.second_factor, step)

    def _matching_step(self, secret: str, code: str) -> int | None:
        """Return the time step (half minutes since 1970) whose code this is; nothing where it is of none near now."""
        app, typed = pyotp.TOTP(secret), _bare(code).encode()
        steps = [app.timecode(self._clock()) + apart for apart in STEPS_APART]
        return next(
            (step for step in steps if hmac.compare_digest(app.generate_otp(step).encode(), typed)),
            None,
        )


def is_secret(text: str) -> bool:
    """Say whether a text has the form of a secret that we propose."""
    return len(text) == SECRET_CHARACTERS and set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")


def new_recovery_codes() -> tuple[str, ...]:
    """Return new recovery codes as people copy them: ``abcd-efgh-jkmn-pqrs``."""
    return tuple(
        "-".join("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))
        for _ in range(RECOVERY_CODES)
    )


def _hashes(codes: tuple[str, ...]) -> list[str]:
    return [hash_of(_bare(code)) for code in codes]


def _bare(code: str) -> str:
    """Return a code without the blanks and strokes that people and apps put into it."""
    return "".join(c for c in code.casefold() if c.isalnum())
