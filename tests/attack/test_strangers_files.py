"""Files made to do harm: each ends within its limits, in the process that reads it, and says why it was not read.

Run with ``-s`` to see how long each took and what is told.
"""

import io
import sys
import time
import zipfile
import zlib
from collections.abc import Callable

import docx
import pytest
from openpyxl import Workbook

from kb.parsing.mail import attachments
from kb.parsing.mail.attachments import read_attachment
from kb.parsing.mail.letters import read_letter
from kb.parsing.mail.message import Attachment
from kb.parsing.sheets.tables import UnreadableSheet, read_worksheets
from kb.storage.sandbox import SandboxLimits

SECONDS = 100
"""More than any limit by the clock, on a machine that is busy."""
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def replaced(source: bytes, name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(source)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.namelist():
            new.writestr(each, data if each == name else old.read(each))
    return out.getvalue()


def word(body: str) -> bytes:
    out = io.BytesIO()
    docx.Document().save(out)
    root = f"<w:document {W}><w:body>{body}</w:body></w:document>"
    return replaced(out.getvalue(), "word/document.xml", root.encode())


def entities() -> bytes:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    body = "<w:body><w:p><w:r><w:t>&e9;</w:t></w:r></w:p></w:body>"
    root = f'<!DOCTYPE x [<!ENTITY e0 "words ">{levels}]><w:document {W}>{body}</w:document>'
    return replaced(word(""), "word/document.xml", root.encode())


def workbook(sheet: bytes) -> bytes:
    out = io.BytesIO()
    Workbook().save(out)
    return replaced(out.getvalue(), "xl/worksheets/sheet1.xml", sheet)


def rows(number: int) -> bytes:
    space = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    row = b'<row><c t="inlineStr"><is><t>x</t></is></c></row>'
    return b"<worksheet " + space + b"><sheetData>" + row * number + b"</sheetData></worksheet>"


def pdf(words: int) -> bytes:
    stream = zlib.compress(b"BT /F1 1 Tf 1 0 0 1 9 9 Tm " + b"(many words ) Tj " * words + b"ET", 9)
    parts = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R"
        b" /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
    )
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % one for one in enumerate(parts, start=1))
    return b"%PDF-1.4\n" + body + b"trailer << /Root 1 0 R >>\n%%EOF"


DOCUMENTS: dict[str, Callable[[], bytes]] = {
    "a.docx, 200 MB of spaces": lambda: word(" " * 200_000_000),
    "b.docx, 60,000 levels deep": lambda: word("<w:sdt><w:sdtContent>" * 30_000),
    "c.docx, a million paragraphs": lambda: word("<w:p><w:r><w:t>a</w:t></w:r></w:p>" * 1_000_000),
    "d.docx, entities within entities": entities,
    "e.docx, 2,000 tables within tables": lambda: word(
        "<w:tbl><w:tr><w:tc>" * 2_000 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 2_000
    ),
    "f.docx, one wide cell": lambda: word(
        '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>' * 100
    ),
    "g.pdf, words without end": lambda: pdf(3_000_000),
    "h.rtf, 500,000 groups": lambda: b"{\\rtf1 " + b"{" * 500_000,
    "i.html, 500 kB of lists": lambda: b"<ul><li>" * 62_500,
    "j.html, 500 kB of comments": lambda: b"<!--" * 125_000,
}


@pytest.mark.parametrize("what", DOCUMENTS)
def test_a_document_made_to_do_harm_ends_and_is_told(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "_LIMITS", SandboxLimits(seconds=10))
    content = DOCUMENTS[what]()
    began = time.monotonic()
    found = read_attachment(Attachment(what.partition(",")[0], "", content))
    took = time.monotonic() - began
    assert found is not None
    assert found.problem
    assert took < SECONDS
    sys.stdout.write(f"{what} ({len(content):,} bytes): {took:.1f} s, {found.problem or 'read'}\n")


SHEETS: dict[str, Callable[[], bytes]] = {
    "1.4 million rows": lambda: workbook(rows(1_400_000)),
    "20,000 rows": lambda: workbook(rows(20_000)),
    "a cell far away": lambda: workbook(rows(1).replace(b"<row>", b'<row r="1048576">')),
}


@pytest.mark.parametrize("what", SHEETS)
def test_a_workbook_made_to_do_harm_ends(what: str) -> None:
    content = SHEETS[what]()
    began = time.monotonic()
    told = "read"
    try:
        assert len(read_worksheets(content)) == 1
    except UnreadableSheet as error:
        told = str(error)
    took = time.monotonic() - began
    assert (told == "read") == (what == "a cell far away")
    assert took < SECONDS
    sys.stdout.write(f"{what} ({len(content):,} bytes): {took:.1f} s, {told}\n")


MAILS = {
    "100 kB of lists": b"Content-Type: text/html\n\n" + b"<ul><li>" * 12_500,
    "100 kB of comments": b"Content-Type: text/html\n\n" + b"<!--" * 25_000,
    "100 kB of links": b"Content-Type: text/html\n\n" + b"<a " * 33_000,
    "parts within parts": b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3_000)
    ),
    "a long header": b"Subject: " + b"=?utf-8?q?a?= " * 100_000 + b"\n\n1. One",
}


@pytest.mark.parametrize("what", MAILS)
def test_a_mail_made_to_do_harm_ends_and_keeps_its_sender(what: str) -> None:
    began = time.monotonic()
    mail = read_letter(b"From: a@b.example\n" + MAILS[what])
    took = time.monotonic() - began
    assert mail.sender == "a@b.example"
    assert took < SECONDS
    sys.stdout.write(f"{what}: {took:.1f} s, {'; '.join(mail.problems) or 'read'}\n")
