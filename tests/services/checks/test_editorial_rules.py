"""Each editorial rule finds its fault where it is planted, and nothing in content that has none."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kb.content.catalogue import CatalogueLoader, FullCatalogue
from kb.domain.dates import PartialDate
from kb.domain.editorial.question import Advice, AdviceKind, Question, QuestionKind
from kb.domain.editorial.review import ReviewState, Turn
from kb.domain.evidence.annotation import Annotation, EvidenceLink
from kb.domain.priority.priority import SlotRef, Stance
from kb.domain.source.passage import Citation
from kb.domain.source.source import Finding, Reference, Source
from kb.services.checks import editorial_rules as rules

from ..conftest import AT, AUDIT, JOINT, PRIORITY, TANK

Rule = Callable[[FullCatalogue], Iterator[rules.Fault]]
REVIEWED = (Turn(AT, "ann", ReviewState.IN_REVIEW), Turn(AT, "bea", ReviewState.REVIEWED))
ENTRY = Annotation(
    "note", Citation("joint"), "ann", AT, links=(EvidenceLink(PRIORITY.id, Stance.SUPPORTS),), turns=REVIEWED
)
ADVICE = Advice(
    "buy", "Buy one", AdviceKind.STRATEGY, "Buy.", "forces", "ann", AT, priorities=(PRIORITY.id,), evidence=("note",)
)
QUESTION = Question("who", "Who counts?", QuestionKind.FACT, "the chief", "ann", AT, priorities=(PRIORITY.id,))
PAPER = Reference(number="23", session="2016-17", house="HC")
AGAIN = "http://example.org/a"
LONG = "forces buy what they like and nobody asks whether it can ever be joined up"


@pytest.fixture
def catalogue(roots: tuple[Path, ...]) -> FullCatalogue:
    return CatalogueLoader(roots).load()


def faults(rule: Rule, catalogue: FullCatalogue) -> list[tuple[str, str, str]]:
    return [(kind, id, field) for kind, id, field, _, _ in rule(catalogue)]


def with_sources(catalogue: FullCatalogue, *sources: Source) -> FullCatalogue:
    return replace(catalogue, sources={**catalogue.sources, **{one.id: one for one in sources}})


@pytest.mark.parametrize(
    "rule",
    [
        *(rules.repeated_sources, rules.unexplained_doubts, rules.unmarked_quotations),
        *(rules.unsourced_figures, rules.stray_origins, rules.unfit_proofs),
    ],
)
def test_sound_content_has_no_faults(rule: Rule, catalogue: FullCatalogue) -> None:
    assert faults(rule, catalogue) == []


def test_a_source_that_is_there_twice(catalogue: FullCatalogue) -> None:
    twin = replace(TANK, id="twin", publishers=("Somebody else",), title="Another")
    for one, other, field in (
        (
            replace(TANK, address="https://www.example.org/a/"),
            replace(twin, aliases=("http://example.org/a",)),
            "address",
        ),
        (replace(TANK, reference=PAPER), replace(twin, reference=PAPER), "reference.number"),
        (TANK, replace(twin, publishers=TANK.publishers, short_title=TANK.title.upper()), "title"),
    ):
        assert faults(rules.repeated_sources, with_sources(catalogue, one, other)) == [("source", "twin", field)]
    other_session = replace(twin, reference=replace(PAPER, session="2015-16"))
    assert faults(rules.repeated_sources, with_sources(catalogue, replace(TANK, reference=PAPER), other_session)) == []


def test_a_doubt_without_a_reason_and_a_mark_on_nothing(catalogue: FullCatalogue) -> None:
    doubted = replace(AUDIT, unverified=("published",))
    assert faults(rules.unexplained_doubts, with_sources(catalogue, doubted)) == [("source", "audit", "unverified")]
    told = replace(doubted, notes="The day is from a press notice.")
    assert faults(rules.unexplained_doubts, with_sources(catalogue, told)) == []
    empty = replace(told, published=None)
    assert faults(rules.unexplained_doubts, with_sources(catalogue, empty)) == [("source", "audit", "unverified")]


def test_words_of_a_quotation_as_if_they_were_ours(catalogue: FullCatalogue) -> None:
    quoted = replace(JOINT, findings=(Finding("They buy apart.", quote=f"Often {LONG}."),))
    taken = replace(AUDIT, summary=f"It says that {LONG.upper()} again.")
    assert faults(rules.unmarked_quotations, with_sources(catalogue, quoted, taken)) == [("source", "audit", "summary")]
    marked = replace(AUDIT, summary=f"It says: “{LONG}”.")
    assert faults(rules.unmarked_quotations, with_sources(catalogue, quoted, marked)) == []
    quoted = replace(JOINT, summary=f"They say “{LONG}”, and are right.")
    assert faults(rules.unmarked_quotations, with_sources(catalogue, quoted, taken)) == [("source", "audit", "summary")]
    few = replace(AUDIT, summary="It says that forces buy what they like and nobody minds.")
    assert faults(rules.unmarked_quotations, with_sources(catalogue, quoted, few)) == []


def test_a_figure_that_no_source_has(catalogue: FullCatalogue) -> None:
    priority = replace(PRIORITY, situation="They run 2,000 systems.", problem="It was so in 2016.")
    told = replace(catalogue, priorities={**catalogue.priorities, priority.id: priority})
    assert faults(rules.unsourced_figures, told) == [("priority", priority.id, "situation")]
    sourced = with_sources(told, replace(AUDIT, published=PartialDate.parse("2016-03"), summary="2,000, all told."))
    assert faults(rules.unsourced_figures, sourced) == []


def test_a_question_that_came_from_elsewhere(catalogue: FullCatalogue) -> None:
    for slot, found in ((PRIORITY.slots[0], []), (SlotRef("nobody", 1), [("question", "who", "raised_by")])):
        told = replace(catalogue, questions={"who": replace(QUESTION, raised_by=(slot,))})
        assert faults(rules.stray_origins, told) == found


def test_advice_is_shown_to_work_by_reviewed_entries_on_its_own_priorities(catalogue: FullCatalogue) -> None:
    for entry, found in (
        (ENTRY, []),
        (replace(ENTRY, turns=()), [("advice", "buy", "evidence")]),
        (replace(ENTRY, links=(EvidenceLink("another", Stance.SUPPORTS),)), [("advice", "buy", "evidence")]),
    ):
        told = replace(catalogue, advice={"buy": ADVICE}, annotations={"note": entry})
        assert faults(rules.unfit_proofs, told) == found
