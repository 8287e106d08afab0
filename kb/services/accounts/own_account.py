"""One's own account: another passphrase, and sign-in codes. What makes it less safe asks for the passphrase again."""

from kb.domain.account.account import Account, Landing, Session
from kb.domain.errors import InvalidInput, NotFound, or_not_found
from kb.services.accounts.passphrase_choice import problems_of_new
from kb.services.accounts.passphrase_hash import Passphrases
from kb.services.accounts.rate_limit import SignInLimits
from kb.services.accounts.second_factor import ProposedSecret, SecondFactors, WrongCode
from kb.services.accounts.security_events import Notice, SecurityEvents
from kb.storage.accounts import AccountRecord, AccountTable

LONGEST_DISPLAY_NAME = 60
NOT_YOURS = "This is not your passphrase as it is now."
WRONG_CODE = (
    "This code does not fit, or was used before. Take the one that your app shows now, and check that your phone has"
    " the right time."
)


class OwnAccount:
    """Changes the account of the person who asks; safe to share between threads and processes.

    Each method that takes ``current``, the passphrase as it is, raises ``InvalidInput`` where it is another, and
    ``TooManyAttempts`` where it was wrong too often from that network address.
    """

    def __init__(
        self,
        accounts: AccountTable,
        passphrases: Passphrases,
        limits: SignInLimits,
        second_factors: SecondFactors,
        events: SecurityEvents,
    ) -> None:
        self._accounts, self._passphrases, self._limits = accounts, passphrases, limits
        self._second_factors, self._events = second_factors, events

    def has_passphrase(self, account: Account) -> bool:
        """Say whether they sign in with a passphrase of ours, and not only at their organisation's provider."""
        return bool(self._record(account).passphrase_hash)

    def change_passphrase(self, session: Session, current: str, new: str, again: str, address: str) -> None:
        """Choose another passphrase; every session but this one ends, and links that were made are void."""
        account = session.account
        errors = problems_of_new(account, new, again)
        if errors:
            raise InvalidInput(errors)
        kept = self._confirmed(account, current, address)
        if current == new:
            raise InvalidInput({"passphrase": "This is the one that you have. Choose another one."})
        hashed = self._passphrases.hashed(new)
        with self._events.together():
            if not self._accounts.change_passphrase(account.id, kept.passphrase_hash, hashed, session.id):
                raise InvalidInput({"current": "Your passphrase was changed meanwhile. Sign in again."})
            self._events.record(account, "change passphrase")
        self._events.tell(account, Notice.PASSPHRASE_CHANGED)

    def set_profile(self, account: Account, display_name: str, landing: str) -> None:
        """Keep what colleagues call them and where they begin; raise ``InvalidInput`` by field."""
        name, errors = " ".join(display_name.split()), {}
        if len(name) > LONGEST_DISPLAY_NAME or not name.isprintable():
            errors["display_name"] = f"Use at most {LONGEST_DISPLAY_NAME} characters that can be printed."
        if landing not in list(Landing):
            errors["landing"] = "Choose one of the pages."
        if errors:
            raise InvalidInput(errors)
        with self._events.together():
            self._accounts.set_profile(account.id, name, Landing(landing))
            if name != account.display_name:  # the log is for ever, a name need not be: that it changed is enough
                self._events.record(account, "change display name")

    def propose_second_factor(self, account: Account, secret: str = "") -> ProposedSecret:
        """Return a secret to set up an app with, or the one that was proposed before."""
        return self._second_factors.propose(account, secret)

    def recovery_codes_left(self, account: Account) -> int:
        """Return how many recovery codes were not used yet."""
        return self._second_factors.recovery_codes_left(account)

    def turn_on_second_factor(
        self, account: Account, secret: str, code: str, current: str, address: str
    ) -> tuple[str, ...]:
        """Ask for a code at each sign-in from now on; return the recovery codes, which are told here only."""
        self._confirmed(account, current, address)
        try:
            return self._second_factors.turn_on(account, secret, code)
        except WrongCode as error:
            raise InvalidInput({"code": WRONG_CODE}) from error

    def renew_recovery_codes(self, account: Account, code: str, current: str, address: str) -> tuple[str, ...]:
        """Return new recovery codes; the earlier ones are void."""
        self._prove(account, code, current, address)
        return self._second_factors.renew_recovery_codes(account)

    def turn_off_second_factor(self, account: Account, code: str, current: str, address: str) -> None:
        """Let the passphrase alone sign in again."""
        self._prove(account, code, current, address)
        self._second_factors.turn_off(account)

    def _prove(self, account: Account, code: str, current: str, address: str) -> None:
        kept = self._confirmed(account, current, address)
        if not kept.second_factor:
            raise NotFound("second factor", account.id)
        try:
            self._second_factors.check(kept, code)
        except WrongCode as error:
            raise InvalidInput({"code": WRONG_CODE}) from error

    def _confirmed(self, account: Account, current: str, address: str) -> AccountRecord:
        """Return the account as it is kept once its passphrase was given."""
        kept = self._record(account)
        attempt = self._limits.begin(account.email, address)
        if not self._passphrases.fits(current, kept.passphrase_hash):
            raise InvalidInput({"current": NOT_YOURS})
        self._limits.succeeded(attempt)
        return kept

    def _record(self, account: Account) -> AccountRecord:
        return or_not_found(self._accounts.with_id(account.id), "account", account.id)
