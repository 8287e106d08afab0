"""Ranking: one query that orders passages in tiers (all words, most of them, few), and heads that are named by all.

What a tier adds is more than any score, and no more than that: a score has 24 bits, and each bit of the tier is one
bit less to tell two passages apart by.
"""

import math
from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Any

from kb.domain.query.facets import EVIDENCE as PART_OF_EVIDENCE
from kb.index.opensearch.planning import PlannedClause, SearchPlan
from kb.index.opensearch.query_dsl import (
    ALL,
    HEADS,
    NONE,
    PASSAGES,
    Dsl,
    all_of,
    any_of,
    constant,
    named,
    near,
    stem_field,
)
from kb.index.opensearch.tokens import in_stems
from kb.index.query.pairs import WINDOW, telling_pairs
from kb.index.query.tiers import cover, powers_of
from kb.index.query.tuning import Tuning, idf

WHOLE, STRONG, EVIDENCE, LENT = "all words", "most words", "evidence", "title of the document"
"""Names by which a hit says of which tier it is, and what its document's title added."""

NEAR = 2.0
"""Lucene counts two words side by side as a third of an occurrence, and less the further they are apart; we as one."""

_SENTENCE = 6
"""In queries of more words, titles do not stand in for common ones, as in the embedded engine."""


@dataclass(frozen=True)
class RankingQuery:
    """A plan as queries: the whole of it, its order without scores, and what is whole in it.

    ``level`` is more than any score: evidence adds one, most of the words two and all words two more, where the plan is
    ``tiered``.
    """

    query: Dsl
    order: Dsl
    whole: Dsl
    level: float = 0.0
    tiered: bool = False

    def levels(self, names: Container[str], *, head: bool) -> float:
        """Return what a hit that has parts of these names got for its tier."""
        tiers = 2 if head else (WHOLE in names) + (STRONG in names)
        return self.level * ((EVIDENCE in names) + 2 * tiers * self.tiered)


def ranking(plan: SearchPlan, tuning: Tuning) -> RankingQuery:
    """Make the query that finds and orders what a plan asks for, as a page shows it."""
    mask = list(plan.mask)
    if not plan.clauses:
        everything = {"bool": {"filter": mask or [ALL], "should": [_evidence(1.0)]}}
        return RankingQuery(everything, everything, PASSAGES, 1.0)
    tiered = bool(plan.wanted) and len(plan.clauses) + sum(len(c.parts) for c in plan.clauses) > 1
    level = _level(plan, tuning)
    whole = _whole(plan) if tiered else ALL
    own = _own(plan)
    scored = _by_kind(_scored_passage(plan, tuning, own, beside=_titles(plan) if tiered else []), tuning)
    tiers = [_evidence(level), *(_tiers(plan, whole, level) if tiered else [])]
    filters = [PASSAGES, *mask]
    passages: Dsl = {"bool": {"must": [scored], "should": tiers, "filter": filters}}
    order: Dsl = {"bool": {"should": tiers, "filter": [*filters, own]}}
    name = _named(plan, mask, level if tiered else 0.0, level)
    by_name = {"bool": {"filter": [name], "should": [_evidence(level), constant(ALL, 4 * level * tiered)]}}
    return RankingQuery(any_of([passages, name]), any_of([order, by_name]), all_of([PASSAGES, whole]), level, tiered)


def retrieval(plan: SearchPlan, tuning: Tuning, *, all_words: bool = False, proximity: bool = True) -> Dsl:
    """Make the query that finds and orders passages alone, in one tier: with any of the words, or with all."""
    own = _own(plan) if plan.clauses else ALL
    scored = _by_kind(_scored_passage(plan, tuning, own, proximity=proximity), tuning)
    whole = [_whole(plan)] if all_words and plan.wanted else []
    return {"bool": {"must": [scored], "filter": [PASSAGES, *plan.mask, *whole]}}


def _scored_passage(
    plan: SearchPlan, tuning: Tuning, own: Dsl, *, proximity: bool = True, beside: Sequence[Dsl] = ()
) -> Dsl:
    should = [*_wanted_beside(plan), *beside]
    should += [named(_lent(plan, tuning.title_of_passage), LENT)] if len(plan.clauses) > 1 else []
    should += _pairs(plan, tuning) if proximity else []
    return {"bool": {"must": [own], "should": should}}


def _evidence(level: float) -> Dsl:
    """Return what puts evidence before what members and colleagues say of it."""
    return named(constant({"term": {"part": PART_OF_EVIDENCE}}, level), EVIDENCE)


def _own(plan: SearchPlan) -> Dsl:
    """Return what a passage has to have itself: all that is required, or else a word that tells something."""
    required = [clause for clause in plan.clauses if clause.required]
    if required:
        return {"bool": {"must": [_scored(plan, clause) for clause in required]}}
    return any_of(_telling(plan))


