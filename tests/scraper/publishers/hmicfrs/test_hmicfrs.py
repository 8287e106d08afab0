import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.hmicfrs.hmicfrs import Hmicfrs
from scraper.hmicfrs.page import undoubled
from scraper.hmicfrs.register import Event, HmicfrsRegister, history
from scraper.html.blocks import blocks_of_html
from scraper.html.recommendations import with_recommendations

REAL_SHAPE = (
    "[on]4th September 2014 [status]awaiting-review[/status][/on][on]30th September 2016 [comment]Half done.[/comment]"
    "[/on][on]30th August 2017 [status]no-further-action-needed[/status][/on]"
)


def test_history_of_the_real_shape() -> None:
    assert history(REAL_SHAPE) == (
        "",
        (
            Event("4 September 2014", "awaiting review"),
            Event("30 September 2016", "Half done."),
            Event("30 August 2017", "no further action needed"),
        ),
    )


@pytest.mark.parametrize(
    ("text", "outside", "events"),
    [
        ("[on]4th May 2014 [status]new[/on] after", "after", ["4 May 2014: new"]),
        ("[on]4th May 2014 [status]new", "", ["4 May 2014: new"]),
        ("[on]4th May 2014[/on]", "", ["4 May 2014"]),
        ("[on]4th May 2014 said a word[/on]", "", ["4 May 2014: said a word"]),
        ("[/on][/status]words[/comment]", "words", []),
        ("[status]new[/status]", "", ["new"]),
        ("[ON]4th May 2014 [Status]new[/STATUS][/on]", "", ["4 May 2014: new"]),
        ("[on date='x']4th May 2014 [status]new[/status][/on]", "", ["4 May 2014: new"]),
        (
            "before [other]x[/other] [on]1 May 2014[on]2 May 2014[comment]c",
            "before [other]x[/other]",
            ["1 May 2014", "2 May 2014: c"],
        ),
        ("", "", []),
    ],
)
def test_history_of_broken_shortcodes(text: str, outside: str, events: list[str]) -> None:
    words, found = history(text)
    assert words == outside
    assert [event.in_words() for event in found] == events


@given(
    st.lists(
        st.sampled_from(["[on]", "[/on]", "[status]", "[/status]", "[comment]", "[/comment]", "word", "9 May 2014"])
    )
)
def test_no_word_of_a_history_is_lost(pieces: list[str]) -> None:
    outside, events = history(" ".join(pieces))
    told = " ".join([outside, *(event.in_words() for event in events)])
    assert told.count("word") >= pieces.count("word")


@pytest.mark.parametrize(
    ("doubled", "plain"),
    [
        ("https://h/a/b/a/b/chapter-1/", "https://h/a/b/chapter-1"),
        ("https://h/x/a/a/y", "https://h/x/a/y"),
        ("https://h/a/b/c", "https://h/a/b/c"),
        ("https://h/", "https://h"),
    ],
)
def test_doubled_paths(doubled: str, plain: str) -> None:
    assert undoubled(doubled) == plain


def test_who_reads_what() -> None:
    register = "https://www.justiceinspectorates.gov.uk/hmicfrs/?recommendation-theme=procurement"
    assert HmicfrsRegister().recognises(register)
    assert not Hmicfrs().recognises(register)
    for address in (
        "https://www.justiceinspectorates.gov.uk/cjji/inspections/x/",
        "https://hmicfrs.justiceinspectorates.gov.uk/publications/x/",
        "https://assets-hmicfrs.justiceinspectorates.gov.uk/uploads/x.pdf",
    ):
        assert Hmicfrs().recognises(address)
        assert not HmicfrsRegister().recognises(address)
    assert not Hmicfrs().recognises("https://justiceinspectorates.gov.uk.example.org/")


def test_recommendations_without_a_paragraph_stay_headings() -> None:
    blocks = blocks_of_html(
        "<h3>Recommendation 4</h3><ul><li>a</li></ul><p>Recommendation 5: Buy.</p><h3>Recommendation 6</h3>"
    )
    told = [(block.kind.value, block.number, block.text) for block in with_recommendations(blocks)]
    assert told == [
        ("heading", "", "Recommendation 4"),
        ("item", "", "a"),
        ("recommendation", "5", "Buy."),
        ("heading", "", "Recommendation 6"),
    ]
