import time
import warnings

import pytest

from kb.documents.markdown import dialect as form
from kb.domain.dates import PartialDate
from kb.domain.source.block import BlockKind
from kb.domain.source.capture import Outcome
from scraper.extract import Body, Extract, Unreadable
from scraper.html.dates import date_in, date_line, day_of_stamp
from scraper.html.soup import decode, tree
from scraper.publishers.web_page import HtmlPage, extract_of

LONG = "The depot keeps forty sets of radios, and nobody in it can say to whom they belong or when they were bought."


def main_text(html: str) -> Extract:
    return extract_of(tree(html))


@pytest.mark.parametrize(
    ("content", "charset"),
    [
        ("é – “".encode(), ""),
        ("é – “".encode(), "utf-8"),
        ("é – “".encode("cp1252"), ""),
        ("é – “".encode("cp1252"), "iso-8859-1"),
        ("é – “".encode("cp1252"), "utf-8"),  # what the server says is not so
        ("é – “".encode("utf-8-sig"), "iso-8859-1"),
        ("é – “".encode("utf-16"), ""),
        ("é – “".encode("mac-roman"), "macintosh"),
        (b'<meta charset="windows-1252">' + "é – “".encode("cp1252"), ""),
        (b'<meta http-equiv="content-type" content="text/html; charset=ISO-8859-1">' + "é – “".encode("cp1252"), ""),
        (b'<?xml version="1.0" encoding="utf-8"?>' + "é – “".encode(), "no-such-charset"),
        (b'<meta charset="hex">' + "é – “".encode(), "zlib"),
    ],
)
def test_charsets(content: bytes, charset: str) -> None:
    assert decode(content, charset).endswith("é – “")


@pytest.mark.parametrize(
    ("words", "date"),
    [
        ("Monday19Feb 2018", "2018-02-19"),
        ("02 Oct 2024", "2024-10-02"),
        ("on 4th September 2014, a Thursday", "2014-09-04"),
        ("Wednesday, 13 April 2016", "2016-04-13"),
        ("2016-04-13", "2016-04-13"),
        ("April 2016", "2016-04"),
        ("31 February 2016 or 1 March 2016", "2016-03-01"),
    ],
)
def test_dates_in_words(words: str, date: str) -> None:
    assert str(date_in(words)) == date


@pytest.mark.parametrize("words", ["", "no date", "99 May 2016", "May 16", "HC 23", "12 noon 2016"])
def test_no_dates(words: str) -> None:
    assert date_in(words) is None


def test_a_date_line_holds_nothing_else() -> None:
    assert date_line("12 Sep 2016 06:16 PM") == PartialDate(2016, 9, 12)
    assert date_line("Published on: 1 December 2022") == PartialDate(2022, 12, 1)
    assert date_line("1 December 2022 was a Thursday") is None
    assert date_line("Published") is None


def test_a_stamp_is_a_day_in_london() -> None:
    assert day_of_stamp("2018-06-30T23:05:30Z") == PartialDate(2018, 7, 1)
    assert day_of_stamp("2018-12-30T23:05:30Z") == PartialDate(2018, 12, 30)
    assert day_of_stamp("1970-01-01T00:00:00Z") is None
    assert day_of_stamp("0001-01-01T00:00:00Z") is None
    assert day_of_stamp("yesterday") is None


def test_furniture_stays_out() -> None:
    html = f"""<html><head><title>Sets | A site</title></head><body>
    <div class="cookie-notice"><div class="cookie-banner"><p>{LONG} (cookies)</p></div></div>
    <nav><p>{LONG} (nav)</p></nav><div role="complementary"><p>{LONG} (aside)</p></div>
    <div class="wrap"><div class="breadcrumbs"><a href="/">Home</a></div>
    <div class="text"><h1>Sets</h1><p>{LONG}</p><h2>More</h2><p>{LONG}</p></div>
    <div class="related-content"><h2>Related</h2><p>{LONG} (related)</p></div></div>
    <footer><p>{LONG} (foot)</p></footer></body></html>"""
    extract = main_text(html)
    assert extract.title == "Sets"
    assert form.write(extract.blocks) == f"{LONG}\n\n## More\n\n{LONG}\n"


def test_the_densest_part_is_the_document() -> None:
    links = "<div><a href='/a'>One</a> <a href='/b'>Two</a></div>"
    html = f"<body>{links}<div><div><p>{LONG}</p><p>{LONG}</p></div></div></body>"
    assert [block.text for block in main_text(html).blocks] == [LONG, LONG]


def test_a_word_of_furniture_inside_another_word_is_none() -> None:
    html = f"<main><h1>T</h1><div class='shared-navigator'><p>{LONG}</p></div><p class='unrelated'>x</p></main>"
    assert len(main_text(html).blocks) == 2


