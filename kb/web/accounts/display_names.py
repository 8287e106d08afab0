"""Who somebody is, in words for the reader of a page."""

from collections.abc import Callable

from kb.services.accounts.display_names import names_of
from kb.web.context import Web


def names_for(web: Web) -> Callable[[str], str]:
    """Return a function from an account's id to the display name that this viewer may see."""
    return names_of(web.kb.accounts.all(), web.viewer())
