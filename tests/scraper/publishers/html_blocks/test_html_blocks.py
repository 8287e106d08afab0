import pytest
from bs4 import Tag
from hypothesis import given
from hypothesis import strategies as st

from kb.documents.markdown import dialect as form
from kb.documents.markdown.html import is_safe_target
from kb.documents.markdown.inline import plain
from kb.documents.markdown.tokens import Tok, tokens
from kb.domain.source.block import Block, BlockKind
from scraper.html.blocks import blocks_of_html
from scraper.html.lists import marks_of
from scraper.html.soup import decode, tree


def markdown(html: str) -> str:
    return form.write(blocks_of_html(html)).strip()


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>12. The depot.</p>", "**12.** The depot."),
        ("<p>1.1. The depot.</p>", "**1.1.** The depot."),
        ("<p>1.1 The depot.</p>", "**1.1.** The depot."),
        ("<p>10.The depot.</p>", "**10.** The depot."),
        ("<p><span>10.</span><span>the depot</span></p>", "**10.** the depot"),
        ("<p><a name='p4'></a>4.12.\u00a0The depot.</p>", "**4.12.** The depot."),
        ('<p><span class="para-number">7</span> the depot</p>', "**7.** the depot"),
        ("<div><div>11.</div><div>The depot.</div></div>", "**11.** The depot."),
        ("<p>134.\u00a0\u00a0In this chapter</p>", "**134.** In this chapter"),
    ],
)
def test_printed_numbers(html: str, expected: str) -> None:
    assert markdown(html) == expected


@pytest.mark.parametrize(
    "words",
    [
        "5.8 billion pounds",
        "10 July 2015: a notice",
        "5 forces said no",
        "2016 was dry",
        "£3.2 million",
        "3,438 people rang",
        "1.5",
        "999 calls",
        "12.30 was the hour",
        "400th birthday",
    ],
)
def test_figures_are_no_numbers(words: str) -> None:
    assert blocks_of_html(f"<p>{words}</p>") == (Block(BlockKind.PARAGRAPH, words),)


def test_a_bold_figure_is_no_number() -> None:
    assert markdown("<p><strong>5</strong> forces</p>") == "5 forces"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<h2><span>3</span>Consistency</h2>", "## 3 Consistency"),
        ("<h2>3Consistency</h2>", "## 3 Consistency"),
        ("<h2>5G masts</h2>", "## 5G masts"),
        ("<h1>Top</h1>", "## Top"),
        ("<h4><abbr title='x'>NS&amp;I</abbr> </h4>", "#### NS&I"),
        ("<h2> <br> </h2>", ""),
    ],
)
def test_headings(html: str, expected: str) -> None:
    assert markdown(html) == expected


@pytest.mark.parametrize(
    "html",
    [
        '<p>Wales.<sup id="fnref:1"><a href="#fn:1">1</a></sup></p><div class="footnotes"><ol><li id="fn:1">'
        '<p>A note. <a href="#fnref:1" class="reversefootnote">↩</a></p></li></ol></div>',
        '<p>Wales.<a href="#_ftn1" name="_ftnref1">[1]</a></p><p><a name="_ftn1" href="#_ftnref1">[1]</a> A note.</p>',
        '<p>Wales.<sup>1</sup></p><ol class="footnotes"><li>A note.</li></ol>',
        '<p>Wales.<sup><a href="#note-9">1</a></sup></p><p id="note-9">1. A note.</p>',
        '<p>Wales.<sup data-fn="ab-c"><a href="#ab-c" id="ab-c-link">1</a></sup></p>'
        '<ol class="wp-block-footnotes"><li id="ab-c">A note. <a href="#ab-c-link">↩︎</a></li></ol>',
        '<p>Wales.<sup id="fnref:1"><a href="#fn:1" role="doc-noteref" class="govuk-link">[footnote 1]</a></sup></p>'
        '<div class="footnotes" role="doc-endnotes"><ol><li id="fn:1" role="doc-endnote"><p>A note. <a '
        'href="#fnref:1" role="doc-backlink">↩</a> <a href="#fnref:1:1" class="reversefootnote">↩<sup>2</sup></a></p>'
        "</li></ol></div>",
        '<p>Wales. <sup>[<a href="#footnote-1">1</a>]</sup></p><section role="doc-endnotes"><ol><li id="footnote-1">A '
        'note.<a role="doc-backlink" href="#x">^</a></li></ol></section>',
        '<p>Wales.<sup><a id="cite_ref-1" href="#cite_note-1">[1]</a></sup></p><ol class="references">'
        '<li id="cite_note-1"><a href="#cite_ref-1">^</a> A note.</li></ol>',
        '<p>Wales.<sup><a href="#n1" name="r1">1</a></sup></p><p><a name="n1" href="#r1">1</a> A note.</p>',
        '<p>Wales.<a href="#f1" id="b1"><sup>1</sup></a></p><hr>'
        '<p id="f1"><sup>1</sup> A note. <a href="#b1">↑</a></p>',
        '<p>Wales.<sup>1</sup></p><div class="footnote"><sup>1</sup> A note.</div>',
        '<p>Wales.<sup>1</sup></p><p class="MsoFootnoteText">1. A note.</p>',
        '<p>Wales.<span style="vertical-align: super">1</span></p><p class="foot-note">1 A note.</p>',
        '<p>Wales.<sup><a href="#x1" id="y1">1</a></sup></p><table><tr><td><a name="x1" href="#y1">1</a></td>'
        "<td>A note.</td></tr></table>",
        '<p>Wales.<sup><a href="#d1" id="u1">1</a></sup></p><dl><dt id="d1">1</dt>'
        '<dd>A note. <a href="#u1">back</a></dd></dl>',
        '<p>Wales.<sup><a href="#a1">1</a></sup></p><a name="a1"></a><p>1. A note.</p>',
        '<p>Wales.<sup id="p1"><a href="#note-bottom-1" role="doc-noteref">1</a></sup></p><aside id="note-bottom-1">'
        '<p>A note.</p><a href="#p1" class="footnote-back">x</a></aside>',
    ],
)
def test_footnotes_of_every_manner(html: str) -> None:
    assert markdown(html) == "Wales.[^1]\n\n[^1]: A note."


