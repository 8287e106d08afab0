"""Letters as one Word file, each on a page of its own: to be printed, or looked over before a mail merge."""

import io
from collections.abc import Iterable

import docx
from docx.enum.text import WD_BREAK

Letter = tuple[str, str, str]
"""To whom, the subject, and the text in plain words, paragraphs apart by an empty line."""


def letters_file(letters: Iterable[Letter]) -> bytes:
    """Return letters as a Word file."""
    document = docx.Document()
    for number, (to, subject, text) in enumerate(letters):
        first = document.add_paragraph()
        if number:
            first.add_run().add_break(WD_BREAK.PAGE)
        first.add_run(to)
        document.add_heading(subject, level=1)
        for paragraph in text.strip().split("\n\n"):
            document.add_paragraph(paragraph)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
