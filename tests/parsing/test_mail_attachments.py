"""Attached documents are read in a process of their own, as Word shows them; what cannot be read says why."""

import io
import zipfile

import docx
import pytest
from reportlab.pdfgen import canvas

from kb.parsing.mail.attachments import Document, read_attachment
from kb.parsing.mail.message import Attachment

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def read(name: str, content: bytes, media_type: str = "application/octet-stream", *, inline: bool = False) -> Document:
    found = read_attachment(Attachment(name, media_type, content, inline))
    assert found is not None
    return found


def word(*paragraphs: tuple[str, str | None]) -> bytes:
    document = docx.Document()
    for words, style in paragraphs:
        document.add_paragraph(words, style=style)
    table = document.add_table(2, 2)
    for row, cells in zip(table.rows, (("Priority", "Why"), ("One list", "Forces\ndiffer")), strict=True):
        for cell, words in zip(row.cells, cells, strict=True):
            cell.text = words
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_word_document_with_its_numbers_bullets_and_tables() -> None:
    content = word(
        ("Hello", None), ("One", "List Number"), ("because", None), ("Two", "List Number"), ("dot", "List Bullet")
    )
    assert (
        read("a.docx", content).text
        == "Hello\n1. One\nbecause\n2. Two\n- dot\n\nPriority\tWhy\nOne list\tForces differ"
    )


def test_a_pdf() -> None:
    out = io.BytesIO()
    page = canvas.Canvas(out)
    page.drawString(72, 700, "1. One list")
    page.save()
    assert read("x", out.getvalue()).text.strip() == "1. One list"


def test_text_and_html() -> None:
    assert read("a.txt", "1. Ünë".encode("cp1252"), "text/plain").text == "1. Ünë"
    assert read("a.html", b"<ol><li>One</ol>", "text/html").text == "1. One"


def empty_pdf() -> bytes:
    out = io.BytesIO()
    page = canvas.Canvas(out)
    page.rect(1, 1, 9, 9)
    page.save()
    return out.getvalue()


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 120_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.pdf", b"%PDF-1.7 broken", "application/pdf"),
        ("scan.pdf", empty_pdf(), "application/pdf"),
        ("a.docx", b"PK broken", WORD),
        ("bomb.docx", bomb(), WORD),
        ("a.doc", b"\xd0\xcf\x11\xe0", "application/msword"),
        ("photo.jpg", b"\xff\xd8", "image/jpeg"),
        ("fwd.eml", b"From: a\n\nx", "message/rfc822"),
    ],
)
def test_what_cannot_be_read_says_why(name: str, content: bytes, media_type: str) -> None:
    found = read(name, content, media_type)
    assert found.problem
    assert not found.text


def test_logos_cards_and_signatures_are_no_part_of_an_answer() -> None:
    assert read_attachment(Attachment("logo.png", "image/png", b"x", inline=True)) is None
    assert read_attachment(Attachment("me.vcf", "text/vcard", b"x")) is None
    assert read_attachment(Attachment("smime.p7s", "application/pkcs7-signature", b"x")) is None
