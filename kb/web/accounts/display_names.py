"""Who somebody is, in words for the reader of a page."""

from collections.abc import Callable

from kb.services.accounts.display_names import names_of
from kb.web.context import Web


def names_for(web: Web) -> Callable[[str], str]:
    """Return what tells who has the account of an id, as far as this reader may know."""
    return names_of(web.kb.accounts.all(), web.viewer())
