"""Showing: numbers become hits with words, only for what is on the page."""

from kb.domain.index_document import IndexDocument
from kb.domain.query.results import Group, Hit
from kb.domain.query.search_query import SearchQuery
from kb.index.highlighting import Highlighter
from kb.index.presentation import HITS_OF_ONE, HITS_SHOWN, group_of, head_of, with_kind
from kb.index.query.tuning import Tuning
from kb.index.whoosh.results.grouping import Groups, best_passages
from kb.index.whoosh.scoring.plan import Plan
from kb.index.whoosh.scoring.ranking import Ranked
from kb.index.whoosh.scoring.view import View


class ResultBuilder:
    """Shows what was found by one plan."""

    def __init__(
        self, view: View, plan: Plan, passages: Ranked, groups: Groups, query: SearchQuery, tuning: Tuning
    ) -> None:
        self._view, self._plan, self._passages, self._groups = view, plan, passages, groups
        self._tuning, self._explain = tuning, query.explain
        names = [name for clause in plan.clauses for name in clause.others]
        self._highlighter = Highlighter.of(plan.nodes, names, plain=plan.plain)
        self._most = HITS_OF_ONE if len(query.filters.source) == 1 else HITS_SHOWN
        self._listing = not plan.clauses and (plan.mask is None or plan.mask.of_documents)

    def group(self, number: int) -> Group:
        """Return one document with its best hits."""
        groups = self._groups
        doc = int(groups.docs[number])
        document = self._view.document(doc)
        total = int(groups.ends[number] - groups.starts[number])
        name = float(groups.named[number])
        hits: list[Hit] = []
        if self._listing or name:
            hits.append(self._head(document, doc, name))
            total += 0 if self._listing else 1
        if not self._listing and total > len(hits):
            for at in best_passages(self._passages, groups, number, self._most - len(hits)):
                hits.append(self._hit(document, at))
        return group_of(document, tuple(hits), total)

    def _head(self, document: IndexDocument, doc: int, score: float) -> Hit:
        """Return the hit that is the document itself, found by its name; it has no passage."""
        parts = [(clause.label, clause.found.documents.score_of(doc)) for clause in self._plan.clauses]
        why = tuple((label, own) for label, own in parts if own is not None) if self._explain else ()
        return head_of(document, self._highlighter, score, why)

    def _hit(self, document: IndexDocument, at: int) -> Hit:
        number = int(self._passages.rows[at])
        row = self._view.row(number)
        whole = bool(self._passages.whole[at])
        return Hit(
            source=document.key,
            passage=row.id,
            kind=row.kind.value,
            label=row.label,
            page=row.page,
            heading=row.heading,
            text=row.text,
            snippet=self._highlighter.snippet(row.text),
            score=float(self._passages.scores[at]),
            missing=() if whole else self._missing(number),
            why=self._why(number, float(self._passages.scores[at])) if self._explain else (),
        )

    def _missing(self, number: int) -> tuple[str, ...]:
        """Return the wanted words that neither the passage nor its document's title has."""
        doc = int(self._view.doc_of_row[number])
        return tuple(
            clause.label
            for clause in self._plan.wanted
            if not clause.empty
            and clause.found.passages.score_of(number) is None
            and clause.found.documents.score_of(doc) is None
        )

    def _why(self, number: int, score: float) -> tuple[tuple[str, float], ...]:
        """Return the parts of a passage's score, in the order in which they were added up."""
        doc = int(self._view.doc_of_row[number])
        names, of_row = self._view.kinds
        kind = names[int(of_row[number])]
        parts: list[tuple[str, float]] = []
        for label, found in (*self._plan.scoring, *((one.label, one.found) for one in self._plan.near)):
            if (own := found.passages.score_of(number)) is not None:
                parts.append((label, own))
        lent = [found.documents.score_of(doc) or 0.0 for _, found in self._plan.scoring]
        if len(self._plan.scoring) > 1 and any(lent):
            parts.append(("title of the document", sum(lent) * self._tuning.title_of_passage))
        times = self._tuning.kinds.get(kind, 1.0)
        return with_kind(parts, score, kind, times)
