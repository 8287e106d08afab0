"""The ranking of a call's priorities, as far as a reader may see it: sealed until the call has closed.

Whose answers count, and what may be broken down, is decided in ``kb.domain.call.disclosure``; how they count, in
``kb.domain.priority.ranking``. Here the two meet the files.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kb.content.visibility import VisibleCatalogue
from kb.domain.account.viewer import Viewer
from kb.domain.audience import Audience
from kb.domain.call.call import Call, Input
from kb.domain.call.consent import is_sealed
from kb.domain.call.disclosure import Voter, rest_of, shown_kinds, voter_of
from kb.domain.errors import or_not_found
from kb.domain.priority.priority import Priority
from kb.domain.priority.ranking import Ballot, Ranking, ballots_for, latest_of, rank
from kb.services.library.library import Library

PER_ORGANISATION, PER_ANSWER = "organisation", "answer"
"""What one ballot is of: the setting ``KB_BALLOTS``."""


@dataclass(frozen=True)
class KindColumn:
    """A kind of organisation in the breakdown (empty name: all the others together): points for each priority."""

    kind: str
    ballots: int
    points: Mapping[str, int]


@dataclass(frozen=True)
class RankingView:
    """A ranking and what it rests on; without ``ranking`` it is under seal for this reader.

    ``ballots`` is the setting in force; ``answers`` counts the answers looked at, ``left_out`` those kept out so
    that nobody's can be worked out, ``late`` those that came after the deadline; ``unsorted`` the slots that count
    for no priority yet. ``kinds`` is empty where nothing may be broken down.
    """

    call: Call
    ballots: str
    ranking: Ranking | None = None
    priorities: Mapping[str, Priority] | None = None
    answers: int = 0
    left_out: int = 0
    late: int = 0
    unsorted: int = 0
    kinds: tuple[KindColumn, ...] = ()
    illustrative: bool = False


class Rankings:
    """Ranks the priorities of calls."""

    def __init__(self, library: Library, ballots: str) -> None:
        """``ballots`` says what one ballot is of."""
        self._library = library
        self._ballots = ballots

    def ranking(self, call: str, viewer: Viewer) -> RankingView:
        """Return the ranking of a call; raise ``NotFound`` where there is no such call for this viewer."""
        return ranking_of(self._library.visible(viewer), call, self._ballots)


def ranking_of(visible: VisibleCatalogue, call: str, ballots: str, only: Collection[str] | None = None) -> RankingView:
    """Return the ranking of a call, among all its open priorities or ``only`` some of them.

    Raises ``NotFound`` where there is no such call for this reader. ``ballots`` says what one ballot is of.
    """
    found, reader = or_not_found(visible.calls.get(call), "call", call), visible.audience
    if is_sealed(found) and reader is not Audience.STAFF:
        return RankingView(found, ballots)
    priorities = {
        id: replace(one, slots=visible.counted["priority", id])
        for id, one in visible.priorities.items()
        if one.call == call and one.is_open and (only is None or id in only)
    }
    totals = visible.totals[call]
    counted = latest_of(totals.answers) if ballots == PER_ORGANISATION else totals.answers
    cast = ballots_for(counted, priorities.values())
    return RankingView(
        call=found,
        ballots=ballots,
        ranking=rank(cast, priorities),
        priorities=priorities,
        answers=len(totals.answers),
        left_out=totals.left_out,
        late=sum(answer.late for answer in counted),
        unsorted=sum(len(answer.slots) for answer in counted) - _sorted_slots(counted, priorities.values()),
        kinds=_kinds(counted, cast, priorities, reader, found),
        illustrative=any(answer.illustrative for answer in counted),
    )


def _sorted_slots(answers: Iterable[Input], priorities: Iterable[Priority]) -> int:
    under = {(slot.input, slot.rank) for one in priorities for slot in one.slots}
    return sum((answer.id, rank) in under for answer in answers for rank in range(1, len(answer.slots) + 1))


def _kinds(
    answers: Sequence[Input],
    ballots: Sequence[Ballot],
    priorities: Mapping[str, Priority],
    reader: Audience,
    call: Call,
) -> tuple[KindColumn, ...]:
    """Break the points down by kind of organisation, as far as that may be shown."""
    voters = [voter_of(answer, call) for answer in answers]
    of_answer = {answer.id: ballot for answer, ballot in zip(answers, ballots, strict=True)}
    if reader is Audience.STAFF:
        all_kinds = sorted({answer.organisation_kind for answer in answers})
        shown = {
            kind: tuple(v for v, a in zip(voters, answers, strict=True) if a.organisation_kind == kind)
            for kind in all_kinds
        }
        rest: tuple[Voter, ...] = ()
    else:
        shown = dict(shown_kinds(voters))
        rest = rest_of(voters, shown)
    groups = [*shown.items(), *([("", rest)] if shown and rest else [])]
    return tuple(_column(kind, [of_answer[v.answer] for v in group], priorities) for kind, group in groups)


def _column(kind: str, ballots: Sequence[Ballot], priorities: Mapping[str, Priority]) -> KindColumn:
    points = {row.priority: row.points for row in rank(ballots, priorities).rows}
    return KindColumn(kind, len(ballots), points)
