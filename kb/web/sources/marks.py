"""Marks that stand beside passages: stances of evidence, each with sign, word and colour, and found words."""

import html
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from kb.domain.editorial.review import ReviewState
from kb.domain.evidence.annotation import EvidenceLink
from kb.domain.priority.priority import Stance
from kb.domain.query.results import Snippet
from kb.services.library.evidence import Cited

SIGNS = {Stance.SUPPORTS: "●", Stance.LIMITS: "◐", Stance.CONTRADICTS: "○", Stance.CONTEXT: "◇"}
_TAG = re.compile(r"(<[^>]*>)")
_WORD = re.compile(r"[^\W_]+(?:['’&.\-][^\W_]+)*")


Marked = tuple[tuple[str, bool], ...]
"""Words in stretches, each with whether it was found."""


@dataclass(frozen=True)
class MarkedEvidence:
    """Evidence resting on a passage: its stance, and the priority that it is evidence for.

    ``note`` says in words what its readers have to know: not reviewed yet, or waiting for a decision. ``entry`` is the
    address of the entry that says so, ``by`` who wrote it.
    """

    stance: str
    sign: str
    title: str
    address: str
    why: str = ""
    note: str = ""
    entry: str = ""
    by: str = ""


def evidence_mark(cited: Cited, *, with_why: bool = False, names: Callable[[str], str] | None = None) -> MarkedEvidence:
    """Return the mark of a piece of evidence; with ``names`` of accounts it leads to its entry."""
    stance, priority = cited.stance, cited.priority
    why, entry = cited.why if with_why else "", cited.annotation if names else None
    return MarkedEvidence(
        stance.value,
        SIGNS[stance],
        priority.title,
        f"/priorities/{priority.id}",
        why,
        standing_words(cited),
        entry=f"/annotations/{entry.id}" if entry else "",
        by=names(entry.author) if names and entry else "",
    )


def link_mark(link: EvidenceLink, title: str) -> MarkedEvidence:
    """Return the mark of a link of an annotation to the priority of this title; its note is the strength."""
    return MarkedEvidence(
        link.stance.value, SIGNS[link.stance], title, f"/priorities/{link.priority}", link.why, link.strength.value
    )


def standing_words(cited: Cited) -> str:
    """Return what its readers have to know of a piece of evidence: that it is unreviewed, or does not count."""
    suspect = "does not count: its words have changed in the source" if cited.is_suspect else ""
    return "; ".join(note for note in (review_words(cited), suspect) if note)


def review_words(cited: Cited) -> str:
    """Return where an annotation stands that is not reviewed; empty where it is, and for what no annotation says."""
    if cited.annotation is None or cited.is_reviewed:
        return ""
    return "draft, not reviewed" if cited.state is ReviewState.DRAFT else "not reviewed yet"


def marked_snippet(snippet: Snippet) -> Marked:
    """Return a snippet in stretches, each with whether it was found; cut ends have an ellipsis."""
    text, at = snippet.text, 0
    stretches = [("… ", False)] if snippet.cut_before else []
    for span in snippet.marks:
        stretches += ((text[at : span.start], False), (text[span.start : span.end], True))
        at = span.end
    return (*stretches, (text[at:], False), *((((" …", False),)) if snippet.cut_after else ()))


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
