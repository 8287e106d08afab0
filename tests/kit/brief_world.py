"""A small world to brief on, whose history can be done in the head: what happened on which day of October 2016."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

from kb.bootstrap import KnowledgeBase, knowledge_base
from kb.content.files import write_item
from kb.content.items import ContentItem
from kb.domain.audience import Audience
from kb.domain.brief import Brief, SectionKind, runs_of
from kb.domain.call.call import Consent, Slot
from kb.domain.editorial.question import Advice, AdviceKind, Pillar, Question, QuestionKind
from kb.domain.editorial.review import ReviewState, Turn
from kb.domain.evidence.annotation import Annotation, EvidenceLink, Strength
from kb.domain.evidence.search_record import FoundIn, RecordedSearch, SearchRecord, SourceReading
from kb.domain.priority.priority import Priority, PriorityStatus, SlotRef, Stance
from kb.domain.source.capture import Capture
from kb.domain.source.passage import Citation
from kb.domain.source.source import Source, SourceKind
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
    links=(EvidenceLink("talk", Stance.SUPPORTS, Strength.INDIRECT, "It says so."),),
    turns=reviewed(4, 6),
    body="More on *that*.",
)
WAITS = replace(
    NOTE, id="note-2", turns=(), made=on(8), links=(EvidenceLink("talk", Stance.CONTRADICTS, why="Hidden words."),)
)
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
RECORD = SearchRecord(
    "talk",
    (RecordedSearch(on(5), "ann", ("talk", "keyed twice"), on(4), ("joint-report", "study"), (FoundIn("study", 2),)),),
    (SourceReading("study", on(9), "ann"),),
)
ANSWERS = tuple(
    answer(id, Consent.NAMED, Slot(f"Choice of {id}", question=f"What of {id}?")) for id in ("named", "second", "third")
)
WORLD = (JOINT, STUDY, CALL, TALK, DRAFT, NOTE, WAITS, ASKS, ADVICE, RECORD, *ANSWERS)


def kept_in(folder: Path, *things: ContentItem, is_sound: bool = True) -> KnowledgeBase:
    """Write things as files of a folder, and return the knowledge base of them; ``kb check`` finds nothing if sound."""
    for thing in things:
        write_item(folder / "content", thing)
    kb = knowledge_base({"KB_CONTENT": str(folder / "content"), "KB_HOME": str(folder / "var")})
    assert not is_sound or kb.checker.check().problems == ()
    return kb


def told(brief: Brief, kind: SectionKind | None = None) -> str:
    """The words of a brief, or of its sections of one kind without those in them."""
    sections = [section for section in brief.every() if kind is None or section.kind is kind]
    lines = [section.title for section in sections] + [
        "".join(run.text for run in runs) for section in sections for block in section.blocks for runs in runs_of(block)
    ]
    return "\n".join(lines)
