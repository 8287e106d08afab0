"""Matching: what each node of a query finds, with scores."""

from dataclasses import dataclass
from functools import reduce
from operator import and_, or_

import numpy as np

from kb.domain.query.tree import All, Any, FieldQuery, Fuzzy, Node, Not, Phrase, Prefix, Range, Wild, Word
from kb.index.query.analysis import WordForms, beginning_of, fold, forms_of, parts_of
from kb.index.query.tuning import Tuning
from kb.index.whoosh.codec.array_file import Array
from kb.index.whoosh.scoring.bm25f import NOTHING, Scored, ScoredRows, intersection, scored, union
from kb.index.whoosh.scoring.expansion import near_terms, wild_terms
from kb.index.whoosh.scoring.filters import Mask, everything, field_mask, of_documents, range_mask
from kb.index.whoosh.scoring.phrases import phrase
from kb.index.whoosh.scoring.view import View


@dataclass(frozen=True)
class Matcher:
    """Finds nodes in a view; ``plain`` reads words in capitals like others (a query typed in capitals)."""

    view: View
    tuning: Tuning
    plain: bool = False

    def find(self, node: Node) -> ScoredRows:
        """Return the living rows that match a node; fields, ranges and ``Not`` score nothing."""
        match node:
            case Word(text):
                forms = forms_of(text)
                return self.word(forms) if forms else NOTHING
            case Phrase(text, slop):
                return self.phrase(parts_of(text), slop)
            case Prefix(text):
                return self.prefix(beginning_of(text))
            case Wild(pattern):
                return self.expanded(wild_terms(self.view, "body", fold(pattern)))
            case Fuzzy(text, edits):
                return self.fuzzy(fold(text), edits)
            case All(nodes):
                return self._all(nodes)
            case Any(nodes):
                return union(self.view, [self.find(inner) for inner in nodes])
            case _:
                return self._masked(self.mask(node))

    def mask(self, node: Node) -> Mask:
        """Return what matches a node, without scores."""
        match node:
            case FieldQuery(name, inner):
                return field_mask(self.view, name, inner) & everything(self.view)
            case Range():
                return of_documents(self.view, range_mask(self.view, node) & self.view.live_docs)
            case Not(inner):
                return everything(self.view).without(self.mask(inner))
            case All(nodes):
                return reduce(and_, (self.mask(inner) for inner in nodes))
            case Any(nodes):
                return reduce(or_, (self.mask(inner) for inner in nodes))
            case _:
                found = self.find(node)
                passages, documents = np.zeros(self.view.rows, bool), np.zeros(self.view.documents, bool)
                passages[found.passages.rows] = True
                documents[found.documents.rows] = True
                return Mask(passages, documents, of_documents=False)

    def word(self, forms: WordForms, weight: float = 1.0) -> ScoredRows:
        """Find a word: its stem, more for the word as written, in body, headings, titles and references."""
        key = ("word", forms.typed, forms.stem, self.plain, weight, self.tuning)  # the rest follows from what was typed
        return self.view.cache.get(key, lambda: self._word(forms, weight), _size)

    def joined(self, forms: WordForms) -> ScoredRows:
        """Find a joined word whose parts score by themselves: written as one, it is all of them."""
        apart, whole = self.phrase(forms.parts, weight=self.tuning.joined), self.word(forms)
        return union(self.view, [apart, whole.without(apart)])

    def phrase(self, parts: tuple[str, ...], slop: int = 0, weight: float = 1.0) -> ScoredRows:
        """Find words side by side, exactly as written."""
        if not parts:
            return NOTHING
        key = ("phrase", parts, slop, weight, self.tuning)
        return self.view.cache.get(key, lambda: self._phrase(parts, slop, weight), _size)

    def prefix(self, start: str) -> ScoredRows:
        """Find every word that begins so."""
        if not start:
            return NOTHING
        key = ("prefix", start, self.tuning)
        return self.view.cache.get(key, lambda: self._prefix(start), _size)

    def fuzzy(self, word: str, edits: int) -> ScoredRows:
        """Find words that differ by so many letters."""
        return self.expanded([term for term, _ in near_terms(self.view, "body", word, edits)])

    def expanded(self, terms: list[bytes]) -> ScoredRows:
        """Find any of these terms, as if they were one."""
        t = self.tuning
        weights = (("body", t.stem), ("heading", t.heading), ("title", t.title))
        return union(self.view, [scored(self.view, f, self.view.terms(f, terms), t, w) for f, w in weights])

    def _phrase(self, parts: tuple[str, ...], slop: int, weight: float) -> ScoredRows:
        t = self.tuning
        weights = (("body", t.stem + t.exact), ("heading", t.heading), ("title", t.title), ("ref", t.ref))
        found = [scored(self.view, f, phrase(self.view, f, parts, slop), t, w * weight) for f, w in weights]
        return union(self.view, found)

    def _prefix(self, start: str) -> ScoredRows:
        t = self.tuning
        weights = (("body", t.stem), ("heading", t.heading), ("title", t.title), ("ref", t.ref))
        return union(self.view, [scored(self.view, f, self.view.prefix(f, start), t, w) for f, w in weights])

    def _word(self, forms: WordForms, weight: float) -> ScoredRows:
        t, view = self.tuning, self.view
        if capitals := forms.in_capitals(plain=self.plain):
            parts = self._terms((capitals,), t.stem + t.exact, weight)
            if parts:
                return union(view, parts)
        parts = []
        if forms.parts:
            stemmed = (("body", t.stem), ("heading", t.heading), ("title", t.title)) if forms.stem else ()
            for field, w in stemmed:
                parts.append(scored(view, field, view.postings(field, forms.stem, stem=True), t, w * weight))
            parts += self._terms(forms.exact, t.exact if forms.stem else t.stem + t.exact, weight)
            parts.append(self.phrase(forms.parts, weight=weight))
        elif forms.stem:
            for field, w in (("body", t.stem), ("heading", t.heading), ("title", t.title)):
                parts.append(scored(view, field, view.postings(field, forms.stem, stem=True), t, w * weight))
            parts.append(scored(view, "body", view.postings("body", forms.exact[0]), t, t.exact * weight))
            parts.append(scored(view, "ref", view.postings("ref", forms.exact[0]), t, t.ref * weight))
            parts += self._terms(forms.exact[1:], t.stem + t.exact, weight)
        else:
            parts += self._terms(forms.exact, t.stem + t.exact, weight)
        return union(view, parts)

    def _terms(self, terms: tuple[str, ...], body: float, weight: float) -> list[ScoredRows]:
        t = self.tuning
        weights = (("body", body), ("heading", t.heading), ("title", t.title), ("ref", t.ref))
        parts = [
            scored(self.view, field, self.view.postings(field, term), t, w * weight)
            for term in terms
            for field, w in weights
        ]
        return [part for part in parts if len(part)]

    def _all(self, nodes: tuple[Node, ...]) -> ScoredRows:
        words = [node for node in nodes if not isinstance(node, FieldQuery | Range | Not)]
        masks = [self.mask(node) for node in nodes if isinstance(node, FieldQuery | Range | Not)]
        found = intersection([self.find(node) for node in words]) if words else self._masked(masks[0])
        for mask in masks:
            found = ScoredRows(found.passages.among(mask.passages), found.documents.among(mask.documents))
        return found

    def _masked(self, mask: Mask) -> ScoredRows:
        return ScoredRows(*(_rows(own) for own in (mask.passages, mask.documents)))


def _rows(mask: Array) -> Scored:
    rows = np.flatnonzero(mask).astype(np.int32)
    return Scored(rows, np.zeros(len(rows), np.float32))


def _size(found: ScoredRows) -> int:
    return found.nbytes