def test_raised_words_that_are_no_footnotes() -> None:
    assert (
        markdown("<p>9 m<sup>2</sup> on the 4<sup>th</sup>, said Wales.<sup>10</sup></p>")
        == "9 m² on the 4th, said Wales."
    )


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<ul><li>a<ul><li>b</li></ul>c</li></ul>", "- a\n\n  - b\n\n- c"),
        ("<ol start='3'><li>a</li><li><p>b</p><p>c</p></li></ol>", "- 3\\. a\n\n- 4\\. b c"),
        ("<ol type='a'><li>x</li></ol>", "- a. x"),
        ("<ol class='legislative-list'><li>1.1 A depot.</li><li>(a) b</li></ol>", "**1.1.** A depot.\n\n- (a) b"),
        ("<dl><dt>Term:</dt><dd>One</dd><dd>Two</dd><dt>Bare</dt></dl>", "- Term: One\n\n- Two\n\n- Bare"),
        ("<ul><li><h3>Card</h3><p>Words</p></li></ul>", "### Card\n\nWords"),
        ("<blockquote><p>1. a</p><p>b</p></blockquote>", "> 1. a\n\n> b"),
        ("<p>a<br>b<br><br>c</p>", "a b\n\nc"),
        ("<div>a <b>b</b><p>c</p>d</div>", "a b\n\nc\n\nd"),
        ("<p>a&nbsp;&amp;&#8211;b &lt;i&gt;</p>", "a &–b \\<i>"),
        ("<p hidden>a</p><p style='display: none'>b</p><p aria-hidden='true'>c</p><p>d<!-- e --></p>", "d"),
        ("<p>a<span class='visually-hidden'>b</span></p><script>c()</script>", "a"),
        ("<table role='presentation'><tr><td><p>a</p></td><td><p>b</p></td></tr></table>", "a\n\nb"),
        ("<table><tr><td>1. A note under figures</td></tr></table>", "1\\. A note under figures"),
        ("<table><caption>Cost</caption><tr><th>a|b</th></tr></table>", "Cost\n\n| a\\|b |\n| --- |"),
        (
            "<table><tr><td colspan=2>a</td></tr><tr><td>b</td><td>c</td></tr></table>",
            "| a |  |\n| --- | --- |\n| b | c |",
        ),
        ("<a href='/x'><div><h3>a</h3></div></a>", "### a"),
    ],
)
def test_shapes(html: str, expected: str) -> None:
    assert markdown(html) == expected


TAGS = "p div span h2 ul ol li table tr td th sup a dl dt dd blockquote br section".split()
pieces = st.one_of(
    st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS]),
    st.sampled_from(
        ['<a href="#fn1">', '<li id="fn1">', '<ol class="footnotes">', "<p id='fn1'>", "&nbsp;", "1.1 ", "12."]
    ),
    st.text(max_size=12),
)


