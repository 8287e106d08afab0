"""PDF files → text: what is printed, what is typed into forms and onto pages, and what of it a person has to look at.

A function for the sandbox: it takes a stranger's bytes and gives JSON, or raises ``SandboxRefused`` with the reason.
"""

import ctypes
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from kb.parsing.document_text import DocumentText, quoted
from kb.storage.sandbox import SandboxRefused

MOST_PAGES = 200
_LARGE_PICTURE = 0.1
"""A picture of more than this part of its page may hold words; a smaller one is a logo."""
_SAME_LINE = 0.6
_NO_COMMENT = frozenset({pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP, pdfium.FPDF_ANNOT_WIDGET})
_BUTTONS = frozenset({pdfium.FPDF_FORMFIELD_CHECKBOX, pdfium.FPDF_FORMFIELD_RADIOBUTTON})
_TYPED = "it has words typed into a form or onto a page, and where they belong is not certain"


@dataclass(frozen=True)
class _Piece:
    """Words at a place on a page; ``bottom`` and ``top`` count from below."""

    left: float
    bottom: float
    right: float
    top: float
    words: str


@dataclass
class _Page:
    printed: str = ""
    typed: list[_Piece] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


def read_pdf(content: bytes) -> bytes:
    """Read a PDF page by page."""
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        raise SandboxRefused("it is locked with a password; ask for it without" if locked else "it is broken") from None
    with document:
        if document.get_formtype() in (pdfium.FORMTYPE_XFA_FULL, pdfium.FORMTYPE_XFA_FOREGROUND):
            raise SandboxRefused(
                "it is a form of a kind that only Adobe's program shows (XFA); ask for it printed to PDF"
            )
        document.init_forms()
        pages = [_read_page(document, number) for number in range(min(len(document), MOST_PAGES))]
        doubts = [doubt for page in pages for doubt in page.doubts]
        if len(document) > MOST_PAGES:
            doubts.append(f"it has {len(document):,} pages, of which the first {MOST_PAGES} were read")
        if pdfium.FPDFDoc_GetAttachmentCount(document):
            doubts.append("files are attached to it")
    aside = "\n\n".join(words for page in pages for words in page.comments)
    return DocumentText("\n".join(page.printed for page in pages), aside, tuple(dict.fromkeys(doubts))).to_json()


def _read_page(document: pypdfium2.PdfDocument, number: int) -> _Page:
    found = _Page()
    page = document[number]
    words = page.get_textpage()
    try:
        found.printed = _lines(words.get_text_bounded())
        for annotation in _annotations(page):
            _take_annotation(document, words, annotation, found)
        if found.typed:
            typed = [piece.words for piece in found.typed]
            found.printed = _merged([*_pieces(words), *found.typed])
            found.doubts.append(quoted(_TYPED, "\n".join(typed)))
        found.doubts += _of_objects(page, words)
    finally:
        words.close()
        page.close()
    return found


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _annotations(page: pypdfium2.PdfPage) -> Iterator[pdfium.FPDF_ANNOTATION]:
    for at in range(pdfium.FPDFPage_GetAnnotCount(page)):
        annotation = pdfium.FPDFPage_GetAnnot(page, at)
        if not annotation:
            continue
        try:
            if not pdfium.FPDFAnnot_GetFlags(annotation) & pdfium.FPDF_ANNOT_FLAG_HIDDEN:
                yield annotation
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)


