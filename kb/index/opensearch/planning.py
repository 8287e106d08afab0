"""Planning: what a query asks for (``kb.index.query.plan``) becomes clauses, each with what finds it and how often."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from kb.domain.query.results import Expansion
from kb.domain.query.tree import All, Any, FieldQuery, Node, Not, Query, Range, Word
from kb.index.opensearch.matching import QueryMatcher
from kb.index.opensearch.query_dsl import HEADS, PASSAGES, Dsl, Found, all_of, any_of, leaves
from kb.index.opensearch.reader import Reader
from kb.index.query.field_values import tester
from kb.index.query.plan import OtherNames, QueryClause, QueryPlan, own_forms, plan_query

MOST_LEAVES = 1_000
"""Leaves of a query at most; a node takes 1,024 unless it is set otherwise."""


@dataclass(frozen=True)
class PlannedClause:
    """A part of the query; ``passages`` and ``heads`` count what it finds (one clause alone is not counted)."""

    node: Node
    label: str
    required: bool
    found: Found
    others: tuple[str, ...] = ()
    parts: tuple[tuple[str, Found], ...] = ()
    empty: bool = False
    passages: int = 1
    heads: int = 0


@dataclass(frozen=True)
class SearchPlan:
    """A query ready to be sent; ``mask`` is what fields, ranges and exclusions let through.

    ``of_documents`` says that passages follow their documents in that, ``rows`` counts all passages.
    """

    clauses: tuple[PlannedClause, ...]
    mask: tuple[Dsl, ...]
    of_documents: bool
    also: tuple[Expansion, ...]
    plain: bool
    rows: int = 0

    @property
    def wanted(self) -> tuple[PlannedClause, ...]:
        """Return the clauses that what is found may lack."""
        return tuple(clause for clause in self.clauses if not clause.required)

    @property
    def nodes(self) -> tuple[Node, ...]:
        """Return everything that is looked for, as it is marked."""
        return tuple(own for clause in self.clauses for own in (clause.node, *(Word(part) for part, _ in clause.parts)))


def fitting(plan: SearchPlan, query_of: Callable[[SearchPlan], Dsl]) -> SearchPlan:
    """Return a plan with as many of its first clauses as make a query that Lucene takes."""
    while (size := leaves(query_of(plan))) > MOST_LEAVES and len(plan.clauses) > 1:
        fewer = min(len(plan.clauses) - 1, len(plan.clauses) * MOST_LEAVES // size + 1)
        plan = replace(plan, clauses=plan.clauses[:fewer])
    return plan


class Planner:
    """Plans queries for one reader: what is counted is counted in what that reader may see."""

    def __init__(self, reader: Reader, *, plain: bool) -> None:
        """Make a planner that reads words in capitals like others where the query is ``plain``."""
        self._lexicon, self._counts = reader.lexicon, reader.counts
        self._matcher = QueryMatcher(reader.tuning, reader.values, plain)

    def plan(
        self, query: Query, off: Sequence[str] = (), *, unfinished: bool = False, counted: bool = True
    ) -> SearchPlan:
        """Plan a query; what ranks any words alike needs no clause ``counted``."""
        asked = plan_query(query, self._lexicon, off, unfinished=unfinished, plain=self._matcher.plain)
        names = list(dict.fromkeys(name for other in asked.others for name in other.names))
        parts = [Word(part) for clause in asked.clauses for part in clause.parts]
        nodes = [*(clause.node for clause in asked.clauses), *asked.masks, *parts]
        leaves = self._matcher.unknown(nodes, names)
        counts = self._counts(list(leaves.values()))
        matcher = replace(self._matcher, known=dict(zip(leaves, counts, strict=True)))
        return self._clauses(asked, matcher, names, counted=counted)

    def _clauses(self, asked: QueryPlan, matcher: QueryMatcher, names: Sequence[str], *, counted: bool) -> SearchPlan:
        own = [_own(matcher, clause) for clause in asked.clauses]
        of_names = {name: matcher.name(name, matcher.tuning.expansion) for name in names}
        named = self._counts([any_of([*found.passages, *found.heads]) for found in of_names.values()])
        there = {name: bool(having) for name, having in zip(of_names, named, strict=True)}
        others: dict[int, tuple[str, ...]] = {}
        shares: dict[int, int] = {}
        for other in asked.others:
            for at in range(other.first, other.end):
                others[at] = tuple(name for name in other.names if there[name])
                shares[at] = other.end - other.first
        clauses = []
        for at, clause in enumerate(asked.clauses):
            weight = matcher.tuning.expansion / shares.get(at, 1)
            found = sum((matcher.name(name, weight) for name in others.get(at, ())), own[at])
            parts = tuple((part, matcher.find(Word(part))) for part in clause.parts)
            empty = clause.empty and not others.get(at)
            clauses.append(
                PlannedClause(clause.node, clause.label, clause.required, found, others.get(at, ()), parts, empty)
            )
        if all(clause.empty for clause in clauses):
            clauses = [replace(clause, empty=False) for clause in clauses]
        rows = 0
        if counted and (len(clauses) + sum(len(clause.parts) for clause in clauses) > 1 or asked.others):
            rows, clauses = self._counted(clauses)
        also = tuple(one for other in asked.others if (one := self._expansion(other, own, others)))
        mask = tuple(matcher.mask(node) for node in asked.masks)
        of_documents = all(_of_documents(node, matcher) for node in asked.masks)
        return SearchPlan(tuple(clauses), mask, of_documents, also, matcher.plain, rows)

    def _counted(self, clauses: list[PlannedClause]) -> tuple[int, list[PlannedClause]]:
        queries = [PASSAGES]
        for clause in clauses:
            queries.append(all_of([PASSAGES, any_of(clause.found.passages)]))
            queries.append(all_of([HEADS, any_of(clause.found.heads)]))
        rows, *counts = self._counts(queries)
        pairs = zip(clauses, counts[::2], counts[1::2], strict=True)
        return rows, [replace(clause, passages=passages, heads=heads) for clause, passages, heads in pairs]

    def _expansion(
        self, other: OtherNames, own: Sequence[Found], others: dict[int, tuple[str, ...]]
    ) -> Expansion | None:
        """Tell which names were searched besides; all of them where what was typed finds nothing either."""
        if known := others[other.first]:
            return Expansion(other.typed, known)
        typed = [any_of([*found.passages, *found.heads]) for found in own[other.first : other.end]]
        return None if all(self._counts(typed)) else Expansion(other.typed, other.names)


def _own(matcher: QueryMatcher, clause: QueryClause) -> Found:
    forms = own_forms(clause)
    if forms is None:
        return matcher.find(clause.node)
    return matcher.joined(forms) if clause.parts else matcher.word(forms)


def _of_documents(node: Node, matcher: QueryMatcher) -> bool:
    """Say whether what a node lets through is whole documents."""
    match node:
        case Range():
            return True
        case FieldQuery(name, All(nodes) | Any(nodes)):
            return all(_of_documents(FieldQuery(name, inner), matcher) for inner in nodes)
        case FieldQuery(name, inner):
            fits = tester(inner)
            return name != "kind" or not any(fits(value) for value in matcher.values("passage_kind"))
        case Not(inner):
            return _of_documents(inner, matcher)
        case All(nodes) | Any(nodes):
            return all(_of_documents(inner, matcher) for inner in nodes)
        case _:
            return False