@given(st.lists(pieces, max_size=40).map("".join))
def test_any_markup_gives_canonical_blocks(html: str) -> None:
    blocks = blocks_of_html(html)
    assert form.read(form.write(blocks)) == blocks


def test_a_hopeless_depth_is_read_too() -> None:
    deep = "<div>" * 3000 + "words" + "</div>" * 3000
    assert "words" in markdown(deep)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>Write to procure<wbr>@example.org, or <wbr/>call.</p>", "Write to procure@example.org, or call."),
        ("<h2>Inter<wbr>operability</h2><ul><li>inter<WBR>face</li></ul>", "## Interoperability\n\n- interface"),
        ("<p>The target is <del>five</del><ins>six</ins> years<s>, or more</s>.</p>", "The target is six years."),
        ("<p>Kept <span style='text-decoration: line-through'>not</span> here.</p>", "Kept here."),
        ("<p>He said <q>so <q>it</q> was</q>.</p>", "He said “so ‘it’ was”."),
        ("<p>He said <q>“so”</q>.</p>", "He said “so”."),
    ],
)
def test_words_are_those_that_a_reader_sees(html: str, expected: str) -> None:
    assert markdown(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>10<sup>6</sup> and 10<sup>-3</sup> and 50 m<sup>2</sup></p>", "10⁶ and 10⁻³ and 50 m²"),
        ("<p>x<sup>2</sup> at Acme<sup>TM</sup></p>", "x² at Acme™"),
        ("<p>see paragraph 10<sup>6</sup> of it</p>", "see paragraph 10 of it"),
        (
            "<p>In 2016<sup>1</sup> it was.</p><ol class='footnotes'><li>A note.</li></ol>",
            "In 2016[^1] it was.\n\n[^1]: A note.",
        ),
        (
            "<p>10<sup>1</sup> of them.<sup>1</sup></p><ol class='footnotes'><li>A note.</li></ol>",
            "10¹ of them.[^1]\n\n[^1]: A note.",
        ),
    ],
)
def test_exponents_are_told_from_references(html: str, expected: str) -> None:
    assert markdown(html) == expected


@pytest.mark.parametrize(
    ("html", "marks"),
    [
        ("<ol start=12><li>x</li><li value=20>x</li><li>x</li></ol>", ["12.", "20.", "21."]),
        ("<ol reversed><li>x</li><li>x</li><li>x</li></ol>", ["3.", "2.", "1."]),
        ("<ol reversed start=10><li>x</li><li value=4>x</li><li>x</li></ol>", ["10.", "4.", "3."]),
        ("<ol type=A start=26><li>x</li><li>x</li></ol>", ["Z.", "AA."]),
        ("<ol type=i start=3><li>x</li><li>x</li></ol>", ["iii.", "iv."]),
        ("<ol type=I><li>x</li><li type=a>x</li></ol>", ["I.", "b."]),
        ("<ol style='list-style-type: lower-latin'><li>x</li></ol>", ["a."]),
        ("<ol start=0><li>x</li></ol>", ["0."]),
        ("<ol type=a start=0><li>x</li></ol>", ["0."]),
        ("<ol style='list-style:none'><li>x</li></ol>", [""]),
        ("<ul><li>x</li></ul>", [""]),
    ],
)
def test_marks_of_lists_are_those_that_a_browser_prints(html: str, marks: list[str]) -> None:
    listing = tree(html).find(("ol", "ul"))
    assert isinstance(listing, Tag)
    assert list(marks_of(listing).values()) == marks


@pytest.mark.parametrize(
    ("html", "rows"),
    [
        (
            "<tr><th>Force<th>Year<th>Cost<tr><td rowspan=2>North<td>2015<td>1<tr><td>2016<td>2",
            (("Force", "Year", "Cost"), ("North", "2015", "1"), ("", "2016", "2")),
        ),
        (
            "<tr><td rowspan=2 colspan=2>a<td>b<tr><td>c<tr><td>d<td>e<td>f",
            (("a", "", "b"), ("", "", "c"), ("d", "e", "f")),
        ),
        ("<tr><td>a<td rowspan=0>b<tr><td>c<tr><td>d", (("a", "b"), ("c", ""), ("d", ""))),
        ("<tr><td>a<td rowspan=3>b<tr><tr><td>d<td>e", (("a", "b", ""), ("d", "", "e"))),
        ("<tr><td>a<td rowspan=9999999>b<tr><td>c", (("a", "b"), ("c", ""))),
    ],
)
def test_cells_stand_in_the_columns_where_a_browser_shows_them(html: str, rows: tuple[tuple[str, ...], ...]) -> None:
    assert blocks_of_html(f"<table>{html}</table>") == (Block(BlockKind.TABLE, rows=rows),)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("The force’s plan – caf".encode() + b"\xe9 for \xa35m \x93now\x94", "The force’s plan – café for £5m “now”"),
        (b"caf\xe9 for \xa35m", "café for £5m"),
        ("“now” – ".encode() + b"\x81", "“now” – \ufffd"),
    ],
)
def test_stray_bytes_are_read_as_what_they_are(content: bytes, text: str) -> None:
    assert decode(content) == text
    assert decode(content, "utf-8") == text


