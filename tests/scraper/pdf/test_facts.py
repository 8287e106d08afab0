"""Facts that a document prints about itself."""

import pytest

from kb.domain.dates import PartialDate
from kb.domain.source.source import Reference, SourceKind
from scraper.pdf.document import read_here


def test_the_title_page_of_a_committee(paper, filler) -> None:
    p = paper().lines("House of Commons", "Counters and Queues Committee", size=24)
    p.lines("The long wait", "at the counter", size=32, font="Helvetica-Bold")
    p.lines("Third Special Report of Session 2016–17", size=20).lines("Ordered to be printed 4 July 2016")
    p.lines("HC 823-I", "Published on 9 July 2016").turn().text(filler()).text(filler())
    p.text("© Parliamentary copyright 2016. This may be used under the terms of the Open Parliament Licence.")
    extract = read_here(p.bytes())
    assert extract.title == "The long wait at the counter"
    assert extract.published == PartialDate(2016, 7, 9)
    assert extract.publishers == ("Counters and Queues Committee",)
    assert extract.kind is SourceKind.COMMITTEE
    assert extract.reference == Reference("HC 823-I", "2016-17", "commons", "Third Special Report")
    assert extract.licence == "OPL-UK-3.0"


def test_a_committee_of_the_lords(paper, filler) -> None:
    p = paper().lines("HOUSE OF LORDS", "House of Lords", "Queues and Home Affairs Committee", size=14)
    p.lines("1st Report of Session 2021–22", size=14).lines("Counting rules", size=30).lines("HL Paper 180").turn()
    extract = read_here(p.text(filler()).text(filler()).bytes())
    assert extract.publishers == ("Queues and Home Affairs Committee (Lords)",)
    assert extract.reference == Reference("HL Paper 180", "2021-22", "lords", "1st Report")


def test_an_inspection_dated_to_the_month(paper, filler) -> None:
    p = paper().lines("Of counters", size=30).lines("April 2016", "HMCPSI and HMIC").turn().text(filler())
    p.text("This publication is licensed under the terms of the Open Government Licence v3.0. ISBN 978-1-78246-503-4")
    extract = read_here(p.bytes())
    assert extract.published == PartialDate(2016, 4)
    assert extract.publishers == ("HMCPSI", "HMIC")
    assert extract.licence == "OGL-UK-3.0"
    assert extract.reference == Reference(isbn="978-1-78246-503-4")


@pytest.mark.parametrize(
    ("told", "title"),
    [
        ("A title told in the properties", "A title told in the properties"),
        ("Microsoft Word - final_v3.docx", ""),
        ("report2016.indd", ""),
    ],
)
def test_the_title_in_the_properties_serves_where_none_is_printed_large(paper, filler, told: str, title: str) -> None:
    p = paper()
    p.canvas.setTitle(told)
    assert read_here(p.text(filler()).text(filler()).bytes()).title == title


def test_a_date_that_cannot_be_is_no_date(paper, filler) -> None:
    assert read_here(paper().text(f"Published on 31 June 2016. {filler()}").bytes()).published is None
