"""People with an account, as those who ask."""

import datetime as dt

from kb.domain.account.account import Account, Role
from kb.domain.account.viewer import Viewer, viewer_of

_SINCE = dt.datetime(2016, 1, 1, tzinfo=dt.UTC)


def viewer(id: str, role: Role = Role.ANALYST) -> Viewer:
    """Return somebody with an account of this id."""
    return viewer_of(Account(id, f"{id}@example.org", role, _SINCE))
