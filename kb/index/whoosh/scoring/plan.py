"""Planning: what a query asks for (``kb.index.query.plan``) becomes clauses with what each finds."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from operator import and_

from kb.domain.query.results import Expansion
from kb.domain.query.tree import Node, Query, Word
from kb.index.query.acronyms import Lexicon
from kb.index.query.analysis import parts_of
from kb.index.query.plan import QueryClause, QueryPlan, name_forms, own_forms, plan_query
from kb.index.whoosh.scoring.bm25f import ScoredRows, union
from kb.index.whoosh.scoring.filters import Mask
from kb.index.whoosh.scoring.matching import Matcher


@dataclass(frozen=True)
class Clause:
    """A part of the query: its words, what they find, and other names that were searched for it.

    ``parts`` are the words that a joined word is made of, with what each finds; an ``empty`` one scores nothing.
    """

    node: Node
    label: str
    found: ScoredRows
    others: tuple[str, ...] = ()
    parts: tuple[tuple[str, ScoredRows], ...] = ()
    empty: bool = False


@dataclass(frozen=True)
class Plan:
    """A query ready to be ranked; ``mask`` holds what fields, ranges and exclusions let through.

    ``near`` has the pairs of words whose nearness scores; it is filled when the best were looked at again.
    """

    wanted: tuple[Clause, ...]
    required: tuple[Clause, ...]
    mask: Mask | None
    also: tuple[Expansion, ...] = ()
    plain: bool = False
    near: tuple[Clause, ...] = ()

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """Return everything that was asked for."""
        return (*self.wanted, *self.required)

    @property
    def nodes(self) -> tuple[Node, ...]:
        """Return everything that is looked for, as it is marked."""
        return tuple(own for clause in self.clauses for own in (clause.node, *(Word(part) for part, _ in clause.parts)))

    @cached_property
    def scoring(self) -> tuple[tuple[str, ScoredRows], ...]:
        """Return everything that scores, with its words."""
        telling = [clause for clause in self.clauses if not clause.empty]
        return tuple(own for clause in telling for own in ((clause.label, clause.found), *clause.parts))


def plan(
    matcher: Matcher,
    query: Query,
    lexicon: Lexicon,
    off: Sequence[str] = (),
    *,
    unfinished: bool = False,
) -> Plan:
    """Plan a query and find what its clauses ask for; ``unfinished`` reads its last word as the beginning of one."""
    asked = plan_query(query, lexicon, off, unfinished=unfinished, plain=matcher.plain)
    others, also = _others(matcher, asked)
    wanted: list[Clause] = []
    required: list[Clause] = []
    for at, own in enumerate(asked.clauses):
        names = others.get(at, ())
        clause = Clause(
            own.node,
            own.label,
            _with_others(matcher, own, names),
            tuple(name for name, _ in names),
            tuple((part, matcher.find(Word(part))) for part in own.parts),
            own.empty and not names,
        )
        (required if own.required else wanted).append(clause)
    if all(clause.empty for clause in (*wanted, *required)):
        wanted = [replace(clause, empty=False) for clause in wanted]
    mask = reduce(and_, (matcher.mask(node) for node in asked.masks)) if asked.masks else None
    return Plan(tuple(wanted), tuple(required), mask, also, matcher.plain)


def _others(
    matcher: Matcher, asked: QueryPlan
) -> tuple[dict[int, tuple[tuple[str, float], ...]], tuple[Expansion, ...]]:
    """Keep the other names that find something: for each clause the names to search besides, with their weights."""
    weight = matcher.tuning.expansion
    found: dict[int, tuple[tuple[str, float], ...]] = {}
    also: list[Expansion] = []
    for other in asked.others:
        clauses = asked.clauses[other.first : other.end]
        known = tuple(name for name in other.names if len(_name(matcher, name, weight)))
        if known:
            also.append(Expansion(other.typed, known))
            for at in range(other.first, other.end):
                found[at] = tuple((name, weight / len(clauses)) for name in known)
        elif not all(len(matcher.find(clause.node)) for clause in clauses):
            also.append(Expansion(other.typed, other.names))  # nothing is found: say that they were looked for
    return found, tuple(also)


def _with_others(matcher: Matcher, clause: QueryClause, names: tuple[tuple[str, float], ...]) -> ScoredRows:
    own = _own(matcher, clause)
    return union(matcher.view, [own, *(_name(matcher, name, weight) for name, weight in names)]) if names else own


def _own(matcher: Matcher, clause: QueryClause) -> ScoredRows:
    forms = own_forms(clause)
    if forms is None:
        return matcher.find(clause.node)
    return matcher.joined(forms) if clause.parts else matcher.word(forms)


def _name(matcher: Matcher, name: str, weight: float) -> ScoredRows:
    forms = name_forms(name)
    return matcher.phrase(parts_of(name), weight=weight) if forms is None else matcher.word(forms, weight)
