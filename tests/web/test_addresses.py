from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

from hypothesis import given, settings
from hypothesis import strategies as st

from kb.domain.query.facets import FACET_NAMES
from kb.domain.query.parameters import query_of
from kb.domain.query.search_query import Filters, SearchQuery, Sort
from kb.web.addresses import search_address, with_filters, without_facet, year_addresses

WORDS = st.text(min_size=1, max_size=12).map(str.strip).filter(bool)
VALUES = st.lists(WORDS, min_size=1, max_size=3, unique=True).map(tuple)
YEARS = st.one_of(st.none(), st.integers(0, 9999))
QUERIES = st.builds(
    SearchQuery,
    text=st.text(max_size=30).map(str.strip),
    filters=st.builds(
        Filters,
        chosen=st.dictionaries(st.sampled_from(FACET_NAMES), VALUES).map(
            lambda chosen: tuple((facet, chosen[facet]) for facet in FACET_NAMES if facet in chosen)
        ),
        source=st.lists(st.sampled_from(["a", "b-1", "hac-2016-hc-23"]), unique=True, max_size=2).map(tuple),
        year_from=YEARS,
        year_to=YEARS,
    ),
    sort=st.sampled_from(Sort),
    page=st.integers(1, 1000),
    off=VALUES | st.just(()),
    explain=st.booleans(),
)


@given(QUERIES)
@settings(max_examples=200, deadline=None)
def test_a_search_comes_back_from_its_address(query: SearchQuery) -> None:
    assert query_of(parse_qs(urlsplit(search_address(query)).query, keep_blank_values=True)) == (query, ())


@given(QUERIES, st.integers(1000, 9999))
@settings(max_examples=200, deadline=None)
def test_the_address_of_a_year_is_that_of_the_search_in_it_alone(query: SearchQuery, year: int) -> None:
    only = replace(without_facet(query.filters, "year"), year_from=year, year_to=year)
    assert year_addresses(query)(year) == search_address(with_filters(query, only))


@given(
    st.dictionaries(
        st.sampled_from(["q", "page", "from", "to", "sort", "off", "source", *FACET_NAMES]), st.lists(st.text())
    )
)
@settings(max_examples=200, deadline=None)
def test_any_parameters_give_a_search(args: dict[str, list[str]]) -> None:
    query, _ = query_of(args)
    assert 1 <= query.page <= 1000
