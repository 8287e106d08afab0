"""What the printers of a brief owe it: every word comes out as a word, whatever it looks like; read back by others."""

import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from kb.documents.brief.html import brief_page
from kb.documents.brief.inline_text import blocks_of, fit, quotation, whole
from kb.documents.brief.json import brief_json
from kb.documents.brief.markdown import brief_markdown
from kb.documents.brief.notes import footnote_runs
from kb.documents.brief.pandoc import brief_pandoc
from kb.domain.brief import (
    Brief,
    BriefSection,
    BriefTable,
    Bullets,
    Cover,
    Footnote,
    Paragraph,
    SectionKind,
    Style,
    TextRun,
    runs_of,
)
from kb.domain.source.passage import Citation
from kb.domain.source.source import Finding, Source, SourceKind
from kb.storage.pandoc import pandoc_path

LOOKS = [
    "<b>",
    "&amp;",
    "*",
    "_a_",
    "`x`",
    "[^1]",
    "[a](b)",
    "# a",
    "1.",
    "- a",
    "|",
    "\\",
    "$x$",
    "~~x~~",
    "~~~",
    "<!-- -->",
]
MORE = [
    "ordinary",
    "words",
    "“quoted”",
    "http://a.example/?b=c&d",
    "<script>alert(1)</script>",
    "^up^",
    ":-)",
    "a@b.example",
]
words = st.lists(st.sampled_from([*LOOKS, *MORE]), min_size=1, max_size=4).map(" ".join)
runs = st.lists(
    st.builds(TextRun, words, strong=st.booleans(), emphasis=st.booleans(), note=st.sampled_from([0, 0, 1])),
    min_size=1,
    max_size=3,
).map(lambda made: tuple(TextRun(f"{run.text} ", run.strong, run.emphasis, run.address, run.note) for run in made))
blocks = st.one_of(
    st.builds(Paragraph, runs, st.sampled_from(Style)),
    st.builds(Bullets, st.lists(runs, min_size=1, max_size=3).map(tuple), st.booleans()),
    st.builds(
        BriefTable,
        words,
        words,
        st.tuples(words, words),
        st.lists(st.tuples(runs, runs), min_size=1, max_size=2).map(tuple),
        st.just((False, True)),
    ),
)


def brief_of(title: str, made: tuple[Any, ...]) -> Brief:
    section = BriefSection(SectionKind.SUMMARY, "summary", title, made)
    note = Footnote(1, "s", title, title, title, "2016", title, "https://a.example/", "1 May 2016", title)
    return Brief(
        Cover(title, "Brief", "call", title, "2016-05-01", "As at", "For all", (title,)), (section,), (note,), ()
    )


def only_words(text: str) -> str:
    return re.sub(r"\s+", "", text)


def strings(node: Any) -> Iterator[str]:
    """The words of a pandoc document in order, notes left out; fails on anything raw."""
    if isinstance(node, list):
        for one in node:
            yield from strings(one)
    elif isinstance(node, dict):
        assert node.get("t") not in ("RawInline", "RawBlock", "Math", "Image"), node
        if node.get("t") in ("Str", "Code"):
            yield node["c"] if node["t"] == "Str" else node["c"][1]
        elif node.get("t") != "Note":
            yield from strings(node.get("c"))


@settings(max_examples=15, deadline=None, phases=[Phase.generate])
@given(words, st.lists(blocks, min_size=1, max_size=4).map(tuple))
def test_markdown_reads_back_as_the_same_words(title: str, made: tuple[Any, ...]) -> None:
    if not pandoc_path():
        pytest.skip("there is no pandoc on this machine")
    text = brief_markdown(brief_of(title, made))
    command = [pandoc_path(), "--sandbox", "-f", "gfm", "-t", "json"]
    read = json.loads(subprocess.run(command, input=text.encode(), capture_output=True, check=True).stdout)
    found = only_words("".join(strings(read["blocks"])))
    for block in made:
        for line in runs_of(block):
            assert only_words("".join(run.text for run in line)) in found, text


