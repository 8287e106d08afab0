"""Committee reports in HTML: three generations of one invented report, parts, numbers, facts, and damaged pages."""

import html
import json
import os
import re
from collections.abc import Callable, Sequence
from itertools import zip_longest
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.documents.markdown.dialect import read, write
from kb.documents.markdown.inline import plain
from kb.documents.passages import passages_of
from kb.domain.dates import PartialDate
from kb.domain.source.block import Block, BlockKind
from kb.domain.source.capture import Outcome
from kb.domain.source.passage import Passage
from kb.domain.source.source import Reference, SourceKind
from scraper.extract import Body, Extract, Unreadable
from scraper.parliament.committee_html import CommitteeHtml
from scraper.pdf import read_pdf

HERE = Path(__file__).parent
SITE = "https://publications.parliament.uk"
DIRECTORY = f"{SITE}/pa/cm201617/cmselect/cmhaff/923/"
READER = CommitteeHtml()


def bodies_of(case: str) -> list[Body]:
    pages = json.loads((HERE / case / "example.json").read_text())["pages"]
    return [
        Body(f"{SITE}{path}", "text/html", (HERE / case / page["file"]).read_bytes()) for path, page in pages.items()
    ]


def page(content: str, name: str = "92304.htm") -> Body:
    return Body(DIRECTORY + name, "text/html", f"<html><body>{content}</body></html>".encode(), "utf-8")


def text_of(content: str) -> str:
    return write(READER.read([page(content)]).blocks)


def passages(extract: Extract) -> list[Passage]:
    return list(passages_of(write(extract.blocks)))


@pytest.mark.parametrize("generation", ["to_2014", "typeset"])
def test_the_same_report_gives_the_same_passages_from_every_generation(generation: str) -> None:
    latest = passages(READER.read(bodies_of("from_2021")))
    summary = [passage for passage in latest if passage.heading == ("Summary",)]
    assert len(summary) == 1  # the older pages have no summary
    assert passages(READER.read(bodies_of(generation))) == [passage for passage in latest if passage not in summary]


def test_passages_are_numbered_labelled_and_linked() -> None:
    found = {passage.id: passage for passage in passages(READER.read(bodies_of("typeset")))}
    assert [name for name in found if name.startswith("para-")] == [f"para-{n}" for n in range(1, 7)]
    assert found["con-2"].links == ("para-4", "para-5")
    assert found["con-3"].links == ("para-6",)
    assert found["para-3"].heading == ("2 Buying together", "The catalogue")
    assert "m² would" in found["para-4"].text  # a power is no footnote


def test_the_order_of_fetching_does_not_matter() -> None:
    bodies = bodies_of("typeset")
    assert READER.read(bodies[::-1]) == READER.read(bodies)


@pytest.mark.parametrize(
    ("address", "known"),
    [
        ("https://publications.parliament.uk/pa/cm201617/cmselect/cmhaff/23/2305.htm", True),
        ("http://www.publications.parliament.uk/pa/ld5802/ldselect/ldjusthom/180/18002.htm", True),
        ("https://publications.parliament.uk/pa/jt201719/jtselect/jtrights/1/102.htm", True),
        ("https://publications.parliament.uk/about", False),
        ("https://committees.parliament.uk/publications/1/documents/2/default/", False),
        ("https://publications.parliament.uk.example.org/pa/cm201617/", False),
        ("https://[broken/pa/cm", False),
    ],
)
def test_recognises_papers_of_either_house(address: str, known: bool) -> None:
    assert READER.recognises(address) is known


def test_entry_drops_tracking_and_fragment_and_keeps_the_rest() -> None:
    address = f"{DIRECTORY}2305.htm?utm_source=179&utm_medium=crbullet&UTM_campaign=x&view=print#para-3"
    assert READER.entry(address) == f"{DIRECTORY}2305.htm?view=print"


def test_parts_come_from_the_links_of_the_contents_page_each_once_in_its_order() -> None:
    contents = """<h1>Bells</h1>
    <a href="2304.htm?utm_source=23">2 Ropes</a> <a href="2303.htm">1 Bells</a> <a href="./2304.htm#x">Knots</a>
    <a href="../24/2403.htm">Another report</a> <a href="23.pdf">PDF</a> <a href="https://example.org/2309.htm">x</a>
    <a href="2302.htm">Contents</a> <a href="2309.htm">Formal Minutes</a> <a href="2310.htm">Witnesses</a>
    <a href="2311.htm">Published written evidence</a> <a href="mailto:a@b.example">Write</a> <a href="http://[x">?</a>"""
    assert READER.wants([page(contents, "2302.htm")]) == (f"{DIRECTORY}2304.htm", f"{DIRECTORY}2303.htm")


