"""Plain words to inline Markdown and back."""

import re

from kb.text.tokens import Tok, tokens

_ANYWHERE = re.compile(
    r"[\\`*_\[\]|]"  # always markup
    r"|<(?=[A-Za-z/!?])"  # would open a tag, a comment or an autolink
    r"|&(?=(?:#[0-9A-Za-z]+|[A-Za-z][0-9A-Za-z]{1,31});)"  # would be a character reference
)
_AT_START = re.compile(r"(?:#{1,6}(?=\s|$)|[-+](?=\s|$)|-{3,}|={3,}|~{3,}|>|(?P<number>\d{1,9})(?=[.)](?:\s|$)))")
_WORDS = frozenset({Tok.TEXT, Tok.CODE})


def escape(plain: str) -> str:
    """Write plain words as inline Markdown on one line.

    Whatever Markdown would read as markup is escaped, at the start of the line too, and white space is folded:
    ``plain(escape(x)) == " ".join(x.split())``.
    """
    words = _ANYWHERE.sub(r"\\\g<0>", " ".join(plain.split()))
    start = _AT_START.match(words)
    if start is None:
        return words
    at = start.end() if start["number"] else 0
    return f"{words[:at]}\\{words[at:]}"


def plain(markdown: str) -> str:
    """Read inline Markdown as plain words.

    Footnote references and page marks are dropped, links leave their words, escapes are undone, white space is
    folded.
    """
    words = "".join(token.text for token in tokens(markdown) if token.kind in _WORDS)
    return " ".join(words.split())


def targets(markdown: str) -> tuple[str, ...]:
    """Return the ids of passages that inline Markdown links to, ``(#para-9)`` as ``para-9``, each once."""
    if "(#" not in markdown:
        return ()
    links = (token.text for token in tokens(markdown) if token.kind is Tok.LINK_ON)
    return tuple(dict.fromkeys(link[1:] for link in links if link.startswith("#") and len(link) > 1))