@given(st.text(alphabet=st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs"])))
def test_text_in_utf_8_is_never_read_as_anything_else(text: str) -> None:
    assert decode(text.encode()) == text.removeprefix("\ufeff")


def test_a_list_under_notes_is_of_notes_where_raised_figures_are_its_numbers() -> None:
    page = "<p>One<sup>1</sup> and two<sup>2</sup>.</p><h2>Notes</h2><ol><li>First.</li><li>Second.</li></ol>"
    assert markdown(page) == "One[^1] and two[^2].\n\n## Notes\n\n[^1]: First.\n\n[^2]: Second."
    assert "[^" not in markdown("<p>One.</p><h2>Notes</h2><ol><li>First.</li><li>Second.</li></ol>")


def test_notes_that_are_counted_anew_are_told_apart() -> None:
    part = "<p>{0}.<sup><a href='#{0}fn'>1</a></sup></p><p id='{0}fn'>1. Of {0} <a href='#'>back</a></p>"
    page = "<div>" + part.format("a").replace("#afn", "#fna").replace("'afn'", "'fna'") + "</div>"
    page += part.format("b").replace("#bfn", "#fnb").replace("'bfn'", "'fnb'")
    assert markdown(page) == "a.[^1]\n\n[^1]: Of a\n\nb.[^1-2]\n\n[^1-2]: Of b"


@pytest.mark.parametrize(
    "html",
    [
        "<ul><li><a href='#one'>1</a> The first</li></ul><h2 id='one'>1 The first</h2><p>Words.</p>",
        "<p>See section <a href='#s2'>2</a>.</p><div id='s2'><h2>2 The second</h2><p>Words.</p></div>",
        "<p><a href='#p2'>2</a></p><p id='p2'>2. The second paragraph.</p>",
    ],
)
def test_links_within_a_page_are_no_references_by_themselves(html: str) -> None:
    assert "[^" not in markdown(html)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            "<p>See <a href='https://a.test/x?b=1&copy=2#c'>the plan</a>.</p>",
            "See [the plan](https://a.test/x?b=1&amp;copy=2#c).",
        ),
        (
            "<p>See <a href='https://a.test/a_b (c)|d*'> it </a>now.</p>",
            "See [it](https://a.test/a_b%20%28c%29%7Cd%2A) now.",
        ),
        ("<p><a href='https://a.test/'>12.</a> The depot.</p>", "**12.** The depot."),
        ("<h2><a href='https://a.test/'>3Consistency</a></h2>", "## 3 Consistency"),
        ("<h2><a href='https://a.test/'>Annex</a></h2>", "## [Annex](https://a.test/)"),
        ("<p><a href='https://a.test/'>one<br><br>two</a></p>", "one\n\ntwo"),
        ("<p><a href='https://a.test/'></a>x <a href='/y'>y</a> <a href='javascript:z()'>z</a></p>", "x y z"),
        (
            "<table><tr><th>a<tr><td><a href='https://a.test/x|y'>b</a></table>",
            "| a |\n| --- |\n| [b](https://a.test/x%7Cy) |",
        ),
        ("<p>It is<sup><a href='https://a.test/'>[1]</a></sup></p>", "It is[\\[1\\]](https://a.test/)"),
    ],
)
def test_links_keep_their_targets(html: str, expected: str) -> None:
    assert markdown(html) == expected


@given(st.text(alphabet="ab c:/?#[]@!$&'()*+,;=%-._~|\\<>\"`é", max_size=30), st.text(max_size=12))
def test_a_link_changes_no_word_and_its_target_comes_back(rest: str, words: str) -> None:
    link = Tag(name="a", attrs={"href": f"https://a.test/{rest}"})
    link.string = words
    with_link = markdown(f"<p>x {link} y</p>")
    assert plain(with_link) == plain(markdown(f"<p>x <span>{html_of(words)}</span> y</p>"))
    assert all(is_safe_target(token.text) for token in tokens(with_link) if token.kind is Tok.LINK_ON)


def html_of(words: str) -> str:
    span = Tag(name="span")
    span.string = words
    return span.decode_contents()
