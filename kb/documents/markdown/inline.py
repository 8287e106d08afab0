"""Plain words to inline Markdown and back."""

import re

from kb.documents.markdown.tokens import Tok, tokens

_ANYWHERE = re.compile(
    r"[\\`*_\[\]|]"  # always markup
    r"|<(?=[A-Za-z/!?])"  # would open a tag, a comment or an autolink
    r"|&(?=(?:#[0-9A-Za-z]+|[A-Za-z][0-9A-Za-z]{1,31});)"  # would be a character reference
)
_AT_START = re.compile(r"(?:#{1,6}(?=\s|$)|[-+](?=\s|$)|-{3,}|={3,}|~{3,}|>|(?P<number>\d{1,9})(?=[.)](?:\s|$)))")


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
    return words_and_targets(markdown)[0]


def words_and_targets(markdown: str) -> tuple[str, tuple[str, ...]]:
    """Return the plain words, and the ids of passages linked to: ``(#para-9)`` as ``para-9``, each once."""
    words, links = [], []
    for kind, text in tokens(markdown):
        if kind is Tok.TEXT or kind is Tok.CODE:
            words.append(text)
        elif kind is Tok.LINK_ON and text[:1] == "#" and len(text) > 1:
            links.append(text[1:])
    return " ".join("".join(words).split()), tuple(dict.fromkeys(links))
