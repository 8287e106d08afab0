"""Searches that go by meaning too, over a real index of each engine with a toy model."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.domain.audience import Audience
from kb.domain.query.search_query import Filters
from kb.index.documents import text_of
from kb.index.semantic.embedding import missing
from kb.index.semantic.query_meaning import WEIGHT, QueryMeaning, fused

SENTENCE = "forces share digital case files each day"


@pytest.fixture
def library(make_library, meaning, doc):
    """Documents that share words with the sentence, one of them for staff only."""
    library = make_library(meaning=meaning)
    library.put(
        doc("joint", "Joint files", "Forces share files.", "Case files are digital, and forces share them each day."),
        doc("slow", "Slow buying", "Procurement is slow.", "Digital procurement of case files is slower each day."),
        doc("talk", "Talking systems", "Systems do not talk to each other.", published="2012"),
        doc("secret", "For staff", "Forces share digital case files each day.", audience=Audience.STAFF),
    )
    library.sync()
    return library


def scores(result):
    return {(group.source, hit.passage): hit.score for group in result.groups for hit in group.hits}


def test_vectors_are_worked_out_once_and_only_for_what_is_new(library, learn, doc, vectors):
    assert learn(library.index, Audience.STAFF).new == 6
    again = learn(library.index, Audience.STAFF)
    assert (again.texts, again.new) == (6, 0)
    library.put(doc("slow", "Slow buying", "Procurement is slow.", "Now it is not."))
    library.sync()
    assert list(missing(library.index.texts(Audience.STAFF), vectors)[1].values()) == ["Slow buying. Now it is not."]
    assert learn(library.index, Audience.STAFF).new == 1


def test_without_vectors_or_model_answers_are_the_same(library, learn, make_library, vectors):
    plain = make_library("plain")
    plain.items = library.items
    plain.sync()
    texts = (SENTENCE, "forces", "zebra", "", '"case files"', "digital -slow", "procurement of xylophones")
    for text in texts:
        assert library.search(text, Audience.STAFF) == plain.search(text, Audience.STAFF)
    learn(library.index, Audience.STAFF)
    broken = make_library("plain", meaning=QueryMeaning(lambda: None, vectors))
    for text in texts:
        assert broken.search(text, Audience.STAFF) == plain.search(text, Audience.STAFF)
    assert library.search(SENTENCE, Audience.STAFF) != plain.search(SENTENCE, Audience.STAFF)


def test_the_same_passages_come_in_their_tiers_by_the_mean_of_both(library, learn, make_library, model):
    plain = make_library("plain")
    plain.items = library.items
    plain.sync()
    learn(library.index, Audience.STAFF)
    words, both = plain.search(SENTENCE, Audience.STAFF), library.search(SENTENCE, Audience.STAFF)
    assert (both.passages, both.sources, both.all_words) == (words.passages, words.sources, words.all_words)
    assert both.facets == words.facets
    own, new = scores(words), scores(both)
    assert own.keys() == new.keys()
    lacking = {(g.source, h.passage) for g in words.groups for h in g.hits if h.missing}
    (asked,) = model.encode([SENTENCE])
    near = {
        (item.document.key, passage.id): float(model.encode([text_of(item.document.title, passage.text)])[0] @ asked)
        for item in library.items.values()
        for passage in item.passages
    }
    for tier in (lacking, own.keys() - lacking):
        if len(tier) < 2:
            assert all(new[key] == pytest.approx(own[key]) for key in tier)
            continue
        low, high = min(own[key] for key in tier), max(own[key] for key in tier)
        far, nearest = min(near[key] for key in tier), max(near[key] for key in tier)
        for key in tier:
            stretched = low + (near[key] - far) / (nearest - far) * (high - low)
            assert new[key] == pytest.approx((1 - WEIGHT) * own[key] + WEIGHT * stretched, abs=0.02)


def test_short_quoted_and_unfinished_queries_go_by_words_alone(library, learn, make_library):
    plain = make_library("plain")
    plain.items = library.items
    plain.sync()
    learn(library.index, Audience.STAFF)
    for text in ("case files", "forces", '"case files" digital each day forces', "talk OR share"):
        assert library.search(text, Audience.STAFF) == plain.search(text, Audience.STAFF)
    unfinished = {"as_prefix": True}
    assert library.search(SENTENCE, **unfinished) == plain.search(SENTENCE, **unfinished)


def test_explained_parts_add_up_with_meaning(library, learn):
    learn(library.index, Audience.STAFF)
    found = library.search(SENTENCE, Audience.STAFF, explain=True)
    named = 0
    for hit in (hit for group in found.groups for hit in group.hits if hit.passage):
        *parts, (_, times) = hit.why
        assert sum(part for _, part in parts) * times == pytest.approx(hit.score, abs=0.01)
        named += any(name == "nearness in meaning" for name, _ in parts)
    assert named


def test_where_no_word_is_found_the_nearest_are_offered_and_not_counted(library, learn):
    learn(library.index, Audience.STAFF)
    found = library.search("xylophone")
    assert (found.passages, found.sources, found.all_words) == (0, 0, 0)
    hits = [(group.source, hit) for group in found.groups for hit in group.hits]
    assert hits
    assert all(hit.similar and not hit.missing and not hit.snippet.marks for _, hit in hits)
    assert "secret" not in {source for source, _ in hits}
    assert "secret" in {group.source for group in library.search("xylophone", Audience.STAFF).groups}
    assert not any(hit.similar for group in library.search("forces").groups for hit in group.hits)


def test_what_is_offered_keeps_to_filters_quotations_and_exclusions(library, learn):
    learn(library.index, Audience.STAFF)
    early = Filters(year_from=2012, year_to=2012)
    assert {group.source for group in library.search("xylophone", filters=early).groups} == {"talk"}
    assert {group.source for group in library.search("xylophone -procurement -forces").groups} == {"talk"}
    assert not library.search('"xylophone"').groups
    assert not library.search("xylophone", page=2).groups
    assert not library.search("?!").groups


def test_a_closed_shelf_changes_nothing_for_others(library, learn, make_library, meaning):
    open_only = make_library("open", meaning=meaning)
    open_only.items = {key: item for key, item in library.items.items() if item.document.audience is Audience.PUBLIC}
    open_only.sync()
    learn(library.index, Audience.STAFF)
    for text in (SENTENCE, "xylophone", "digital case files slow"):
        assert library.search(text) == open_only.search(text)


def test_passages_without_a_vector_keep_their_score(library, learn, doc):
    learn(library.index, Audience.STAFF)
    text = "Digital files: forces share a case each day, they do."
    library.put(doc("fresh", "Fresh", text))
    library.sync()
    found = library.search(SENTENCE, explain=True)
    fresh = next(hit for group in found.groups if group.source == "fresh" for hit in group.hits)
    assert "nearness in meaning" not in dict(fresh.why)
    assert found.searched_sources == 4


@given(
    st.lists(st.tuples(st.floats(0, 30), st.floats(-1, 1), st.booleans()), min_size=1, max_size=30),
)
@settings(max_examples=200, deadline=None)
def test_fused_scores_keep_to_the_range_and_follow_the_mean(rows):
    words = np.array([row[0] for row in rows])
    near = np.array([row[1] for row in rows], np.float64)
    known = np.array([row[2] for row in rows])
    found = fused(words, near, known)
    assert (found >= words.min() - 1e-9).all()
    assert (found <= words.max() + 1e-9).all()
    assert (found[~known] == words[~known]).all()
    better = known & (near == near[known].max() if known.any() else False)
    assert (found[better] >= words[better] - 1e-9).all()