def test_a_part_leads_to_its_contents_page_and_then_to_the_other_parts() -> None:
    part = page('<h1>Bells <a href="2302.htm">Contents</a></h1><p>3.One.</p><a href="2306.htm">Next</a>', "2305.htm")
    contents = page('<h1>Bells</h1><a href="2303.htm">Ropes</a><a href="2305.htm">Bells</a>', "2302.htm")
    assert READER.wants([part]) == (f"{DIRECTORY}2302.htm",)
    assert READER.wants([part, contents]) == (f"{DIRECTORY}2303.htm",)
    assert READER.wants([part, contents, page("<p>1.A.</p>", "2303.htm")]) == ()


def test_a_redirected_host_is_not_fetched_again() -> None:
    contents = page('<h1>Bells</h1><a href="2303.htm">Ropes</a>', "2302.htm")
    moved = Body(DIRECTORY.replace("https://", "http://www.") + "2303.htm", "text/html", b"<p>1. A rope.</p>")
    assert READER.wants([contents, moved]) == ()


def test_a_page_alone_is_read_as_what_it_is() -> None:
    body = next(body for body in bodies_of("typeset") if body.address.endswith("92304.htm"))
    extract = READER.read([body])
    assert extract.title == "Ledgers and Lanterns"
    assert [block.number for block in extract.blocks if block.kind is BlockKind.PARAGRAPH] == ["3", "4", "5", "6"]
    assert extract.published == PartialDate(2016)  # the foot's date is not the day of publication


def test_the_foot_date_is_not_the_publication_date() -> None:
    dated = "<p>Ordered to be printed 29 June 2016</p><p>Published on 9 July 2016</p><p>1.One.</p><p>5 July 2016</p>"
    assert READER.read([page(dated)]).published == PartialDate(2016, 7, 9)
    assert READER.read([page("<p>1.One.</p><p>© Parliamentary copyright 2015</p>")]).published is None
    assert "July" not in text_of(dated)


@pytest.mark.parametrize(
    ("content", "markdown"),
    [
        ("<p>134.&nbsp; In this chapter</p>", "**134.** In this chapter"),
        ("<p><span>10.</span><span>The College</span></p>", "**10.** The College"),
        ("<p>10.The College</p>", "**10.** The College"),
        ("<p>10</p><p>The College</p>", "**10.** The College"),
        ("<p>4.12 The force</p>", "4.12 The force"),  # a figure, where the report does not count so
        ("<p>4.1 The force</p><p>4.2The buyer</p>", "**4.1.** The force\n\n**4.2.** The buyer"),
        ("<p>9. A</p><p>10 The College</p><p>43 forces pay.</p>", "**9.** A\n\n**10.** The College\n\n43 forces pay."),
        ("<p>10.5 million pounds</p>", "10.5 million pounds"),
        ("<p>2016. It was a year.</p>", "2016\\. It was a year."),
        ("<p>9. A</p><p>999. Dial it.</p>", "**9.** A\n\n- 999\\. Dial it."),
        ("<p>Q1 Chair: Why?</p><p>Q2Mr Tolly: How?</p>", "**Q1.** Chair: Why?\n\n**Q2.** Mr Tolly: How?"),
        ("<p>Q1 2016 was dry.</p>", "Q1 2016 was dry."),
        ("<h2>3Consistency and standards</h2><p>x</p>", "## 3 Consistency and standards\n\nx"),
        ("<h2><span>3</span>Consistency</h2><p>x</p>", "## 3 Consistency\n\nx"),
        ("<h2>4&nbsp;&nbsp;Police-led company</h2><p>x</p>", "## 4 Police-led company\n\nx"),
        ("<h2>3D printing</h2><p>x</p>", "## 3D printing\n\nx"),
        ("<h2>5G</h2><p>x</p>", "## 5G\n\nx"),
        ("<p>England and Wales.<sup>10</sup>The rest</p>", "England and Wales. The rest"),
        ("<p>In H<sub>2</sub>O and 40 km<sup>2</sup> and 10<sup>6</sup>.</p>", "In H2O and 40 km² and 10⁶."),
    ],
)
def test_numbers_are_told_from_words(content: str, markdown: str) -> None:
    assert text_of(content) == f"{markdown}\n"


