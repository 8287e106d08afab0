"""Where the order of a brief is not that of the points, or not that of staff, it says so and why."""

from collections.abc import Callable
from dataclasses import replace

from brief_world import TALK, WORLD, told
from kb.bootstrap import KnowledgeBase
from kb.domain.brief import SectionKind
from kb.domain.priority.priority import Priority, PriorityStatus
from kb.domain.priority.ranking import Ballot, rank
from kb.services.brief.material import BriefChoice
from kb.services.brief.staff_ranking import unlike_staff_ranking
from kb.services.priorities.ranking import RankingView
from made_up import CALL

SECOND = replace(TALK, id="second", title="Second to talk", slots=(), lineage=())


def ranking_words(kb: KnowledgeBase, *chosen: str) -> str:
    return told(kb.briefs.brief(BriefChoice(CALL.id, priorities=chosen)), SectionKind.RANKING)


def test_a_chosen_order_says_that_it_is_not_that_of_the_points(make: Callable[..., KnowledgeBase]) -> None:
    kb = make(*WORLD, SECOND, is_sound=False)
    told_of = "come in the order that was chosen for this brief"
    assert told_of not in ranking_words(kb)
    assert told_of not in ranking_words(kb, "talk", "second")
    words = ranking_words(kb, "second", "talk")
    assert told_of in words
    assert "by these Systems that talk would stand in place 1." in words


def test_what_of_the_ranking_is_left_out_is_counted(make: Callable[..., KnowledgeBase]) -> None:
    kb = make(*WORLD, SECOND, is_sound=False)
    assert "1 priority of the ranking is not in this brief." in ranking_words(kb, "second")
    assert "not in this brief" not in ranking_words(kb)


def test_what_staff_rank_beyond_it_is_told_by_number(kb: KnowledgeBase) -> None:
    assert "Staff may see another order: their ranking has 1 priority not agreed as well." in ranking_words(kb)


def view(answers: int, *orders: str) -> RankingView:
    """A ranking of ballots that each put some of the priorities in an order."""
    priorities = {id: Priority(id, f"The {id}", "So.", PriorityStatus.AGREED) for id in "abc"}
    ballots = [Ballot(f"o{n}", {id: place for place, id in enumerate(order, 1)}) for n, order in enumerate(orders)]
    return RankingView(CALL, "organisation", rank(ballots, priorities), priorities, answers)


def test_staff_are_told_where_readers_see_another_ranking_and_why() -> None:
    readers = view(1, "abc")
    assert unlike_staff_ranking(view(1, "abc"), readers) == ""
    assert unlike_staff_ranking(RankingView(CALL, "organisation"), readers) == ""
    assert unlike_staff_ranking(view(3, "abc", "ba", "ba"), readers) == (
        "For staff “The b” stands in place 1, where these readers see “The a”: staff’s ranking counts 2 answers that "
        "staff alone may count."
    )
