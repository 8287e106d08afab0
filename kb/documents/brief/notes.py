"""A footnote in words: publisher, title, reference, date, place, address, captured on."""

from kb.documents.markdown.html import is_safe_target
from kb.domain.brief import Brief, Note, Run, Runs


def note_runs(note: Note) -> Runs:
    """Return the words of a footnote."""
    facts = ", ".join(part for part in (note.reference, note.date) if part)
    held = note.captured if note.captured.startswith("not ") else f"captured on {note.captured}"
    rest = "; ".join(part for part in (held, note.remark) if part)
    return (
        *((Run(f"{note.publisher}, "),) if note.publisher else ()),
        Run(note.title, emphasis=True),
        Run(f" ({facts})" if facts else ""),
        Run(f", {note.place}" if note.place else ""),
        *((Run(", "), _address(note.address)) if note.address else ()),
        Run(f", {rest}."),
    )


def _address(address: str) -> Run:
    return Run(address, address=address if is_safe_target(address) else "")


def cover_lines(brief: Brief) -> tuple[str, ...]:
    """Return what stands on the cover below title and subtitle, each on a line of its own."""
    cover = brief.cover
    return (cover.as_at_words, cover.made_for, *cover.marks)
