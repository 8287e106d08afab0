"""Reads a document on standard input and prints its text: ``python -m kb.parsing.documents.reader_process pdf|docx``.

Run as a process of its own: whatever a stranger's file does to its reader, in memory or in time, ends there.
"""

import io
import sys
import zipfile
from collections.abc import Iterator

import docx
import pypdfium2
from docx.table import Table

from kb.parsing.documents.word_numbering import Numbering

MOST_PAGES = 200
MOST_FILES = 5_000
LONGEST_UNPACKED = 100_000_000


def pdf_text(content: bytes) -> str:
    """Return the text of a PDF, page by page."""
    with pypdfium2.PdfDocument(content) as document:
        pages = []
        for number in range(min(len(document), MOST_PAGES)):
            page = document[number]
            words = page.get_textpage()
            pages.append(words.get_text_bounded())
            words.close()
            page.close()
    return "\n".join(page.replace("\r\n", "\n").replace("\r", "\n") for page in pages)


def word_text(content: bytes) -> str:
    """Return the text of a Word document: paragraphs with the numbers that Word shows, tables with tabs."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = archive.infolist()
    if len(files) > MOST_FILES or sum(file.file_size for file in files) > LONGEST_UNPACKED:
        raise ValueError("too large when unpacked")
    return "\n".join(_word_lines(content)).strip("\n")


def _word_lines(content: bytes) -> Iterator[str]:
    document = docx.Document(io.BytesIO(content))
    numbering = Numbering(document)
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            yield ""
            yield from ("\t".join(" ".join(cell.text.split()) for cell in row.cells) for row in block.rows)
            yield ""
            continue
        mark = numbering.mark_of(block)
        heading = block.style is not None and str(block.style.name).startswith("Heading")
        if heading and not mark:
            yield ""
        yield f"{mark}{block.text.strip()}"


def main() -> int:
    """Read, write, and leave with 1 where the document cannot be read."""
    read = {"pdf": pdf_text, "docx": word_text}[sys.argv[1]]
    try:
        text = read(sys.stdin.buffer.read())
    except Exception as error:  # in whatever way a stranger's document breaks its reader
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        return 1
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
