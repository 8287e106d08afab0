import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.documents.markdown.html import InlineHtml, clean, is_safe_target, safe_html

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#x09;script:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox)",
    "[x](//evil.example/)",
    "[x][r]\n\n[r]: javascript:alert(1)",
    "![x](javascript:alert(1))",
    "![x](https://evil.example/pixel.png)",
    "<javascript:alert(1)>",
    '[x](https://a.example/" onmouseover="alert(1))',
    "`<b onclick=alert(1)>`",
    "<!-- --><svg/onload=alert(1)>",
    "<style>body{display:none}</style>",
    "| <script>alert(1)</script> |\n| --- |\n| <iframe src=javascript:alert(1)> |",
    "[^1]: <script>alert(1)</script>",
]
TAG = re.compile(r"<(?!/)([a-zA-Z0-9]+)([^>]*)>")
ALLOWED = {"p", "br", "hr", "em", "strong", "code", "pre", "blockquote", "ul", "ol", "li", "a", "sup", "span"}
ALLOWED |= {"table", "thead", "tbody", "tr", "th", "td", "h2", "h3", "h4", "h5", "h6"}
PIECES = [*"ab<>/\"'=()[]!#:&;\\`*_ \n-|^1", "<script", "](javascript:", "href=", " onload=", "<!--"]


def assert_harmless(markup: str) -> None:
    for tag, attributes in TAG.findall(markup):
        assert tag in ALLOWED, markup
        assert not re.search(r"\bon\w+\s*=", attributes), markup
        for target in re.findall(r'href="([^"]*)"', attributes):
            assert re.match(r"(https?:|mailto:|#)", target), markup


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_and_does_nothing(text: str) -> None:
    assert_harmless(safe_html(text))
    assert_harmless(InlineHtml(["para-1"])(text))


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
@settings(max_examples=200, deadline=None)
def test_no_text_gets_anything_past_both_walls(text: str) -> None:
    assert_harmless(safe_html(text))
    assert_harmless(InlineHtml([])(text))


def test_the_second_wall_holds_alone() -> None:
    markup = '<p onclick="x()">a<script>alert(1)</script><a href="javascript:x">b</a><a href="/c">c</a></p>'
    assert clean(markup) == "<p>a<a>b</a><a>c</a></p>"


def test_raw_html_is_shown_as_the_words_it_is() -> None:
    assert safe_html("a <b>bold</b> claim") == "<p>a &lt;b&gt;bold&lt;/b&gt; claim</p>"


def test_ordinary_markdown_is_rendered() -> None:
    markup = safe_html("# Why\n\n*Now* [here](https://example.org/a) and [below](#para-1)\n\n- one\n- two")
    assert "<h2>Why</h2>" in markup
    assert '<a href="https://example.org/a">here</a>' in markup
    assert '<a href="#para-1">below</a>' in markup
    assert markup.count("<li>") == 2


def test_links_within_the_page_go_only_where_there_is_something() -> None:
    inline = InlineHtml(["para-9", "fn-1"])
    assert inline("([Paragraph 9](#para-9))") == '(<a href="#para-9">Paragraph 9</a>)'
    assert inline("([Paragraph 99](#para-99))") == "(Paragraph 99)"
    assert 'href="#fn-1"' in inline("Costs rose.[^1]")
    assert inline("Costs rose.[^2]") == "Costs rose.<sup>2</sup>"


def test_a_printed_page_has_its_anchor_once() -> None:
    inline = InlineHtml([])
    assert 'id="page-24"' in inline("a <!-- page 24 --> b")
    assert "id=" not in inline("a <!-- page 24 --> b")


@pytest.mark.parametrize("target", ["https://a.example", "http://a.example", "mailto:a@b.example", "#para-1"])
def test_safe_targets(target: str) -> None:
    assert is_safe_target(target)


@pytest.mark.parametrize(
    "target", ["", "#", "javascript:x", "/a", "//a", "a.html", "java\tscript:x", "ftp://a", "data:,", 'https://"']
)
def test_unsafe_targets(target: str) -> None:
    assert not is_safe_target(target)


def test_quotes_in_quotes_without_end_are_still_a_page() -> None:
    assert safe_html("> " * 5000 + "x").startswith("<")


SLOW_SEEDS = (
    *(
        "[",
        "[a](",
        "![",
        "[a][",
        "[[",
        "\n#",
        "=\n",
        "a\n=",
        "a\n-",
        "``a`",
        "* * *\n",
        "> ",
        "1. ",
        "*a_",
        "a|b\n-|-\n",
    ),
    *("<ul><li>", "<ol><li>a", "<!--", '<a b="', "<b", "<a ", "<a/", "a<", "<div\n", "[a]: b\n", "\n\n- a\n", "  \n"),
)


@pytest.mark.parametrize("seed", SLOW_SEEDS)
def test_no_text_holds_a_page_up(seed: str) -> None:
    for length in (5_000, 20_000, 200_000):
        begun = time.process_time()
        safe_html((seed * length)[:length])
        assert time.process_time() - begun < 2  # a tenth of it where nothing else runs; it was half a minute and more


@settings(max_examples=25)
@given(st.lists(st.sampled_from(SLOW_SEEDS), min_size=1, max_size=4), st.integers(1_000, 200_000))
def test_no_mix_of_signs_holds_a_page_up(seeds: list[str], length: int) -> None:
    begun = time.process_time()
    safe_html(("".join(seeds) * length)[:length])
    assert time.process_time() - begun < 2


def test_what_is_not_rendered_keeps_its_words() -> None:
    text = "first [[[\n\nsecond *one* " + "[" * 5000 + " last"
    shown = safe_html(text)
    assert shown.startswith("<p>first [[[</p><p>second *one* [[[")
    assert shown.endswith(" last</p>")


def test_a_long_text_of_usual_words_is_rendered() -> None:
    paragraph = (
        "Forces buy systems that do not talk to each other, and *nobody* asked [why](https://example.org/a). " * 4
    )
    assert safe_html("\n\n".join([paragraph] * 100)).count("<em>nobody</em>") == 400
