"""The brief, on a small world whose history can be done in the head: what enters, what is counted, what was known."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from kb.bootstrap import KnowledgeBase, knowledge_base
from kb.domain.annotation import Annotation, Link, Strength
from kb.domain.audience import Audience
from kb.domain.brief import Brief, SectionKind, runs_of
from kb.domain.call import Consent, Slot
from kb.domain.capture import Capture
from kb.domain.errors import InvalidInput, NotFound
from kb.domain.looking import FoundIn, Looking, Reading, RecordedSearch
from kb.domain.passage import Citation
from kb.domain.priority import Priority, PriorityStatus, SlotRef, Stance
from kb.domain.question import Advice, AdviceKind, Pillar, Question, QuestionKind
from kb.domain.review import ReviewState, Turn
from kb.domain.source import Source, SourceKind
from kb.services.brief_material import Choice
from kb.store.files import write_thing
from made_up import CALL, REPORT, answer


def on(day: int, month: int = 10) -> dt.datetime:
    """Noon of a day of 2016."""
    return dt.datetime(2016, month, day, 12, tzinfo=dt.UTC)


def reviewed(drafted: int, looked_at: int) -> tuple[Turn, ...]:
    return (Turn(on(drafted), "ann", ReviewState.IN_REVIEW), Turn(on(looked_at), "bob", ReviewState.REVIEWED))


JOINT = replace(
    REPORT,
    publishers=("HMCPSI", "HMIC"),
    address="https://reports.example/joint",
    captured=Capture("ab" * 32, on(1), "https://reports.example/joint", "text/html"),
    body="**4.11.** Clerks key the same material again.\n\n**4.12.** Courts and police do not talk.\n",
)
STUDY = Source(
    "study",
    "A study whose text is not ours to show",
    ("Example Institute",),
    SourceKind.RESEARCH,
    licence="all-rights-reserved",
    derives_from=("joint-report",),
)
TALK = Priority(
    "talk",
    "Systems that talk",
    "Ask whether systems talk to each other.",
    PriorityStatus.AGREED,
    call=CALL.id,
    slots=(SlotRef("named", 1),),
    situation="Clerks key *twice*.",
    problem="It costs hours.",
)
DRAFT = Priority("idea", "Only an idea", "Nobody has agreed on it.", call=CALL.id)
CITED = Citation("joint-report", exact="do not talk", label="para 4.12", page="23", captured=on(1))
NOTE = Annotation(
    "note-1",
    CITED,
    "ann",
    on(3),
    Audience.PUBLIC,
    links=(Link("talk", Stance.SUPPORTS, Strength.INDIRECT, "It says so."),),
    turns=reviewed(4, 6),
    body="More on *that*.",
)
WAITS = replace(NOTE, id="note-2", turns=(), made=on(8), links=(Link("talk", Stance.CONTRADICTS, why="Hidden words."),))
ASKS = Question(
    "asks",
    "How often is it keyed twice?",
    QuestionKind.FACT,
    "the chief officer",
    "ann",
    on(3),
    look_at=("a count of one week",),
    background=("joint-report",),
    good_answer="Figures.",
    pillars=(Pillar.EFFICIENCY,),
    priorities=("talk",),
    raised_by=(SlotRef("named", 1),),
    turns=reviewed(4, 6),
)
ADVICE = Advice(
    "buy",
    "Buy together",
    AdviceKind.GUIDANCE,
    "Ask a neighbour first.",
    "forces",
    "ann",
    on(3),
    priorities=("talk",),
    evidence=("note-1",),
    turns=reviewed(4, 7),
)
LOOKING = Looking(
    "talk",
    (RecordedSearch(on(5), "ann", ("talk", "keyed twice"), on(4), ("joint-report", "study"), (FoundIn("study", 2),)),),
    (Reading("study", on(9), "ann"),),
)
ANSWERS = tuple(
    answer(id, Consent.NAMED, Slot(f"Choice of {id}", question=f"What of {id}?")) for id in ("named", "second", "third")
)
WORLD = (JOINT, STUDY, CALL, TALK, DRAFT, NOTE, WAITS, ASKS, ADVICE, LOOKING, *ANSWERS)


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., KnowledgeBase]:
    def made(*things: object) -> KnowledgeBase:
        for thing in things:
            write_thing(tmp_path / "content", thing)
        kb = knowledge_base({"KB_CONTENT": str(tmp_path / "content"), "KB_HOME": str(tmp_path / "var")})
        assert kb.checking.check().problems == ()
        return kb

    return made


@pytest.fixture
def kb(make: Callable[..., KnowledgeBase]) -> KnowledgeBase:
    return make(*WORLD)


def told(brief: Brief, kind: SectionKind | None = None) -> str:
    """The words of a brief, or of its sections of one kind without those in them."""
    sections = [section for section in brief.every() if kind is None or section.kind is kind]
    lines = [section.title for section in sections] + [
        "".join(run.text for run in runs) for section in sections for block in section.blocks for runs in runs_of(block)
    ]
    return "\n".join(lines)


def test_what_is_reviewed_and_agreed_enters_and_what_waits_is_counted(kb: KnowledgeBase) -> None:
    brief = kb.briefs.brief(Choice(CALL.id))
    words = told(brief)
    for enters in ("Systems that talk", "do not talk", "It says so.", "More on", "keyed twice?", "Ask a neighbour"):
        assert enters in words
    assert "Hidden words" not in words
    assert "Only an idea" not in words
    assert "1 piece of evidence waits for review and is left out." in told(brief, SectionKind.GAPS)
    assert "1 priority is a draft, not agreed, and left out." in told(brief, SectionKind.SUMMARY)
    assert brief.cover.marks == ()


def test_drafts_enter_when_asked_for_each_with_its_mark(kb: KnowledgeBase) -> None:
    brief = kb.briefs.brief(Choice(CALL.id, unreviewed=True))
    words = told(brief)
    assert "Hidden words" in words
    assert "Only an idea" in words
    assert words.count("Not reviewed") >= 2
    assert "waits for review" not in words
    assert brief.cover.marks == ("Contains entries that are not reviewed",)


def test_a_footnote_pins_the_place(kb: KnowledgeBase) -> None:
    first = kb.briefs.brief(Choice(CALL.id)).notes[0]
    assert (first.number, first.source, first.place) == (1, "joint-report", "para 4.12, p 23")
    assert (first.publisher, first.date, first.captured) == ("HMCPSI and HMIC", "13 April 2016", "1 October 2016")
    assert first.address == "https://reports.example/joint"


def test_gaps_say_how_it_was_looked_for(kb: KnowledgeBase) -> None:
    gaps = told(kb.briefs.brief(Choice(CALL.id)), SectionKind.GAPS)
    assert "Searched on 5 October 2016 for “talk” and “keyed twice” in 2 sources (index of 4 October 2016)" in gaps
    assert "1 source had no hit" in gaps
    assert "Read for it, with nothing relevant: A study whose text is not ours to show." in gaps
    assert "No evidence against it, or limiting it" in gaps


def test_nobody_reads_beyond_their_circle(make: Callable[..., KnowledgeBase]) -> None:
    kb = make(*WORLD[:5], replace(NOTE, audience=Audience.MEMBERS), replace(ASKS, audience=Audience.STAFF), *ANSWERS)
    assert "do not talk" not in told(kb.briefs.brief(Choice(CALL.id)))
    members = told(kb.briefs.brief(Choice(CALL.id, Audience.MEMBERS)))
    assert "do not talk" in members
    assert "keyed twice?" not in members
    assert "keyed twice?" in told(kb.briefs.brief(Choice(CALL.id, Audience.STAFF)))


def test_what_is_not_there_or_not_agreed_is_told(kb: KnowledgeBase) -> None:
    with pytest.raises(NotFound):
        kb.briefs.brief(Choice("nothing"))
    with pytest.raises(NotFound):
        kb.briefs.brief(Choice(CALL.id, priorities=("nothing",)))
    with pytest.raises(InvalidInput, match="not agreed"):
        kb.briefs.brief(Choice(CALL.id, priorities=("idea",)))
    with pytest.raises(InvalidInput, match="not come yet"):
        kb.briefs.brief(Choice(CALL.id, as_of=dt.date(9999, 1, 1)))
    assert "Only an idea" in told(kb.briefs.brief(Choice(CALL.id, priorities=("idea",), unreviewed=True)))
