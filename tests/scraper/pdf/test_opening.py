"""What cannot be read is refused in clear words; nothing else than ``Unreadable`` ever comes out."""

import contextlib
import random
import time
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader

from kb.domain.source.capture import Outcome
from kb.storage.sandbox import SandboxLimits
from pdf_in_process import read_here
from scraper.extract import Unreadable
from scraper.pdf import read_pdf
from scraper.pdf.opening import open_pdf
from scraper.pdf.sandbox import open_sandboxed

NOISE = random.Random(3).randbytes(4800)  # noqa: S311 - grey spots, no secret


def refused(content: bytes) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        read_here(content)
    return caught.value


def raw_pdf(*objects: bytes, root: int = 1) -> bytes:
    """Put objects numbered from 1 into a file with a right table of their places."""
    out, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, root, table)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"<!DOCTYPE html><html><title>Just a moment...</title>", "a web page"),
        (b"\x00\x01garbage of no kind" * 50, "does not begin with %PDF-"),
        (raw_pdf(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>"), "pages"),
    ],
)
def test_what_is_no_pdf_or_has_no_pages_is_suspicious_or_failed(content: bytes, words: str) -> None:
    error = refused(content)
    assert words in error.detail
    assert error.outcome in (Outcome.SUSPICIOUS, Outcome.FAILED)


def test_garbage_after_the_right_first_bytes_is_broken() -> None:
    noise = random.Random(7).randbytes(5000)  # noqa: S311 - noise
    assert "cut short" in refused(b"%PDF-1.7\n" + noise).detail
    assert "broken" in refused(b"%PDF-1.7\n" + noise + b"\nstartxref\n9\n%%EOF\n").detail


def test_a_scanned_page_is_named_as_such(paper) -> None:
    p = paper()
    noise = Image.frombytes("L", (60, 80), NOISE)
    p.canvas.drawImage(ImageReader(noise), 0, 0, 595, 842)
    error = refused(p.turn().bytes())
    assert error.outcome is Outcome.FAILED
    assert "scanned" in error.detail


def test_a_blank_page_is_suspicious(paper) -> None:
    error = refused(paper().turn().bytes())
    assert error.outcome is Outcome.SUSPICIOUS
    assert "blank" in error.detail


def test_a_password_is_asked_for_by_name(paper, filler) -> None:
    locked = paper(encrypt=StandardEncryption("open sesame", canPrint=0)).text(filler()).bytes()
    error = refused(locked)
    assert error.outcome is Outcome.FAILED
    assert "password" in error.detail


def test_a_pdf_that_only_forbids_copying_is_read(paper, filler) -> None:
    words = filler()
    kept = paper(encrypt=StandardEncryption("", ownerPassword="mine", canCopy=0)).text(words).bytes()
    assert read_pdf(kept).blocks


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.99])
def test_a_body_cut_short_is_refused(paper, filler, share: float) -> None:
    p = paper()
    for _ in range(20):
        p.text(filler()).turn()
    whole = p.bytes()
    error = refused(whole[: int(len(whole) * share)])
    assert error.outcome is Outcome.FAILED
    assert "cut short" in error.detail


def test_a_pdf_made_for_the_web_tells_its_length() -> None:
    """Its first part ends in a mark of its own, so that the end of the whole file has to be known otherwise."""
    whole = b"%PDF-1.5\n1 0 obj\n<< /Linearized 1 /L 9000 /N 1 >>\nendobj\nstartxref\n0\n%%EOF\n"
    assert "cut short" in refused(whole).detail
    assert "broken" in refused(whole.replace(b"9000", b"0009")).detail


def test_a_length_told_before_the_file_was_made_shorter_is_no_reason_to_refuse_it(paper, filler) -> None:
    whole = paper().text(filler()).text(filler()).bytes()
    head, rest = whole.split(b"\n", 1)
    told = head + b"\n% /Linearized 1 /L 9000000 /N 1\n" + rest
    assert read_pdf(told).blocks


def test_a_page_full_of_drawing_costs_no_more_than_its_letters(paper, filler) -> None:
    p = paper().text(filler())
    for n in range(9_000):
        p.canvas.rect(20 + n % 97, 20 + n % 89, 30 + n % 83, 30 + n % 79)
    content = p.bytes()
    started = time.process_time()
    assert read_here(content).blocks
    assert time.process_time() - started < 20


