"""The roll of a call: who was invited, who has answered, who has not, and who answered without being asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kb.domain.account.viewer import reader_as
from kb.domain.audience import Audience
from kb.domain.call.call import Call, Input
from kb.parsing.sheets.roll import Member, load_roll
from kb.services.calls.call_lifecycle import CallLifecycle
from kb.services.calls.current_call import seen_call
from kb.services.library.content_writer import ContentWriter
from kb.services.library.library import Library


@dataclass(frozen=True)
class RollRow:
    """Somebody invited, with what came from them; ``waiting`` are answers that a person has to look at first."""

    member: Member
    answers: tuple[Input, ...]
    waiting: tuple[Input, ...]

    @property
    def has_answered(self) -> bool:
        """Say whether anything came from them, so that they need no reminder."""
        return bool(self.answers or self.waiting)


@dataclass(frozen=True)
class RollView:
    """The roll of one call, in the order of its file; ``others`` are answers from nobody on it."""

    call: Call
    rows: tuple[RollRow, ...]
    others: tuple[Input, ...]

    @property
    def silent(self) -> tuple[Member, ...]:
        """Return who has not answered."""
        return tuple(row.member for row in self.rows if not row.has_answered)


class CallRolls:
    """Holds rolls against answers: for staff only."""

    def __init__(self, writer: ContentWriter, root: Path, library: Library, calling: CallLifecycle) -> None:
        self._writer, self._root, self._library, self._calling = writer, root, library, calling

    def of(self, id: str) -> RollView:
        """Return the roll of a call; raise ``NotFound``, or ``InvalidInput`` with all that is wrong in its file."""
        call = seen_call(self._writer, id, reader_as(Audience.STAFF)).item
        members = load_roll(self._root, id).members
        answers = self._calling.answers(id)
        waiting = [a for a in self._library.snapshot().catalogue.waiting.values() if a.call == id]
        rows = tuple(RollRow(m, _from(m, answers), _from(m, waiting)) for m in members)
        known = {answer.id for row in rows for answer in row.answers}
        return RollView(call, rows, tuple(answer for answer in answers if answer.id not in known))


def _from(member: Member, answers: Iterable[Input]) -> tuple[Input, ...]:
    return tuple(
        answer
        for answer in answers
        if answer.sender in member.emails or _same(answer.organisation) == _same(member.organisation)
    )


def _same(organisation: str) -> str:
    return " ".join(organisation.split()).casefold()
