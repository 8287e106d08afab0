"""Forms that were sent after the session had run out: kept for a day, and given back to the same account only."""

import datetime as dt
from collections.abc import Callable

from kb.domain.account.account import Account
from kb.domain.errors import or_not_found
from kb.services.accounts.tokens import hash_of
from kb.storage.kept_forms import Fields, KeptForm, KeptFormTable

KEPT = dt.timedelta(days=1)
MOST_BY_ACCOUNT = 5
LARGEST = 512 << 10
"""Characters of all fields together: longer than any form of ours."""
NEVER_KEPT = frozenset({"passphrase", "again", "current", "code", "secret", "begun"})
"""Fields with secrets: a form that has one is not kept at all."""


class KeptForms:
    """Keeps forms; safe to share between threads and processes."""

    def __init__(self, table: KeptFormTable, clock: Callable[[], dt.datetime], new_token: Callable[[], str]) -> None:
        self._table, self._clock, self._new_token = table, clock, new_token

    def keep(self, account: Account, address: str, fields: Fields) -> str:
        """Keep a form and return the token that it is found by; empty where this form is not to be kept."""
        if NEVER_KEPT & {name for name, _ in fields}:
            return ""
        if sum(len(name) + len(value) for name, value in fields) > LARGEST:
            return ""
        token, now = self._new_token(), self._clock()
        self._table.keep(hash_of(token), account.id, KeptForm(address, fields), now, now - KEPT)
        self._table.limit(account.id, MOST_BY_ACCOUNT)
        return token

    def find(self, account: Account, token: str) -> KeptForm:
        """Return a form that the account sent; raise ``NotFound`` where it is another's, or not kept any more."""
        return or_not_found(self._table.find(hash_of(token), account.id, self._clock() - KEPT), "form", "")

    def forget(self, account: Account, token: str) -> None:
        """Throw a form away."""
        self._table.forget(hash_of(token), account.id)
