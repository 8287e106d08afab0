"""What a query asks for, told without an index."""

from hypothesis import given, settings
from hypothesis import strategies as st

from kb.domain.query.grammar import parse
from kb.domain.vocabulary import Acronym
from kb.index.query.acronyms import Lexicon
from kb.index.query.plan import QueryPlan, plan_query

LEXICON = Lexicon.of([Acronym("CPS", ("Crown Prosecution Service",)), Acronym("NCA", ("National Crime Agency",))])
PIECES = (
    "CPS",
    "police",
    "crown",
    "prosecution",
    "service",
    '"case files"',
    "-radios",
    "year:2014",
    "G-Cloud",
    "the",
    "fo*",
)


def asked(text: str, **options: bool) -> QueryPlan:
    return plan_query(parse(text).query, LEXICON, **options)


def labels(text: str) -> list[tuple[str, bool]]:
    return [(clause.label, clause.required) for clause in asked(text).clauses]


def test_plain_words_are_wanted_and_what_is_quoted_or_joined_is_required() -> None:
    assert labels("police radios") == [("police", False), ("radios", False)]
    assert labels('police "case files"') == [("police", False), ("case files", True)]
    assert labels("police AND radios") == [("police and radios", True)]
    assert labels("police -radios year:2014") == [("police", False)]
    assert len(asked("police -radios year:2014").masks) == 2


def test_a_joined_word_has_parts_and_an_empty_one_says_so() -> None:
    joined, empty = asked("G-Cloud the").clauses
    assert joined.parts == ("cloud",)
    assert (joined.empty, empty.empty) == (False, True)


def test_other_names_belong_to_the_clauses_that_they_stand_for() -> None:
    (other,) = asked("-radios police crown prosecution service").others
    assert (other.first, other.end, other.names) == (1, 4, ("CPS",))
    assert asked("crown year:2014 prosecution service").others == ()
    assert plan_query(parse("cps").query, LEXICON, ("CPS",)).others == ()


@settings(max_examples=100, deadline=None)
@given(pieces=st.lists(st.sampled_from(PIECES), max_size=6), unfinished=st.booleans(), plain=st.booleans())
def test_other_names_stand_for_the_words_that_were_typed(pieces: list[str], unfinished: bool, plain: bool) -> None:
    plan = asked(" ".join(pieces), unfinished=unfinished, plain=plain)
    for other in plan.others:
        assert 0 <= other.first < other.end <= len(plan.clauses)
        assert " ".join(clause.label for clause in plan.clauses[other.first : other.end]) == other.typed
    assert len(plan.clauses) + len(plan.masks) == len(pieces)