@pytest.mark.parametrize(
    "note",
    [
        '<sup><a href="#n7">7</a></sup>|<p id="n7">7 Q 3</p>',
        '<sup><a href="#note7">7</a></sup>|<p><a name="note7">7</a> Q 3 <a href="#x">Back</a></p>',
        '<a href="#fn7"><sup>[7]</sup></a>|<ol><li id="fn7">Q 3</li></ol>',
        '[<a href="92304.htm#note7">7</a>]|<a name="note7"></a><p><b>7</b>&nbsp; Q 3 <a href="#x">Back</a></p>',
        '[7]|<p>7 Q 3 <a href="#r7">Back</a></p>',
        '<sup>7</sup>|<div class="footnotes"><p>7 Q 3</p></div>',
        '<span class="Superscript">7</span>|<div class="footnotes"><table><tr><td>7<td>Q 3</table></div>',
        '<span style="vertical-align: super"><a href="#f7">7</a></span>|<table><tr><td><a id="f7">7</a><td>Q 3</table>',
        '<a class="noteref" href="#en7">7</a>|<aside id="en7"><p><a href="#back">7</a> Q 3</p></aside>',
    ],
)
def test_footnotes_are_taken_apart_however_they_are_marked(note: str) -> None:
    mark, foot = note.split("|")
    body = f'<p id="x">1. A county pays.{mark}Nobody asks.</p><hr>{foot}'
    assert text_of(body) == "**1.** A county pays.[^7] Nobody asks.\n\n[^7]: Q 3\n"


def test_a_note_that_begins_with_a_figure_is_not_glued_to_its_number() -> None:
    note = '<p id="footnote-9"><a href="#b">9</a>5 Bells Institute</p>'
    assert "[^9]: 5 Bells Institute\n" in text_of(f'<p>1. One.<sup><a href="#footnote-9">9</a></sup></p>{note}')


def test_notes_stand_at_the_end_of_the_section_that_refers_to_them() -> None:
    body = """<h2>1 Bells</h2><p>1. A bell.<sup><a href="#fn1">1</a></sup></p><h2>2 Ropes</h2><p>2. A rope.</p>
    <p id="fn1">1 Q 3</p><div class="footnotes"><p>2 Nobody refers to this.</p></div>"""
    found = {passage.id: passage.heading for passage in passages(READER.read([page(body)]))}
    assert found["fn-1"] == ("1 Bells",)
    assert found["fn-2"] == ("2 Ropes",)


def test_a_link_to_a_paragraph_is_no_footnote() -> None:
    body = '<p>1. See <a href="#p2">2</a> for more.</p><p id="p2">2. More.</p>'
    assert text_of(body) == "**1.** See 2 for more.\n\n**2.** More.\n"


def test_forged_marks_in_a_page_are_dropped() -> None:
    assert text_of("<p>1. A \ue00013\ue001 forger.</p>") == "**1.** A 13 forger.\n"


def test_a_chapter_of_conclusions_goes_on_counting_paragraphs() -> None:
    body = "<p>81.Before.</p><h2>Conclusion</h2><p>82.The third time.</p><p>83.A long way.</p>"
    assert [b.kind for b in READER.read([page(body)]).blocks if b.number] == [BlockKind.PARAGRAPH] * 3


def test_recommendations_are_what_says_so() -> None:
    body = """<p>1. One.</p><h2>Conclusions and recommendations</h2>
    <h3>Conclusions</h3><p>1. <i>It is so.</i> (Paragraph 1)</p>
    <h3>Recommendations</h3><p>2. Mend it. (Paragraph 1)</p><p>Recommendation 3: Mend it now. (Paragraph 1)</p>"""
    found = [
        (b.kind.value, b.number) for b in READER.read([page(body)]).blocks if b.kind.value.startswith(("con", "rec"))
    ]
    assert found == [("conclusion", "1"), ("recommendation", "2"), ("recommendation", "3")]


def test_only_known_paragraphs_are_linked() -> None:
    body = "<p>1. One.</p><h2>Conclusions and recommendations</h2><p>1. So. (Paragraphs 1 and 77)</p>"
    assert "(Paragraphs [1](#para-1) and 77)" in text_of(body)


