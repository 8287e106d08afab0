"""Open a PDF, or say in clear words why it cannot be read. The only module that knows the PDF library.

PDFium is the engine of a browser: quick, made for hostile files, and under a permissive licence. It is not made
for threads, so one lock guards every use of it in this process; that lock is the one thing at module level here.
"""

import math
import re
import threading
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import replace

import pypdfium2 as pdfium

from kb.domain.source.capture import Outcome
from scraper.extract import Unreadable
from scraper.pdf.completeness import count_words
from scraper.pdf.glyphs import page_text
from scraper.pdf.ocr import Seen, has_ocr, see
from scraper.pdf.raw import Bookmark, RawDocument, RawPage

MOST_PAGES = 2_000
MOST_CHARACTERS = 6_000_000
MOST_ON_A_PAGE = 200_000
MOST_BOOKMARKS = 5_000
OCR_SECONDS = 200
"""How long the pictures of one document are looked at."""
_SHARE_OF_PICTURES = 0.3  # of the pages: where there are fewer, they are covers and plates
_LEAST_CHARACTERS = 20  # a page of scanned text has none, or the few of a stamp
_LINEARIZED = re.compile(rb"/Linearized[^>]{0,200}?/L\s+(\d{1,12})\b")  # made for the web, it tells its own length
_END = re.compile(rb"startxref\s+(\d{1,12})\s+%%EOF")
_ONE_AT_A_TIME = threading.Lock()


def open_pdf(content: bytes, most_pages: int = 0) -> RawDocument:
    """Take the text of a PDF with its places; raise :class:`Unreadable` where there is none to take.

    With ``most_pages``, only the first pages are read, and pages without text are no error.
    This happens in the process that calls it; for files from outside there is ``sandbox.open_sandboxed``.
    """
    _check_bytes(content)
    with _ONE_AT_A_TIME:
        return _opened(content, most_pages)


def _check_bytes(content: bytes) -> None:
    """Refuse what shows already in the bytes: nothing there, something else, an end that never came."""
    if not content.strip():
        raise Unreadable(Outcome.SUSPICIOUS, "the file is empty")
    if b"%PDF-" not in content[:1024]:
        start = content[:512].lstrip().lower()
        what = "a web page" if start.startswith((b"<!doctype", b"<html", b"<?xml")) else "something else"
        raise Unreadable(Outcome.SUSPICIOUS, f"this is no PDF but {what}: it does not begin with %PDF-")
    tail = content[-4096:]
    length = _LINEARIZED.search(content[:1024])
    shorter = length is not None and int(length[1]) > len(content)  # cut short, or made shorter since and not told
    ends = _END.findall(tail)
    whole = bool(ends) and 0 < int(ends[-1]) < len(content)  # the end of the first part says 0
    if not (whole if shorter else b"%%EOF" in tail or b"startxref" in tail):
        raise Unreadable(Outcome.FAILED, "the PDF is cut short: its end is missing")


def _opened(content: bytes, most_pages: int) -> RawDocument:
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        raise _why_closed(error) from error
    with closing(document):
        try:
            return _read(document, most_pages)
        except (pdfium.PdfiumError, ValueError, OverflowError, IndexError) as error:
            raise Unreadable(Outcome.FAILED, f"the PDF is broken: {error}") from error


def _why_closed(error: pdfium.PdfiumError) -> Unreadable:
    code = getattr(error, "err_code", None)
    if code == pdfium.raw.FPDF_ERR_PASSWORD:
        return Unreadable(Outcome.FAILED, "the PDF is encrypted: it opens only with a password")
    if code == pdfium.raw.FPDF_ERR_SECURITY:
        return Unreadable(Outcome.FAILED, "the PDF is encrypted in a way that cannot be opened")
    return Unreadable(Outcome.FAILED, "the PDF is broken: its pages cannot be found in it")


