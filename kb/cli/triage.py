"""``kb priorities``: the ranking of a call, and what became of a slot or a priority."""

import re
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from kb.bootstrap import KnowledgeBase
from kb.cli.access import READS, as_reader, needs
from kb.cli.output import as_json, counted, print_json
from kb.content.codec import to_mapping
from kb.domain.account.viewer import Viewer
from kb.domain.errors import NotFound
from kb.domain.priority.lineage import place_of, trace_slot
from kb.domain.priority.priority import Priority, SlotRef, Step
from kb.domain.priority.ranking import RULES, RankedRow
from kb.services.priorities.ranking import RankingView

_SLOT = re.compile(r"([a-z0-9-]+):([1-9][0-9]*)")


@click.group()
def priorities() -> None:
    """Priorities made of what members answer: their ranking, and where they come from."""


@priorities.command()
@click.option("--call", required=True, help="Id of the call.")
@as_reader("Rank what this reader may see; who sits at this terminal has the files.")
@as_json
@click.pass_obj
@needs(READS)
def rank(kb: KnowledgeBase, call: str, viewer: Viewer, as_json: bool) -> None:
    """Rank the priorities of a call by every rule."""
    view = kb.rankings.ranking(call, viewer)
    if as_json:
        print_json(ranking_json(view))
    elif view.ranking is None:
        click.echo("The ranking is sealed until the call has been closed.", err=True)
    else:
        _print_ranking(view)


@priorities.command()
@click.argument("what")
@as_json
@click.pass_obj
@needs(READS)
def trace(kb: KnowledgeBase, what: str, as_json: bool) -> None:
    """Show every step that WHAT took part in: a slot (ANSWER:RANK, as in example-systems:1) or a priority (its id)."""
    all = kb.triage.priorities()
    slot = _SLOT.fullmatch(what)
    if slot:
        steps = trace_slot(all, SlotRef(slot[1], int(slot[2])))
        now = place_of(all, SlotRef(slot[1], int(slot[2])))
        if not steps and not now and not kb.triage.is_slot(SlotRef(slot[1], int(slot[2]))):
            raise NotFound("slot", what)
    elif what in all:
        steps, now = all[what].lineage, all[what].merged_into
    else:
        raise NotFound("priority", what)
    if as_json:
        print_json({"what": what, "now": now, "slots": _slots_json(all.get(what)), "steps": [_step(s) for s in steps]})
        return
    for step in steps:
        click.echo(_line(step))
    click.echo(_standing(what, now, all.get(what)))


def ranking_json(view: RankingView) -> dict[str, Any]:
    """Return a ranking in its stable JSON form; ``sealed`` ones have no rows."""
    ranking = view.ranking
    shape: dict[str, Any] = {"call": view.call.id, "ballot": view.ballots, "sealed": ranking is None}
    if ranking is None:
        return shape
    return shape | {
        "ballots": ranking.ballots,
        "answers": view.answers,
        "left_out": view.left_out,
        "late": view.late,
        "unsorted": view.unsorted,
        "agree": ranking.agree,
        "leaders": {rule: list(ids) for rule, ids in ranking.leaders.items()},
        "priorities": [_row(row) for row in ranking.rows],
        "pairwise": {one: dict(others) for one, others in ranking.grid.items()},
        "kinds": [{"kind": k.kind, "ballots": k.ballots, "points": dict(k.points)} for k in view.kinds],
    }


def _row(row: RankedRow) -> dict[str, Any]:
    return {
        "priority": row.priority,
        "points": row.points,
        "named_by": row.named_by,
        "first_choices": row.first_choices,
        "pairwise": row.pairwise,
        "ranks": dict(row.ranks),
    }


def _print_ranking(view: RankingView) -> None:
    if view.ranking is None:
        return
    table = Table("priority", *RULES)
    for row in view.ranking.rows:
        values = (row.points, row.named_by, row.first_choices, f"{row.pairwise:g}")
        table.add_row(row.priority, *(f"{v} ({row.ranks[rule]})" for v, rule in zip(values, RULES, strict=True)))
    Console().print(table)
    left_out = f", {counted(view.left_out, 'answer')} left out" if view.left_out else ""
    click.echo(f"{counted(view.ranking.ballots, 'ballot')}, one per {view.ballots}{left_out}", err=True)
    if not view.ranking.agree:
        first = "; ".join(f"{rule}: {', '.join(ids)}" for rule, ids in view.ranking.leaders.items())
        click.echo(f"the rules disagree about the first place: {first}", err=True)


def _step(step: Step) -> dict[str, Any]:
    return {
        "number": step.number,
        "at": step.at.isoformat(),
        "who": step.who,
        "act": step.kind.value,
        "from": step.source,
        "to": step.target,
        "slots": [f"{slot.input}:{slot.rank}" for slot in step.slots],
        "undoes": step.undoes,
    }


def _line(step: Step) -> str:
    slots = " ".join(f"{slot.input}:{slot.rank}" for slot in step.slots)
    back = f" (takes back {step.undoes})" if step.undoes else ""
    way = f"{step.source or '–'} → {step.target or '–'}"
    return f"{step.number:>4}  {step.at:%Y-%m-%d %H:%M}  {step.kind.value:<8} {way}  {slots}{back}  by {step.who}"


def _standing(what: str, now: str, priority: Priority | None) -> str:
    if priority is None:
        return f"{what} is under {now}" if now else f"{what} is under no priority"
    return f"{what} is merged into {now}" if now else f"{what} has {counted(len(priority.slots), 'slot')}"


def _slots_json(priority: Priority | None) -> list[Any]:
    value = to_mapping(priority).get("slots", []) if priority is not None else []
    return value if isinstance(value, list) else []