def test_minutes_and_lists_of_people_are_left_out_with_what_stands_under_them() -> None:
    body = """<h2>1 Bells</h2><p>1. A bell.</p><h2>Formal minutes</h2><h3>Tuesday</h3><p>Members present</p>
    <h2>Witnesses</h2><p>Ms Harrow</p><h2>Appendix: A letter</h2><p>Dear Chair</p>"""
    text = text_of(body)
    assert "Members" not in text
    assert "Harrow" not in text
    assert text.endswith("## Appendix: A letter\n\nDear Chair\n")


@pytest.mark.parametrize(
    ("header", "title"),
    [
        ("Bells and whistles - Home Affairs Committee", "Bells and whistles"),
        ("Bells - a study - Home Affairs", "Bells - a study"),
        ("Report - House of Commons Governance - House of Commons Governance Committee", "House of Commons Governance"),
        ("House of Commons - Bells - Home Affairs Committee", "Bells"),
        ("Home Affairs Committee", "Home Affairs Committee"),
    ],
)
def test_a_title_is_told_from_site_and_committee(header: str, title: str) -> None:
    assert READER.read([page(f'<h1>{header} <a href="92302.htm">Contents</a></h1><p>1. One.</p>')]).title == title


def test_paragraphs_that_are_set_as_one_long_list_keep_their_numbers() -> None:
    words = "A bell that nobody rings is bought again each year. " * 5
    body = f"<ol><li>{words}</li><li>{words}</li></ol><h2>Ropes</h2><ol start='3'><li>{words}</li></ol>"
    assert [b.number for b in READER.read([page(body)]).blocks if b.kind is BlockKind.PARAGRAPH] == ["1", "2", "3"]
    short = "<ol><li>a bell</li><li>a rope</li></ol>"
    assert text_of(short) == "- 1\\. a bell\n\n- 2\\. a rope\n"


def test_a_government_response_is_a_report_of_its_own() -> None:
    title = "<h1>Bells: Government Response to the Committee's Fourth Report of Session 2016-17</h1><p>1. Agreed.</p>"
    extract = READER.read([page(title)])
    assert extract.kind is SourceKind.RESPONSE
    assert extract.title.startswith("Bells")


@pytest.mark.parametrize(
    ("path", "reference"),
    [
        ("cm201617/cmselect/cmhaff/23/2305.htm", Reference("HC 23", "2016-17", "commons")),
        ("cm201012/cmselect/cmpubacc/697-i/697.htm", Reference("HC 697-i", "2010-12", "commons")),
        ("cm199900/cmselect/cmhaff/1/102.htm", Reference("HC 1", "1999-2000", "commons")),
        ("cm201919/cmselect/cmhaff/1/102.htm", Reference("HC 1", "2019", "commons")),
        ("cm5803/cmselect/cmpubacc/1006/report.html", Reference("HC 1006", "2022-23", "commons")),
        ("cm5901/cmselect/cmpubacc/7/report.html", Reference("HC 7", "", "commons")),
        ("ld5802/ldselect/ldjusthom/180/18002.htm", Reference("HL Paper 180", "2021-22", "lords")),
    ],
)
def test_the_address_tells_the_reference(path: str, reference: Reference) -> None:
    extract = READER.read([Body(f"{SITE}/pa/{path}", "text/html", b"<p>1. One.</p>")])
    assert extract.reference == reference


def test_windows_characters_are_read() -> None:
    body = Body(DIRECTORY + "2305.htm", "text/html", b"<p>1. \x93Bells\x94 \x96 \xa34</p>", "iso-8859-1")
    assert write(READER.read([body]).blocks) == "**1.** “Bells” – £4\n"


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (page('<h1>Bells</h1><a href="2303.htm">1 Ropes</a><a href="2304.htm">2 Knots</a>'), Outcome.SUSPICIOUS),
        (page(""), Outcome.SUSPICIOUS),
        (Body(DIRECTORY, "text/html", b""), Outcome.SUSPICIOUS),
        (Body(DIRECTORY, "application/zip", b"PK\x03\x04"), Outcome.SUSPICIOUS),
        (Body(DIRECTORY, "text/html", b"<p>1. No.</p>", status=500), Outcome.FAILED),
        (Body(DIRECTORY + "23.pdf", "application/pdf", b"%PDF-1.4 cut short"), Outcome.FAILED),
    ],
)
def test_what_is_no_report_is_refused(body: Body, outcome: Outcome) -> None:
    with pytest.raises(Unreadable) as problem:
        READER.read([body])
    assert problem.value.outcome is outcome