@settings(max_examples=60, deadline=None)
@given(words, st.lists(blocks, min_size=1, max_size=4).map(tuple))
def test_html_holds_words_and_no_markup_of_theirs(title: str, made: tuple[Any, ...]) -> None:
    page = BeautifulSoup(brief_page(brief_of(title, made)), "html.parser")
    assert not page.select("script, b, img, [onerror], [onclick]")
    for reference in page.select("a.ref"):
        reference.decompose()
    found = only_words(page.text)
    for block in made:
        for line in runs_of(block):
            assert only_words("".join(run.text for run in line)) in found


@given(words, st.lists(blocks, min_size=1, max_size=4).map(tuple))
def test_json_and_pandoc_hold_the_words_as_strings(title: str, made: tuple[Any, ...]) -> None:
    brief = brief_of(title, made)
    assert json.loads(brief_json(brief))["sections"][0]["title"] == title
    found = only_words("".join(strings(json.loads(brief_pandoc(brief))["blocks"])))
    for block in made:
        for line in runs_of(block):
            assert only_words("".join(run.text for run in line)) in found


@given(st.text(max_size=80))
def test_any_markdown_gives_blocks_that_every_format_can_hold(markdown: str) -> None:
    for block in blocks_of(markdown):
        for line in runs_of(block):
            for run in line:
                assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", run.text)
                assert not run.address.lower().startswith(("javascript:", "data:"))


def test_raw_html_in_markdown_is_words_and_links_go_where_they_may() -> None:
    (made,) = blocks_of("<b>x</b> [a](javascript:alert) [b](https://b.example) **c** *d*")
    assert isinstance(made, Paragraph)
    assert "".join(run.text for run in made.runs) == "<b>x</b> a b c d"
    assert {run.text: run.address for run in made.runs if run.address} == {"b": "https://b.example"}
    assert [run.text for run in made.runs if run.strong] == ["c"]
    assert [run.text for run in made.runs if run.emphasis] == ["d"]


def test_a_quotation_is_cut_at_a_word_and_says_so() -> None:
    assert quotation("one two three", 3) == ("one two three", False)
    assert quotation("one two three", 2) == ("one two …", True)
    assert fit("a\x0b b\n c") == "a b c"


def test_only_the_first_footnote_of_a_source_is_long_and_the_annex_has_its_address() -> None:
    def note(number: int, place: str, captured: str = "1 May 2016") -> Footnote:
        where = "seen at https://www.press.example/a?b=c" if number == 3 else ""
        return Footnote(number, "s", "HMIC", "On IT", "HC 1", "2016", place, "https://a.example/", captured, where)

    notes = (note(1, "p 2"), note(2, "p 3"), note(3, "p 4", "2 May 2016"))
    annex = BriefSection(SectionKind.ANNEX, "annex", "Annex", ())
    brief = Brief(Cover("T", "Brief", "call", "", "2016-05-01", "As at", "For all"), (annex,), notes, ("s",))
    told = {number: "".join(run.text for run in runs) for number, runs in footnote_runs(brief).items()}
    assert told == {
        1: "HMIC, On IT (HC 1, 2016), p 2, captured on 1 May 2016.",
        2: "HMIC, as note 1, p 3.",
        3: "HMIC, as note 1, p 4, captured on 2 May 2016; seen at press.example.",
    }
    assert [run.address for run in footnote_runs(brief)[3] if run.address] == ["https://www.press.example/a?b=c"]
    without = "".join(run.text for run in footnote_runs(replace(brief, sections=()))[1])
    assert without == "HMIC, On IT (HC 1, 2016), p 2, https://a.example/, captured on 1 May 2016."


def test_a_finding_is_told_whole_and_words_of_a_summary_with_ellipses() -> None:
    finding = Finding("Some suppliers *fear* that joint buying ends small orders, a survey of 2020 found.")
    source = Source(
        "s", "S", ("P",), SourceKind.RESEARCH, summary="It tells of joint buying, and more.", findings=(finding,)
    )
    cited = Citation("s", "joint buying ends small orders", prefix="fear that ", suffix=", a survey", label="finding 1")
    assert whole(cited, source) == "Some suppliers fear that joint buying ends small orders, a survey of 2020 found."
    cut = "… fear that joint buying ends small orders …"
    assert whole(cited, source, most=12) == cut
    assert whole(cited, replace(source, findings=())) == cut
    of_summary = Citation("s", "joint buying", prefix="It tells of ", suffix=", and more.", label="summary")
    assert whole(of_summary, source) == "… It tells of joint buying …"
