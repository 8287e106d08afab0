"""Pages that a person saved in place of an answer of one of Parliament's APIs."""

from collections.abc import Sequence

from kb.domain.source.capture import Outcome
from scraper.extract import Body, Extract, Unreadable
from scraper.html.soup import page_of, refuse_errors
from scraper.publishers.web_page import extract_of


def read_saved_page(bodies: Sequence[Body]) -> Extract | None:
    """Return what a saved page says, read as any page is; ``None`` where the first body is an answer in JSON.

    Raises :class:`Unreadable` where there is no body, or an error page.
    """
    if not bodies:
        raise Unreadable(Outcome.FAILED, "nothing was fetched")
    refuse_errors(bodies[0])
    return None if bodies[0].content.lstrip()[:1] == b"{" else extract_of(page_of(bodies[0]))