def test_a_pdf_is_read_too(make_pdf: Callable[[list[str]], bytes]) -> None:
    lines = ["1. The first bell was hung in the spring by nobody in particular, and is not rung.", ""]
    lines += ["2. The second bell was bought but not hung, since nobody could say where it was.", ""]
    lines += ["3. The third bell was promised for the autumn of the next year, and is still to come."]
    extract = READER.read([Body(DIRECTORY + "923.pdf", "application/pdf", make_pdf(lines))])
    assert [b.number for b in extract.blocks if b.kind is BlockKind.PARAGRAPH] == ["1", "2", "3"]
    assert extract.reference == Reference("HC 923", "2016-17", "commons")
    assert extract.publishers == ("Home Affairs Committee",)


PIECES = [
    body.content.decode("utf-8", "replace")
    for case in ("to_2014", "typeset", "accounts", "part_entry")
    for body in bodies_of(case)
]


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """A real page with pieces cut out, doubled, moved, or with tags and letters put in."""
    content = draw(st.sampled_from(PIECES))
    junk = st.sampled_from(
        [
            "<",
            ">",
            "<p>",
            "</div>",
            "<table><tr><td>",
            "<sup>1</sup>",
            '<a href="#note1">1</a>',
            "<li>",
            "</body>",
            "<!--",
            '<p id="note1">',
            "&#0;",
            "\x00",
            "\ue000",
            "(Paragraph 1)",
            "<ul>",
            "<h2>Recommendations</h2>",
            '<a href="http://[">Contents</a>',
            '<td colspan="99999">',
            '<ol start="-3">',
            "\ud800",
        ]
    )
    for _ in range(draw(st.integers(1, 6))):
        one = draw(st.integers(0, len(content)))
        two = draw(st.integers(0, len(content)))
        first, last = sorted((one, two))
        kind = draw(st.sampled_from(["cut", "double", "insert", "keep"]))
        if kind == "cut":
            content = content[:first] + content[last:]
        elif kind == "double" and last - first < 3000:
            content = content[:last] + content[first:last] + content[last:]
        elif kind == "insert":
            content = content[:first] + draw(junk) + content[first:]
        elif kind == "keep":
            content = content[first:]
    return content


def check(bodies: Sequence[Body]) -> None:
    assert all(isinstance(address, str) for address in READER.wants(bodies))
    try:
        extract = READER.read(bodies)
    except Unreadable:
        return
    assert read(write(extract.blocks)) == extract.blocks


@settings(max_examples=120, deadline=None)
@given(st.lists(damaged(), min_size=1, max_size=2))
def test_a_damaged_page_is_read_or_refused(pages: list[str]) -> None:
    names = ["92302.htm", "92303.htm"]
    check(
        [
            Body(DIRECTORY + n, "text/html", p.encode("utf-8", "surrogatepass"))
            for n, p in zip(names, pages, strict=False)
        ]
    )


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["", "utf-8", "windows-1252", "nonsense"]))
def test_any_bytes_are_read_or_refused(content: bytes, charset: str) -> None:
    check([Body(DIRECTORY, "text/html", content, charset)])


def test_deep_nesting_is_read() -> None:
    assert "deep" in text_of("<div>" * 3000 + "1. deep" + "</div>" * 3000)


def test_pages_of_hansard_have_columns_for_pages() -> None:
    samples = os.environ.get("KB_SAMPLES")
    if not samples:
        pytest.skip("KB_SAMPLES is not set: the real pages are not at hand")
    expected = {
        "hansard-wms": ("Written Ministerial Statements", "HC Deb col 89WS", {"col 89WS", "col 109WS"}),
        "hansard-debates_and_oral_answers": ("Oral Answers to Questions", "HC Deb col 771", {"col 771", "col 772"}),
    }
    for name, (business, number, columns) in expected.items():
        content = Path(samples, "parliament", f"{name}.html").read_bytes()
        extract = READER.read([Body(f"{SITE}/pa/cm201011/cmhansrd/cm110719/x.htm", "text/html", content)])
        text = write(extract.blocks)
        assert extract.title == f"House of Commons Hansard, 19 July 2011: {business}"
        assert (str(extract.published), extract.publishers) == ("2011-07-19", ("House of Commons",))
        assert extract.reference is not None
        assert extract.reference.number == number
        assert {passage.page for passage in passages_of(text)} == columns
        assert passages_of(text)[-1].locator in columns
        assert "Previous Section" not in text
        assert read(text) == extract.blocks


