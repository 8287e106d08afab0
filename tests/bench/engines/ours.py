"""This project's engine, at two depths: retrieval alone (like with like), and the whole answer of a page."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from engines.face import Answer, Question, Row

from kb.domain.audience import Audience
from kb.domain.dates import PartialDate
from kb.domain.index_document import IndexDocument, IndexItem
from kb.domain.ids import slug
from kb.domain.source.passage import Passage, PassageKind
from kb.domain.query.search_query import Filters, SearchQuery
from kb.index.reports import RetrievalOptions
from kb.index.whoosh.engine import WhooshEngine

KINDS = {"finding": PassageKind.FINDING, "recommendation": PassageKind.RECOMMENDATION}


def _key(row: Row) -> str:
    about = "\n".join((row.title or row.id, row.org, row.kind, str(row.year)))
    return f"{slug(row.title)[:60]}-{hashlib.sha256(about.encode()).hexdigest()[:8]}"


def _shelved(key: str, rows: list[Row]) -> IndexItem:
    about = rows[0]
    document = IndexDocument(
        "source",
        key,
        Audience.PUBLIC,
        about.title,
        publishers=(about.org,),
        published=PartialDate(about.year) if about.year else None,
        source_kind=about.kind,
    )
    passages = tuple(Passage(row.id, KINDS.get(row.kind, PassageKind.TEXT), row.text) for row in rows)
    return IndexItem(document, passages, _digest(passages))


def _digest(passages: Iterable[Passage]) -> str:
    return hashlib.sha256("\n".join(passage.text for passage in passages).encode()).hexdigest()


class Ours:
    """Retrieval as the search page uses it, without grouping and all that is shown beside."""

    name = "kb"
    near = True

    def build(self, rows: Iterable[Row], folder: Path) -> None:
        self._load(rows)
        self._index = WhooshEngine(folder, clock=lambda: datetime.now(UTC))
        self._sync()

    def open(self, folder: Path) -> None:
        self._index = WhooshEngine(folder, clock=lambda: datetime.now(UTC))

    def ask(self, question: Question) -> Answer:
        wanted = RetrievalOptions(
            size=question.size,
            filters=self._filters(question),
            any_words=question.mode == "any",
            facets=("publisher", "year") if question.facets else (),
            snippets=question.size if question.snippets else 0,
            literal=question.literal,
            near=self.near,
        )
        top = self._index.retrieve(self._text(question), Audience.PUBLIC, wanted)
        return Answer([passage for _, passage in top.ids])

    def prepare(self, rows: Sequence[Row]) -> None:
        self._load(rows)
        self._key_of = {passage.id: key for key, shelved in self._documents.items() for passage in shelved.passages}

    def update(self, row: Row) -> None:
        key = self._key_of[row.id]
        old = self._documents[key]
        passages = tuple(replace(p, text=row.text) if p.id == row.id else p for p in old.passages)
        self._documents[key] = replace(old, passages=passages, digest=_digest(passages))
        self._sync()

    def _load(self, rows: Iterable[Row]) -> None:
        ordered = sorted(rows, key=_key)
        self._documents = {("source", key): _shelved(key, list(some)) for key, some in groupby(ordered, _key)}

    def _sync(self) -> None:
        digests = {key: shelved.digest for key, shelved in self._documents.items()}
        self._index.sync(digests, self._documents.__getitem__)

    @staticmethod
    def _text(question: Question) -> str:
        words = " ".join(question.words)
        return {"phrase": f'"{words}"', "prefix": f"{words}*"}.get(question.mode, words)

    @staticmethod
    def _filters(question: Question) -> Filters:
        chosen = (("kind", (question.kind,)),) if question.kind else ()
        year = question.year or None
        return Filters(chosen=chosen, year_from=year, year_to=year)


class OursWords(Ours):
    """Words alone, without a second look at the best for nearness: what the other engines do."""

    name = "kb-words"
    near = False


class OursWhole(Ours):
    """The whole answer behind a search page: groups, facets, snippets, did-you-mean and the rest."""

    name = "kb-page"

    def ask(self, question: Question) -> Answer:
        query = SearchQuery(self._text(question), self._filters(question), size=question.size)
        found = self._index.search(query, Audience.PUBLIC)
        return Answer([hit.passage for group in found.groups for hit in group.hits])
