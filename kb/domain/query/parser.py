"""Tokens to tree, by recursive descent over brackets that are known to pair up."""

from collections.abc import Callable
from dataclasses import dataclass

from kb.domain.query.lexer import QueryToken, TokenKind
from kb.domain.query.literals import RANGE_FIELDS, field_before_group, phrase, read_range, read_word
from kb.domain.query.search_query import QueryProblem, QueryProblemKind
from kb.domain.query.tree import All, Any, FieldQuery, Node, Not, Place, Range, Word


@dataclass(frozen=True)
class _Group:
    """What stood in brackets: side by side it dissolves, as an operand it is one thing."""

    nodes: tuple[Node, ...]


class Parser:
    """Reads one list of tokens; ``problems`` gathers what there is to tell."""

    def __init__(self, found: list[QueryToken]) -> None:
        self._found = found
        self._at = 0
        self._in_field = 0
        self.problems: list[QueryProblem] = []

    def sequence(self) -> list[Node]:
        """Read items side by side up to a closing bracket or the end."""
        nodes: list[Node] = []
        while (token := self._peek()) is not None and token.kind is not TokenKind.CLOSE:
            item = self._either()
            nodes.extend(item.nodes if isinstance(item, _Group) else [item] if item is not None else [])
        return nodes

    def _peek(self) -> QueryToken | None:
        return self._found[self._at] if self._at < len(self._found) else None

    def _either(self) -> Node | _Group | None:
        return self._chain(TokenKind.OR, self._both)

    def _both(self) -> Node | _Group | None:
        return self._chain(TokenKind.AND, self._item)

    def _chain(self, operator: TokenKind, operand: Callable[[], Node | _Group | None]) -> Node | _Group | None:
        """Read operands joined by one operator; an operator without operands is dropped and told."""
        first = operand()
        parts = [first] if first is not None else []
        joined = False
        while (token := self._peek()) is not None and token.kind is operator:
            self._at += 1
            part = operand()
            if part is None or not parts:
                self._without_words(token)
            joined = joined or (part is not None and bool(parts))
            parts.extend([part] if part is not None else [])
        if not joined:
            return parts[0] if parts else None
        return _joined(operator, [_as_node(part) for part in parts])

    def _item(self) -> Node | _Group | None:
        excluded: QueryToken | None = None
        negative = False
        while (token := self._peek()) is not None and token.kind is TokenKind.NOT:
            excluded, negative = token, not negative
            self._at += 1
        inner = self._primary()
        if excluded is None or self._in_field:
            return inner
        if inner is None:
            self._without_words(excluded)
            return None
        node = _as_node(inner)
        if not negative:
            return inner
        if isinstance(node, Not):
            return node.node
        return Not(node, (excluded.span[0], node.span[1]))

    def _primary(self) -> Node | _Group | None:
        token = self._peek()
        if token is None or token.kind in (TokenKind.CLOSE, TokenKind.AND, TokenKind.OR):
            return None
        self._at += 1
        if token.kind is TokenKind.OPEN:
            return self._group()
        if token.kind is TokenKind.PHRASE:
            return phrase(token)
        name = "" if self._in_field else field_before_group(token)
        following = self._peek()
        if name and following is not None and following.kind in (TokenKind.OPEN, TokenKind.PHRASE):
            return self._field(name, token, following)
        read = read_word(token, fields=not self._in_field)
        self.problems.extend(read.problems)
        return read.node

    def _group(self) -> _Group | None:
        nodes = self.sequence()
        if self._peek() is not None:
            self._at += 1  # the closing bracket, which is known to be there
        return _Group(tuple(nodes)) if nodes else None

    def _field(self, name: str, token: QueryToken, following: QueryToken) -> Node | _Group | None:
        place = (token.span[0], following.span[1])
        if name in RANGE_FIELDS and following.kind is TokenKind.PHRASE:
            self._at += 1
            whole = QueryToken(TokenKind.WORD, f"{name}:{following.text}", f"{name}:{following.text}", place)
            read = read_range(name, following.text, whole)
            self.problems.extend(read.problems)
            return phrase(following) if isinstance(read.node, Word) else read.node
        if name in RANGE_FIELDS:
            words = f"A {name} takes one value or a range, such as {name}:2013..2016; the bracket was read by itself."
            self.problems.append(QueryProblem(QueryProblemKind.BAD_VALUE, *place, words))
            return None
        self._in_field += 1
        inner = self._primary()
        self._in_field -= 1
        node = None if inner is None else _as_node(inner)
        return None if node is None or isinstance(node, FieldQuery | Range | Not) else FieldQuery(name, node, place)

    def _without_words(self, token: QueryToken) -> None:
        words = f"“{token.text}” has nothing to work on and was left out."
        self.problems.append(QueryProblem(QueryProblemKind.MISSING_OPERAND, *token.span, words))


def _as_node(part: Node | _Group) -> Node:
    if not isinstance(part, _Group):
        return part
    return part.nodes[0] if len(part.nodes) == 1 else _joined(TokenKind.AND, list(part.nodes))


def _joined(operator: TokenKind, nodes: list[Node]) -> Node:
    """Join nodes under one operator, dissolving those that already are of its kind."""
    kind = All if operator is TokenKind.AND else Any
    flat = [inner for node in nodes for inner in (node.nodes if isinstance(node, kind) else (node,))]
    place: Place = (nodes[0].span[0], nodes[-1].span[1])
    return kind(tuple(flat), place)
