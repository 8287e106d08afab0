from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from kb.documents.passages import passages_of
from kb.documents.reading_view import Contents, HeadingRow, PageRow, PassageRow, reading_of

PIECES = [*"ab1.# -+>|*[]()^:<!\n\\", "<!-- page 3 -->", "\n\n", "- ", "**1.** "]

BODY = """<!-- page 5 -->

## 1 Systems

### Buying

**1.** Forces buy:

- alone

  - and twice

- <!-- page 6 --> late[^1]

### Money

**2.** They pay. ([Paragraph 1](#para-1))

## Money

| Force | Cost |
| --- | --- |
| North | <b>12</b> |

[^1]: Invented.
"""


def test_a_document_is_laid_out_in_order() -> None:
    reading = reading_of(BODY)
    assert [type(row) for row in reading.rows] == [
        *(PageRow, HeadingRow, HeadingRow, PassageRow, HeadingRow, PassageRow, HeadingRow, PassageRow),
    ]
    first = reading.rows[3]
    assert isinstance(first, PassageRow)
    assert first.number == "1"
    assert first.html == (
        "<p>Forces buy:</p><ul><li>alone<ul><li>and twice</li></ul></li>"
        '<li><span class="page-turn" id="page-6">page 6</span> late'
        '<sup><a class="ref" href="#fn-1" aria-label="Footnote 1">1</a></sup></li></ul>'
    )
    (note,) = reading.notes
    assert (note.number, note.back) == ("1", "para-1")


def test_the_contents_follow_the_headings() -> None:
    assert reading_of(BODY).contents == (
        Contents("h-1-systems", "1 Systems", (Contents("h-buying", "Buying"), Contents("h-money", "Money"))),
        Contents("h-money~2", "Money"),
    )


def test_raw_html_in_a_table_is_words() -> None:
    table = reading_of(BODY).rows[-1]
    assert isinstance(table, PassageRow)
    assert "&lt;b&gt;12&lt;/b&gt;" in table.html


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
@settings(max_examples=200, deadline=None)
def test_every_passage_of_any_text_is_on_the_page_once(body: str) -> None:
    reading = reading_of(body)
    shown = [row.passage.id for row in (*reading.rows, *reading.notes) if isinstance(row, PassageRow)]
    assert sorted(shown) == sorted(p.id for p in passages_of(body))


@given(st.lists(st.integers(2, 6), max_size=12))
@settings(max_examples=100, deadline=None)
def test_headings_step_down_one_at_a_time_whatever_the_document_does(levels: list[int]) -> None:
    body = "\n\n".join(f"{'#' * level} Heading" for level in levels)
    found = [1, *(row.level for row in reading_of(body).rows if isinstance(row, HeadingRow))]
    assert all(after - before <= 1 for before, after in pairwise(found))
    assert all(level <= raw for level, raw in zip(found[1:], levels, strict=True))
