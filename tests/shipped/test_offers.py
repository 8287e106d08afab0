"""What our own content offers under every priority: there, checked against the sources, read by a second person."""

import re
from pathlib import Path

import pytest

from kb.content.catalogue import Catalogue, CatalogueLoader
from kb.documents.anchoring import resolve
from kb.domain.account.viewer import reader_as
from kb.domain.audience import Audience
from kb.domain.editorial.question import AdviceKind, Pillar, QuestionKind
from kb.domain.editorial.recommendation import Status
from kb.domain.editorial.review import ReviewState
from kb.services.editorial.recommendations import Recommendations
from kb.services.library.index_documents import our_passages
from kb.services.library.library import Library

NUMBER = re.compile(r"[0-9][0-9,]*")


def entries(catalogue: Catalogue) -> list:
    return [*catalogue.questions.values(), *catalogue.advice.values()]


def test_a_second_person_accepted_each_entry_or_sent_it_back_with_words(catalogue: Catalogue) -> None:
    for entry in entries(catalogue):
        handed_in, *later = entry.turns
        assert (entry.author, handed_in.who, handed_in.state) == ("editors", "editors", ReviewState.IN_REVIEW)
        decided = [turn for turn in later if turn.state is not ReviewState.IN_REVIEW]
        assert decided
        for turn in decided:
            assert turn.who != entry.author
            assert turn.state is ReviewState.REVIEWED or (turn.state is ReviewState.DRAFT and turn.note)
        assert all(turn.who == entry.author and turn.note for turn in later if turn not in decided)
        assert later[-1] in decided
    states = {entry.state for entry in entries(catalogue)}
    assert states == {ReviewState.REVIEWED, ReviewState.DRAFT}


def test_advice_is_said_to_work_only_by_reviewed_entries_on_its_own_priorities(catalogue: Catalogue) -> None:
    shown = [(one, catalogue.annotations[id]) for one in catalogue.advice.values() for id in one.evidence]
    assert shown
    for advice, entry in shown:
        assert entry.state is ReviewState.REVIEWED
        assert {link.priority for link in entry.links} & set(advice.priorities), advice.id


def test_every_priority_has_the_five_parts_of_the_offer(catalogue: Catalogue) -> None:
    for id, priority in catalogue.priorities.items():
        assert len(priority.situation.split()) > 30, id
        assert len(priority.problem.split()) > 20, id
        assert 1 <= sum(id in one.priorities for one in catalogue.questions.values()) <= 4, id
    for kind in AdviceKind:
        without = set(catalogue.priorities) - {
            id for one in catalogue.advice.values() if one.kind is kind for id in one.priorities
        }
        assert len(without) <= 2, (kind, without)


def test_every_figure_of_situation_and_problem_stands_in_a_source(catalogue: Catalogue, root: Path) -> None:
    known = {
        number
        for folder in ("sources", "calls")
        for path in (root / folder).glob("*.md")
        for number in NUMBER.findall(path.read_text(encoding="utf-8"))
    }
    for id, priority in catalogue.priorities.items():
        assert set(NUMBER.findall(priority.situation + priority.problem)) <= known, id


def test_questions_have_the_shape_that_an_inspector_needs(catalogue: Catalogue) -> None:
    questions = catalogue.questions.values()
    assert {one.kind for one in questions} == set(QuestionKind)
    assert {pillar for one in questions for pillar in one.pillars} >= set(Pillar) - {Pillar.LEGITIMACY}
    for one in questions:
        assert one.text.endswith("?")
        assert one.look_at
        assert one.good_answer
        assert one.pillars
    raised = [slot for one in questions for slot in one.raised_by]
    assert len(raised) >= 10
    assert {catalogue.inputs[slot.input].consent.value for slot in raised} >= {"named", "in totals only", "staff only"}


def test_members_questions_are_of_the_priorities_that_the_question_is_for(catalogue: Catalogue) -> None:
    for one in catalogue.questions.values():
        under = {slot for id in one.priorities for slot in catalogue.priorities[id].slots}
        assert set(one.raised_by) <= under, one.id


def test_recommendations_rest_on_words_that_are_there(catalogue: Catalogue) -> None:
    assert 4 <= len(catalogue.recommendations) <= 8
    for one in catalogue.recommendations.values():
        found = resolve(one.citation, our_passages(catalogue.sources[one.citation.source]))
        assert found.passage == one.citation.label.replace(" ", "-"), one.id
        assert one.made_by == "editors"
        assert list(one.statuses) == sorted(one.statuses, key=lambda status: status.date)
        assert one.statuses[0].status is Status.MADE
        assert all(status.source in catalogue.sources for status in one.statuses)


@pytest.mark.parametrize(
    ("audience", "story"),
    [
        (Audience.STAFF, "recommended September 2014, closed August 2017, still raised by 5 members (invented)"),
        (Audience.PUBLIC, "recommended September 2014, closed August 2017, still raised by 3 members (invented)"),
    ],
)
def test_the_recommendation_of_2014_tells_its_story(root: Path, audience: Audience, story: str) -> None:
    library = Library(CatalogueLoader([root]), lambda: 0.0)
    followed = Recommendations(library, None, None).one("review-ict-design-and-procurement", reader_as(audience))  # type: ignore[arg-type] - nothing is written here
    assert followed.story == story
