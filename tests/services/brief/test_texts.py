"""The law of the brief: no word that is not reviewed, sealed, or beyond consent or audience is in any of its formats.

Each example is a world of things of random audience, state and consent, every one full of words that stand nowhere
else; of each word it is known who may read it and whether it is reviewed.
"""

import datetime as dt
import hashlib
import io
import itertools
import re
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from brief_world import on, reviewed
from kb.bootstrap import KnowledgeBase, knowledge_base
from kb.content.files import write_item
from kb.domain.audience import Audience, narrowest
from kb.domain.brief import Brief
from kb.domain.call.call import Call, CallState, Channel, Consent, Input, Slot
from kb.domain.editorial.question import Advice, AdviceKind, Question, QuestionKind
from kb.domain.editorial.recommendation import Recommendation
from kb.domain.editorial.review import ReviewState, Turn
from kb.domain.evidence.annotation import Annotation, EvidenceLink, Strength
from kb.domain.evidence.search_record import FoundIn, RecordedSearch, SearchRecord, SourceReading
from kb.domain.priority.priority import Evidence, Priority, PriorityStatus, SlotRef, Stance
from kb.domain.source.passage import Citation
from kb.domain.source.source import Source, SourceKind
from kb.services.brief.formats import FORMATS, brief_as
from kb.services.brief.material import BriefChoice

CALL = "call"


@dataclass
class World:
    """Things, and of each word who may read it and whether it is reviewed (a word in ``never`` may be in no brief)."""

    draw: Callable
    things: list = field(default_factory=list)
    words: dict[str, tuple[Audience, bool]] = field(default_factory=dict)
    never: set[str] = field(default_factory=set)
    numbers: itertools.count = field(default_factory=itertools.count)

    def say(self, audience: Audience, *, is_reviewed: bool = True) -> str:
        made = f"z{hashlib.sha256(str(next(self.numbers)).encode()).hexdigest()[:9]}z"
        self.words[made] = (audience, is_reviewed)
        return made

    def secret(self) -> str:
        made = self.say(Audience.STAFF)
        self.never.add(made)
        return made

    def of(self, kind: type) -> list:
        return [thing for thing in self.things if isinstance(thing, kind)]

    def audience(self) -> Audience:
        return self.draw(st.sampled_from(Audience))

    def turns(self) -> tuple[tuple[Turn, ...], bool]:
        turns = self.draw(st.sampled_from([(), reviewed(4, 6)[:1], reviewed(4, 6), (*reviewed(4, 6), GONE)]))
        return turns, bool(turns) and turns[-1].state is ReviewState.REVIEWED


GONE = Turn(on(7), "bob", ReviewState.RETIRED)


def add_source(world: World) -> None:
    audience = world.audience()
    body = f"**1.** It says {world.say(audience)} there.\n"
    world.things.append(
        Source(
            f"s{len(world.things)}",
            world.say(audience),
            (world.say(audience),),
            SourceKind.AUDIT,
            licence="OGL-UK-3.0",
            summary=world.secret(),
            notes=world.secret(),
            audience=audience,
            body=body,
        )
    )


def add_call(world: World) -> None:
    state = world.draw(st.sampled_from([CallState.OPEN, CallState.CLOSED]))
    readers = world.audience()
    world.things.append(
        Call(
            CALL,
            world.say(Audience.PUBLIC),
            world.say(Audience.PUBLIC),
            state,
            dt.datetime(2016, 9, 12, 18),  # noqa: DTZ001 - wall-clock times of the call's own zone
            dt.datetime(2016, 9, 23, 17),  # noqa: DTZ001 - times of a call have no zone
            "Europe/London",
            readers=readers,
            closes_note=world.secret(),
        )
    )
    for number, consent in enumerate((*Consent, *Consent)):
        audience, waits = world.audience(), world.draw(st.booleans())
        shut = state is CallState.OPEN or consent in (Consent.TOTALS, Consent.STAFF)
        seen = Audience.STAFF if shut else audience
        named = seen if consent is Consent.NAMED else Audience.STAFF

        def say(of: Audience, waits: bool = waits) -> str:
            return world.secret() if waits else world.say(of)

        world.things.append(
            Input(
                f"i{number}",
                CALL,
                say(named),
                say(Audience.STAFF if consent is Consent.TOTALS or shut else seen),
                on(20, 9),
                Channel.FORM,
                consent,
                (Slot(say(seen), world.secret(), say(seen)),),
                audience=audience,
                triage=("who is it?",) if waits else (),
                entered_by=world.secret(),
                sender=f"{world.secret()}@example.org",
                body=world.secret(),
            )
        )


