"""A footnote in words: publisher, title, reference, date, place, address, captured on."""

from kb.documents.markdown.html import is_safe_target
from kb.domain.brief import Brief, Footnote, Runs, TextRun


def note_runs(note: Footnote) -> Runs:
    """Return the words of a footnote."""
    facts = ", ".join(part for part in (note.reference, note.date) if part)
    held = note.captured if note.captured.startswith("not ") else f"captured on {note.captured}"
    rest = "; ".join(part for part in (held, note.remark) if part)
    return (
        *((TextRun(f"{note.publisher}, "),) if note.publisher else ()),
        TextRun(note.title, emphasis=True),
        TextRun(f" ({facts})" if facts else ""),
        TextRun(f", {note.place}" if note.place else ""),
        *((TextRun(", "), _address(note.address)) if note.address else ()),
        TextRun(f", {rest}."),
    )


def _address(address: str) -> TextRun:
    return TextRun(address, address=address if is_safe_target(address) else "")


def cover_lines(brief: Brief) -> tuple[str, ...]:
    """Return what stands on the cover below title and subtitle, each on a line of its own."""
    cover = brief.cover
    return (cover.as_at_words, cover.made_for, *cover.marks)
