import pytest
from hypothesis import strategies as st

WORDS = st.sampled_from(
    ["police", "IT", "R&D", "G-Cloud", "2,000", "C&AG", "e-mail", "HC", "23", "CPS", "naïve", "AND", "OR", "NOT"]
)
MARKS = st.sampled_from(
    [
        '"',
        "“",
        "”",
        "(",
        ")",
        "-",
        "*",
        "?",
        "~",
        "~2",
        "~5",
        ":",
        "\\",
        "..",
        ">=",
        " ",
        "  ",
        "[",
        "]",
        "/",
        "😀",
        "\n",
    ]
)
FIELDS = st.sampled_from(["title:", "year:", "published:", "publisher:", "nosuch:", "year:2013..2016", "year:abc"])


@pytest.fixture(scope="session")
def typed() -> st.SearchStrategy[str]:
    """Texts of the kind that people type and break: words, fields and marks in any order, or anything at all."""
    pieces = st.lists(st.one_of(WORDS, MARKS, FIELDS, st.just(" ")), max_size=40).map("".join)
    return st.one_of(pieces, st.text(max_size=200))
