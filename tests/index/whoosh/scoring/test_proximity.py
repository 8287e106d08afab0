"""Words near each other: what stands together in the query and in a passage comes first. (The law of scores has
the arithmetic.)"""

import dataclasses

import numpy as np
import pytest

from kb.domain.audience import Audience
from kb.domain.query.grammar import parse
from kb.index.query.acronyms import Lexicon
from kb.index.query.tuning import Tuning
from kb.index.whoosh.scoring.matching import Matcher
from kb.index.whoosh.scoring.plan import plan
from kb.index.whoosh.scoring.proximity import BEST, add_proximity
from kb.index.whoosh.scoring.ranking import Tiers, best, rank

APART = "Procurement was slow for years, and nobody in the courts could say why the police waited for one more system."
NEAR = "Nobody in the courts could say for years why the procurement of a police system was slow, and one more waited."


@pytest.fixture
def two(make_library, doc):
    """Two passages with the same words, in one of them near each other; in a segment each."""
    library = make_library()
    for key, text in (("apart", APART), ("near", NEAR)):
        library.put(doc(key, "One title", text))
        library.sync()
    return library


@pytest.mark.parametrize("words", ["police procurement", "procuring police systems", "slow police procurements"])
def test_words_near_each_other_come_first_whatever_their_endings_and_order(two, words):
    assert two.found(words) == ["near/para-1", "apart/para-1"]


def test_words_that_tell_nothing_are_near_nothing(two):
    for words in ("the procurement", "for years", "in the courts and of a"):
        near = [part for hit in _hits(two, words) for part, _ in hit.why if " near " in part]
        assert not [part for part in near if "the" in part.split() or "“for”" in part], near
    assert not any(" near " in part for hit in _hits(two, "procurement procuring") for part, _ in hit.why)


def _hits(library, words):
    return [hit for group in library.search(words, explain=True).groups for hit in group.hits]


def test_quotations_and_single_words_are_left_as_they_are(two):
    for words in ("police", '"police system"', "polic*", "police OR procurement"):
        assert not any(" near " in part for hit in _hits(two, words) for part, _ in hit.why), words


def test_only_the_best_are_looked_at_again_and_none_of_them_falls_below_the_rest(make_library, doc):
    library = make_library()
    texts = [f"Police {'word ' * (n % 7)}procurement {'x ' * (n % 5)}" for n in range(BEST * 3)]
    library.put(*(doc(f"d-{n:03}", "One", text) for n, text in enumerate(texts)))
    library.sync()
    view, tuning = library.index.view(Audience.PUBLIC), dataclasses.replace(Tuning(), near=1.0)
    planned = plan(Matcher(view, tuning), parse("police procurement").query, Lexicon.of(()))
    before = rank(view, planned, tuning, Tiers.SOME)
    after_plan, after = add_proximity(view, planned, before, tuning)
    assert after.rows.tolist() == before.rows.tolist()
    more = after.scores - before.scores
    assert (more >= 0).all()
    assert BEST <= len(after.head) < len(more)
    assert not np.delete(more, after.head).any()
    assert len(after_plan.near) == 1
    for most in (1, 10, BEST, BEST + 20, len(more)):
        whole = dataclasses.replace(after, head=None)
        assert best(view, after, most) == best(view, whole, most)


def test_a_page_of_text_as_a_query_is_bounded(two):
    words = " ".join(f"{a}{b}" for a in "procurement police system courts".split() for b in ("", "s", "x"))
    assert _hits(two, f"{words} " * 40)
