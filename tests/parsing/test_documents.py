"""Word, OpenDocument, RTF and PDF: what a reader sees is read or told, and what is struck or hidden is never said."""

import io
import re
from collections.abc import Callable

import docx
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfgen import canvas

from kb.parsing.document_text import DocumentText
from kb.parsing.documents.office import read_open_document, read_rtf, read_word
from kb.parsing.documents.pdf import read_pdf
from kb.parsing.mail.attachments import read_attachment
from kb.parsing.mail.message import Attachment
from kb.storage.sandbox import SandboxRefused
from random_documents import RandomDocument, random_odt, random_rtf, random_word

SEEDS = st.integers(0, 1_000_000)
MAKERS = {"docx": (random_word, read_word), "odt": (random_odt, read_open_document), "rtf": (random_rtf, read_rtf)}
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def words(text: str) -> set[str]:
    return set(re.findall(r"word\d+[a-h]", text))


def held_against(made: RandomDocument, found: DocumentText) -> None:
    said, told = words(f"{found.text} {found.aside}"), words(" ".join(found.doubts))
    assert set(made.seen) <= said | told, "a word that a reader sees is neither read nor told"
    assert not set(made.deleted) & (said | told), "a word that is deleted is read"
    assert not set(made.struck) & said, "a word that is struck out or hidden is read as if it were said"
    assert set(made.struck) <= told, "a word is left out, and nobody is told"
    if not found.doubts:
        assert set(made.seen) == words(found.text)


@pytest.mark.parametrize("ending", MAKERS)
@settings(max_examples=25, deadline=None)
@given(seed=SEEDS)
def test_what_a_reader_sees_is_read_or_told_and_nothing_else(ending: str, seed: int) -> None:
    make, read = MAKERS[ending]
    made = make(seed)
    held_against(made, DocumentText.from_json(read(made.content)))


@pytest.mark.parametrize("ending", MAKERS)
@settings(max_examples=10, deadline=None)
@given(seed=SEEDS)
def test_a_document_with_nothing_uncertain_in_it_raises_no_alarm(ending: str, seed: int) -> None:
    make, read = MAKERS[ending]
    made = make(seed, plain=True)
    found = DocumentText.from_json(read(made.content))
    assert found.doubts == ()
    assert re.findall(r"word\d+[a-h]", found.text) == made.seen, "the words are not in order"


def word_of(body: str) -> DocumentText:
    document = docx.Document()
    for element in docx.oxml.parse_xml(f'<w:body xmlns:w="{W}">{body}</w:body>'):
        document.element.body.insert(len(document.element.body) - 1, element)
    out = io.BytesIO()
    document.save(out)
    return DocumentText.from_json(read_word(out.getvalue()))