@pytest.mark.parametrize("count", [5_000, 30_000])
def test_more_pages_than_any_report_has_are_refused_at_once(count: int) -> None:
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] >>"
    kids = b" ".join(b"3 0 R" for _ in range(count))
    pages = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count)
    error = refused(raw_pdf(b"<< /Type /Catalog /Pages 2 0 R >>", pages, page))
    assert f"{count:,} pages; at most 2,000 are read" in error.detail


def test_a_count_that_lies_is_no_reason_to_work_for_ever() -> None:
    pages = b"<< /Type /Pages /Kids [3 0 R] /Count 2000000000 >>"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] >>"
    assert refused(raw_pdf(b"<< /Type /Catalog /Pages 2 0 R >>", pages, page)).outcome in Outcome


def test_pages_within_pages_within_pages_end_in_an_error() -> None:
    deep = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    deep += [b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % (n + 3) for n in range(3000)]
    assert refused(raw_pdf(*deep, b"<< /Type /Page /MediaBox [0 0 9 9] >>")).detail


def test_nested_arrays_end_in_an_error() -> None:
    nest = b"[" * 50_000 + b"]" * 50_000
    assert refused(raw_pdf(b"<< /Type /Catalog /Pages 2 0 R /X %s >>" % nest, nest)).detail


def page_of(stream: bytes) -> bytes:
    """A PDF of one page that draws a stream, packed as small as it goes."""
    packed = zlib.compress(stream, 9)
    return raw_pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 4 0 R"
        b" /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed),
    )


def endless(words: int) -> bytes:
    return page_of(b"BT /F1 1 Tf 1 0 0 1 9 9 Tm " + b"(many words ) Tj " * words + b"ET")


def test_a_page_with_more_text_than_fits_a_page_is_refused() -> None:
    assert "as no page does" in refused(endless(20_000)).detail


def test_a_small_file_that_unpacks_to_gigabytes_brings_down_only_its_own_process() -> None:
    with pytest.raises(Unreadable) as caught:
        open_sandboxed(endless(1_000_000), SandboxLimits(memory=400 << 20, seconds=30))
    assert "more memory" in caught.value.detail


def test_a_file_that_takes_for_ever_is_given_up() -> None:
    with pytest.raises(Unreadable) as caught:
        open_sandboxed(endless(2_000_000), SandboxLimits(seconds=1))
    assert "more time" in caught.value.detail


SMALL = raw_pdf(
    b"<< /Type /Catalog /Pages 2 0 R /PageLabels << /Nums [0 << /S /D /St 3 >>] >> /Outlines 5 0 R >>",
    b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R"
    b" /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
    b"<< /Length 122 >>\nstream\nBT /F1 12 Tf 1 0 0 1 50 200 Tm (1. A paragraph of a few words.) Tj"
    b" 0 -30 Td (2. Another one of just as many.) Tj 0 -30 Td (3) Tj ET\nendstream",
    b"<< /Type /Outlines /First 6 0 R /Last 6 0 R /Count 1 >>",
    b"<< /Title (A paragraph) /Parent 5 0 R /Dest [3 0 R /Fit] >>",
)


def test_the_small_one_can_be_read() -> None:
    assert [block.number for block in read_pdf(SMALL).blocks][:1] == ["3"]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_changed_bytes_give_an_extract_or_unreadable_and_nothing_else(data: st.DataObject) -> None:
    content = bytearray(SMALL)
    for _ in range(data.draw(st.integers(1, 12))):
        place = data.draw(st.integers(9, len(content) - 1))
        match data.draw(st.sampled_from(["change", "cut", "double", "number"])):
            case "change":
                content[place] = data.draw(st.integers(0, 255))
            case "cut":
                del content[place : place + data.draw(st.integers(1, 20))]
            case "double":
                content[place:place] = content[place : place + data.draw(st.integers(1, 60))]
            case "number":
                content[place:place] = str(data.draw(st.integers(-(10**12), 10**12))).encode()
    with contextlib.suppress(Unreadable):
        read_here(bytes(content))


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_refused_or_read(content: bytes) -> None:
    for body in (content, b"%PDF-1.5\n" + content + b"\n%%EOF"):
        with contextlib.suppress(Unreadable):
            read_here(body)


def test_a_document_of_a_child_process_is_refused_with_the_same_words(paper, filler) -> None:
    content = paper().text(filler()).bytes()[:-900]
    with pytest.raises(Unreadable) as caught:
        read_pdf(content)
    assert caught.value.detail == refused(content).detail


def test_it_is_the_same_in_a_process_of_its_own(paper, filler) -> None:
    p = paper().bookmark("A bookmark").heading("A bookmark", 20).text(filler()).turn().text(filler())
    content = p.bytes()
    assert open_sandboxed(content) == open_pdf(content)
