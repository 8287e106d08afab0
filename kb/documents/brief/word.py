"""Word files by pandoc, a program of its own that is given nothing but the document and our reference.

It runs in its sandbox (no files but those named, no network), without anybody's settings, and with a bound on its
time and memory. What it does not do itself is put in after it: the page numbers of the contents, and what tables show.
"""

import io
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from kb.documents.brief.word_reference import field_parts, reference
from kb.domain.errors import ToolFailed, ToolMissing

SECONDS = 60
_MEMORY = "-M1G"
_SAID = 300
"""How much of what pandoc says goes into the log."""
_OUR_MARKS = 1_000_000
"""Marks of ours are numbered from here on, beyond any of pandoc's."""


def pandoc_path() -> str:
    """Return where pandoc is: that of the extra ``[brief]``, or the machine's; empty where there is none."""
    try:
        import pypandoc  # noqa: PLC0415 - only where the extra is installed

        return str(pypandoc.get_pandoc_path())
    except (ImportError, OSError):
        return shutil.which("pandoc") or ""


def word_file(document: str, header: str, marks: tuple[str, ...], descriptions: Sequence[str]) -> bytes:
    """Make a Word file of pandoc's JSON ``document``.

    ``header`` and ``marks`` stand at the top of every page but the first; ``descriptions`` say in words what each
    table shows, in order. Raises ``ToolMissing`` where there is no pandoc, ``ToolFailed`` where it gives no file.
    """
    pandoc = pandoc_path()
    if not pandoc:
        raise ToolMissing("pandoc", "pip install 'police-it-evidence[brief]'")
    with tempfile.TemporaryDirectory() as folder:
        ours = Path(folder) / "reference.docx"
        default = _run([pandoc, "--print-default-data-file=reference.docx"], b"", folder)
        ours.write_bytes(reference(default, header, marks))
        form = ["--sandbox", "--from=json", "--to=docx", f"--reference-doc={ours}", "--output=-"]
        made = _run([pandoc, "+RTS", _MEMORY, "-RTS", *form], document.encode(), folder)
    return _finished(made, descriptions)


def _run(command: list[str], given: bytes, folder: str) -> bytes:
    """Run pandoc with no settings but ours; ``folder`` is all of the home that it has."""
    environment = {"HOME": folder, "XDG_DATA_HOME": folder, "LANG": "C.UTF-8", "PATH": os.defpath}
    try:
        done = subprocess.run(  # noqa: S603 - our own words only; people's go in as data
            command, input=given, capture_output=True, check=True, timeout=SECONDS, cwd=folder, env=environment
        )
    except subprocess.TimeoutExpired as error:
        raise ToolFailed("pandoc", f"it was stopped after {SECONDS} seconds") from error
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode("utf-8", "replace").strip()[:_SAID]
        raise ToolFailed("pandoc", f"it left with {error.returncode}, and said: {said or 'nothing'}") from error
    except OSError as error:
        raise ToolFailed("pandoc", f"it could not be started: {error}") from error
    return done.stdout


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