def _read(document: pdfium.PdfDocument, most_pages: int) -> RawDocument:
    count = len(document)
    if count < 1:
        raise Unreadable(Outcome.SUSPICIOUS, "the PDF has no pages")
    if count > MOST_PAGES:
        raise Unreadable(Outcome.FAILED, f"the PDF has {count:,} pages; at most {MOST_PAGES:,} are read")
    pages: list[RawPage] = []
    words: Counter[str] = Counter()
    pictures: list[int] = []
    broken = characters = 0
    for index in range(min(count, most_pages or count)):
        try:
            pdf_page = document[index]
        except pdfium.PdfiumError:
            broken += 1
            continue
        with closing(pdf_page):
            page, plain = _page(document, pdf_page, index)
            if not page.characters and next(pdf_page.get_objects(max_depth=1), None) is not None:
                pictures.append(index)
        pages.append(page)
        words.update(count_words(plain) - count_words(page.struck))
        characters += page.characters
        if characters > MOST_CHARACTERS:
            raise Unreadable(Outcome.FAILED, f"the PDF holds more than {MOST_CHARACTERS:,} characters")
    if broken:
        raise Unreadable(Outcome.FAILED, f"the PDF is broken: {broken} of its {count} pages cannot be opened")
    if len(pictures) >= _SHARE_OF_PICTURES * count and not most_pages and has_ocr():
        pictures = _look(document, pictures, pages, words)
        characters += sum(page.characters for page in pages if page.sure)
    if characters < _LEAST_CHARACTERS and not most_pages:
        raise _without_words(bool(pictures), count)
    return RawDocument(tuple(pages), _bookmarks(document), _title(document), dict(words), tuple(pictures))


def _look(
    document: pdfium.PdfDocument, pictures: Sequence[int], pages: list[RawPage], words: Counter[str]
) -> list[int]:
    """Read pages that are pictures, as long as there is time; return those that were not read."""
    ends = time.monotonic() + OCR_SECONDS
    left: list[int] = []
    for at, page in enumerate(pages):
        if page.index not in pictures:
            continue
        seen = Seen()
        if time.monotonic() < ends:
            with closing(document[page.index]) as pdf_page:
                seen = see(pdf_page, page.width, page.height)
        if seen.spans:
            pages[at] = replace(page, spans=seen.spans, characters=len(seen.words), sure=seen.sure)
            words.update(count_words(seen.words))
        else:
            left.append(page.index)
    return left


def _without_words(drawn: bool, count: int) -> Unreadable:
    pages = "its one page" if count == 1 else f"its {count} pages"
    if drawn:
        return Unreadable(Outcome.FAILED, f"the PDF is scanned: no text but pictures on {pages}; it needs OCR first")
    return Unreadable(Outcome.SUSPICIOUS, f"the PDF is blank: there is nothing on {pages}")


def _page(document: pdfium.PdfDocument, page: pdfium.PdfPage, index: int) -> tuple[RawPage, str]:
    """Read a page, and its text in the library's own order."""
    with closing(page.get_textpage()) as text:
        left, bottom, right, top = page.get_bbox()
        sides = (left, bottom, right, top)
        if not all(math.isfinite(side) for side in sides) or right <= left or top <= bottom:
            raise Unreadable(Outcome.FAILED, f"the PDF is broken: page {index + 1} has no size")
        count = text.count_chars()
        if count > MOST_ON_A_PAGE:
            raise Unreadable(Outcome.FAILED, f"page {index + 1} of the PDF holds {count:,} characters, as no page does")
        read = page_text(page, text, sides)
        plain = text.get_text_bounded(*sides, errors="ignore") if count else ""
    label = ""
    with suppress(pdfium.PdfiumError, UnicodeDecodeError):
        label = document.get_page_label(index)
    sizes = (read.width, read.height, read.spans, read.characters, read.shapes)
    return RawPage(index, label.strip(), *sizes, sideways=read.sideways, struck=read.struck), plain


def _bookmarks(document: pdfium.PdfDocument) -> tuple[Bookmark, ...]:
    """Read the outline as far as it can be read: a broken one only costs us headings."""
    found: list[Bookmark] = []
    with suppress(pdfium.PdfiumError, UnicodeDecodeError, ValueError, RecursionError):
        for entry in document.get_toc(max_depth=8):
            dest = entry.get_dest()
            page = dest.get_index() if dest else None
            if page is not None:
                found.append(Bookmark(entry.level, " ".join(entry.get_title().split()), page))
            if len(found) >= MOST_BOOKMARKS:
                break
    return tuple(found)


def _title(document: pdfium.PdfDocument) -> str:
    with suppress(pdfium.PdfiumError, UnicodeDecodeError):
        return " ".join(str(document.get_metadata_value("Title")).split())
    return ""
