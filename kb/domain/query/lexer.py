"""Typed text to tokens: words, phrases, brackets and operators, each with its place.

A backslash makes the next character literal. A token keeps its text and a *mask*: the same text with each
literal character replaced by a letter, so that whatever is recognised by shape is looked for in the mask.
"""

import re
from dataclasses import dataclass
from enum import Enum, auto

from kb.domain.query.search_query import QueryProblem, QueryProblemKind
from kb.domain.query.tree import Place

QUOTES = '"“”„«»'
OPERATORS = ("AND", "OR", "NOT")
MAX_SLOP = 50
_SLOP = re.compile(r"~(\d{1,3})(?!\w)")
_STOPS = re.compile(rf"[(){QUOTES}\\]|(?!(?<=\d)[\u00a0\u2009\u202f]\d{{3}}(?!\d))\s")


class TokenKind(Enum):
    """What a token is."""

    WORD = auto()
    PHRASE = auto()
    OPEN = auto()
    CLOSE = auto()
    AND = auto()
    OR = auto()
    NOT = auto()


@dataclass(frozen=True)
class QueryToken:
    """A token: ``text`` without backslashes, ``mask`` of the same length, its place, and a phrase's slop.

    ``glued`` says that the next token follows without a space (so ``title:`` may belong to it).
    """

    kind: TokenKind
    text: str
    mask: str
    span: Place
    slop: int = 0
    glued: bool = False


def tokens(text: str) -> tuple[list[QueryToken], list[QueryProblem]]:
    """Cut ``text`` into tokens, in linear time; never raises."""
    found: list[QueryToken] = []
    problems: list[QueryProblem] = []
    at = 0
    while at < len(text):
        char = text[at]
        if char.isspace():
            at += 1
        elif char in "()":
            kind = TokenKind.OPEN if char == "(" else TokenKind.CLOSE
            found.append(QueryToken(kind, char, char, (at, at + 1)))
            at += 1
        elif char in QUOTES:
            at = _phrase(text, at, found, problems)
        elif char == "-" and _excludes(text, at):
            found.append(QueryToken(TokenKind.NOT, "-", "-", (at, at + 1)))
            at += 1
        else:
            at = _word(text, at, found)
    return found, problems


def _excludes(text: str, at: int) -> bool:
    """Say whether the hyphen at ``at`` means NOT: at the start of a word that follows a space or bracket."""
    before = text[at - 1] if at else " "
    after = text[at + 1 : at + 2]
    return (before.isspace() or before == "(") and bool(after) and not after.isspace() and after != "-"


def _word(text: str, start: int, found: list[QueryToken]) -> int:
    parts: list[str] = []
    mask: list[str] = []
    at = start
    while at < len(text):
        stop = _STOPS.search(text, at)
        end = stop.start() if stop else len(text)
        parts.append(text[at:end])
        mask.append(text[at:end])
        at = end
        if stop is None or stop[0] != "\\":
            break
        if at + 1 < len(text) and not text[at + 1].isspace():
            parts.append(text[at + 1])
            mask.append("a")
            at += 2
        else:
            at += 1
            break
    word, masked = "".join(parts), "".join(mask)
    glued = at < len(text) and not text[at].isspace()
    kind = TokenKind[masked] if masked in OPERATORS else TokenKind.WORD
    if word:
        found.append(QueryToken(kind, word, masked, (start, at), glued=glued))
    return at


def _phrase(text: str, start: int, found: list[QueryToken], problems: list[QueryProblem]) -> int:
    parts: list[str] = []
    at = start + 1
    while at < len(text) and text[at] not in QUOTES:
        if text[at] == "\\" and at + 1 < len(text):
            at += 1
        parts.append(text[at])
        at += 1
    if at >= len(text):
        words = "This quotation mark has no partner, so the words after it were searched as single words."
        problems.append(QueryProblem(QueryProblemKind.UNBALANCED_QUOTE, start, start + 1, words))
        return start + 1
    end, slop = at + 1, 0
    near = _SLOP.match(text, end)
    if near:
        end, slop = near.end(), int(near[1])
        if slop > MAX_SLOP:
            words = f"Words can be at most {MAX_SLOP} apart; {MAX_SLOP} was used."
            problems.append(QueryProblem(QueryProblemKind.BAD_VALUE, near.start(), near.end(), words))
            slop = MAX_SLOP
    folded = " ".join("".join(parts).split())
    if any(char.isalnum() for char in folded):
        found.append(QueryToken(TokenKind.PHRASE, folded, folded, (start, end), slop))
    return end
