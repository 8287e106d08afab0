import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from kb.domain.query.grammar import parse
from kb.domain.query.results import Facet, FacetValue
from kb.domain.query.search_query import SearchQuery
from kb.domain.source.source_state import SourceState
from kb.services.search.unread_sources import Freshness, UnreadSource
from kb.web.search.facets import LONGEST_CHART, VALUES_LISTED, VALUES_SHOWN, facet_boxes, year_box
from kb.web.search.notes import LISTED, not_searched, note_of


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
    many = tuple(UnreadSource(f"s-{n}", f"Source {n}", SourceState.BLOCKED) for n in range(2000))
    (row,) = not_searched(Freshness((), many)).states
    assert row.count == "2,000 blocked to scripts"
    assert len(row.sources) == LISTED
    assert row.all is not None
    assert row.all.address == "/sources?state=blocked+to+scripts"
    one = UnreadSource("s", "S", SourceState.GONE, dt.datetime(2026, 1, 2, tzinfo=dt.UTC))
    (short,) = not_searched(Freshness((), (one,))).states
    assert short.all is None
    assert short.sources[0].note == "tried 2 January 2026"


def test_a_long_facet_shows_its_first_values_and_always_what_has_none() -> None:
    values = tuple(FacetValue(f"p-{n}", f"p-{n}", 500 - n, chosen=n == 300) for n in range(400))
    (box,) = facet_boxes((Facet("topic", "Topic", (*values, FacetValue("none", "No topic given", 1))),), 1000)
    assert [choice.value for choice in box.values] == [*(f"p-{n}" for n in range(VALUES_SHOWN)), "p-300"]
    assert [choice.value for choice in box.values if choice.chosen] == ["p-300"]
    assert len(box.rest) == VALUES_LISTED + 1
    assert (box.rest[-1].words, box.rest[-1].count) == ("No topic given", "1")
    assert box.total == "401"
    assert box.rarer == f"{400 - VALUES_SHOWN - 1 - VALUES_LISTED} rarer"


@given(st.dictionaries(st.integers(1800, 2100), st.integers(1, 5000), min_size=1))
def test_bars_stand_in_the_chart_one_for_each_year(found: dict[int, int]) -> None:
    facet = Facet("year", "Year", tuple(FacetValue(str(y), str(y), n) for y, n in sorted(found.items())))
    box = year_box(SearchQuery("x"), (facet,))
    assert box is not None
    assert box.end <= 248
    assert all(bar.x >= 0 and bar.x + bar.width <= 248.1 for bar in box.bars)
    assert all(0 <= bar.y <= 38 and bar.y + bar.height == 40 for bar in box.bars)
    first, last = max(min(found), max(found) - LONGEST_CHART + 1), max(found)
    shown = [year for year in sorted(found) if year >= first]
    assert [int(bar.year) for bar in box.bars] == (shown if first < last else [])
    step = min(24, 248 / (last - first + 1))
    assert [bar.x for bar in box.bars] == [round((year - first) * step, 1) for year in shown if first < last]
