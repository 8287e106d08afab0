"""Marks that stand beside passages: stances of evidence, each with sign, word and colour, and found words."""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from kb.domain.priority import Stance
from kb.domain.results import Snippet

SIGNS = {Stance.SUPPORTS: "●", Stance.LIMITS: "◐", Stance.CONTRADICTS: "○", Stance.CONTEXT: "◇"}
_TAG = re.compile(r"(<[^>]*>)")
_WORD = re.compile(r"[^\W_]+(?:['’&.\-][^\W_]+)*")


@dataclass(frozen=True)
class Evidence:
    """Evidence resting on a passage: its stance, and the priority that it is evidence for."""

    stance: str
    sign: str
    title: str
    address: str
    why: str = ""


def evidence_mark(stance: str, title: str, priority: str, why: str = "") -> Evidence:
    """Return the mark of a piece of evidence."""
    return Evidence(stance, SIGNS[Stance(stance)], title, f"/priorities/{priority}", why)


def marked_snippet(snippet: Snippet) -> Markup:
    """Return a snippet with its found words marked; its text is words and stays words."""
    text, at = snippet.text, 0
    out = ["… "] if snippet.cut_before else []
    for span in snippet.marks:
        found = html.escape(text[span.start : span.end])
        out.append(f"{html.escape(text[at : span.start])}<mark>{found}</mark>")
        at = span.end
    out.append(html.escape(text[at:]))
    if snippet.cut_after:
        out.append(" …")
    return Markup("".join(out))  # noqa: S704 - every piece of text was escaped above


def forms_found(snippets: Iterable[Snippet]) -> frozenset[str]:
    """Return the words that a search marked, as they are written, in lower case."""
    marked = (snippet.text[span.start : span.end] for snippet in snippets for span in snippet.marks)
    return frozenset(word.lower() for text in marked for word in _WORD.findall(text))


def words_of(text: str) -> frozenset[str]:
    """Return the words of a text as ``forms_found`` would give them."""
    return frozenset(word.lower() for word in _WORD.findall(text))


def mark_words(markup: str, forms: frozenset[str]) -> str:
    """Mark words in safe HTML, outside of its tags."""
    if not forms:
        return markup

    pieces = _TAG.split(markup)
    return "".join(piece if piece.startswith("<") else _marked_text(piece, forms) for piece in pieces)


def _marked_text(piece: str, forms: frozenset[str]) -> str:
    """Mark words in a stretch of HTML without tags; character references count as what they stand for."""
    text, out, at = html.unescape(piece), [], 0
    for match in _WORD.finditer(text):
        if match[0].lower() in forms:
            out.append(f"{html.escape(text[at : match.start()], quote=False)}<mark>{html.escape(match[0])}</mark>")
            at = match.end()
    return "".join(out) + html.escape(text[at:], quote=False) if out else piece
