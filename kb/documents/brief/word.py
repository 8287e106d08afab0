"""Word files by pandoc, a program of its own that is given nothing but the document and our reference.

What it does not do itself is put in after it: the page numbers of the contents, and what tables show.
"""

import io
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from kb.documents.brief.word_reference import field_parts, reference
from kb.domain.errors import ToolMissing
from kb.storage.pandoc import pandoc_path, run_pandoc

_OUR_MARKS = 1_000_000
"""Marks of ours are numbered from here on, beyond any of pandoc's."""


def word_file(
    document: str, header: str, marks: tuple[str, ...], descriptions: Sequence[str], *, is_short: bool = False
) -> bytes:
    """Make a Word file of pandoc's JSON ``document``.

    ``header`` and ``marks`` stand at the top of every page but the first; ``descriptions`` say in words what each
    table shows, in order; ``is_short`` sets it for two pages. Raises ``ToolMissing`` where there is no pandoc,
    ``ToolFailed`` where it gives no file.
    """
    pandoc = pandoc_path()
    if not pandoc:
        raise ToolMissing("pandoc", "pip install 'police-it-evidence[brief]'")
    with tempfile.TemporaryDirectory() as folder:
        ours = Path(folder) / "reference.docx"
        default = run_pandoc(pandoc, ["--print-default-data-file=reference.docx"])
        ours.write_bytes(reference(default, header, marks, is_short=is_short))
        form = ["--from=json", "--to=docx", f"--reference-doc={ours}", "--output=-"]
        made = run_pandoc(pandoc, form, document.encode())
    return _finished(made, descriptions)


def _finished(made: bytes, descriptions: Sequence[str]) -> bytes:
    document = docx.Document(io.BytesIO(made))
    for table, description in zip(document.tables, descriptions, strict=True):
        if description:
            described = OxmlElement("w:tblDescription")
            described.set(qn("w:val"), description)
            table._tbl.tblPr.append(described)
    _number(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _entries(document: Any) -> Iterator[Any]:
    """Yield the paragraphs of the contents."""
    for style in document.element.body.iter(qn("w:pStyle")):
        if style.get(qn("w:val")) in ("TOC1", "TOC2"):
            yield style.getparent().getparent()


def _number(document: Any) -> None:
    """Give each line of the contents its page: a field that Word works out when it opens the file.

    It leads to a mark of our own in the heading: pandoc's is round the whole part, which LibreOffice may lose.
    """
    marks = {mark.get(qn("w:name")): mark for mark in document.element.body.iter(qn("w:bookmarkStart"))}
    for number, line in enumerate(list(_entries(document)), start=1):
        link = line.find(qn("w:hyperlink"))
        mark = marks.get(link.get(qn("w:anchor"))) if link is not None else None
        if link is None or mark is None:
            continue
        name = f"_Toc{number:08}"
        heading = next(one for one in mark.itersiblings() if one.tag == qn("w:p"))
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        start.set(qn("w:name"), name)
        for one in (start, end):
            one.set(qn("w:id"), str(_OUR_MARKS + number))
        heading.insert(1, start)
        heading.append(end)
        link.set(qn("w:anchor"), name)
        begin, *others = field_parts(f"PAGEREF {name} \\h", "…")
        begin.set(qn("w:dirty"), "true")
        for part in (OxmlElement("w:tab"), begin, *others):
            run = OxmlElement("w:r")
            run.append(part)
            link.append(run)
