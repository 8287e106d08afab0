"""The ranking of a call: the rules in words, the table by each, charts with their numbers, the pairwise grid."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from kb.domain.call.consent import SMALLEST_GROUP
from kb.domain.priority.ranking import RULES, RankedRow, Ranking
from kb.services.priorities.ranking import RankingView
from kb.services.priorities.ranking_rules import BALLOT_WORDS, RULE_WORDS
from kb.web.humanize import count, listed, shortened
from kb.web.layout.frame import Frame, Link

_BAR_WIDTH = 240


@dataclass(frozen=True)
class RankingRuleRow:
    """A rule in words, with the address of the table in its order."""

    name: str
    words: str
    address: str
    is_order: bool


@dataclass(frozen=True)
class RankCell:
    """A number under one rule, and the place that it gives."""

    value: str
    place: str
    leads: bool


@dataclass(frozen=True)
class RankRow:
    """A priority in the table."""

    number: str
    title: str
    address: str
    cells: tuple[RankCell, ...]


@dataclass(frozen=True)
class Bar:
    """A bar of a chart, in its units."""

    label: str
    value: str
    y: int
    width: int


@dataclass(frozen=True)
class Chart:
    """A chart of one rule; ``summary`` says in words what it shows."""

    name: str
    summary: str
    height: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class GridRow:
    """A row of the pairwise grid: how often this one is above the others, and below."""

    number: str
    title: str
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class KindRow:
    """Points of one priority by kind of organisation."""

    title: str
    points: tuple[str, ...]


@dataclass(frozen=True)
class RankingPage:
    """A ranking, or the word that it is under seal."""

    template: ClassVar[str] = "priorities/ranking.html"
    frame: Frame
    call: Link
    sealed: str
    basis: str
    ballot_rule: str
    notes: tuple[str, ...]
    rules: tuple[RankingRuleRow, ...]
    agree: bool
    verdict: str
    leaders: tuple[tuple[str, str], ...]
    rows: tuple[RankRow, ...]
    charts: tuple[Chart, ...]
    grid: tuple[GridRow, ...]
    kind_heads: tuple[str, ...]
    kind_rows: tuple[KindRow, ...]
    kinds_note: str
    invented: bool
    triage: str


def ranking_page(frame: Frame, view: RankingView, order: str, deadline: str, *, is_staff: bool) -> RankingPage:
    """Make the page, its table in the order of one rule; ``deadline`` is that of the call in words."""
    ranking, call = view.ranking, view.call
    order = order if order in RULES else RULES[0]
    titles = {id: one.title for id, one in (view.priorities or {}).items()}
    rows = sorted(ranking.rows, key=lambda row: row.ranks[order]) if ranking else []
    has_rows = bool(ranking and ranking.ballots and rows)
    return RankingPage(
        frame=frame,
        call=Link(call.title, f"/calls/{call.id}"),
        sealed="" if ranking else f"The ranking opens when the call has been closed. {deadline}.",
        basis=_basis(view),
        ballot_rule=BALLOT_WORDS[view.ballots],
        notes=tuple(_notes(view, is_staff=is_staff)),
        rules=tuple(
            RankingRuleRow(*RULE_WORDS[name], f"/calls/{call.id}/ranking?by={name.replace(' ', '+')}", name == order)
            for name in RULES
        ),
        agree=bool(ranking and _shares_a_leader(ranking)),
        verdict=_verdict(ranking, titles) if ranking and has_rows else "",
        leaders=tuple((RULE_WORDS[rule][0], _named(ids, titles)) for rule, ids in ranking.leaders.items())
        if ranking and has_rows
        else (),
        rows=tuple(_row(number, row, titles) for number, row in enumerate(rows, start=1)) if has_rows else (),
        charts=tuple(_chart(rule, rows, titles) for rule in RULES) if has_rows else (),
        grid=_grid(ranking, rows, titles) if ranking and has_rows else (),
        kind_heads=tuple(f"{kind.kind or 'all others'} ({count(kind.ballots, 'ballot')})" for kind in view.kinds),
        kind_rows=tuple(KindRow(titles[r.priority], tuple(str(k.points[r.priority]) for k in view.kinds)) for r in rows)
        if view.kinds
        else (),
        kinds_note=_kinds_note(view, is_staff=is_staff),
        invented=view.illustrative,
        triage=f"/calls/{call.id}/triage" if is_staff else "",
    )


def _basis(view: RankingView) -> str:
    if view.ranking is None:
        return ""
    if not view.ranking.ballots:
        return f"Fewer than {SMALLEST_GROUP} answers may be counted here, too few for a ranking"
    return f"{count(view.ranking.ballots, 'ballot')} from {count(view.answers, 'answer')}"


def _notes(view: RankingView, *, is_staff: bool) -> list[str]:
    notes = []
    if view.left_out:
        was = "is" if view.left_out == 1 else "are"
        notes.append(
            f"{count(view.left_out, 'answer')} {was} left out, because with so few nobody’s answer could be kept from "
            "being worked out."
        )
    if view.late:
        notes.append(f"{count(view.late, 'ballot')} came after the deadline, and counts like the others.")
    if view.unsorted:
        notes.append(f"Under no priority yet, so that no rule counts them: {count(view.unsorted, 'choice')}.")
    if is_staff:
        notes.append("You see every answer counted. Others see those only whose consent allows it, once it is safe.")
    return notes


def _verdict(ranking: Ranking, titles: Mapping[str, str]) -> str:
    if ranking.agree:
        return f"All four rules put {_named(next(iter(ranking.leaders.values())), titles)} first."
    shared = [id for id in next(iter(ranking.leaders.values())) if all(id in ids for ids in ranking.leaders.values())]
    if shared:
        ties = [
            f"“{RULE_WORDS[rule][0]}” ties it with {count(len(ids) - 1, 'other')}"
            for rule, ids in ranking.leaders.items()
            if len(ids) > len(shared)
        ]
        return f"All four rules put {_named(tuple(shared), titles)} first; {listed(ties)}."
    return "The rules disagree about what comes first. Which of them to follow is for people to say."


def _shares_a_leader(ranking: Ranking) -> bool:
    """Say whether every rule puts the same priority first, whatever some tie it with."""
    leaders = [set(ids) for ids in ranking.leaders.values()]
    return ranking.agree or bool(leaders and set.intersection(*leaders))


def _named(ids: tuple[str, ...], titles: Mapping[str, str]) -> str:
    return listed([f"“{titles[id]}”" for id in ids])


def _row(number: int, row: RankedRow, titles: Mapping[str, str]) -> RankRow:
    cells = tuple(RankCell(_value(rule, row), _ordinal(row.ranks[rule]), row.ranks[rule] == 1) for rule in RULES)
    return RankRow(str(number), titles[row.priority], f"/priorities/{row.priority}", cells)


def _value(rule: str, row: RankedRow) -> str:
    values: Mapping[str, Callable[[RankedRow], float]] = {
        "points": lambda one: one.points,
        "named by": lambda one: one.named_by,
        "first choices": lambda one: one.first_choices,
        "pairwise": lambda one: one.pairwise,
    }
    value = values[rule](row)
    whole = int(value)
    return f"{whole or ('' if value else 0)}{'½' if value != whole else ''}"


def _number(rule: str, row: RankedRow) -> float:
    return {"points": row.points, "named by": row.named_by, "first choices": row.first_choices}.get(rule, row.pairwise)


def _ordinal(place: int) -> str:
    ending = "th" if place % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{ending}"


def _chart(rule: str, rows: list[RankedRow], titles: Mapping[str, str]) -> Chart:
    ordered = sorted(rows, key=lambda row: row.ranks[rule])
    most = max((_number(rule, row) for row in ordered), default=0) or 1
    bars = tuple(
        Bar(
            shortened(titles[row.priority], 40),
            _value(rule, row),
            26 * n,
            round(_BAR_WIDTH * _number(rule, row) / most),
        )
        for n, row in enumerate(ordered)
    )
    name = RULE_WORDS[rule][0]
    words = ", ".join(f"{titles[row.priority]} {_value(rule, row)}" for row in ordered)
    return Chart(name, f"{name}: {words}", 26 * len(bars), bars)


def _grid(ranking: Ranking, rows: list[RankedRow], titles: Mapping[str, str]) -> tuple[GridRow, ...]:
    def cell(one: str, other: str) -> tuple[str, str]:
        if one == other:
            return "", "self"
        won, lost = ranking.grid[one][other], ranking.grid[other][one]
        return f"{won}:{lost}", "won" if won > lost else "lost" if won < lost else "level"

    return tuple(
        GridRow(str(number), titles[row.priority], tuple(cell(row.priority, other.priority) for other in rows))
        for number, row in enumerate(rows, start=1)
    )


def _kinds_note(view: RankingView, *, is_staff: bool) -> str:
    if view.ranking is None or not view.ranking.ballots:
        return ""
    if is_staff:
        return (
            f"For staff only: others see a kind only where {SMALLEST_GROUP} organisations of it, and of the rest, are "
            "safe to show."
        )
    if view.kinds:
        return f"Kinds with fewer than {SMALLEST_GROUP} organisations are shown together, or not at all."
    return f"No kind of organisation has {SMALLEST_GROUP} answers that can be shown without giving one away."
