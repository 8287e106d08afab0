"""Results: the hits of an answer become documents with their passages, marked by our own highlighter."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from kb.domain.index_document import IndexDocument
from kb.domain.query.results import Group, Hit
from kb.domain.query.search_query import SearchQuery
from kb.index.documents import HEAD, document_from_json
from kb.index.highlighting import Highlighter
from kb.index.opensearch.planning import SearchPlan
from kb.index.opensearch.ranking import LENT, WHOLE, RankingQuery
from kb.index.presentation import HITS_OF_ONE, HITS_SHOWN, group_of, head_of, with_kind
from kb.index.query.tuning import Tuning

Json = dict[str, Any]

_FIELDS = ["passage", "passage_kind", "head"]


class ResultReader:
    """Reads what was found by one plan and the query made of it."""

    def __init__(self, plan: SearchPlan, query: SearchQuery, tuning: Tuning, ranking: RankingQuery) -> None:
        self._plan, self._tuning, self._ranking = plan, tuning, ranking
        names = [name for clause in plan.clauses for name in clause.others]
        self._highlighter = Highlighter.of(plan.nodes, names, plain=plan.plain)
        self.most = HITS_OF_ONE if len(query.filters.source) == 1 else HITS_SHOWN
        self._listing = not plan.clauses and plan.of_documents

    def best_hits(self) -> Json:
        """Return how the best hits of each document are asked for: the head before its passages."""
        size = self.most + (not self._plan.clauses)
        return self.parts() | {"size": size, "sort": [{"head": "desc"}, "_score", {"place": "asc"}]}

    def parts(self) -> Json:
        """Return what is asked of each hit that is shown."""
        return {"track_scores": True, "_source": ["shown", "document"], "docvalue_fields": _FIELDS}

    def groups(self, found: Mapping[str, Json]) -> tuple[Group, ...]:
        """Return the documents found, each by its name with its best hits."""
        return tuple(self._group(best, name) for name, best in found.items())

    def explained(self, groups: Sequence[Group], reasons: Mapping[str, Mapping[str, float]]) -> tuple[Group, ...]:
        """Return the same with the parts of every score; ``reasons`` are in the order of the hits."""
        told = iter(reasons.values())
        return tuple(replace(group, hits=tuple(self._why(hit, next(told)) for hit in group.hits)) for group in groups)

    def _group(self, found: Json, doc: str) -> Group:
        rows = found["hits"]
        document = document_from_json(doc, rows[0]["_source"]["document"])
        total = int(found["total"]["value"])
        has_head = bool(rows[0]["fields"]["head"][0])
        if self._listing:
            rows, total = rows[:1], total - 1
        elif has_head and not self._plan.clauses:
            rows, total = rows[1:], total - 1
        hits = tuple(self._hit(document, row) for row in rows[: self.most])
        return group_of(document, hits, total)

    def _hit(self, document: IndexDocument, row: Json) -> Hit:
        matched = row.get("matched_queries", ())
        head = bool(row["fields"]["head"][0])
        score = (row.get("_score") or 0.0) - self._ranking.levels(matched, head=head)
        if head:
            return head_of(document, self._highlighter, score)
        lacking = self._ranking.tiered and WHOLE not in matched
        kind, label, page, heading, text = row["_source"]["shown"]
        return Hit(
            source=document.key,
            passage=row["fields"]["passage"][0],
            kind=kind,
            label=label,
            page=page,
            heading=tuple(heading),
            text=text,
            snippet=self._highlighter.snippet(text),
            score=score,
            missing=self._missing(matched) if lacking else (),
        )

    def _missing(self, matched: Sequence[str]) -> tuple[str, ...]:
        """Return the wanted words that neither a passage nor its document's title has."""
        return tuple(
            clause.label
            for at, clause in enumerate(self._plan.clauses)
            if not clause.required and not clause.empty and f"c{at}" not in matched and f"t{at}" not in matched
        )

    def _why(self, hit: Hit, reasons: Mapping[str, float]) -> Hit:
        """Return a hit with the parts of its score, in the order in which they were added up."""
        if hit.kind == HEAD:
            parts = [(c.label, reasons[f"h{at}"]) for at, c in enumerate(self._plan.clauses) if f"h{at}" in reasons]
            return replace(hit, why=tuple(parts))
        labels = {f"c{at}": clause.label for at, clause in enumerate(self._plan.clauses) if not clause.empty}
        for at, clause in enumerate(self._plan.clauses):
            labels |= {f"c{at} {part}": part for part, _ in clause.parts}
        near = [name for name in reasons if name.startswith("“")]
        parts = [(label, reasons[name]) for name, label in labels.items() if name in reasons]
        parts += [(name, reasons[name]) for name in (*near, LENT) if name in reasons]
        times = self._tuning.kinds.get(hit.kind, 1.0)
        why = with_kind(parts, hit.score, hit.kind, times)
        return replace(hit, score=sum(own for _, own in why[:-1]) * times, why=why)