def _wanted_beside(plan: SearchPlan) -> list[Dsl]:
    """Return what may be there besides: what is wanted beside what is required, and words that only count as there."""
    beside = _telling(plan) if any(clause.required for clause in plan.clauses) else []
    empty = [clause for clause in plan.wanted if clause.empty]
    return [*beside, *(named(constant(any_of(c.found.passages), 0.0), _name(plan, c)) for c in empty)]


def _telling(plan: SearchPlan) -> list[Dsl]:
    found = [_scored(plan, clause) for clause in plan.wanted if not clause.empty]
    for clause in plan.wanted:
        found += [named(any_of(own.passages), f"{_name(plan, clause)} {part}") for part, own in clause.parts]
    return found


def _scored(plan: SearchPlan, clause: PlannedClause) -> Dsl:
    return named(any_of(clause.found.passages), _name(plan, clause))


def _name(plan: SearchPlan, clause: PlannedClause) -> str:
    """Return the name of a clause: its number, since the same words may come twice."""
    return f"c{next(at for at, own in enumerate(plan.clauses) if own is clause)}"


def _lent(plan: SearchPlan, times: float) -> Dsl:
    scoring = [clause for clause in plan.clauses if not clause.empty]
    lent = [one for clause in scoring for one in clause.found.lent]
    lent += [one for clause in scoring for _, found in clause.parts for one in found.lent]
    return {"bool": {"should": lent, "minimum_should_match": 1, "boost": times}} if lent else NONE


def _titles(plan: SearchPlan) -> list[Dsl]:
    """Return what says which words the title of a passage's document has; it scores nothing."""
    wanted = [(at, clause) for at, clause in enumerate(plan.clauses) if not clause.required and clause.heads]
    return [named(constant(any_of(clause.found.lent), 0.0), f"t{at}") for at, clause in wanted]


def _having(plan: SearchPlan, clause: PlannedClause) -> Dsl:
    """Return what has a wanted clause, or is of a document whose title stands in for it."""
    common = len(plan.wanted) > _SENTENCE and clause.passages * 20 > plan.rows
    return any_of([*clause.found.passages, *(() if common else clause.found.lent)])


def _whole(plan: SearchPlan) -> Dsl:
    return all_of(_having(plan, clause) for clause in plan.wanted if not clause.empty)


def _tiers(plan: SearchPlan, whole: Dsl, level: float) -> list[Dsl]:
    """Return what adds a level for what has most of the words, and another for what has all."""
    wanted = [clause for clause in plan.wanted if not clause.empty]
    found = [(clause.passages, clause.passages + clause.heads) for clause in wanted]
    powers = powers_of(plan.rows, found, [False] * len(wanted))
    least = int(cover(len(plan.wanted)) * sum(powers))
    counted = [constant(_having(plan, clause), float(power)) for clause, power in zip(wanted, powers, strict=True)]
    most: Dsl = {"function_score": {"query": any_of(counted), "min_score": max(least, 1)}}
    if any(clause.required for clause in plan.clauses):
        most = ALL
    return [named(constant(whole, 2 * level), WHOLE), named(constant(most, 2 * level), STRONG)]


def _named(plan: SearchPlan, mask: Sequence[Dsl], tier: float, level: float) -> Dsl:
    """Return what finds the documents whose title or reference has every word; they are of the highest tier."""
    must = [named(any_of(clause.found.heads), f"h{at}") for at, clause in enumerate(plan.clauses)]
    should = [_evidence(level), *([constant(ALL, 4 * tier)] if tier else [])]
    return {"bool": {"must": must, "should": should, "filter": [HEADS, {"term": {"named": True}}, *mask]}}


def _pairs(plan: SearchPlan, tuning: Tuning) -> list[Dsl]:
    """Return what scores words of the query that stand near each other in a passage, whatever their endings."""
    pairs = telling_pairs([clause.node for clause in plan.wanted], plain=plan.plain)
    field = stem_field("body")
    return [
        named(
            near(field, in_stems(one.term, one.stem), in_stems(other.term, other.stem), WINDOW - 2, NEAR * tuning.near),
            f"“{one.typed}” near “{other.typed}”",
        )
        for one, other in pairs
    ]


def _by_kind(query: Dsl, tuning: Tuning) -> Dsl:
    functions: list[dict[str, Any]] = [
        {"filter": {"term": {"passage_kind": kind}}, "weight": times} for kind, times in tuning.kinds.items()
    ]
    return {
        "function_score": {"query": query, "functions": functions, "score_mode": "multiply", "boost_mode": "multiply"}
    }


def _level(plan: SearchPlan, tuning: Tuning) -> float:
    """Return a power of two above any score that the clauses can add up to."""
    rarest = idf(max(plan.rows, 1), 0) * (tuning.k1 + 1)
    one = rarest * (tuning.stem + tuning.exact + tuning.heading + tuning.title_of_passage + 2 * tuning.near)
    parts = sum(1 + len(clause.others) + len(clause.parts) for clause in plan.clauses)
    return float(2 ** math.ceil(math.log2(max(2.0, one * (parts + 1) * max(tuning.kinds.values())))))
