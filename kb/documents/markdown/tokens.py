"""Inline Markdown read once, for plain words and for HTML alike, so that the two never disagree.

The dialect is small: escapes, emphasis, code, links, footnote references, character references and page marks.
Everything else, raw HTML above all, is words. Reading is linear: openers wait on stacks and each is looked at
twice at most.
"""

import html
import re
from enum import Enum
from typing import NamedTuple


class Tok(Enum):
    """What a token is; ``ON`` and ``OFF`` tokens always come in properly nested pairs."""

    TEXT = "text"
    CODE = "code"
    STRONG_ON = "strong on"
    STRONG_OFF = "strong off"
    EM_ON = "em on"
    EM_OFF = "em off"
    LINK_ON = "link on"
    LINK_OFF = "link off"
    REF = "footnote reference"
    PAGE = "page mark"


class Token(NamedTuple):
    """One token; ``text`` is the words, the target of a link, the number of a footnote or the page label."""

    kind: Tok
    text: str


PAGE_MARK = r"<!-- page ([^\s<>](?:[^\n<>]{0,18}[^\s<>])?) -->"
"""A page mark: the page with this printed label begins here."""

FOOTNOTE_NUMBER = r"[0-9A-Za-z*.\-]{1,12}"

_SPECIAL = re.compile(r"[\\`*_\[\]<&]")
_SCAN = re.compile(
    r"(?P<text>[^\\`*_\[\]<&]+)"
    r"|\\(?P<escaped>[!-/:-@\[-`{-~])"
    rf"|{PAGE_MARK.replace('(', '(?P<page>', 1)}"
    rf"|\[\^(?P<ref>{FOOTNOTE_NUMBER})\]"
    r"|`(?P<code>[^`]+)`"
    r"|(?P<mark>\*\*?|__?)"
    r"|(?P<open>\[)"
    r"|\]\((?P<target>[^()\s<>]*(?:\([^()\s<>]*\)[^()\s<>]*)*)(?:\s+\"[^\"]*\")?\)"
    r"|(?P<close>\])"
    r"|<(?P<auto>(?:https?://|mailto:)[^\s<>]+)>"
    r"|(?P<entity>&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)"
    r"|(?P<other>.)",
    re.DOTALL,
)
_AS_THEY_STAND = frozenset({"text", "escaped", "other"})
_PAIRS = {
    "*": (Token(Tok.EM_ON, ""), Token(Tok.EM_OFF, "")),
    "_": (Token(Tok.EM_ON, ""), Token(Tok.EM_OFF, "")),
    "**": (Token(Tok.STRONG_ON, ""), Token(Tok.STRONG_OFF, "")),
    "__": (Token(Tok.STRONG_ON, ""), Token(Tok.STRONG_OFF, "")),
}
_AS_WORDS = {mark: Token(Tok.TEXT, mark) for mark in (*_PAIRS, "[")}
_UNESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


def tokens(markdown: str) -> list[Token]:
    """Read inline Markdown; any text whatever gives tokens, and what is not markup is words."""
    if not _SPECIAL.search(markdown):
        return [Token(Tok.TEXT, markdown)] if markdown else []
    return _InlineReader(markdown).read()


class _InlineReader:
    """One reading: the tokens so far and the openers that wait for their closers."""

    def __init__(self, markdown: str) -> None:
        self.markdown = markdown
        self.out: list[Token] = []
        self.waiting: dict[str, list[int]] = {"*": [], "_": [], "**": [], "__": [], "[": []}

    def read(self) -> list[Token]:
        add = self.out.append
        for match in _SCAN.finditer(self.markdown):
            kind = match.lastgroup or "other"
            value = match[kind]
            if kind in _AS_THEY_STAND:
                add(Token(Tok.TEXT, value))
            elif kind == "entity":
                self._words(html.unescape(value))
            elif kind == "page":
                self.out.append(Token(Tok.PAGE, value))
            elif kind == "ref":
                self.out.append(Token(Tok.REF, value))
            elif kind == "code":
                self.out.append(Token(Tok.CODE, value))
            elif kind == "mark":
                self._emphasis(value, match.start(), match.end())
            elif kind == "open":
                self._wait("[")
            elif kind == "auto":
                self.out += [Token(Tok.LINK_ON, value), Token(Tok.TEXT, value), Token(Tok.LINK_OFF, "")]
            else:
                self._bracket(value, match.group(), is_link=kind == "target")
        return self.out

    def _words(self, words: str) -> None:
        self.out.append(Token(Tok.TEXT, words))

    def _wait(self, opener: str) -> None:
        self.waiting[opener].append(len(self.out))
        self.out.append(_AS_WORDS[opener])

    def _pair(self, opener: str, on: Token, off: Token) -> None:
        """Turn the latest waiting opener into ``on``; openers inside the pair can no longer close outside it."""
        at = self.waiting[opener].pop()
        for stack in self.waiting.values():
            while stack and stack[-1] > at:
                stack.pop()
        self.out[at] = on
        self.out.append(off)

    def _emphasis(self, mark: str, start: int, end: int) -> None:
        before = self.markdown[start - 1 : start]
        after = self.markdown[end : end + 1]
        opens = bool(after) and not after.isspace()
        closes = bool(before) and not before.isspace()
        if mark[0] == "_":  # snake_case is a word, not emphasis
            opens, closes = opens and not before.isalnum(), closes and not after.isalnum()
        if closes and self.waiting[mark] and self.waiting[mark][-1] < len(self.out) - 1:
            self._pair(mark, *_PAIRS[mark])
        elif opens:
            self._wait(mark)
        else:
            self.out.append(_AS_WORDS[mark])

    def _bracket(self, target: str, written: str, *, is_link: bool) -> None:
        if is_link and self.waiting["["]:
            link = html.unescape(_UNESCAPE.sub(r"\1", target))
            self._pair("[", Token(Tok.LINK_ON, link), Token(Tok.LINK_OFF, ""))
            return
        if self.waiting["["]:
            self.waiting["["].pop()
        self._words(written)
