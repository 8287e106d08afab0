"""Footnotes in words: the first of a source in full, the next ones by its number; the address where there is no annex.

The annex of a brief has the address of each source and when it was captured, so that its footnotes need not: the title
leads there. A document without an annex has both in its footnotes.
"""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from kb.documents.markdown.html import is_safe_target
from kb.domain.brief import Brief, Footnote, Runs, SectionKind, TextRun

_ADDRESS = re.compile(r"(https?://[^\s;]+)")


def footnote_runs(brief: Brief) -> Mapping[int, Runs]:
    """Return the words of each footnote by its number."""
    has_annex = any(section.kind is SectionKind.ANNEX for section in brief.sections)
    first: dict[str, Footnote] = {}
    return {note.number: _runs(note, first.setdefault(note.source, note), has_annex) for note in brief.notes}


def _runs(note: Footnote, first: Footnote, has_annex: bool) -> Runs:
    """Return the words of a footnote; ``first`` is the first one of its source."""
    facts = ", ".join(part for part in (note.reference, note.date) if part)
    captured = note.captured and (note is first or note.captured != first.captured)
    held = note.captured if note.captured.startswith("not ") else f"captured on {note.captured}"
    if has_annex and note.captured.startswith("not "):
        captured = False
    title = (
        TextRun(note.title, emphasis=True, address=note.address if is_safe_target(note.address) else ""),
        TextRun(f" ({facts})" if facts else ""),
    )
    rest = "; ".join(part for part in (held if captured else "", note.remark) if part)
    return tuple(
        run
        for run in (
            TextRun(f"{note.publisher}, " if note.publisher else ""),
            *(title if note is first else (TextRun(f"as note {first.number}"),)),
            TextRun(f", {note.place}" if note.place else ""),
            *((TextRun(", "), _address(note.address)) if note.address and note is first and not has_annex else ()),
            *((TextRun(", "), *_linked(rest)) if rest else ()),
            TextRun("."),
        )
        if run.text
    )


def _address(address: str) -> TextRun:
    return TextRun(address, address=address if is_safe_target(address) else "")


def _linked(remark: str) -> Iterator[TextRun]:
    """Yield a remark with each address in it shown by its host, which leads there."""
    for part in _ADDRESS.split(remark):
        host = urlsplit(part).hostname if _ADDRESS.fullmatch(part) and is_safe_target(part) else ""
        yield TextRun(host.removeprefix("www."), address=part) if host else TextRun(part)


def cover_lines(brief: Brief) -> tuple[str, ...]:
    """Return what stands on the cover below title and subtitle, each on a line of its own."""
    cover = brief.cover
    return (cover.as_at_words, cover.made_for, *cover.marks)