def _take_annotation(
    document: pypdfium2.PdfDocument, words: pypdfium2.PdfTextPage, annotation: pdfium.FPDF_ANNOTATION, found: _Page
) -> None:
    kind = pdfium.FPDFAnnot_GetSubtype(annotation)
    place = pdfium.FS_RECTF()
    pdfium.FPDFAnnot_GetRect(annotation, place)
    said = _string(partial(pdfium.FPDFAnnot_GetStringValue, annotation, b"Contents"))
    if kind == pdfium.FPDF_ANNOT_WIDGET:
        forms = document.formenv
        field_kind = pdfium.FPDFAnnot_GetFormFieldType(forms, annotation)
        value = _string(partial(pdfium.FPDFAnnot_GetFormFieldValue, forms, annotation))
        if field_kind in _BUTTONS:
            if pdfium.FPDFAnnot_IsChecked(forms, annotation):
                name = _string(partial(pdfium.FPDFAnnot_GetFormFieldName, forms, annotation))
                found.doubts.append(f"it has a box that is ticked ({name or 'without a name'})")
        elif field_kind != pdfium.FPDF_FORMFIELD_PUSHBUTTON and value.strip():
            found.typed.append(_Piece(place.left, place.bottom, place.right, place.top, value))
    elif kind == pdfium.FPDF_ANNOT_FREETEXT:
        if said.strip():
            found.typed.append(_Piece(place.left, place.bottom, place.right, place.top, said))
    elif kind == pdfium.FPDF_ANNOT_STRIKEOUT:
        struck = words.get_text_bounded(place.left, place.bottom, place.right, place.top)
        found.doubts.append(quoted("words on a page of it are struck out", struck or "?"))
    elif kind in (pdfium.FPDF_ANNOT_INK, pdfium.FPDF_ANNOT_STAMP, pdfium.FPDF_ANNOT_REDACT):
        found.doubts.append("it is drawn or stamped on, which is not read")
    if said.strip() and kind not in _NO_COMMENT and kind != pdfium.FPDF_ANNOT_FREETEXT:
        found.comments.append(said)
        found.doubts.append(quoted("it has comments", said))


def _string(read: Callable[[Any, int], int]) -> str:
    """Return the text that a library function writes into a buffer, after asking it for the size."""
    size = read(None, 0)
    buffer = ctypes.create_string_buffer(size)
    read(ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return _lines(buffer.raw.decode("utf-16-le", "replace").rstrip("\x00"))


def _pieces(words: pypdfium2.PdfTextPage) -> Iterator[_Piece]:
    """Yield the printed words of a page line by line, with their places."""
    for at in range(words.count_rects()):
        left, bottom, right, top = words.get_rect(at)
        yield _Piece(left, bottom, right, top, words.get_text_bounded(left, bottom, right, top).strip())


def _merged(pieces: list[_Piece]) -> str:
    """Return words in the order of their places, from the top, and from the left where they share a line."""
    lines: list[list[_Piece]] = []
    for piece in sorted(pieces, key=lambda one: -one.top):
        line = lines[-1] if lines else []
        shared = min(line[0].top, piece.top) - max(line[0].bottom, piece.bottom) if line else 0.0
        low = min(piece.top - piece.bottom, line[0].top - line[0].bottom) if line else 1.0
        if line and shared > _SAME_LINE * low:
            line.append(piece)
        else:
            lines.append([piece])
    return "\n".join(" ".join(one.words for one in sorted(line, key=lambda one: one.left)) for line in lines)


def _of_objects(page: pypdfium2.PdfPage, words: pypdfium2.PdfTextPage) -> Iterator[str]:
    """Yield what the objects of a page have that its text has not: pictures, and letters that were not read."""
    wide, high = page.get_size()
    drawn: Counter[str] = Counter()
    for one in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_TEXT), max_depth=8):
        if one.type == pdfium.FPDF_PAGEOBJ_TEXT:
            drawn.update(_letters(_string(partial(pdfium.FPDFTextObj_GetText, one, words))))
            continue
        left, bottom, right, top = one.get_bounds()
        if (right - left) * (top - bottom) > _LARGE_PICTURE * wide * high:
            yield "it has pictures, which are not read"
    missing = drawn - _letters(words.get_text_bounded())
    if missing:
        yield quoted("not all of its text was read; letters that are missing", "".join(sorted(missing.elements())))


def _letters(text: str) -> Counter[str]:
    return Counter(char for char in text if char.isalnum())