def p(words: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>"


def test_a_tracked_insertion_and_deletion_read_as_accepted() -> None:
    found = word_of(
        '<w:p><w:r><w:t xml:space="preserve">Do </w:t></w:r>'
        '<w:ins w:id="1" w:author="a"><w:r><w:t>not</w:t></w:r></w:ins>'
        '<w:del w:id="2" w:author="a"><w:r><w:delText> always</w:delText></w:r></w:del>'
        '<w:r><w:t xml:space="preserve"> buy</w:t></w:r></w:p>'
    )
    assert (found.text, found.doubts) == ("Do not buy", ())


def test_paragraphs_whose_mark_is_deleted_are_one_or_go_to_a_person() -> None:
    gone = '<w:rPr><w:del w:id="1" w:author="a"/></w:rPr>'
    assert word_of(p("One list.", gone) + p("Two")).doubts == ()
    assert word_of(p("un", gone) + p("safe")).doubts


def test_a_merged_cell_has_its_words_once() -> None:
    found = word_of(
        f"<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:tc>{p('Priority')}</w:tc><w:tc>{p('Why')}</w:tc></w:tr>"
        f'<w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{p("One list")}</w:tc></w:tr></w:tbl>'
    )
    assert (found.text, found.doubts) == ("Priority\tWhy\nOne list\t", ())


def test_an_exponent_stays_apart() -> None:
    raised = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>6</w:t></w:r>'
    found = word_of(f"<w:p><w:r><w:t>10</w:t></w:r>{raised}</w:p>")
    assert (found.text, found.doubts) == ("10⁶", ())


@pytest.mark.parametrize(
    "body",
    [
        "<w:p><w:r><w:object/></w:r></w:p>",
        '<w:p><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox/></w:ffData></w:fldChar></w:r></w:p>',
        "<w:p><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>x</w:t></w:r></w:sdtContent></w:sdt></w:p>",
        '<w:altChunk xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="rId99"/>',
    ],
)
def test_what_is_no_text_goes_to_a_person(body: str) -> None:
    assert word_of(p("1. One list") + body).doubts


def test_what_stands_in_a_header_is_said_beside_the_text() -> None:
    document = docx.Document()
    document.add_paragraph("1. One list")
    document.sections[0].header.paragraphs[0].text = "Draft only"
    out = io.BytesIO()
    document.save(out)
    found = DocumentText.from_json(read_word(out.getvalue()))
    assert (found.text, found.aside) == ("1. One list", "Draft only")


def test_a_title_is_part_of_the_text() -> None:
    document = docx.Document()
    document.add_heading("Our five", level=0)
    document.add_paragraph("One list", style="List Number")
    out = io.BytesIO()
    document.save(out)
    assert DocumentText.from_json(read_word(out.getvalue())).text == "Our five\n1. One list"


def pdf(draw: Callable[[canvas.Canvas], None]) -> DocumentText:
    out = io.BytesIO()
    page = canvas.Canvas(out)
    page.drawString(72, 700, "1. One list")
    page.drawString(72, 660, "2. Two lists")
    draw(page)
    page.save()
    return DocumentText.from_json(read_pdf(out.getvalue()))


def test_a_plain_pdf_raises_no_alarm() -> None:
    found = pdf(lambda page: None)
    assert (found.text.split("\n"), found.doubts) == (["1. One list", "2. Two lists"], ())


def test_what_is_typed_into_a_form_is_read_in_its_place_and_told() -> None:
    found = pdf(lambda page: page.acroForm.textfield(name="why", value="It helps", x=72, y=675, width=300, height=18))
    assert found.text.split("\n") == ["1. One list", "It helps", "2. Two lists"]
    assert "It helps" in found.doubts[0]


def test_what_is_typed_onto_a_page_is_read_and_told() -> None:
    found = pdf(
        lambda page: page.freeTextAnnotation("Not this one", "/Helv 10 Tf", Rect=[72, 680, 300, 695], addtopage=1)
    )
    assert "Not this one" in found.text
    assert "Not this one" in found.doubts[0]


def test_a_picture_of_a_page_goes_to_a_person() -> None:
    picture = pypdfium2.PdfDocument.new()
    page = picture.new_page(100, 100)
    image = page.render().to_pil()
    found = pdf(lambda page: page.drawInlineImage(image, 0, 0, 500, 500))
    assert found.doubts == ("it has pictures, which are not read",)


@pytest.mark.parametrize("read", [read_word, read_open_document, read_pdf])
def test_bytes_that_are_no_document_are_refused(read: Callable[[bytes], bytes]) -> None:
    for content in (b"", b"PK\x03\x04 broken", b"%PDF-1.7 broken", b"words"):
        with pytest.raises(SandboxRefused):
            read(content)


@pytest.mark.parametrize(
    ("name", "media_type", "asks"),
    [
        ("answer.doc", "application/msword", ".docx"),
        ("answer.pages", "application/octet-stream", ".docx"),
        ("answer.csv", "text/csv", "import it as a file"),
        ("answer.zip", "application/zip", "the files themselves"),
        ("scan.png", "image/png", "the words"),
        ("answer.docx", "application/octet-stream", "without"),
        ("answer.what", "application/x-what", "application/x-what"),
    ],
)
def test_what_is_not_read_is_named_with_what_to_ask_for(name: str, media_type: str, asks: str) -> None:
    found = read_attachment(Attachment(name, media_type, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old"))
    assert found is not None
    assert asks in found.problem


@pytest.mark.parametrize("ending", MAKERS)
def test_a_file_is_known_by_its_bytes_whatever_it_is_called(ending: str) -> None:
    made = MAKERS[ending][0](3, plain=True)
    found = read_attachment(Attachment("answer.txt", "text/plain", made.content))
    assert found is not None
    assert (words(found.text), found.doubts, found.problem) == (set(made.seen), (), "")


def test_without_pandoc_a_document_goes_to_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.parsing.documents.office.pandoc_path", lambda: "")
    with pytest.raises(SandboxRefused, match=r"needs pandoc"):
        read_word(random_word(1).content)
