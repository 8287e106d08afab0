"""Matching: what each node of a query finds, as queries of OpenSearch.

What only the index can tell is asked first, all of it at once: whether a word in capitals is there at all, and how
common phrases and patterns are, which score by how rare they are as a whole.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from kb.domain.query.tree import All, Any, FieldQuery, Fuzzy, Node, Not, Phrase, Prefix, Range, Wild, Word
from kb.index.opensearch.query_dsl import (
    ALL,
    NOTHING,
    PASSAGES,
    Dsl,
    Found,
    all_of,
    any_of,
    constant,
    near,
    phrase,
    stem_field,
    term,
    without,
)
from kb.index.query.analysis import WordForms, beginning_of, fold, forms_of, parts_of
from kb.index.query.field_values import COLUMNS_OF, days_of, tester
from kb.index.query.plan import name_forms
from kb.index.query.tuning import Tuning, idf

MOST_FUZZY = 60
"""Words that a misspelt one may stand for: the nearest."""

ROWS = "rows"
"""The key under which all passages are counted."""

Values = Callable[[str], Sequence[str]]
"""Gives all values of a column that the reader may know."""


@dataclass(frozen=True)
class QueryMatcher:
    """Makes queries of nodes; ``plain`` reads words in capitals like others, ``known`` has what was counted."""

    tuning: Tuning
    values: Values
    plain: bool = False
    known: Mapping[object, int] = field(default_factory=dict)

    def unknown(self, nodes: Sequence[Node], names: Sequence[str] = ()) -> dict[object, Dsl]:
        """Return what has to be counted before these nodes and names can be found."""
        wanted: dict[object, Dsl] = {}
        for node in nodes:
            self._count(node, wanted)
        for name in names:
            self._count(Word(name) if len(parts_of(name)) == 1 else Phrase(name), wanted)
        if wanted:
            wanted[ROWS] = PASSAGES
        return wanted

    def find(self, node: Node) -> Found:
        """Return what matches a node; fields, ranges and ``Not`` score nothing."""
        match node:
            case Word(text):
                forms = forms_of(text)
                return self.word(forms) if forms else NOTHING
            case Phrase(text, slop):
                return self.phrase(parts_of(text), slop)
            case Prefix() | Wild() | Fuzzy():
                return self._pattern(node)
            case All(nodes):
                return self._all(nodes)
            case Any(nodes):
                return sum((self.find(inner) for inner in nodes), NOTHING)
            case _:
                mask = constant(self.mask(node), 0.0)
                return Found((mask,), (mask,), (mask,))

    def mask(self, node: Node) -> Dsl:
        """Return what lets through what matches a node, passages and heads alike."""
        match node:
            case FieldQuery(name, inner):
                return self._field(name, inner)
            case Range():
                return days_between(node)
            case Not(inner):
                return without(self.mask(inner))
            case All(nodes):
                return all_of(self.mask(inner) for inner in nodes)
            case Any(nodes):
                return any_of([self.mask(inner) for inner in nodes])
            case _:
                found = self.find(node)
                return any_of([*found.passages, *found.heads])

    def word(self, forms: WordForms, weight: float = 1.0) -> Found:
        """Find a word: its stem, more for the word as written, in body, headings, titles and references."""
        t = self.tuning
        capitals = forms.in_capitals(plain=self.plain)
        if capitals and self.known.get(("capitals", capitals)):
            return self._terms((capitals,), t.stem + t.exact, weight)
        found = self._stems(forms.stem, weight) if forms.stem else NOTHING
        if forms.parts:
            found += self._terms(forms.exact, t.exact if forms.stem else t.stem + t.exact, weight)
            return found + self.phrase(forms.parts, weight=weight)
        if not forms.stem:
            return self._terms(forms.exact, t.stem + t.exact, weight)
        first = forms.exact[0]
        found += Found.in_fields({"body": t.exact, "ref": t.ref}, lambda name, own: term(name, first, own * weight))
        return found + self._terms(forms.exact[1:], t.stem + t.exact, weight)

    def joined(self, forms: WordForms) -> Found:
        """Find a joined word whose parts score by themselves: written as one, it is all of them."""
        apart, whole = self.phrase(forms.parts, weight=self.tuning.joined), self.word(forms)

        def either(some: tuple[Dsl, ...], others: tuple[Dsl, ...]) -> tuple[Dsl, ...]:
            if not others:
                return some
            rest: Dsl = {"bool": {"must": [any_of(others)], "must_not": list(some)}}
            return (*some, rest)

        return Found(
            either(apart.passages, whole.passages), either(apart.heads, whole.heads), either(apart.lent, whole.lent)
        )

    def name(self, name: str, weight: float) -> Found:
        """Find another name of what was typed."""
        forms = name_forms(name)
        return self.phrase(parts_of(name), weight=weight) if forms is None else self.word(forms, weight)

    def phrase(self, parts: tuple[str, ...], slop: int = 0, weight: float = 1.0) -> Found:
        """Find words side by side, exactly as written, or near each other.

        Lucene scores a phrase by the rarity of its words added up, we by its own: the weight makes the one the other.
        """
        if not parts:
            return NOTHING
        times = weight * self._rarity(parts, slop)
        weights = self._weights(self.tuning.stem + self.tuning.exact)
        return Found.in_fields(weights, lambda name, own: self._side_by_side(name, parts, slop, own * times))

    def _side_by_side(self, name: str, parts: tuple[str, ...], slop: int, boost: float) -> Dsl:
        if not slop or len(parts) == 1:
            return phrase(name, parts, boost)
        rarest = min(parts, key=lambda part: self.known.get(("term", part), 0))
        others = [part for part in dict.fromkeys(parts) if part != rarest] or [rarest]
        pairs = [near(name, rarest, other, slop, boost / len(others)) for other in others]
        return {"bool": {"must": pairs}}

    def _rarity(self, parts: tuple[str, ...], slop: int) -> float:
        rows = self.known.get(ROWS, 0)
        having = self.known.get(("phrase", parts, slop), 0)
        apart = sum(idf(max(rows, 1), min(rows, self.known.get(("term", part), 0))) for part in parts)
        return idf(max(rows, having, 1), having) / apart if apart and len(parts) > 1 else 1.0

    def _pattern(self, node: Prefix | Wild | Fuzzy) -> Found:
        """Find every word that a pattern stands for, as if they were one."""
        rows, having = self.known.get(ROWS, 1), self.known.get(node, 0)
        weight = idf(max(rows, having, 1), having)
        weights = self._weights(self.tuning.stem)
        if isinstance(node, Wild | Fuzzy):
            del weights["ref"]
        return Found.in_fields(weights, lambda name, own: constant(_pattern(name, node), weight * own))

    def _stems(self, stem: str, weight: float) -> Found:
        weights = self._weights(self.tuning.stem)
        del weights["ref"]
        return Found.in_fields(weights, lambda name, own: term(stem_field(name), stem, own * weight))

    def _terms(self, terms: tuple[str, ...], body: float, weight: float) -> Found:
        def find(one: str) -> Found:
            return Found.in_fields(self._weights(body), lambda name, own: term(name, one, own * weight))

        return sum(map(find, terms), NOTHING)

    def _weights(self, body: float) -> dict[str, float]:
        """Return what fields weigh, where ``body`` is what the text itself does."""
        return {"body": body, "heading": self.tuning.heading, "title": self.tuning.title, "ref": self.tuning.ref}

    def _all(self, nodes: tuple[Node, ...]) -> Found:
        words = [self.find(node) for node in nodes if not isinstance(node, FieldQuery | Range | Not)]
        masks = [self.mask(node) for node in nodes if isinstance(node, FieldQuery | Range | Not)]

        def every(parts: list[tuple[Dsl, ...]]) -> tuple[Dsl, ...]:
            return ({"bool": {"must": [any_of(part) for part in parts] or [constant(ALL, 0.0)], "filter": masks}},)

        return Found(
            every([one.passages for one in words]),
            every([one.heads for one in words]),
            every([one.lent for one in words]),
        )

    def _field(self, name: str, node: Node) -> Dsl:
        """Return what ``name:node`` lets through: documents that a value, or a title or reference, names."""
        match node:
            case All(nodes):
                return all_of(self._field(name, inner) for inner in nodes)
            case Any(nodes):
                return any_of([self._field(name, inner) for inner in nodes])
        found: list[Dsl] = [self._named(name, node)] if name in ("title", "ref") else []
        fits = tester(node)
        for column in (*COLUMNS_OF.get(name, ()), *(("passage_kind",) if name == "kind" else ())):
            if values := [value for value in self.values(column) if fits(value)]:
                found.append({"terms": {column: values}})
        return any_of(found)

    def _named(self, name: str, node: Node) -> Dsl:
        own = f"of_{name}"
        match node:
            case Word(text):
                forms = forms_of(text)
                if forms is None:
                    return any_of(())
                if forms.parts:
                    return phrase(own, forms.parts)
                if name == "title" and forms.stem:
                    return term(stem_field(own), forms.stem)
                return any_of([term(own, one) for one in forms.exact])
            case Phrase(text, slop):
                return self._side_by_side(own, parts_of(text), slop, 1.0)
            case Prefix() | Wild() | Fuzzy():
                return _pattern(own, node)
            case _:
                return any_of(())

    def _count(self, node: Node, wanted: dict[object, Dsl]) -> None:
        match node:
            case Word(text):
                forms = forms_of(text)
                if forms is None:
                    return
                if capitals := forms.in_capitals(plain=self.plain):
                    wanted["capitals", capitals] = any_of([term(name, capitals) for name in self._weights(1.0)])
                self._count_phrase(forms.parts, 0, wanted)
            case Phrase(text, slop):
                self._count_phrase(parts_of(text), slop, wanted)
            case Prefix() | Wild() | Fuzzy():
                wanted[node] = _pattern("body", node)
            case All(nodes) | Any(nodes):
                for inner in nodes:
                    self._count(inner, wanted)
            case Not(inner) | FieldQuery(_, inner):
                self._count(inner, wanted)
            case _:
                pass

    def _count_phrase(self, parts: tuple[str, ...], slop: int, wanted: dict[object, Dsl]) -> None:
        if len(parts) < 2:
            return
        wanted["phrase", parts, slop] = self._side_by_side("body", parts, slop, 1.0)
        for part in parts:
            wanted["term", part] = term("body", part)


def days_between(wanted: Range) -> Dsl:
    """Return the documents of a stretch of years or dates; those without a date are in none."""
    bounds: dict[str, int] = {"gt": 0}
    if wanted.low:
        first, last = days_of(wanted.low)
        bounds = {"gt": last} if wanted.low_open else {"gte": max(first, 1)}
    if wanted.high:
        first, last = days_of(wanted.high)
        bounds |= {"lt": first} if wanted.high_open else {"lte": last}
    return {"range": {"day": bounds}}


def _pattern(name: str, node: Prefix | Wild | Fuzzy) -> Dsl:
    """Find the terms that a pattern stands for; none where nothing is left of it to look for."""
    match node:
        case Prefix(text):
            start = _clean(beginning_of(text))
            return {"prefix": {name: {"value": start}}} if start else any_of(())
        case Wild(pattern):
            return {"wildcard": {name: {"value": _clean(fold(pattern)).replace("\\", "\\\\")}}}
        case Fuzzy(text, edits):
            value = _clean(fold(text))
            return {"fuzzy": {name: {"value": value, "fuzziness": edits, "max_expansions": MOST_FUZZY}}}


def _clean(text: str) -> str:
    """Return a text that can be sent: half a pair of surrogates cannot."""
    return text.encode("utf-8", "replace").decode()
