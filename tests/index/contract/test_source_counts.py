"""A tally has what a search shows with all words, in every source and not only on one page."""

import secrets

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.domain.audience import Audience
from kb.domain.query.search_query import Filters

WORDS = ("radio", "buy", "court", "file")
_texts = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join), min_size=1, max_size=3)
_things = st.lists(st.tuples(_texts, st.sampled_from(WORDS), st.sampled_from(Audience)), min_size=1, max_size=4)
_queries = st.lists(st.sampled_from([*WORDS, '"buy radio"', "bu*", "-court", "radio OR file"]), min_size=1, max_size=3)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_things, _queries.map(" ".join), st.sampled_from(Audience))
def test_a_tally_is_what_searches_of_each_source_show_with_all_words(make_library, doc, things, query, reader) -> None:
    library = make_library(secrets.token_hex(8))  # Hypothesis makes chance the same, and segments are named by chance
    for number, (texts, title, audience) in enumerate(things):
        library.put(doc(f"s{number}", title, *texts, audience=audience))
    library.sync()
    tally = library.index.source_counts(query, reader)
    looks_for_something = set(query.split()) != {"-court"}  # what only leaves out is a list of all else, not evidence
    assert tally.held == {f"s{n}" for n, (_, _, audience) in enumerate(things) if reader.sees(audience)}
    for id in tally.held:
        result = library.search(query, reader, filters=Filters(source=(id,)))
        hits = [hit for group in result.groups for hit in group.hits if not hit.missing]
        passages = [hit.passage for hit in hits if hit.passage]
        shown = passages or [hit.passage for hit in hits]
        # In any order: equal scores are told apart by where a passage lies, which differs between the two searches.
        assert sorted(tally.found.get(id, ())) == (sorted(shown) if looks_for_something else [])
    assert set(tally.found) <= tally.held


def test_only_sources_count_and_no_words_find_nothing(make_library, doc) -> None:
    library = make_library()
    library.put(doc("one", "Radios", "Buy radios.", "Buy courts."), doc("two", "Other", "Nothing."))
    library.sync()
    assert library.index.source_counts("buy", Audience.PUBLIC).found == {"one": ("para-1", "para-2")}
    assert library.index.source_counts("radios", Audience.PUBLIC).found == {"one": ("para-1",)}
    assert library.index.source_counts("", Audience.PUBLIC).found == {}
    assert library.index.source_counts("…", Audience.PUBLIC).found == {}
    assert library.index.source_counts("-radios", Audience.PUBLIC).found == {}


def test_what_is_held_is_told_by_audience_and_kept_until_it_changes(make_library, doc) -> None:
    library = make_library()
    library.put(doc("one", "Radios", "Buy radios."), doc("two", "Other", "No.", audience=Audience.STAFF))
    library.sync()
    of_all, of_staff = library.index.held(Audience.PUBLIC), library.index.held(Audience.STAFF)
    assert set(of_all) == {("source", "one")}
    assert set(of_staff) == {("source", "one"), ("source", "two")}
    assert library.index.held(Audience.PUBLIC) is of_all
    library.put(doc("one", "Radios", "Sell radios."))
    library.sync()
    assert library.index.held(Audience.PUBLIC)["source", "one"] != of_all["source", "one"]
