"""What staff do first on a new site: each step is told until it is done."""

from collections.abc import Iterator
from enum import StrEnum

from kb.content.catalogue import FullCatalogue
from kb.domain.account.viewer import Viewer
from kb.domain.call.call import CallState
from kb.services.accounts.accounts import Accounts
from kb.services.intake.examples import invented_answers
from kb.services.library.library import Library
from kb.services.triage.board import is_set_aside


class FirstStep(StrEnum):
    """A step, in the order in which they are best taken."""

    GATHER = "gather"
    INVITE = "invite"
    OPEN_CALL = "open call"
    REMOVE_EXAMPLES = "remove examples"


class FirstSteps:
    """Finds which first steps are still to be taken."""

    def __init__(self, library: Library, accounts: Accounts) -> None:
        self._library, self._accounts = library, accounts

    def left(self, viewer: Viewer) -> tuple[tuple[FirstStep, str], ...]:
        """Return the steps left for a viewer, each with the id of the call that it is about; none but for staff."""
        return tuple(self._left()) if viewer.is_staff else ()

    def _left(self) -> Iterator[tuple[FirstStep, str]]:
        catalogue = self._library.snapshot().catalogue
        if not any(source.captured for source in catalogue.sources.values()):
            yield FirstStep.GATHER, ""
        if sum(account.disabled_at is None for account in self._accounts.all()) < 2:
            yield FirstStep.INVITE, ""
        if not _has_own_call(catalogue):
            yield FirstStep.OPEN_CALL, ""
        shown = {one.call for one in invented_answers(catalogue) if not is_set_aside(one)}
        yield from ((FirstStep.REMOVE_EXAMPLES, call) for call in sorted(shown & catalogue.calls.keys()))


def _has_own_call(catalogue: FullCatalogue) -> bool:
    """Say whether a call is open, or was and is no example: a call with invented answers is one."""
    examples = {one.call for one in invented_answers(catalogue)}
    return any(
        call.state is CallState.OPEN or (call.state is not CallState.DRAFT and call.id not in examples)
        for call in catalogue.calls.values()
    )
