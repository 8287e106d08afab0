"""No query is larger than Lucene takes, whatever was typed."""

from hypothesis import given
from hypothesis import strategies as st

from kb.domain.query.grammar import MAX_CLAUSES, parse
from kb.index.opensearch.planning import MOST_LEAVES, Planner, fitting
from kb.index.opensearch.query_dsl import leaves
from kb.index.opensearch.ranking import ranking
from kb.index.opensearch.reader import Reader
from kb.index.query.acronyms import Lexicon
from kb.index.query.tuning import Tuning


class EverythingThere:
    """A cluster that has everything, once."""

    def counts(self, _index, queries):
        return [1] * len(queries)


TUNING = Tuning()
WORDS = st.sampled_from(
    ("police", "IT", "e-mail", "R&D", "force*", "f?rce", '"case files"', "H.M.I.C.", "2016-17", "the")
)


def _query(text: str):
    reader = Reader(EverythingThere(), "kb", Lexicon.of(()), TUNING)
    return Planner(reader, plain=False).plan(parse(text).query)


@given(st.lists(WORDS, min_size=1, max_size=MAX_CLAUSES).map(lambda words: [f"{w}" for w in words]))
def test_a_plan_keeps_the_first_clauses_that_fit(words) -> None:
    plan = _query(" ".join(words))
    fits = fitting(plan, lambda plan: ranking(plan, TUNING).query)
    assert leaves(ranking(fits, TUNING).query) <= MOST_LEAVES
    assert fits.clauses == plan.clauses[: len(fits.clauses)]


def test_a_question_of_twenty_words_is_searched_whole() -> None:
    plan = _query(" ".join(f"word{number}" for number in range(20)))
    assert fitting(plan, lambda plan: ranking(plan, TUNING).query) == plan
