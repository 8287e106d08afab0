"""The grammar of searches: text to tree. Small, forgiving, and never an error.

Whatever cannot be read as meant is searched as it stands, and a :class:`QueryProblem` says so. ``AND`` binds
before ``OR``, ``NOT`` and ``-`` bind to what follows, and words side by side stand side by side: all of them are
wanted and some of them accepted. Operators are capitals only, because "not for publication" is a search.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kb.domain.query.brackets import MAX_DEPTH, matched, ranges_of_others
from kb.domain.query.lexer import QueryToken, TokenKind, tokens
from kb.domain.query.parser import Parser
from kb.domain.query.printer import show
from kb.domain.query.rules import GRAMMAR, Rule
from kb.domain.query.search_query import QueryProblem, QueryProblemKind
from kb.domain.query.tree import Node, Not, Query, Word

__all__ = ["GRAMMAR", "MAX_CLAUSES", "MAX_DEPTH", "MAX_LENGTH", "Parsed", "Rule", "parse", "show"]

MAX_LENGTH = 2000
"""Characters that are read; a longer text is cut at a word."""

MAX_CLAUSES = 64
"""Words and phrases that are read; those after them are left out."""

_PLAIN = re.compile(r"[a-z0-9 ]+")
"""What nothing in the grammar could read in any other way than as words: most of what is typed."""

_ABBREVIATION = 7
"""Letters of the longest abbreviation of the field (``HMICFRS``)."""

_NO_LETTER = re.compile(r"[\W\d_]")
_RUN = re.compile(r"[a-z0-9]+")
_LEAVES = (TokenKind.WORD, TokenKind.PHRASE)
_OPERATORS = (TokenKind.AND, TokenKind.OR, TokenKind.NOT)


@dataclass(frozen=True)
class Parsed:
    """A query as read, with what there is to tell the reader about it."""

    query: Query
    problems: tuple[QueryProblem, ...] = ()


def parse(text: str) -> Parsed:
    """Read a search as typed: linear in its length up to ``MAX_LENGTH``, and never raises."""
    if len(text) <= MAX_LENGTH and _PLAIN.fullmatch(text):
        plain = [Word(match[0], match.span()) for match in _RUN.finditer(text)]
        if len(plain) <= MAX_CLAUSES:
            return Parsed(Query(tuple(plain)))
    kept, problems = _cut(text)
    found, more = tokens(kept)
    problems += more
    found, more = _without_operators(found)
    problems += more
    found, more = _within_limit(found)
    problems += more
    problems += ranges_of_others(found)
    found, more = matched(found)
    problems += more
    parser = Parser(found)
    clauses = parser.sequence()
    problems += parser.problems
    if not clauses:
        operators = [token for token in found if token.kind in _OPERATORS and token.text != "-"]
        clauses = [Word(token.text, token.span) for token in operators[:MAX_CLAUSES]]
        problems = [_as_word(problem, clauses) for problem in problems]
    elif all(isinstance(clause, Not) for clause in clauses):
        words = "Only words to leave out were given, so this shows everything without them."
        problems.append(QueryProblem(QueryProblemKind.ONLY_EXCLUDED, 0, len(kept), words))
    return Parsed(Query(tuple(clauses)), tuple(sorted(problems, key=lambda problem: problem.start)))


def _without_operators(found: list[QueryToken]) -> tuple[list[QueryToken], list[QueryProblem]]:
    """Read ``AND``, ``OR`` and ``NOT`` as words where all is in capitals and not only abbreviations are joined."""
    words = [token for token in found if token.kind is TokenKind.WORD]
    joins = [token for token in found if token.kind in _OPERATORS and token.text != "-"]
    shouted = all(token.text == token.text.upper() for token in found)
    if not joins or not shouted or not any(len(_NO_LETTER.sub("", token.text)) > _ABBREVIATION for token in words):
        return found, []
    told = "All of this is in capitals, so “AND”, “OR” and “NOT” were searched as words."
    problem = QueryProblem(QueryProblemKind.BAD_VALUE, *joins[0].span, told)
    return [replace(token, kind=TokenKind.WORD) if token in joins else token for token in found], [problem]


def _as_word(problem: QueryProblem, words: Sequence[Node]) -> QueryProblem:
    """Return the note that an operator standing alone was searched as a word."""
    own = next((word for word in words if isinstance(word, Word) and word.span == (problem.start, problem.end)), None)
    if own is None or problem.kind is not QueryProblemKind.MISSING_OPERAND:
        return problem
    return replace(problem, words=f"“{own.text}” has nothing to work on, so it was searched as a word.")


def _cut(text: str) -> tuple[str, list[QueryProblem]]:
    if len(text) <= MAX_LENGTH:
        return text, []
    head = text[:MAX_LENGTH]
    space = max((at for at, char in enumerate(head) if char.isspace()), default=MAX_LENGTH)
    words = f"Only the first {MAX_LENGTH} characters are searched; the rest was left out."
    return head[:space], [QueryProblem(QueryProblemKind.TOO_LONG, space, len(text), words)]


def _within_limit(found: list[QueryToken]) -> tuple[list[QueryToken], list[QueryProblem]]:
    leaves = [at for at, token in enumerate(found) if token.kind in _LEAVES]
    if len(leaves) <= MAX_CLAUSES:
        return found, []
    cut = leaves[MAX_CLAUSES]
    words = f"Only the first {MAX_CLAUSES} words and phrases are searched; the rest was left out."
    problem = QueryProblem(QueryProblemKind.TOO_MANY_CLAUSES, found[cut].span[0], found[-1].span[1], words)
    head = found[:cut]
    while head and head[-1].kind in (*_OPERATORS, TokenKind.OPEN):
        head.pop()
    depth = sum({TokenKind.OPEN: 1, TokenKind.CLOSE: -1}.get(token.kind, 0) for token in head)
    end = (found[cut].span[0], found[cut].span[0])
    return head + [QueryToken(TokenKind.CLOSE, ")", ")", end)] * max(depth, 0), [problem]
