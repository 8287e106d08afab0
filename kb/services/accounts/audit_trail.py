"""Reading the audit log: who did what, when and to which thing, the latest first, as staff look for it."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from kb.documents.humanize import LONDON, moment
from kb.domain.account.audit import Act
from kb.domain.account.viewer import at_the_terminal
from kb.services.accounts.accounts import Accounts
from kb.services.accounts.display_names import names_of
from kb.storage.audit.audit_log import AuditLog


@dataclass(frozen=True)
class ActFilter:
    """Which acts are looked for: by words of who did them, of what was done and of what it was done to, and by day.

    Days are London's. Empty fields leave nothing out. ``security`` keeps what touches accounts only.
    """

    who: str = ""
    what: str = ""
    item: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    security: bool = False


@dataclass(frozen=True)
class FoundActs:
    """Some of the acts that were looked for, the latest first; ``has_more`` says whether there are earlier ones."""

    acts: tuple[Act, ...]
    has_more: bool


class AuditTrail:
    """Finds acts in the log: for staff only."""

    def __init__(self, log: AuditLog, accounts: Accounts, recover: Callable[[], int]) -> None:
        """``recover`` writes the lines of acts that a crash interrupted."""
        self._log, self._accounts, self._recover = log, accounts, recover

    def find(self, wanted: ActFilter, most: int, skip: int = 0) -> FoundActs:
        """Return at most so many acts, the latest first, after the first ``skip`` of them."""
        self._recover()
        found = tuple(islice(self._matches(wanted), skip, skip + most + 1))
        return FoundActs(found[:most], len(found) > most)

    def names(self) -> Callable[[str], str]:
        """Return a function from the id of who did something to their name as staff see it."""
        return names_of(self._accounts.all(), at_the_terminal())

    def _matches(self, wanted: ActFilter) -> Iterator[Act]:
        name_of = self.names()
        for act in self._log.latest():
            day = act.at.astimezone(LONDON).date()
            if (
                _has(wanted.who, act.who, name_of(act.who))
                and _has(wanted.what, act.what)
                and _has(wanted.item, act.file, *things_of(act, name_of))
                and (wanted.since is None or day >= wanted.since)
                and (wanted.until is None or day <= wanted.until)
                and (not wanted.security or is_security_event(act))
            ):
                yield act


def is_security_event(act: Act) -> bool:
    """Say whether an act touches an account: a sign-in, an invitation, a role, wrong passphrases."""
    return any(name == "account" for name, _ in act.details)


def things_of(act: Act, name_of: Callable[[str], str]) -> tuple[str, ...]:
    """Return what an act was done to besides its file: each detail, accounts by their names too."""
    accounts = (name_of(value) for name, value in act.details if name == "account")
    return (*(value for _, value in act.details), *accounts)


def act_in_words(act: Act, name_of: Callable[[str], str]) -> str:
    """Return an act as one line: when, who, what, to which file, and further facts."""
    facts = ", ".join(f"{name} {name_of(value) if name == 'account' else value}" for name, value in act.details)
    return "  ".join(part for part in (moment(act.at), name_of(act.who), act.what, act.file, facts) if part)


def _has(words: str, *texts: str) -> bool:
    return not words or any(words.casefold() in text.casefold() for text in texts)
