"""Planning: a parsed query becomes clauses that are required, wanted or excluded, with what each finds.

Plain words (and ``OR`` of them) are *wanted*: passages with all of them come first, those with some of them after.
A joined word (``G-Cloud``) is one thing that is wanted, and its parts are worth something alone: who has only these has
some of it. A word that says nothing of a subject is wanted like others, but weighs nothing beside words that do.
What is quoted, joined by ``AND``, named by a field or excluded is *required*: nobody writes a quotation to be offered
something else.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from kb.domain.query.results import Expansion
from kb.domain.query.stop_words import EMPTY_WORDS
from kb.domain.query.tree import All, Any, Field, Fuzzy, Node, Not, Phrase, Prefix, Query, Range, Wild, Word
from kb.index.query.acronyms import Lexicon
from kb.index.query.analysis import MAX_PARTS, fold, forms_of, parts_of, words_of
from kb.index.whoosh.scoring.bm25f import Found, union
from kb.index.whoosh.scoring.filters import Mask
from kb.index.whoosh.scoring.matching import Matcher

PROSE = 8
"""With more parts than this a query is prose, and a quotation in it is no demand."""


@dataclass(frozen=True)
class Clause:
    """A part of the query: its words, what they find, and other names that were searched for it.

    ``parts`` are the words that a joined word is made of, with what each finds; an ``empty`` one scores nothing.
    """

    node: Node
    label: str
    found: Found
    others: tuple[str, ...] = ()
    parts: tuple[tuple[str, Found], ...] = ()
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
    def scoring(self) -> tuple[tuple[str, Found], ...]:
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
    """Plan a query; ``unfinished`` reads its last word as the beginning of one."""
    nodes = [word for node in query.clauses if searchable(node) for word in _words_of(node)]
    if unfinished and nodes and isinstance(nodes[-1], Word):
        last = nodes[-1]
        nodes[-1] = Any((last, Prefix(last.text, last.span)), last.span)
    others, also = _others(matcher, nodes, lexicon, {fold(name) for name in off})
    wanted: list[Clause] = []
    required: list[Clause] = []
    mask: Mask | None = None
    for at, node in enumerate(nodes):
        if isinstance(node, Field | Range | Not):
            mask = matcher.mask(node) if mask is None else mask & matcher.mask(node)
            continue
        names = others.get(at, ())
        strict = isinstance(node, All) or (isinstance(node, Phrase) and len(nodes) <= PROSE)
        parts = () if strict else tuple((part, matcher.find(Word(part))) for part in _telling_parts(node))
        clause = Clause(
            node,
            label_of(node),
            _with_others(matcher, node, names, in_parts=bool(parts)),
            tuple(name for name, _ in names),
            parts,
            not names and _is_empty(node, plain=matcher.plain),
        )
        (required if strict else wanted).append(clause)
    if all(clause.empty for clause in (*wanted, *required)):
        wanted = [replace(clause, empty=False) for clause in wanted]
    return Plan(tuple(wanted), tuple(required), mask, also, matcher.plain)


def _telling_parts(node: Node) -> tuple[str, ...]:
    """Return the words of a joined word that are worth something alone; figures alone are not, nor single letters."""
    forms = forms_of(node.text) if isinstance(node, Word) else None
    if forms is None or not any(part.isalpha() and len(part) > 1 for part in forms.parts):
        return ()
    return tuple(part for part in dict.fromkeys(forms.parts) if len(part) > 1 or part.isdigit())


def _is_empty(node: Node, *, plain: bool) -> bool:
    forms = forms_of(node.text) if isinstance(node, Word) else None
    if forms is None or forms.parts or (forms.capitals and (forms.dotted or not plain)):
        return False
    return forms.exact[0] in EMPTY_WORDS


def _words_of(node: Node) -> Iterator[Node]:
    """Yield the words that were typed without a space between them (``year:abc``, ``buy,sell``), or the node."""
    chunks = words_of(node.text) if isinstance(node, Word) else []
    if isinstance(node, Word) and 0 < len(chunks) <= MAX_PARTS:
        yield from (replace(node, text=chunk) for chunk in chunks)
    else:
        yield _side_by_side(node)


def _side_by_side(node: Node) -> Node:
    """Return a node in which words without a space between them are a phrase: brackets ask for one thing a word."""
    match node:
        case Word(text) if len(words_of(text)) > 1:
            return Phrase(text, 0, node.span)
        case All(nodes) | Any(nodes):
            return replace(node, nodes=tuple(_side_by_side(inner) for inner in nodes))
        case Not(inner):
            return replace(node, node=_side_by_side(inner))
        case _:
            return node


def searchable(node: Node) -> bool:
    """Say whether a node has anything to look for (a word of punctuation has not)."""
    match node:
        case Word(text) | Phrase(text) | Prefix(text) | Fuzzy(text):
            return forms_of(text) is not None
        case Wild():
            return True
        case All(nodes) | Any(nodes):
            return any(searchable(inner) for inner in nodes)
        case Not(inner):
            return searchable(inner)
        case _:
            return True


def label_of(node: Node) -> str:  # noqa: C901 - one case per kind of node
    """Return a clause in words, as shown among the missing ones."""
    match node:
        case Word(text) | Phrase(text):
            return text
        case Prefix(text):
            return f"{text}*"
        case Wild(pattern):
            return pattern
        case Fuzzy(text):
            return f"{text}~"
        case Any((Word(text), Prefix())):
            return text
        case Any(nodes):
            return " or ".join(label_of(inner) for inner in nodes)
        case All(nodes):
            return " and ".join(label_of(inner) for inner in nodes)
        case Not(inner):
            return f"not {label_of(inner)}"
        case Field(name, inner):
            return f"{name}:{label_of(inner)}"
        case Range(name, low, high):
            return f"{name}:{low}..{high}"


def _others(
    matcher: Matcher, nodes: Sequence[Node], lexicon: Lexicon, off: set[str]
) -> tuple[dict[int, tuple[tuple[str, float], ...]], tuple[Expansion, ...]]:
    """Find other names: for each node the names to search besides, with their weights."""
    weight = matcher.tuning.expansion
    found: dict[int, tuple[tuple[str, float], ...]] = {}
    also: list[Expansion] = []
    for first, end in _runs(nodes):
        words = [_typed(node) for node in nodes[first:end]]
        for lo, hi, names in lexicon.find(words):
            typed = " ".join(words[lo:hi])
            known = tuple(name for name in names if len(_name(matcher, name, weight)))
            if fold(typed) in off:
                continue
            if not known:
                if not all(len(matcher.find(node)) for node in nodes[first + lo : first + hi]):
                    also.append(Expansion(typed, names))  # nothing is found: say that the other names were looked for
                continue
            also.append(Expansion(typed, known))
            for at in range(first + lo, first + hi):
                found[at] = tuple((name, weight / (hi - lo)) for name in known)
    return found, tuple(also)


def _runs(nodes: Sequence[Node]) -> list[tuple[int, int]]:
    """Return the stretches of plain words side by side; a phrase is a stretch of its own."""
    runs: list[tuple[int, int]] = []
    for at, node in enumerate(nodes):
        if isinstance(node, Phrase) and node.slop == 0:
            runs.append((at, at + 1))
        elif _typed(node) and not isinstance(node, Phrase):
            joins = runs and runs[-1][1] == at and not isinstance(nodes[at - 1], Phrase)
            runs[-1:] = [(runs[-1][0], at + 1)] if joins else [*runs[-1:], (at, at + 1)]
    return runs


def _typed(node: Node) -> str:
    match node:
        case Word(text) | Phrase(text) | Any((Word(text), Prefix())):
            return text
        case _:
            return ""


def _with_others(matcher: Matcher, node: Node, names: tuple[tuple[str, float], ...], *, in_parts: bool) -> Found:
    forms = forms_of(node.text) if in_parts and isinstance(node, Word) else None
    own = matcher.find(node) if forms is None else matcher.joined(forms)
    return union(matcher.view, [own, *(_name(matcher, name, weight) for name, weight in names)]) if names else own


def _name(matcher: Matcher, name: str, weight: float) -> Found:
    forms = forms_of(name)
    parts = parts_of(name)
    if forms is not None and (len(parts) == 1 or forms.typed == name):
        return matcher.word(forms, weight)
    return matcher.phrase(parts, weight=weight)
