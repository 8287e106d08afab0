"""What a query asks for, before anything is looked up: the same for every engine.

Plain words (and ``OR`` of them) are *wanted*: passages with all of them come first, those with some of them after.
A joined word (``G-Cloud``) is one thing that is wanted, and its parts are worth something alone: who has only these has
some of it. A word that says nothing of a subject is wanted like others, but weighs nothing beside words that do.
What is quoted, joined by ``AND``, named by a field or excluded is *required*: nobody writes a quotation to be offered
something else.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kb.domain.query.stop_words import EMPTY_WORDS
from kb.domain.query.tree import All, Any, FieldQuery, Fuzzy, Node, Not, Phrase, Prefix, Query, Range, Wild, Word
from kb.index.query.acronyms import Lexicon
from kb.index.query.analysis import MAX_PARTS, SCALES, WordForms, fold, forms_of, parts_of, words_of

SERIES = frozenset({"hc", "hl", "cm", "cmd", "cmnd", "cp", "sn"})
"""Series of papers, as references begin: with the number after it, each names one paper and no other."""

PROSE = 8
"""With more parts than this a query is prose, and a quotation in it is no demand."""


@dataclass(frozen=True)
class QueryClause:
    """A part of the query that scores: its words, and whether a passage has to have it.

    ``parts`` are the words of a joined word that are worth something alone; an ``empty`` one says nothing of a subject;
    an ``abbreviation`` of the vocabulary, typed in capitals, has no stem: LEDS has nothing to do with *led*.
    """

    node: Node
    label: str
    required: bool
    parts: tuple[str, ...] = ()
    empty: bool = False
    abbreviation: bool = False


@dataclass(frozen=True)
class OtherNames:
    """Names that mean the same as what was ``typed`` in the clauses from ``first`` up to before ``end``."""

    first: int
    end: int
    typed: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class QueryPlan:
    """A query as an engine carries it out; ``masks`` are fields, ranges and exclusions, which score nothing."""

    clauses: tuple[QueryClause, ...]
    masks: tuple[Node, ...]
    others: tuple[OtherNames, ...]


def plan_query(
    query: Query, lexicon: Lexicon, off: Sequence[str] = (), *, unfinished: bool = False, plain: bool = False
) -> QueryPlan:
    """Plan a query; ``unfinished`` reads its last word as the beginning of one, ``plain`` capitals like other letters.

    ``off`` are words whose other names are not wanted.
    """
    nodes = _with_references([word for node in query.clauses if searchable(node) for word in _words_of(node)])
    if unfinished and nodes and isinstance(nodes[-1], Word):
        last = nodes[-1]
        nodes[-1] = Any((last, Prefix(last.text, last.span)), last.span)
    masks = [at for at, node in enumerate(nodes) if isinstance(node, FieldQuery | Range | Not)]
    clauses = [_clause(node, len(nodes), plain=plain) for at, node in enumerate(nodes) if at not in masks]
    skipped = {fold(name) for name in off}
    others = []
    for first, end in _runs(nodes):
        before = sum(at < first for at in masks)
        words = [_typed(node) for node in nodes[first:end]]
        for lo, hi, names in lexicon.find(words):
            typed = " ".join(words[lo:hi])
            if fold(typed) not in skipped:
                at = first + lo - before
                others.append(OtherNames(at, first + hi - before, typed, names))
                if hi == lo + 1 and lexicon.knows(typed) and _in_capitals(clauses[at].node, plain=plain):
                    clauses[at] = replace(clauses[at], abbreviation=True)
    return QueryPlan(tuple(clauses), tuple(nodes[at] for at in masks), tuple(others))


def _with_references(nodes: Sequence[Node]) -> list[Node]:
    """Join a series and the number after it (``HC 23``): apart, the number would find other papers and every year."""
    joined: list[Node] = []
    for node in nodes:
        before = joined[-1] if joined else None
        if isinstance(node, Word) and isinstance(before, Word) and _is_reference(before.text, node.text):
            joined[-1] = Phrase(f"{before.text} {node.text}", 0, (before.span[0], node.span[1]))
        else:
            joined.append(node)
    return joined


def _is_reference(series: str, number: str) -> bool:
    return fold(series) in SERIES and number[:1].isdigit()


def _clause(node: Node, nodes: int, *, plain: bool) -> QueryClause:
    required = isinstance(node, All) or (isinstance(node, Phrase) and nodes <= PROSE)
    parts = () if required else _telling_parts(node)
    return QueryClause(node, label_of(node), required, parts, _is_empty(node, plain=plain))


def _forms(node: Node) -> WordForms | None:
    return forms_of(node.text) if isinstance(node, Word) else None


def _telling_parts(node: Node) -> tuple[str, ...]:
    """Return the words of a joined word that are worth something alone; those of figures and single letters are not."""
    forms = _forms(node)
    if forms is None or not any(part.isalpha() and len(part) > 1 for part in forms.parts):
        return ()
    if forms.parts[0][:1].isdigit() and forms.parts[-1] in SCALES.values():  # £49m is one figure
        return ()
    return tuple(part for part in dict.fromkeys(forms.parts) if len(part) > 1 or part.isdigit())


def _in_capitals(node: Node, *, plain: bool) -> bool:
    forms = _forms(node)
    return forms is not None and bool(forms.in_capitals(plain=plain))


def _is_empty(node: Node, *, plain: bool) -> bool:
    forms = _forms(node)
    if forms is None or forms.parts or _in_capitals(node, plain=plain):
        return False
    return forms.exact[0] in EMPTY_WORDS


def own_forms(clause: QueryClause) -> WordForms | None:
    """Return what is looked for where that is not just the node: a joined word, or an abbreviation without a stem."""
    forms = _forms(clause.node)
    if forms is None or not (clause.parts or clause.abbreviation):
        return None
    return replace(forms, stem="") if clause.abbreviation else forms


def name_forms(name: str) -> WordForms | None:
    """Return what is looked for where another name is one word, an abbreviation without a stem; else it is a phrase."""
    forms = forms_of(name)
    if forms is None or (len(parts_of(name)) != 1 and forms.typed != name):
        return None
    return replace(forms, stem="") if forms.capitals else forms


def _words_of(node: Node) -> Iterator[Node]:
    """Yield the words that were typed without a space between them (``year:abc``, ``buy,sell``), or the node."""
    chunks = words_of(node.text) if isinstance(node, Word) else []
    if isinstance(node, Word) and 0 < len(chunks) <= MAX_PARTS:
        yield from (node if chunk == node.text else replace(node, text=chunk) for chunk in chunks)
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
        case FieldQuery(name, inner):
            return f"{name}:{label_of(inner)}"
        case Range(name, low, high):
            return f"{name}:{low}..{high}"


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
