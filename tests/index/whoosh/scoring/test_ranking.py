"""Shortcuts of ranking give what the long way gives."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.domain.audience import Audience
from kb.domain.query.grammar import parse
from kb.index.query.acronyms import Lexicon
from kb.index.query.tuning import Tuning
from kb.index.whoosh.scoring.matching import Matcher
from kb.index.whoosh.scoring.plan import plan
from kb.index.whoosh.scoring.ranking import Tiers, best, rank
from kb.index.whoosh.scoring.top_k import top_k

WORDS = ("police", "digital", "case", "files", "courts", "procurement")


@given(
    st.lists(st.integers(0, 40), min_size=2, max_size=60),
    st.integers(1, 9),
    st.integers(1, 90),
)
def test_thehighest_keys_are_those_of_a_full_sort(some, most, times):
    keys = np.array(some * times, np.float32)
    if most < len(keys):
        edge = np.sort(keys)[-most]
        assert top_k(keys, most).tolist() == np.flatnonzero(keys >= edge).tolist()


@pytest.fixture(scope="module")
def view(library_of_module):
    library = library_of_module
    one = library.items["source", "audit"]
    dice = np.random.default_rng(7)
    for number in range(60):
        title = " ".join(dice.choice(WORDS, 2))
        texts = [" ".join(dice.choice(WORDS, int(dice.integers(1, 5)))) for _ in range(4)]
        document = dataclasses.replace(one.document, key=f"many-{number}", title=title)
        passages = tuple(dataclasses.replace(one.passages[0], id=f"para-{n}", text=t) for n, t in enumerate(texts))
        library.put(dataclasses.replace(one, document=document, passages=passages, digest=f"{number}"))
    library.sync()
    return library.index.view(Audience.PUBLIC)


@given(st.lists(st.sampled_from(WORDS), min_size=2, max_size=4, unique=True))
def test_intersecting_finds_what_adding_up_finds(view, words):
    tuning = Tuning()
    planned = plan(Matcher(view, tuning), parse(" ".join(words)).query, Lexicon.of(()))
    summed, met = rank(view, planned, tuning), rank(view, planned, tuning, Tiers.ALL)
    assert len(met.rows)
    assert met.rows.tolist() == summed.rows[summed.whole].tolist()
    assert np.allclose(met.scores, summed.scores[summed.whole], rtol=1e-5)


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4, unique=True), st.sampled_from(Tiers))
def test_filtering_early_finds_what_filtering_late_finds(view, words, tiers):
    tuning = Tuning()
    planned = plan(Matcher(view, tuning), parse(" ".join(words)).query, Lexicon.of(()))
    within = np.arange(view.rows) % 3 > 0
    late, early = rank(view, planned, tuning, tiers), rank(view, planned, tuning, tiers, within)
    late = late.among(within[late.rows])
    for name in ("rows", "keys", "whole"):
        assert getattr(early, name).tolist() == getattr(late, name).tolist()


@given(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=4),
    st.sampled_from(Tiers),
    st.integers(1, 300),
    st.booleans(),
)
def test_the_best_alone_are_the_best_of_all(view, words, tiers, most, narrowed):
    tuning = Tuning()
    planned = plan(Matcher(view, tuning), parse(" ".join(words)).query, Lexicon.of(()))
    within = np.arange(view.rows) % 3 > 0 if narrowed else None
    whole, few = rank(view, planned, tuning, tiers, within), rank(view, planned, tuning, tiers, within, most)
    assert few.found == len(whole.rows)
    assert _named(few, best(view, few, most)) == pytest.approx(_named(whole, best(view, whole, most)), rel=1e-5)


def _named(ranked, places):
    return [number for at in places for number in (int(ranked.rows[at]), float(ranked.scores[at]))]
