"""Who somebody is, in words for the reader of a page: staff see addresses, others only what role it was."""

from collections.abc import Callable

from kb.domain.account import Role
from kb.domain.audience import Audience
from kb.services.accounts import TERMINAL
from kb.web.context import Web

EDITORS = "editors"
"""Who wrote what is shipped with the project."""
_ROLES = {Role.MEMBER: "a member", Role.ANALYST: "an analyst", Role.STAFF: "one of the staff"}


def names_for(web: Web) -> Callable[[str], str]:
    """Return what tells who has the account of an id, as far as this reader may know."""
    is_staff = web.reader() is Audience.STAFF
    people = {one.id: one.email if is_staff else _ROLES[one.role] for one in web.kb.accounts.all()}

    def name(id: str) -> str:
        return {EDITORS: "the editors", TERMINAL: "somebody at the terminal"}.get(id) or people.get(id, "somebody")

    return name
