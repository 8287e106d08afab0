"""Tantivy through its Python package: English stems, raw fast fields for filters and facets."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import tantivy
from engines.face import Answer, Question, Row

FACETS = {name: {"terms": {"field": name, "size": 1000}} for name in ("org", "year")}


class Tantivy:
    """Tantivy as its documentation shows it."""

    name = "tantivy"

    def build(self, rows: Iterable[Row], folder: Path) -> None:
        self._make(folder)
        writer = self._index.writer(256_000_000, 1)
        for row in rows:
            writer.add_document(self._document(row))
        writer.commit()
        writer.wait_merging_threads()
        self._refresh()

    def open(self, folder: Path) -> None:
        self._make(folder)
        self._refresh()

    def ask(self, question: Question) -> Answer:
        query = self._query(question)
        found = self._searcher.search(query, question.size, count=False)
        documents = [self._searcher.doc(address) for _, address in found.hits]
        facets = {}
        if question.facets:
            counted = self._searcher.aggregate(query, FACETS)
            facets = {name: {str(b["key"]): b["doc_count"] for b in counted[name]["buckets"]} for name in FACETS}
        snippets = []
        if question.snippets:
            maker = tantivy.SnippetGenerator.create(self._searcher, query, self._schema, "text")
            snippets = [maker.snippet_from_doc(document).to_html() for document in documents]
        return Answer([document["id"][0] for document in documents], facets, snippets)

    def prepare(self, rows: Sequence[Row]) -> None:
        del rows  # nothing to prepare

    def update(self, row: Row) -> None:
        writer = self._index.writer(64_000_000, 1)
        writer.delete_documents("id", row.id)
        writer.add_document(self._document(row))
        writer.commit()
        self._refresh()

    def _make(self, folder: Path) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw")
        builder.add_text_field("text", stored=True, tokenizer_name="en_stem")
        for name in ("org", "kind", "year"):
            builder.add_text_field(name, tokenizer_name="raw", fast=True, index_option="basic")
        self._schema = builder.build()
        self._index = tantivy.Index(self._schema, path=str(folder))
        self._stems = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(tantivy.Filter.lowercase())
        self._stems = self._stems.filter(tantivy.Filter.stemmer("english")).build()

    def _refresh(self) -> None:
        self._index.reload()
        self._searcher = self._index.searcher()

    def _document(self, row: Row) -> tantivy.Document:
        return tantivy.Document(
            id=row.id, text=f"{row.title} {row.text}", org=row.org, kind=row.kind, year=str(row.year)
        )

    def _query(self, question: Question) -> tantivy.Query:
        parts = [(tantivy.Occur.Must, self._words(question))]
        for name in ("kind", "year"):
            if getattr(question, name):
                term = tantivy.Query.term_query(self._schema, name, str(getattr(question, name)), "basic")
                parts.append((tantivy.Occur.Must, tantivy.Query.const_score_query(term, 0.0)))
        return parts[0][1] if len(parts) == 1 else tantivy.Query.boolean_query(parts)

    def _words(self, question: Question) -> tantivy.Query:
        if question.mode == "prefix":
            return tantivy.Query.regex_query(self._schema, "text", re.escape(question.words[0].lower()) + ".*")
        terms = self._stems.analyze(" ".join(question.words)) or ["nothing"]
        if question.mode == "phrase" and len(terms) > 1:
            return tantivy.Query.phrase_query(self._schema, "text", terms)
        occur = tantivy.Occur.Must if question.mode in ("all", "phrase") else tantivy.Occur.Should
        queries = [(occur, tantivy.Query.term_query(self._schema, "text", term)) for term in terms]
        return tantivy.Query.boolean_query(queries)