def test_a_contents_list_is_furniture_and_a_list_of_notes_is_not() -> None:
    html = f"""<main><h1>T</h1><h2>Contents</h2><ul><li><a href="#a">A</a></li><li><a href="#b">B</a></li></ul>
    <h2 id="a">A</h2><p>{LONG}<a href="#fn1">[1]</a></p><ol><li id="fn1">N <a href="#fnref1">↩</a></li></ol></main>"""
    kinds = [block.kind for block in main_text(html).blocks]
    assert kinds == [BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.FOOTNOTE]


@pytest.mark.parametrize(
    ("title", "site"), [("A | B | Site", "A | B"), ("A - Site", "A"), ("Well-known - Site", "Well-known"), ("A", "A")]
)
def test_title_without_the_site(title: str, site: str) -> None:
    assert main_text(f"<title>{title}</title><body><p>{LONG}</p></body>").title == site


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<html></html>",
        "<title>404</title><body><p>Go home.</p></body>",
        "<body><h1>We can’t find that page</h1><p>Sorry.</p></body>",
        "<title>Not archived</title><body><p>This address is in no archive.</p></body>",
    ],
)
def test_pages_that_are_errors(html: str) -> None:
    with pytest.raises(Unreadable) as problem:
        main_text(html)
    assert problem.value.outcome is Outcome.SUSPICIOUS


def test_a_report_may_speak_of_errors() -> None:
    html = f"<title>Access denied: a study</title><body>{f'<p>{LONG}</p>' * 10}</body>"
    assert len(main_text(html).blocks) == 10


@pytest.mark.parametrize(
    ("status", "outcome"), [(404, Outcome.FAILED), (410, Outcome.GONE), (500, Outcome.FAILED), (403, Outcome.FAILED)]
)
def test_a_status_is_believed(status: int, outcome: Outcome) -> None:
    with pytest.raises(Unreadable) as problem:
        HtmlPage().read([Body("http://x.test/", "text/html", f"<p>{LONG}</p>".encode(), status=status)])
    assert problem.value.outcome is outcome


def test_another_type_is_no_page() -> None:
    with pytest.raises(Unreadable) as problem:
        HtmlPage().read([Body("http://x.test/", "image/png", b"\x89PNG")])
    assert "image/png" in problem.value.detail


def test_a_page_that_is_xml_is_read_without_a_word_on_the_terminal():
    page = '<?xml version="1.0"?>\n<?xml-stylesheet href="a.xsl"?>\n<report xmlns="urn:x"><p>{}</p></report>'
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert "radios of their own" in main_text(page.format("Forces buy radios of their own. " * 20)).blocks[0].text


def test_thousands_of_hidden_words_take_no_longer_than_as_many_shown():
    def seconds(attribute):
        began = time.process_time()
        tree(f"<p>x</p><span {attribute}>y</span>" * 8_000)
        return time.process_time() - began

    seconds("lang=en")
    assert seconds("hidden") < 3 * seconds("lang=en") + 1


def test_a_page_of_nothing_but_tags_is_refused_before_it_fills_the_memory():
    with pytest.raises(Unreadable, match="no report has so many"):
        main_text("<b>" * 600_000)


@pytest.mark.parametrize("gap", [" " * 300_000, "&nbsp;" * 100_000, "\n\t" * 100_000, "<i> </i>" * 10_000])
def test_a_great_gap_is_one_space_and_costs_nothing(gap):
    began = time.process_time()
    blocks = main_text(f"<main><h1>T</h1><p>{LONG}{gap}{LONG}</p><p>{LONG}</p></main>").blocks
    assert (len(blocks), blocks[0].text) == (2, f"{LONG} {LONG}")
    assert time.process_time() - began < 20


@pytest.mark.parametrize(
    "outside",
    [
        '<footer class="site-footer"><ol><li id="fn1">A note. <a href="#r1">↩</a></li></ol><p>Copyright.</p></footer>',
        '<aside role="complementary"><p id="fn1">1. A note. <a href="#r1">back</a></p></aside>',
        '<div class="related"><div id="fn1" class="footnote">1 A note.</div></div>',
    ],
)
def test_footnotes_outside_the_main_text_come_along(outside: str) -> None:
    text = f'<main><h1>Radios</h1><p>{LONG}<sup id="r1"><a href="#fn1">1</a></sup></p><p>{LONG}</p></main>'
    markdown = form.write(main_text(f"<body>{text}{outside}</body>").blocks)
    assert markdown == f"{LONG}[^1]\n\n{LONG}\n\n[^1]: A note.\n"
