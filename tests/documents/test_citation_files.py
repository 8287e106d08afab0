"""Citation data read back by the libraries that reference managers are made of."""

import datetime as dt
import io
import json
import warnings

import bibtexparser
import pytest
import rispy
from bibtexparser.middlewares import LatexDecodingMiddleware
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.documents.citations.citation_files import FORMATS, bibtex, csl_json, ris
from kb.documents.citations.csl import CitedSource, csl_item, csl_items
from kb.domain.dates import PartialDate
from kb.domain.source.capture import Capture
from kb.domain.source.source import Reference, Source, SourceKind

BASE = "https://kb.example"
STYLE = """<?xml version="1.0" encoding="utf-8"?>
<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0" default-locale="en-GB">
<info><title>Plain</title><id>plain</id><updated>2026-11-27T00:00:00+00:00</updated></info>
<citation><layout><text variable="title"/></layout></citation>
<bibliography><layout suffix=".">
<names variable="author"><name and="text"/></names>
<text variable="title" prefix=", "/>
<text variable="number" prefix=", "/>
<date variable="issued" prefix=", ">
<date-part name="day" suffix=" "/><date-part name="month" suffix=" "/><date-part name="year"/></date>
</layout></bibliography></style>"""
PAPER = Source(
    "hac-99",
    "Buying 50% & more: {one} year_on",
    ("Home Affairs Committee", "Comité d’essai"),
    SourceKind.COMMITTEE,
    PartialDate(2016, 7, 9),
    reference=Reference("HC 99", "2016-17", "commons", "Fourth Report", "978-1-78246-503-4"),
    address="https://publications.example/99/99.pdf?a=1&b=c_d#page=3",
    licence="OPL-UK-3.0",
    captured=Capture("a" * 64, dt.datetime(2026, 11, 3, 9, tzinfo=dt.UTC), "file:99.pdf", "application/pdf"),
    summary="What it says.",
)
NEWS = Source("news-1", "A note", ("A Paper",), SourceKind.NEWS, PartialDate(2016, 4))
UNDATED = Source("x", "Untold", (), SourceKind.OTHER)
ITEMS = csl_items([CitedSource(PAPER, ("para 4, p 9", "para 7")), CitedSource(NEWS), CitedSource(UNDATED)], BASE)


def test_bibtex_is_read_back() -> None:
    library = bibtexparser.parse_string(bibtex(ITEMS), append_middleware=[LatexDecodingMiddleware()])
    assert library.failed_blocks == []
    paper, news, undated = library.entries
    assert (paper.key, paper.entry_type, news.entry_type) == ("hac-99", "techreport", "misc")
    fields = {field.key: field.value for field in paper.fields}
    assert fields["title"] == PAPER.title
    assert fields["author"] == "Home Affairs Committee and Comité d’essai"  # braces go with the LaTeX
    assert "author = {{Home Affairs Committee} and {Comit" in bibtex(ITEMS)
    assert (fields["year"], fields["month"], fields["day"]) == ("2016", "7", "9")
    assert (fields["number"], fields["isbn"]) == ("HC 99", "978-1-78246-503-4")
    assert fields["urldate"] == "2026-11-03"
    assert fields["note"].startswith("cited at para 4, p 9; para 7; Contains Parliamentary information")
    assert PAPER.address in bibtex(ITEMS)
    assert "year" not in {field.key for field in undated.fields}


def test_ris_is_read_back() -> None:
    paper, news, undated = rispy.loads(ris(ITEMS))
    assert (paper["type_of_reference"], news["type_of_reference"]) == ("RPRT", "ELEC")
    assert paper["title"] == PAPER.title
    assert paper["authors"] == list(PAPER.publishers)
    assert (paper["year"], paper["date"], news["date"]) == ("2016", "2016/07/09/", "2016/04//")
    assert paper["urls"] == [PAPER.address]
    assert news["urls"] == ["https://kb.example/sources/news-1"]
    assert "year" not in undated


def test_csl_is_set_by_a_citation_processor() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of every field that it has no use for
        source = CiteProcJSON(json.loads(csl_json(ITEMS)))
        style = CitationStylesStyle(io.BytesIO(STYLE.encode()), validate=False)
        bibliography = CitationStylesBibliography(style, source, formatter.plain)
        bibliography.register(Citation([CitationItem("hac-99")]))
        (entry,) = (str(one) for one in bibliography.bibliography())
    who = "Home Affairs Committee and Comité d’essai"
    assert entry.startswith(who)
    assert entry.endswith("HC 99, 9 July 2016.")


def test_what_is_not_known_is_left_out() -> None:
    item = csl_item(CitedSource(UNDATED), BASE)
    assert {"issued", "author", "number", "accessed", "publisher"} & item.keys() == set()


_words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40)


@settings(max_examples=60)
@given(st.lists(_words, min_size=1, max_size=3), _words, st.sampled_from(SourceKind))
def test_any_words_make_files_that_can_be_read(publishers: list[str], title: str, kind: SourceKind) -> None:
    words = " ".join(f"x {title}".split())
    source = Source("s-1", words, tuple(publishers), kind, PartialDate(2016))
    items = csl_items([CitedSource(source, (title,)), CitedSource(NEWS)], BASE)
    library = bibtexparser.parse_string(bibtex(items))
    assert library.failed_blocks == []
    assert [entry.key for entry in library.entries] == ["s-1", "news-1"]
    read = rispy.loads(ris(items))
    assert [one["title"] for one in read] == [words, "A note"]
    assert json.loads(csl_json(items))[0]["title"] == words


@pytest.mark.parametrize("ending", ["bib", "ris", "csl.json"])
def test_nothing_gives_an_empty_file(ending: str) -> None:
    assert FORMATS[ending].write([]).strip() in ("", "[]")
