import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from kb.domain.grammar import parse
from kb.domain.query import SearchQuery
from kb.domain.results import Facet, FacetValue
from kb.domain.state import SourceState
from kb.services.unread import UnreadSource
from kb.web.pages.facets import VALUES_LISTED, VALUES_SHOWN, facet_boxes, year_box
from kb.web.pages.search_notes import LISTED, note_of, unread_rows


@given(
    st.text(max_size=300)
    | st.lists(st.sampled_from(['"', "(", ")", "AND", "year:abc", "a*", "~", "-", "x"])).map(" ".join)
)
def test_every_note_shows_a_piece_of_the_query_as_it_stands(text: str) -> None:
    for problem in parse(text).problems:
        note = note_of(text, problem)
        assert note.here or not text
        assert note.here.split("…")[0] in text
        shown = note.before.removeprefix("…") + note.here + note.after.removesuffix("…")
        assert "…" in note.here or shown in text


def test_a_long_list_of_unread_sources_leads_on_instead() -> None:
    sources = [UnreadSource(f"s-{n}", f"Source {n}", SourceState.BLOCKED) for n in range(2000)]
    (row,) = unread_rows(sources)
    assert row.count == "2,000 blocked to scripts"
    assert len(row.sources) == LISTED
    assert row.all is not None
    assert row.all.address == "/sources?state=blocked+to+scripts"
    (short,) = unread_rows([UnreadSource("s", "S", SourceState.GONE, dt.datetime(2026, 1, 2, tzinfo=dt.UTC))])
    assert short.all is None
    assert short.sources[0].note == "tried 2 January 2026"


def test_a_long_facet_shows_its_first_values_and_always_what_has_none() -> None:
    values = tuple(FacetValue(f"p-{n}", f"p-{n}", 500 - n, chosen=n == 300) for n in range(400))
    (box,) = facet_boxes((Facet("publisher", "Publisher", (*values, FacetValue("none", "none given", 1))),), 1000)
    assert [value.value for value in box.values] == [*(f"p-{n}" for n in range(VALUES_SHOWN)), "p-300"]
    assert len(box.rest) == VALUES_LISTED + 1
    assert box.rest[-1].words == "No publisher given"
    assert box.total == "401"
    assert box.rarer == f"{400 - VALUES_SHOWN - 1 - VALUES_LISTED} rarer"


@given(st.dictionaries(st.integers(1800, 2100), st.integers(1, 5000), min_size=1))
def test_bars_stand_in_the_chart_one_for_each_year(found: dict[int, int]) -> None:
    facet = Facet("year", "Year", tuple(FacetValue(str(y), str(y), n) for y, n in sorted(found.items())))
    box = year_box(SearchQuery("x"), (facet,))
    assert box is not None
    assert box.end <= 248
    assert all(bar.x >= 0 and bar.x + bar.width <= 248.1 and 0 <= bar.y <= 40 for bar in box.bars)
    shown = [int(bar.year) for bar in box.bars]
    assert shown == list(range(shown[0], max(found) + 1))
    assert all(bool(bar.height) == (int(bar.year) in found) for bar in box.bars)
