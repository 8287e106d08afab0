"""Who somebody is, in words: staff see addresses, colleagues the name that they chose, others only what role it was."""

from collections.abc import Callable, Iterable

from kb.domain.account.account import Account, Role
from kb.domain.account.viewer import TERMINAL, Viewer

EDITORS = "editors"
"""Who wrote what is shipped with the project."""
_OTHERS = {
    EDITORS: "the editors",
    TERMINAL: "somebody at the terminal",
    "scraper": "the scraper",
    "system": "the program itself",
    "visitor": "a visitor",
}
"""Who acts without an account."""
_ROLES = {Role.MEMBER: "a member", Role.ANALYST: "an analyst", Role.STAFF: "one of the staff"}


def names_of(accounts: Iterable[Account], viewer: Viewer) -> Callable[[str], str]:
    """Return a function from an account's id to the display name that this viewer may see."""
    people = {one.id: _name_for(viewer, one) for one in accounts}

    def name(id: str) -> str:
        return _OTHERS.get(id) or people.get(id, "somebody")

    return name


def _name_for(viewer: Viewer, account: Account) -> str:
    if viewer.is_staff:
        return f"{account.display_name} ({account.email})" if account.display_name else account.email
    return (account.display_name if viewer.annotates else "") or _ROLES[account.role]
