"""Facts that a document prints about itself."""

import pytest

from kb.domain.dates import PartialDate
from kb.domain.source.source import Reference, SourceKind
from pdf_in_process import read_here


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


def front(paper, filler, *lines: str, after: str = "") -> object:
    p = paper().lines("Of counters and their queues", size=30)
    p.lines(*lines, size=12)
    p.turn()
    if after:
        p.text(after)
    return read_here(p.text(filler()).text(filler()).bytes())


def test_a_committee_whose_name_runs_over_two_lines(paper, filler) -> None:
    p = paper().lines("House of Commons", size=14, after=30)
    p.lines("Counters, Queues and", "Waiting Rooms Committee", size=14, after=30).lines("The long wait", size=32)
    p.lines("Second Report of Session 2024–25", size=14).lines("16 January 2025", size=12).turn()
    extract = read_here(p.text(filler()).text(filler()).bytes())
    assert extract.publishers == ("Counters, Queues and Waiting Rooms Committee",)
    assert extract.published == PartialDate(2025, 1, 16)


def test_an_answer_to_a_report_is_none_and_has_no_series_of_its_own(paper, filler) -> None:
    p = paper().lines("House of Commons", "Counters and Queues Committee", size=14)
    p.lines("The long wait: Government", "Response to the Committee’s", "Fourth Report of", "Session 2016–17", size=30)
    p.lines("Fifth Special Report of Session", "2016–17", size=14).lines("HC 802").turn()
    extract = read_here(p.text(filler()).text(filler()).bytes())
    assert extract.kind is SourceKind.RESPONSE
    assert extract.reference == Reference("HC 802", "2016-17", "commons", "Fifth Special Report")


@pytest.mark.parametrize(
    ("lines", "names", "inferred"),
    [
        (
            ("Department for Counters,", "Queues and Doors", "CP 1478"),
            ("Department for Counters, Queues and Doors",),
            (),
        ),
        (("Home Office",), ("Home Office",), ()),
        (
            ("Presented to Parliament", "by the Secretary of State for Justice", "by Command of His Majesty"),
            ("Ministry of Justice",),
            ("publishers",),
        ),
        (("Chair of the Counters Inquiry",), ("Counters Inquiry",), ()),
        (
            (
                "Counters and Queues Inquiry Report",
                "Presented to Parliament pursuant to section 26 of the Inquiries Act 2005",
            ),
            ("Counters and Queues Inquiry",),
            (),
        ),
        (("Counters and Queues Inquiry", "A paper on it by somebody else"), (), ()),
        (("Nobody says whose this is",), (), ()),
    ],
)
def test_who_published_it(paper, filler, lines, names, inferred) -> None:
    extract = front(paper, filler, *lines)
    assert (extract.publishers, extract.inferred) == (names, inferred)


def test_a_command_paper_and_the_day_it_was_ordered_printed(paper, filler) -> None:
    extract = front(
        paper, filler, "November 2025", "CP 1478", "Ordered by the House of Commons to be printed 20 November 2025"
    )
    assert extract.reference == Reference("CP 1478")
    assert extract.published == PartialDate(2025, 11, 20)
