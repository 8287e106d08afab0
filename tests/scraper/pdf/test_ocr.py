"""Pages that are pictures, read by tesseract."""

import shutil

import pypdfium2 as pdfium
import pytest
from reportlab.lib.utils import ImageReader

from kb.domain.source.block import BlockKind
from pdf_in_process import read_here
from scraper.extract import Unreadable
from scraper.pdf import opening

needs_tesseract = pytest.mark.skipif(not shutil.which("tesseract"), reason="tesseract is not installed")
WORDS = "The counter was closed in the hours of the day in which anybody comes to it."


def scanned(paper, pages: int = 1) -> bytes:
    """Return a PDF of pictures of pages."""
    p = paper().heading("Of counters", 18)
    for n in range(1, 6):
        p.text(f"{n}. {WORDS}", size=12)
    with pdfium.PdfDocument(p.bytes()) as document:
        picture = document[0].render(scale=2.5).to_pil()
    copy = paper()
    for _ in range(pages):
        copy.canvas.drawImage(ImageReader(picture), 0, 0, 595, 842)
        copy.turn()
    return copy.bytes()


@needs_tesseract
def test_a_picture_is_read_and_named_as_such_and_its_numbers_are_in_doubt(paper) -> None:
    extract = read_here(scanned(paper))
    text = " ".join(block.text for block in extract.blocks)
    assert text.count(WORDS) == 5
    assert not [b for b in extract.blocks if b.number and b.kind is not BlockKind.PAGE]
    numbers, pages = extract.doubts
    assert numbers == "5 numbers in doubt, page 1"
    assert pages.startswith("page 1 read by OCR, ")
    assert int(pages.split()[-2].rstrip("%")) > 80


def test_without_the_program_a_scan_is_refused_in_clear_words(paper, monkeypatch) -> None:
    monkeypatch.setattr(opening, "has_ocr", lambda: False)
    with pytest.raises(Unreadable) as caught:
        read_here(scanned(paper))
    assert "it needs OCR first" in caught.value.detail


@needs_tesseract
def test_pictures_that_there_was_no_time_for_are_told(paper, monkeypatch) -> None:
    ticks = iter([0.0, 1.0, *[opening.OCR_SECONDS + 1.0] * 9])
    monkeypatch.setattr(opening.time, "monotonic", lambda: next(ticks))
    extract = read_here(scanned(paper, 3))
    assert "pages 2–3 not read: pictures without text" in extract.doubts
