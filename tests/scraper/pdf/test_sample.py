"""A real committee report of 2016: every fact that is known of it."""

import os
import re
from pathlib import Path

import pytest

from kb.documents.markdown.dialect import read, write
from kb.documents.passages import passages_of
from kb.domain.dates import PartialDate
from kb.domain.source.source import Reference
from scraper.extract import Extract
from scraper.pdf import read_pdf

SAMPLES = os.environ.get("KB_SAMPLES", "")
pytestmark = pytest.mark.skipif(not SAMPLES, reason="KB_SAMPLES is not set: no real report to read")


@pytest.fixture(scope="module")
def report() -> Extract:
    return read_pdf((Path(SAMPLES) / "parliament/hc179-2016-17-report.pdf").read_bytes())


@pytest.fixture(scope="module")
def body(report: Extract) -> str:
    return write(report.blocks)


def test_its_facts(report: Extract) -> None:
    assert report.title == "Environmental impact of microplastics"
    assert report.published == PartialDate(2016, 8, 24)
    assert report.publishers == ("Environmental Audit Committee",)
    assert report.reference == Reference("HC 179", "2016-17", "commons", "Fourth Report")
    assert (report.licence, report.inferred) == ("OPL-UK-3.0", ("licence",))


def test_73_numbered_paragraphs_on_their_printed_pages(body: str) -> None:
    paragraphs = [p for p in passages_of(body) if p.kind == "paragraph"]
    assert [p.label for p in paragraphs] == [f"para {n}" for n in range(1, 74)]
    assert [p.id for p in paragraphs] == [f"para-{n}" for n in range(1, 74)]
    pages = [int(p.page) for p in paragraphs]
    assert pages == sorted(pages)
    assert (pages[0], pages[-1]) == (5, 30)
    known = {7: 7, 9: 7, 10: 8, 16: 10, 27: 13, 33: 15, 34: 17, 41: 19, 46: 21, 62: 26, 63: 27, 65: 28, 71: 30}
    assert {n: pages[n - 1] for n in known} == known


def test_14_conclusions_each_linked_to_its_paragraph(body: str) -> None:
    conclusions = [p for p in passages_of(body) if p.kind == "conclusion"]
    assert [p.label for p in conclusions] == [f"conclusion {n}" for n in range(1, 15)]
    assert [int(p.page) for p in conclusions] == [31] * 6 + [32] * 6 + [33] * 2
    named = (13, 20, 26, 29, 33, 39, 45, 52, 53, 54, 58, 62, 65, 73)
    assert [p.links for p in conclusions] == [(f"para-{n}",) for n in named]
    assert all(re.search(r"\(Paragraph \d+\)$", p.text) for p in conclusions)


def test_no_running_head_anywhere(body: str) -> None:
    assert not re.search(r"Environmental impact of microplastics", body)


def test_no_footnote_mark_is_glued_to_a_word(body: str) -> None:
    passages = [p for p in passages_of(body) if p.kind != "footnote"]
    for passage in passages:
        assert not re.search(r"[a-z][.,”’]?\d{1,3}(?=\s|$)", passage.text), passage.text
        assert not re.search(r"[⁰¹²³⁴-⁹]", passage.text)


def test_every_footnote_is_called_once_and_stands_on_the_page_of_its_mark(body: str) -> None:
    notes = [p for p in passages_of(body) if p.kind == "footnote"]
    assert [p.label for p in notes] == [f"footnote {n}" for n in range(1, 208)]
    called = [int(n) for n in re.findall(r"\[\^(\d+)\](?!:)", body)]
    assert called == list(range(1, 208))
    assert {p.id: p.page for p in notes}.items() >= {"fn-8": "5", "fn-19": "7", "fn-20": "8", "fn-207": "30"}.items()


def test_headings_are_those_of_the_outline(report: Extract) -> None:
    chapters = [b.text for b in report.blocks if b.kind == "heading" and b.level == 2]
    assert chapters == [
        "Summary",
        "1 Introduction",
        "2 Microplastic Pollution",
        "3 Microbeads",
        "4 Microplastic prevention and solutions",
        "Conclusions and recommendations",
        "Formal Minutes",
        "Witnesses",
        "Published written evidence",
        "List of Reports from the Committee during the current Parliament",
    ]
    assert not [b for b in report.blocks if b.kind == "heading" and re.search("_GoBack|StartHere|Link$", b.text)]


def test_front_matter_has_roman_pages_and_the_contents_are_left_out(body: str) -> None:
    marks = re.findall(r"<!-- page (\w+) -->", body)
    assert marks == ["iv", *(str(n) for n in range(3, 39) if n != 2)]
    assert not re.search(r"^#+ Contents", body, re.MULTILINE)


def test_it_reads_back_as_it_was_written(body: str) -> None:
    assert write(read(body)) == body
