"""Brackets that pair up; those that do not are punctuation, and so are square and curly ones."""

from itertools import pairwise

from kb.domain.query.lexer import QueryToken, TokenKind
from kb.domain.query.search_query import QueryProblem, QueryProblemKind

MAX_DEPTH = 12
"""How deep brackets may nest; deeper ones are read as punctuation."""


def matched(found: list[QueryToken]) -> tuple[list[QueryToken], list[QueryProblem]]:
    """Return the tokens without brackets that have no partner or nest too deep, and a problem for each kind."""
    stack: list[int] = []
    single: set[int] = set()
    deep: set[int] = set()
    for at, token in enumerate(found):
        if token.kind is TokenKind.OPEN:
            stack.append(at)
        elif token.kind is TokenKind.CLOSE and not stack:
            single.add(at)
        elif token.kind is TokenKind.CLOSE:
            opening = stack.pop()
            if len(stack) >= MAX_DEPTH:
                deep |= {opening, at}
    single |= set(stack)
    problems = [_problem(found[at], "This bracket has no partner and was left out.") for at in sorted(single)]
    if deep:
        words = f"Brackets more than {MAX_DEPTH} deep were left out."
        problems.append(_problem(found[min(deep)], words))
    return [token for at, token in enumerate(found) if at not in single | deep], problems


def ranges_of_others(found: list[QueryToken]) -> list[QueryProblem]:
    """Return a problem for each ``[a TO`` or ``{a TO``: other engines write ranges so, and here these are words."""
    problems = []
    for first, second in pairwise(found):
        if first.kind is second.kind is TokenKind.WORD and first.mask[0] in "[{" and second.mask == "TO":
            words = "Square and curly brackets were read as punctuation. A range is written like year:2013..2016."
            problems.append(QueryProblem(QueryProblemKind.BAD_VALUE, first.span[0], second.span[1], words))
    return problems


def _problem(token: QueryToken, words: str) -> QueryProblem:
    return QueryProblem(QueryProblemKind.UNBALANCED_BRACKET, *token.span, words)
