"""The Word file: real footnotes, styles, contents, header and page numbers, and what tables show; laid out for real."""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace

import docx
import pytest

from brief_world import NOTE, TALK, WORLD, kept_in
from in_office import Pages, laid_out
from kb.bootstrap import KnowledgeBase
from kb.documents.brief import word
from kb.domain.brief import Brief
from kb.services.brief.formats import brief_as
from kb.services.brief.material import BriefChoice
from made_up import CALL

HOSTILE = "<w:r>raw</w:r> `<w:br/>`{=openxml} & \x0b\ud800 \\input{x} <script>alert(1)</script>"


@pytest.fixture(scope="module")
def brief(tmp_path_factory: pytest.TempPathFactory) -> Brief:
    kb = kept_in(tmp_path_factory.mktemp("word"), *WORLD)
    return kb.briefs.brief(BriefChoice(CALL.id, unreviewed=True))


@pytest.fixture(scope="module")
def file(brief: Brief) -> bytes:
    return brief_as(brief, "docx")


@pytest.fixture(scope="module")
def pages(file: bytes, tmp_path_factory: pytest.TempPathFactory) -> Pages:
    return laid_out(file, tmp_path_factory.mktemp("office"))


def part(file: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return archive.read(name).decode()


def test_footnotes_are_footnotes(brief: Brief, file: bytes) -> None:
    notes, body = part(file, "word/footnotes.xml"), part(file, "word/document.xml")
    assert body.count("<w:footnoteReference ") == len(brief.notes) > 0
    words = re.sub(r"<[^>]+>", "", notes)
    first = "HMCPSI and HMIC, A joint look at how case files travel (13 April 2016), para 4.12, p 23, "
    assert f"{first}captured on 1 October 2016." in words
    assert "HMCPSI and HMIC, as note 1, para 4.12, p 23." in words
    assert "https://reports.example/joint" not in words
    assert "https://reports.example/joint" in re.sub(r"<[^>]+>", "", body), "the annex has it"


def test_footnotes_count_on_through_every_chapter(brief: Brief, file: bytes, pages: Pages) -> None:
    assert "numRestart" not in part(file, "word/document.xml")
    starts = [int(number) for page in pages.texts for number in re.findall(r"(\d+)\s*HMCPSI and HMIC, a", page, re.I)]
    assert starts == list(range(1, len(brief.notes) + 1))


def test_every_heading_is_a_heading_and_every_paragraph_has_a_style_of_ours(brief: Brief, file: bytes) -> None:
    document = docx.Document(io.BytesIO(file))
    headings = [line.text for line in document.paragraphs if line.style.name.startswith("Heading")]
    assert headings == [section.title for section in brief.every()]
    styles = {line.style.name for line in document.paragraphs}
    assert {"Title", "Cover mark", "toc 1", "toc 2", "Quotation", "Why", "Not reviewed", "Lead"} <= styles
    assert document.core_properties.title == brief.cover.title


def test_tables_say_what_they_show(file: bytes) -> None:
    document = docx.Document(io.BytesIO(file))
    xml = [table._tbl.xml for table in document.tables]
    assert len(xml) == 3
    assert all("w:tblCaption" in one and "w:tblDescription" in one and "w:tblHeader" in one for one in xml)


def test_the_header_says_what_it_is_and_that_it_is_not_reviewed(brief: Brief, file: bytes) -> None:
    section = docx.Document(io.BytesIO(file)).sections[0]
    words = section.header.paragraphs[0].text
    assert brief.cover.title in words
    assert brief.cover.as_at_words in words
    assert "not reviewed" in words
    assert section.different_first_page_header_footer
    assert "NUMPAGES" in section.footer.paragraphs[0]._p.xml


def test_hostile_words_are_words(make: Callable[..., KnowledgeBase]) -> None:
    fit = HOSTILE.replace("\ud800", "")
    hostile = replace(NOTE, links=(replace(NOTE.links[0], why=fit),), body=fit)
    things = [thing for thing in WORLD if thing not in (NOTE, TALK)]
    kb = make(*things, replace(TALK, title="A & <b>", situation=fit, problem=fit), hostile)
    body = part(brief_as(kb.briefs.brief(BriefChoice(CALL.id)), "docx"), "word/document.xml")
    assert "&lt;w:r&gt;raw&lt;/w:r&gt;" in body
    assert "<w:r>raw" not in body
    assert "<w:br/>" not in body
    assert "A &amp; &lt;b&gt;" in body


def test_without_pandoc_it_says_what_to_install(brief: Brief, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word, "pandoc_path", lambda: "")
    with pytest.raises(word.ToolMissing, match=r"\[brief\]"):
        brief_as(brief, "docx")


@pytest.mark.office
def test_pages_are_numbered_and_the_contents_lead_to_them(brief: Brief, pages: Pages) -> None:
    last = len(pages.texts)
    assert last > 5
    assert "Page" not in pages.texts[0]
    for number, text in enumerate(pages.texts[1:], start=2):
        assert f"Page {number} of {last}" in text
        assert brief.cover.as_at_words in text
    contents = pages.texts[1]
    for section in brief.sections:
        found = re.search(rf"{re.escape(section.title)}\s*\.*\s*(\d+)", contents)
        assert found, section.title
        assert section.title in pages.texts[int(found[1]) - 1]


@pytest.mark.office
def test_the_cover_warns_and_the_summary_is_one_page(pages: Pages) -> None:
    assert "not reviewed" in pages.texts[0]
    assert "Summary" in pages.texts[2]
    assert "How it was made" in pages.texts[3]


@pytest.mark.office
def test_footnotes_stand_at_the_foot_of_the_page_that_they_belong_to(pages: Pages) -> None:
    cited = next(n for n, text in enumerate(pages.texts) if "“do not talk”" in text)
    quoted, noted = pages.heights(cited, "“do not talk”"), pages.heights(cited, "HMCPSI and HMIC, A joint look")
    assert noted
    assert max(noted) < min(quoted)
    assert min(noted) < 0.25