def add_priority(world: World, slot: str) -> None:
    audience = world.audience()
    status = world.draw(st.sampled_from([PriorityStatus.DRAFT, PriorityStatus.AGREED, PriorityStatus.RETIRED]))

    def say() -> str:
        if status is PriorityStatus.RETIRED:
            return world.secret()
        return world.say(audience, is_reviewed=status is PriorityStatus.AGREED)

    source = world.draw(st.sampled_from(world.of(Source)))
    own = narrowest(audience, source.audience)
    why = world.say(own, is_reviewed=False) if status is not PriorityStatus.RETIRED else world.secret()
    words = re.search(r"says (\w+)", source.body)[1]
    id = f"p{len(world.things)}"
    world.things += [
        Priority(
            id,
            say(),
            say(),
            status,
            CALL,
            evidence=(Evidence(Citation(source.id, words, label="para 1"), Stance.SUPPORTS, why),),
            slots=(SlotRef(slot, 1),),
            audience=audience,
            body=world.secret(),
            situation=say(),
            problem=say(),
        ),
        SearchRecord(
            id,
            (
                RecordedSearch(
                    on(5),
                    world.secret(),
                    (say(),),
                    on(4),
                    tuple(one.id for one in world.of(Source)),
                    (FoundIn(source.id, 2, audience=source.audience),),
                ),
            ),
            (SourceReading(source.id, on(6), world.secret(), note=world.secret()),),
        ),
    ]


def add_annotation(world: World) -> None:
    source, audience = world.draw(st.sampled_from(world.of(Source))), world.audience()
    turns, is_reviewed = world.turns()
    linked = world.draw(st.sampled_from(world.of(Priority)))
    is_there = world.draw(st.booleans())
    kept = linked.status is not PriorityStatus.RETIRED and is_there and GONE not in turns
    agreed = linked.status is PriorityStatus.AGREED
    seen = narrowest(audience, source.audience, linked.audience)

    def say() -> str:
        return world.say(seen, is_reviewed=is_reviewed and agreed) if kept else world.secret()

    quote = re.search(r"says (\w+)", source.body)[1] if is_there else world.secret()
    world.things.append(
        Annotation(
            f"a{len(world.things)}",
            Citation(source.id, quote, label="para 1"),
            world.secret(),
            on(3),
            audience,
            (world.secret(),),
            (EvidenceLink(linked.id, world.draw(st.sampled_from(Stance)), Strength.DIRECT, say()),),
            turns=tuple(Turn(turn.at, turn.who, turn.state, world.secret()) for turn in turns),
            body=f"Of *{say()}*.",
        )
    )


def add_entry(world: World) -> None:
    audience, (turns, is_reviewed) = world.audience(), world.turns()
    linked = world.draw(st.sampled_from(world.of(Priority)))
    kept = linked.status is not PriorityStatus.RETIRED and GONE not in turns
    seen = narrowest(audience, linked.audience)
    is_reviewed = is_reviewed and linked.status is PriorityStatus.AGREED
    source = world.draw(st.sampled_from(world.of(Source)))

    def say() -> str:
        return world.say(seen, is_reviewed=is_reviewed) if kept else world.secret()

    number, who = len(world.things), world.secret()
    if world.draw(st.booleans()):
        made: Question | Advice = Question(
            f"q{number}",
            say(),
            QuestionKind.FACT,
            say(),
            who,
            on(3),
            (say(),),
            (source.id,),
            say(),
            priorities=(linked.id,),
            audience=audience,
            turns=turns,
            body=say(),
        )
    else:
        made = Advice(
            f"d{number}",
            say(),
            world.draw(st.sampled_from(AdviceKind)),
            say(),
            say(),
            who,
            on(3),
            (linked.id,),
            tuple(one.id for one in world.of(Annotation)[:2]),
            audience,
            turns,
            body=say(),
        )
    world.things.append(made)


