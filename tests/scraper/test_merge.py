"""Merging: whatever a document says, what people wrote stays."""

import dataclasses
import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from kb.domain.dates import PartialDate
from kb.domain.source.block import Block, BlockKind
from kb.domain.source.capture import Capture
from kb.domain.source.licence import LICENCES
from kb.domain.source.source import Finding, Reference, Source, SourceKind
from scraper.extract import Extract
from scraper.merge import merge

CAPTURE = Capture("a" * 64, dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC), "https://example.org/r", "text/html")
words = st.text(alphabet="abcdefg hij'–é", max_size=20)
urls = st.lists(st.sampled_from([f"https://example.org/{n}" for n in range(6)]), unique=True, max_size=4).map(tuple)
dates = st.one_of(st.none(), st.builds(PartialDate, st.integers(1990, 2030)))
references = st.one_of(st.none(), st.builds(Reference, words, st.sampled_from(["", "2016-17"])))
licences = st.sampled_from(list(LICENCES))
extracts = st.builds(
    Extract,
    title=words,
    blocks=st.lists(st.builds(Block, st.just(BlockKind.PARAGRAPH), words), max_size=3).map(tuple),
    published=dates,
    publishers=st.lists(words, max_size=2).map(tuple),
    kind=st.sampled_from([None, *SourceKind]),
    reference=references,
    licence=st.one_of(st.just(""), licences),
    aliases=urls,
    archived=urls,
    withdrawn=words,
    inferred=st.lists(st.sampled_from(["licence", "published"]), unique=True).map(tuple),
)
sources = st.builds(
    Source,
    id=st.just("r"),
    title=words,
    publishers=st.lists(words, max_size=2).map(tuple),
    kind=st.sampled_from(SourceKind),
    published=dates,
    short_title=words,
    reference=references,
    address=st.sampled_from(["", "https://example.org/0", "https://example.org/r"]),
    aliases=urls,
    archived=urls,
    reader=st.sampled_from(["", "html"]),
    licence=licences,
    topics=st.just(("procurement",)),
    unverified=st.just(("published",)),
    summary=words,
    findings=st.just((Finding("In our own words."),)),
    notes=words,
    body=words,
)
SCRAPERS = {"captured", "body"}
FILLED = {"title", "publishers", "published", "reference"}
GROWN = {"aliases", "archived", "unverified"}


def same_capture(kept: Capture | None) -> bool:
    """Say whether a capture is the one that was merged, whatever was noted of the reading."""
    return kept is not None and dataclasses.replace(kept, completeness="", doubts=()) == CAPTURE


@settings(max_examples=150)
@given(sources, extracts, urls)
def test_what_people_wrote_survives_any_extract(source, extract, further):
    merged = merge(source, extract, CAPTURE, further)
    for field in dataclasses.fields(Source):
        was, now = getattr(source, field.name), getattr(merged.source, field.name)
        if field.name in SCRAPERS:
            continue
        if field.name == "licence":
            assert now == was or was == "unknown"
        elif field.name in FILLED:
            assert now == was or not was
        elif field.name in GROWN:
            assert now[: len(was)] == was
            assert len(set(now)) == len(now)
        else:
            assert now == was, field.name
    assert same_capture(merged.source.captured)


@settings(max_examples=150)
@given(sources, extracts)
def test_text_stands_where_the_licence_lets_it(source, extract):
    merged = merge(source, extract, CAPTURE)
    if merged.source.terms.full_text:
        assert merged.private is None
    else:
        assert merged.source.body == ""
        assert merged.private is not None
        assert same_capture(merged.private.captured)


@settings(max_examples=100)
@given(sources, extracts, urls)
def test_merging_again_changes_nothing(source, extract, further):
    once = merge(source, extract, CAPTURE, further)
    assert merge(once.source, extract, CAPTURE, further) == once


def test_empty_facts_are_filled_and_the_address_is_no_alias():
    source = Source("r", "", (), SourceKind.OTHER, address="https://example.org/r")
    extract = Extract(
        "How forces buy",
        (Block(BlockKind.PARAGRAPH, "Text.", "1"),),
        published=PartialDate(2016, 4, 13),
        publishers=("HMIC",),
        reference=Reference("HC 23", "2016-17"),
        licence="OGL-UK-3.0",
    )
    hops = ("https://example.org/r", "https://example.org/new", "file:saved.html", "")
    merged = merge(source, extract, CAPTURE, hops).source
    assert (merged.title, merged.publishers, str(merged.published)) == ("How forces buy", ("HMIC",), "2016-04-13")
    assert merged.aliases == ("https://example.org/new",)
    assert merged.licence == "OGL-UK-3.0"
    assert merged.body == "**1.** Text.\n"


def test_a_fact_that_was_only_inferred_is_named_as_unverified():
    source = Source("s", "A report", ("Example Committee",), SourceKind.COMMITTEE)
    extract = Extract("A report", (), licence="OPL-UK-3.0", inferred=("licence",))
    assert merge(source, extract, CAPTURE).source.unverified == ("licence",)
    known = dataclasses.replace(source, licence="OGL-UK-3.0")
    assert merge(known, extract, CAPTURE).source.unverified == ()


def test_what_the_document_prints_otherwise_is_asked_and_not_written_over() -> None:
    source = Source("x", "T", ("P",), SourceKind.OTHER, PartialDate(2016, 7, 5), reference=Reference("HC 23"))
    extract = Extract(
        "T", (), PartialDate(2016, 7, 9), reference=Reference("HC 24"), doubts=("1 number in doubt, page 4",)
    )
    merged = merge(source, extract, CAPTURE).source
    assert (merged.published, merged.reference) == (source.published, source.reference)
    assert merged.captured is not None
    assert merged.captured.doubts == (
        "1 number in doubt, page 4",
        "it is dated 2016-07-09 in print, and 2016-07-05 in the entry",
        "it is numbered HC 24 in print, and HC 23 in the entry",
    )
    less = merge(source, Extract("T", (), PartialDate(2016, 7)), CAPTURE).source
    assert less.captured is not None
    assert not less.captured.doubts
