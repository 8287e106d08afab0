"""Whoosh as its documentation shows it: one stemmed field, its default BM25F, its own filters and groups."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from engines.face import Answer, Question, Row
from whoosh import index, sorting
from whoosh.analysis import StemmingAnalyzer
from whoosh.fields import ID, NUMERIC, STORED, TEXT, Schema
from whoosh.query import And, NumericRange, Or, Phrase, Prefix, Query, Term


class StockWhoosh:
    """Whoosh 2.7.4 untouched."""

    name = "whoosh"

    def build(self, rows: Iterable[Row], folder: Path) -> None:
        self._words = StemmingAnalyzer(stoplist=None, minsize=1, cachesize=-1)
        schema = Schema(
            id=ID(stored=True, unique=True),
            title=STORED,
            text=TEXT(analyzer=self._words, stored=True),
            org=ID(sortable=True),
            kind=ID(sortable=True),
            year=NUMERIC(sortable=True),
        )
        writer = index.create_in(folder, schema).writer(limitmb=512)
        for row in rows:
            writer.add_document(
                id=row.id, title=row.title, text=f"{row.title} {row.text}", org=row.org, kind=row.kind, year=row.year
            )
        writer.commit()

    def open(self, folder: Path) -> None:
        self._index = index.open_dir(folder)
        self._words = self._index.schema["text"].analyzer
        self._searcher = self._index.searcher()

    def ask(self, question: Question) -> Answer:
        narrow = [Term("kind", question.kind)] if question.kind else []
        narrow += [NumericRange("year", question.year, question.year)] if question.year else []
        grouped = {"groupedby": ["org", "year"], "maptype": sorting.Count} if question.facets else {}
        found = self._searcher.search(
            self._query(question), limit=question.size, filter=And(narrow) if narrow else None, **grouped
        )
        facets = {name: dict(found.groups(name)) for name in ("org", "year")} if question.facets else {}
        snippets = [hit.highlights("text", top=1) for hit in found] if question.snippets else []
        return Answer([hit["id"] for hit in found], facets, snippets)

    def prepare(self, rows: Sequence[Row]) -> None:
        del rows  # nothing to prepare

    def update(self, row: Row) -> None:
        writer = self._index.writer()
        writer.update_document(
            id=row.id, title=row.title, text=f"{row.title} {row.text}", org=row.org, kind=row.kind, year=row.year
        )
        writer.commit()
        self._searcher = self._index.searcher()

    def _query(self, question: Question) -> Query:
        if question.mode == "prefix":
            return Prefix("text", question.words[0].lower())
        terms = [token.text for word in question.words for token in self._words(word, mode="query")]
        if question.mode == "phrase":
            return Phrase("text", terms)
        kind = And if question.mode == "all" else Or
        return kind([Term("text", term) for term in terms])
