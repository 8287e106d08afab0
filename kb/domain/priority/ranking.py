"""Ranking priorities by stated rules: points for positions, how many name it, first choices, pairwise wins.

A ballot ranks a few priorities and says nothing of the rest (it is truncated). Positions are those the member
gave: where two choices of one ballot fall under one priority the better position counts and nothing moves up,
so that merging two priorities never changes the totals of the others.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kb.domain.call.call import Input
from kb.domain.priority.priority import Priority

POINTS = (5, 4, 3, 2, 1)
"""Points for the first, second, … position; later positions have none."""

RULES = ("points", "named by", "first choices", "pairwise")


@dataclass(frozen=True)
class Ballot:
    """One organisation's ballot: its priorities with the positions given to them, counted from 1."""

    organisation: str
    positions: Mapping[str, int]


@dataclass(frozen=True)
class RankedRow:
    """One priority under every rule.

    ``pairwise`` is the Copeland score: one for each other priority that more ballots put below it than above,
    a half where they are level (Copeland 1951). ``ranks`` gives its place under each rule, ties sharing one.
    """

    priority: str
    points: int
    named_by: int
    first_choices: int
    pairwise: float
    ranks: Mapping[str, int]


@dataclass(frozen=True)
class Ranking:
    """The outcome: rows by points, the pairwise grid, and where the rules disagree about the first place.

    ``grid[a][b]`` counts the ballots that put ``a`` above ``b``; a priority that a ballot names stands above
    every one that it does not.
    """

    ballots: int
    rows: tuple[RankedRow, ...]
    grid: Mapping[str, Mapping[str, int]]
    leaders: Mapping[str, tuple[str, ...]]

    @property
    def agree(self) -> bool:
        """Say whether every rule has the same priority or priorities in first place."""
        return len(set(self.leaders.values())) <= 1


def ballots_for(answers: Iterable[Input], priorities: Iterable[Priority]) -> tuple[Ballot, ...]:
    """Return one ballot per answer."""
    under = {(slot.input, slot.rank): priority.id for priority in priorities for slot in priority.slots}
    return tuple(_ballot(answer, under) for answer in answers)


def latest_of(answers: Iterable[Input]) -> tuple[Input, ...]:
    """Return the answer of each organisation that came in last, in the order of the organisations' names."""
    latest: dict[str, tuple[tuple[datetime, str], Input]] = {}
    for answer in answers:
        stamp = (answer.received, answer.id)
        known = latest.get(same_name(answer.organisation))
        if known is None or known[0] < stamp:
            latest[same_name(answer.organisation)] = (stamp, answer)
    return tuple(answer for _, (_, answer) in sorted(latest.items()))


def rank(ballots: Sequence[Ballot], priorities: Iterable[str]) -> Ranking:
    """Rank the priorities by every rule; the order of the ballots does not matter."""
    ids = tuple(dict.fromkeys(priorities))
    grid = {a: {b: sum(_above(ballot, a, b) for ballot in ballots) for b in ids if b != a} for a in ids}
    scores = {id: _scores(id, ballots, grid) for id in ids}
    places = {rule: _places({id: scores[id][rule] for id in ids}) for rule in RULES}
    rows = [_row(id, scores[id], {rule: places[rule][id] for rule in RULES}) for id in ids]
    rows.sort(key=lambda row: (row.ranks["points"], row.ranks["pairwise"], row.ranks["named by"], row.priority))
    leaders = {rule: tuple(sorted(id for id in ids if places[rule][id] == 1)) for rule in RULES}
    return Ranking(len(ballots), tuple(rows), grid, leaders)


def same_name(organisation: str) -> str:
    """Return an organisation's name folded, so that two ways of writing it are equal."""
    return " ".join(organisation.split()).casefold()


def _ballot(answer: Input, under: Mapping[tuple[str, int], str]) -> Ballot:
    positions: dict[str, int] = {}
    for position in range(1, len(answer.slots) + 1):
        priority = under.get((answer.id, position))
        if priority is not None:
            positions.setdefault(priority, position)
    return Ballot(answer.organisation, positions)


def _above(ballot: Ballot, one: str, other: str) -> bool:
    if one not in ballot.positions:
        return False
    return other not in ballot.positions or ballot.positions[one] < ballot.positions[other]


def _scores(id: str, ballots: Sequence[Ballot], grid: Mapping[str, Mapping[str, int]]) -> Mapping[str, float]:
    positions = [ballot.positions[id] for ballot in ballots if id in ballot.positions]
    duels = [(grid[id][other], grid[other][id]) for other in grid[id]]
    return {
        "points": sum(POINTS[position - 1] for position in positions if position <= len(POINTS)),
        "named by": len(positions),
        "first choices": positions.count(1),
        "pairwise": sum(1.0 if won > lost else 0.5 if won == lost else 0.0 for won, lost in duels),
    }


def _places(scores: Mapping[str, float]) -> Mapping[str, int]:
    return {id: 1 + sum(other > score for other in scores.values()) for id, score in scores.items()}


def _row(id: str, scores: Mapping[str, float], ranks: Mapping[str, int]) -> RankedRow:
    return RankedRow(
        priority=id,
        points=int(scores["points"]),
        named_by=int(scores["named by"]),
        first_choices=int(scores["first choices"]),
        pairwise=scores["pairwise"],
        ranks=ranks,
    )
