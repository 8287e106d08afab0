"""The invented answers that a call came with: removed in one step, and put back in one.

Removing sets them aside (``kb.services.triage.board``): the files stay, only staff see them, and nothing counts them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from kb.content.catalogue import FullCatalogue
from kb.domain.account.viewer import Viewer
from kb.domain.call.call import Call, Input
from kb.services.library.content_writer import ContentWriter, FileChange
from kb.services.library.library import Library
from kb.services.triage.board import SET_ASIDE, is_set_aside

REMOVED = f"{SET_ASIDE}an invented example, removed"
"""The reason with which an example is set aside."""


@dataclass(frozen=True)
class ExampleCount:
    """How many invented answers of a call are shown, and how many were removed."""

    shown: int
    removed: int


def invented_answers(catalogue: FullCatalogue) -> tuple[Input, ...]:
    """Return the invented answers of all calls, also those that wait for a person or were removed."""
    return tuple(one for one in (*catalogue.inputs.values(), *catalogue.waiting.values()) if one.illustrative)


class ExampleAnswers:
    """Removes the invented answers of a call, and puts them back; who may is decided at the door."""

    def __init__(self, library: Library, writer: ContentWriter) -> None:
        self._library, self._writer = library, writer

    def count(self, call: str) -> ExampleCount:
        """Count the invented answers of a call."""
        examples = self._of(call)
        return ExampleCount(
            sum(not is_set_aside(one) for one in examples), sum(REMOVED in one.triage for one in examples)
        )

    def remove(self, call: str, viewer: Viewer) -> int:
        """Remove every invented answer, all or none; return how many."""
        return self._change(
            call,
            (replace(one, triage=(*one.triage, REMOVED)) for one in self._of(call) if not is_set_aside(one)),
            viewer,
            "examples: remove",
        )

    def put_back(self, call: str, viewer: Viewer) -> int:
        """Put every invented answer that was removed back as it was, all or none; return how many."""
        return self._change(
            call,
            (
                replace(one, triage=tuple(reason for reason in one.triage if reason != REMOVED))
                for one in self._of(call)
                if REMOVED in one.triage
            ),
            viewer,
            "examples: put back",
        )

    def _of(self, call: str) -> tuple[Input, ...]:
        self._writer.read(Call, call)  # raises NotFound where there is none
        catalogue = self._library.snapshot(fresh=True).catalogue
        return tuple(one for one in invented_answers(catalogue) if one.call == call)

    def _change(self, call: str, new: Iterable[Input], viewer: Viewer, act: str) -> int:
        with self._writer.exclusively():
            changes = [FileChange(self._writer.read(Input, one.id, call), one) for one in new]
            if changes:
                self._writer.save_all(changes, viewer, act, (("call", call),))
        return len(changes)