def add_recommendation(world: World) -> None:
    audience, source = world.audience(), world.draw(st.sampled_from(world.of(Source)))
    linked = world.draw(st.sampled_from(world.of(Priority)))
    seen = narrowest(audience, source.audience, linked.audience)
    agreed = linked.status is PriorityStatus.AGREED
    say = world.secret if linked.status is PriorityStatus.RETIRED else lambda: world.say(seen, is_reviewed=agreed)
    world.things.append(
        Recommendation(
            f"r{len(world.things)}",
            say(),
            Citation(source.id),
            (say(),),
            priorities=(linked.id,),
            audience=audience,
            made_by=world.secret(),
            body=world.secret(),
        )
    )


@st.composite
def worlds(draw: Callable) -> World:
    world = World(draw)
    for _ in range(2):
        add_source(world)
    add_call(world)
    for number in range(draw(st.integers(1, 3))):
        add_priority(world, f"i{number}")
    for add in (add_annotation, add_entry, add_recommendation):
        for _ in range(draw(st.integers(0, 3))):
            add(world)
    return world


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("texts")


def filled(folder: Path, world: World) -> KnowledgeBase:
    shutil.rmtree(folder / "content", ignore_errors=True)
    for thing in world.things:
        write_item(folder / "content", thing)
    return knowledge_base({"KB_CONTENT": str(folder / "content"), "KB_HOME": str(folder / "var")})


def text_of(brief: Brief, form: str) -> str:
    data = brief_as(brief, form)
    if form != "docx":
        return data.decode()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


def may_hold(world: World, choice: BriefChoice) -> set[str]:
    """The words that a brief may hold: read by its audience, and reviewed or asked for without."""
    return {
        word
        for word, (audience, is_reviewed) in world.words.items()
        if word not in world.never and choice.audience.sees(audience) and (is_reviewed or choice.unreviewed)
    }


def held(world: World, text: str) -> set[str]:
    return set(re.findall(r"z[0-9a-f]{9}z", text)) & world.words.keys()


DAYS = [dt.date(2016, 9, 20), dt.date(2016, 10, 20)]
CHOICES = [BriefChoice(CALL, audience, unreviewed=unreviewed) for audience in Audience for unreviewed in (False, True)]


@settings(
    max_examples=12,
    phases=[Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    world=worlds(), word=st.sampled_from(CHOICES), day=st.sampled_from([dt.date(2016, 9, 20), dt.date(2016, 10, 20)])
)
def test_no_format_holds_what_it_may_not(folder: Path, world: World, word: BriefChoice, day: dt.date) -> None:
    kb = filled(folder, world)
    for choice in CHOICES:
        for asked in (choice, BriefChoice(CALL, choice.audience, day, unreviewed=choice.unreviewed)):
            brief = kb.briefs.brief(asked)
            has_word = choice == word and asked is choice
            forms = [form for form, how in FORMATS.items() if not how.by_a_program or (form == "docx" and has_word)]
            found = {form: held(world, text_of(brief, form)) for form in forms}
            assert not found["md"] - may_hold(world, choice), asked
            assert len({frozenset(words) for words in found.values()}) == 1, "the formats say the same"


@settings(
    max_examples=12, phases=[Phase.generate], deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(world=worlds())
def test_what_may_enter_does(folder: Path, world: World) -> None:
    """The other half: a brief that says nothing would pass the law above."""
    kb = filled(folder, world)
    for choice in CHOICES:
        words = held(world, text_of(kb.briefs.brief(choice), "md"))
        for one in world.of(Priority):
            expected = {one.title, one.statement, one.situation, one.problem}
            if expected <= may_hold(world, choice):
                assert expected <= words
                entries = (e for e in [*world.of(Question), *world.of(Advice)] if one.id in e.priorities)
                texts = {getattr(entry, "text", "") or getattr(entry, "title", "") for entry in entries}
                assert texts & may_hold(world, choice) <= words
                whys = {a.links[0].why for a in world.of(Annotation) if a.links[0].priority == one.id}
                assert whys & may_hold(world, choice) <= words
