import re

from hypothesis import given
from hypothesis import strategies as st

from kb.documents.manual import anchor_of, manual_passages, manual_text, manual_title

PAGE = """# Run `kb` here

Words with [a link](other.md#there) and <b>raw</b> HTML.

<!-- docs:table -->
| Name | Means |
| --- | --- |
| `--json` | prints JSON |
<!-- /docs -->

## First: what to do

1. Do this.

```
kb serve <here> [no](link.md)
```

### A detail

## Second

The end.
"""


def test_a_page_has_its_title_apart_and_an_anchor_at_each_heading() -> None:
    page = manual_text(PAGE, str.upper)
    assert page.title == "Run kb here"
    assert "<h1" not in page.html
    assert [(one.words, one.anchor) for one in page.sections] == [
        ("First: what to do", "first-what-to-do"),
        ("Second", "second"),
    ]
    assert re.findall(r'<h(\d) id="([^"]+)"', page.html) == [
        ("2", "first-what-to-do"),
        ("3", "a-detail"),
        ("2", "second"),
    ]


def test_links_are_mapped_and_code_is_left_alone() -> None:
    html = manual_text(PAGE, str.upper).html
    assert '<a href="OTHER.MD#THERE">a link</a>' in html
    assert "kb serve &lt;here&gt; [no](link.md)" in html


def test_raw_html_is_words_and_marks_for_generated_parts_are_gone() -> None:
    html = manual_text(PAGE, str).html
    assert "&lt;b&gt;raw&lt;/b&gt;" in html
    assert "docs:" not in html


def test_a_wide_table_can_be_scrolled_with_the_keyboard() -> None:
    html = manual_text(PAGE, str).html
    assert re.search(
        r'<div class="wide" role="group" aria-label="Table" tabindex="0"><table>.*</table></div>', html, re.S
    )


def test_passages_have_the_headings_above_them() -> None:
    found = {passage.text: passage.heading for passage in manual_passages(PAGE)}
    assert found["The end."] == ("Second",)
    assert any("kb serve" in text and heading == ("First: what to do",) for text, heading in found.items())
    assert not any("```" in text or "docs:" in text for text in found)
    assert manual_title(PAGE) == "Run kb here"


def test_a_page_without_a_title_is_a_page() -> None:
    assert manual_text("Only words.", str).title == ""
    assert manual_title("") == ""


@given(st.text())
def test_an_anchor_can_stand_in_an_address(heading: str) -> None:
    assert re.fullmatch(r"[\w-]*", anchor_of(heading))