def test_a_paragraph_that_a_column_breaks_is_put_together() -> None:
    head = "<p><b>19 July 2011 : Column {}</b></p>"
    broken = head.format("GC7") + "<p>They express the deep</p>" + head.format("GC8") + "<p>and lasting thanks.</p>"
    whole = head.format("7") + "<p>They came.</p>" + head.format("8") + "<p>They left.</p>"
    assert "deep <!-- page col GC8 --> and lasting" in text_of(broken)
    assert "They came.\n\n<!-- page col 8 -->\n\nThey left." in text_of(whole)


def test_links_out_of_the_report_keep_their_targets() -> None:
    away, inside = "https://www.gov.uk/radios_of (all)", page("").address.rpartition("/")[0] + "/2305.htm"
    text = text_of(
        f"<h1>1 Radios</h1><p>1. The Department keeps a <a href='{away}'>list of radios</a> that nobody has read.</p>"
        f"<p>2. It is said <a href='{inside}'>in the next chapter</a> as well, and at some length.<sup>1</sup></p>"
        f"<p>3. <a href='{away}'>This</a> begins with a link, and stays the third paragraph of the report.</p>"
        f"<p>Author: <a href='{away}'>Committee</a></p>"
        f"<div class='footnotes'><p>1 Home Office, <a href='{away}'>Radios</a>, 3 May 2016, as it was printed</p></div>"
    )
    written = "https://www.gov.uk/radios_of%20%28all%29"
    assert f"**1.** The Department keeps a [list of radios]({written}) that" in text
    assert "said in the next chapter as well" in text
    assert "**3.** This begins with a link" in text
    assert f"[^1]: Home Office, [Radios]({written}), 3 May 2016" in text


def typeset(blocks: Sequence[Block]) -> str:
    """Set blocks as the pages of 2016 do: numbers and references glued to the words, notes in a box at the end."""

    def words(text: str) -> str:
        parts = re.split(r"(?<!\\)\[\^([0-9]+)\] ?", text)
        marks = [f'<sup><a href="#footnote-{part}">{part}</a></sup>' for part in parts[1::2]]
        return "".join(a + b for a, b in zip_longest((html.escape(plain(p)) for p in parts[::2]), marks, fillvalue=""))

    out, notes = [], []
    for block in blocks:
        text = words(block.text)
        match block.kind:
            case BlockKind.HEADING:
                out.append(f"<h{block.level}>{text}</h{block.level}>")
            case BlockKind.QUOTE:
                out.append(f"<blockquote><p>{text}</p></blockquote>")
            case BlockKind.ITEM:
                out.append(f"<ul><li>{text}</li></ul>")
            case BlockKind.FOOTNOTE:
                notes.append(f'<div id="footnote-{block.number}"><p><a href="#r">{block.number}</a>{text}</p></div>')
            case BlockKind.PARAGRAPH | BlockKind.CONCLUSION | BlockKind.RECOMMENDATION:
                out.append(f"<p>{block.number}{'.' * bool(block.number)}<span>{text}</span></p>")
    return f'{"".join(out)}<div class="_idFootnotes">{"".join(notes)}</div>'


def test_a_real_report_gives_the_same_passages_from_its_pdf_and_as_a_page() -> None:
    samples = os.environ.get("KB_SAMPLES")
    if not samples:
        pytest.skip("KB_SAMPLES is not set: the real report is not at hand")
    report = read_pdf(Path(samples, "parliament", "hc179-2016-17-report.pdf").read_bytes())
    from_pdf = {p.id: p for p in passages(report) if p.label}
    from_page = {p.id: p for p in passages(READER.read([page(typeset(report.blocks))])) if p.label}
    assert len(from_pdf) > 250
    assert set(from_page) == set(from_pdf)
    for name, passage in from_pdf.items():
        other = from_page[name]
        assert (other.label, other.links) == (passage.label, passage.links)
        assert " ".join(other.text.split()) == " ".join(passage.text.split())


def test_the_invented_pages_name_nobody_on_the_network() -> None:
    hosts = {urlsplit(body.address).netloc for body in bodies_of("typeset")}
    assert hosts == {"publications.parliament.uk"}
