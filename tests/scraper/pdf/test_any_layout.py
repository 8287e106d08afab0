"""Whatever stands wherever on a page: reading ends, and ends with blocks that can be written and read again."""

from hypothesis import given, settings
from hypothesis import strategies as st

from kb.documents.markdown.dialect import read, write
from kb.documents.passages import passages_of
from scraper.pdf.document import extract
from scraper.pdf.raw import Bookmark, GlyphSpan, RawDocument, RawPage

TEXTS = st.sampled_from(
    [
        "1.",
        "2. We",
        "3",
        "1.1 In",
        "iv",
        "Page 4 of 9",
        "Contents",
        "Conclusions",
        "Recommendation 2",
        "• one",
        "a) b",
        "A",
        "half-",
        "word and words that go on for a while, as they do.",
        "(Paragraph 2)",
        "HC 23",
        "Session 2016–17",
        "7",
        "12,13",
        "Published on 31 June 2016",
        "\u00ad",
        "/",
        "[^1]: <!-- page 3 -->",
        "**4.** | > #",
    ]
)
SPANS = st.builds(
    lambda text, x, y, size, bold, italic, raised: GlyphSpan(text, x, x + 4 * len(text), y, size, bold, italic, raised),
    TEXTS,
    st.sampled_from([0.0, 72.0, 72.5, 100.0, 310.0, 500.0]),
    st.integers(0, 60).map(lambda n: n * 14.0) | st.floats(0, 842, allow_nan=False),
    st.sampled_from([0.0, 6.0, 8.0, 11.0, 11.5, 20.0]),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
PAGES = st.lists(st.lists(SPANS, max_size=40), max_size=6)


@settings(max_examples=120, deadline=None)
@given(PAGES, st.lists(st.builds(Bookmark, st.integers(0, 9), TEXTS, st.integers(0, 9)), max_size=4), st.booleans())
def test_reading_any_layout_ends_in_blocks(pages, bookmarks, labelled) -> None:
    raw = RawDocument(
        tuple(
            RawPage(n, str(n) if labelled else "", 595.0, 842.0, tuple(spans), len(spans))
            for n, spans in enumerate(pages)
        ),
        tuple(bookmarks),
    )
    body = write(extract(raw).blocks)
    assert write(read(body)) == body
    passages_of(body)
