"""Entries from the first word to retirement, with real files and a real log."""

import datetime as dt
import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from kb.content.catalogue import CatalogueLoader, load_catalogue
from kb.content.files import write_item
from kb.documents.anchoring import hash_of
from kb.domain.account.account import Role
from kb.domain.account.viewer import Viewer, reader_as
from kb.domain.audience import Audience
from kb.domain.editorial.review import ReviewState
from kb.domain.errors import InvalidInput, NotFound
from kb.domain.evidence.annotation import Annotation, EvidenceLink, Strength
from kb.domain.form_data import FormData
from kb.domain.priority.priority import Priority, PriorityStatus, Stance
from kb.domain.source.passage import Citation
from kb.services.evidence.annotating import AnnotationEditor, AnnotationPlace
from kb.services.evidence.annotation_form import LONGEST_BODY, form_of
from kb.services.evidence.annotations import AnnotationFilter, Annotations
from kb.services.evidence.review_workflow import ReviewWorkflow
from kb.services.library.content_writer import ContentConflict
from kb.services.library.library import Library
from kb.storage.audit.audit_log import AuditLog
from viewers import viewer
from writers import writer_over

ANN, BOB, STAFF = viewer("ann"), viewer("bob"), viewer("sue", Role.STAFF)
MEMBER, PUBLIC = viewer("mem", Role.MEMBER), Viewer()
AT = dt.datetime(2026, 11, 14, 10, 32, tzinfo=dt.UTC)
PLACE = AnnotationPlace("joint", "para-2", "do not talk")
SUPPORTS = EvidenceLink("one-record", Stance.SUPPORTS, Strength.DIRECT, "It says so.")


@dataclass(frozen=True)
class Written:
    """What somebody writes into the form of an entry."""

    body: str = ""
    tags: tuple[str, ...] = ()
    links: tuple[EvidenceLink, ...] = ()
    review_by: dt.date | None = None
    audience: Audience = Audience.MEMBERS

    def form(self) -> FormData:
        return form_of(Annotation("new", Citation("joint"), "ann", AT, **vars(self)))


SAID = Written("They do *not* talk.", ("joined up",), (SUPPORTS,), dt.date(2027, 1, 1))
SECRET = Priority("secret", "Secret", "For staff.", audience=Audience.STAFF)


class Room:
    """People who work on entries over one pair of content roots."""

    def __init__(self, folder: Path, *, one_may_review: bool = False) -> None:
        self.roots = (folder / "content", folder / "private")
        ticks = iter(range(0, 10**9, 10))
        self.library = Library(CatalogueLoader(self.roots), lambda: float(next(ticks)))
        self.audit = AuditLog(folder)
        self.moments = (AT + dt.timedelta(minutes=n) for n in itertools.count())
        self.clock: Callable[[], dt.datetime] = lambda: next(self.moments)
        names = (f"{number:04x}" for number in itertools.count())
        writer = writer_over(self.library, self.roots, folder, self.clock)
        workflow = ReviewWorkflow(writer, self.clock, one_may_review=one_may_review)
        self.work = AnnotationEditor(self.library, writer, workflow, self.clock, lambda: next(names))
        self.seen = Annotations(self.library, lambda: AT)

    def digest(self, id: str) -> str:
        return self.library.snapshot(fresh=True).catalogue.files[("annotation", id)].digest

    def turn(self, id: str, to: ReviewState, who: Viewer, note: str = "") -> Annotation:
        return self.work.transition(id, to, note, self.digest(id), who)

    def make(self, place: AnnotationPlace, written: Written, who: Viewer) -> Annotation:
        return self.work.make(place, {**written.form(), "again": ("yes",)}, who)

    def edit(self, id: str, written: Written, who: Viewer) -> Annotation:
        return self.work.edit(id, written.form(), self.digest(id), who)


@pytest.fixture
def room(roots: Iterable[Path], tmp_path: Path) -> Room:
    assert roots
    write_item(tmp_path / "content", SECRET)
    return Room(tmp_path)


def test_the_quotation_is_taken_from_the_passage(room: Room) -> None:
    made = room.make(AnnotationPlace("joint", "para-2", "do  not\ntalk"), SAID, ANN)
    (passage,) = (p for p in room.library.passages("joint", reader_as(Audience.PUBLIC)) if p.id == "para-2")
    cited = made.citation
    assert (cited.exact, cited.prefix, cited.suffix) == ("do not talk", "The systems ", " to each other.")
    assert (cited.label, cited.page) == ("para 2", "")
    assert cited.sha256 == hash_of(passage)
    assert (cited.capture, cited.captured) == ("0" * 64, AT)
    assert made.id == "they-do-not-talk-0000"
    assert (made.author, made.made, made.state) == ("ann", AT, ReviewState.DRAFT)
    assert made == load_catalogue(room.roots).annotations[made.id]
    assert (room.roots[1] / "annotations/joint" / f"{made.id}.md").exists()


def test_a_whole_passage_and_a_whole_source(room: Room) -> None:
    passage = room.make(replace(PLACE, words=""), SAID, ANN)
    assert passage.citation.exact == "The systems do not talk to each other."
    source = room.make(AnnotationPlace("joint"), SAID, ANN)
    assert (source.source, source.citation.exact, source.citation.sha256) == ("joint", "", "")


def test_words_that_do_not_stand_in_the_passage_are_refused_and_nothing_is_written(room: Room) -> None:
    with pytest.raises(InvalidInput, match="do not stand in the passage"):
        room.make(replace(PLACE, words="talk all day"), SAID, ANN)
    assert not load_catalogue(room.roots).annotations
    assert list(room.audit.acts()) == []


@pytest.mark.parametrize(
    ("written", "field"),
    [
        (Written(), "body"),
        (Written("x" * (LONGEST_BODY + 1)), "body"),
        (Written("x", tags=("x" * 61,)), "tags"),
        (Written("x", links=(replace(SUPPORTS, priority="nowhere"),)), "priority-0"),
        (Written("x", links=(SUPPORTS, SUPPORTS)), "priority-1"),
        (Written("x", links=(replace(SUPPORTS, priority="secret"),)), "priority-0"),
        (Written("x", links=(replace(SUPPORTS, priority="old"),)), "priority-0"),
        (Written("x", links=(replace(SUPPORTS, why="x" * 2001),)), "why-0"),
        (Written("x", audience=Audience.STAFF), "audience"),
    ],
)
def test_what_is_amiss_is_told_by_field(room: Room, written: Written, field: str) -> None:
    write_item(room.roots[0], Priority("old", "Old", "No more.", status=PriorityStatus.RETIRED))
    with pytest.raises(InvalidInput) as told:
        room.make(PLACE, written, ANN)
    assert list(told.value.field_errors) == [field]


def test_who_may_not_see_the_place_cannot_annotate_it(room: Room) -> None:
    for place in (AnnotationPlace("nowhere"), AnnotationPlace("joint", "para-9"), AnnotationPlace("tank", "para-1")):
        with pytest.raises(NotFound):
            room.make(place, SAID, ANN)
    made = room.make(AnnotationPlace("tank", "para-1", "pay for themselves"), SAID, STAFF)
    assert (made.citation.exact, made.citation.prefix, made.citation.suffix) == ("pay for themselves", "", "")


def test_no_quotation_is_longer_than_the_licence_allows(room: Room) -> None:
    joint = load_catalogue(room.roots).sources["joint"]
    write_item(room.roots[0], replace(joint, body="**1.** " + "word " * 401))
    with pytest.raises(InvalidInput, match="400 words"):
        room.make(AnnotationPlace("joint", "para-1"), SAID, ANN)
    room.make(AnnotationPlace("joint", "para-1", "word " * 400), SAID, ANN)


def test_the_way_of_an_entry(room: Room) -> None:
    id = room.make(PLACE, SAID, ANN).id
    room.turn(id, ReviewState.IN_REVIEW, ANN)
    with pytest.raises(InvalidInput, match="second person"):
        room.turn(id, ReviewState.REVIEWED, ANN)
    with pytest.raises(InvalidInput, match="what is to be changed"):
        room.turn(id, ReviewState.DRAFT, BOB)
    room.turn(id, ReviewState.DRAFT, BOB, "Which systems?")
    room.edit(id, replace(SAID, body="Court systems do not talk."), ANN)
    room.turn(id, ReviewState.IN_REVIEW, ANN)
    reviewed = room.turn(id, ReviewState.REVIEWED, BOB)
    assert [(turn.state, turn.who, turn.note) for turn in reviewed.turns] == [
        (ReviewState.IN_REVIEW, "ann", ""),
        (ReviewState.DRAFT, "bob", "Which systems?"),
        (ReviewState.IN_REVIEW, "ann", ""),
        (ReviewState.REVIEWED, "bob", ""),
    ]
    room.turn(id, ReviewState.RETIRED, BOB, "Overtaken.")
    with pytest.raises(InvalidInput, match="retired"):
        room.edit(id, SAID, BOB)
    with pytest.raises(InvalidInput, match="cannot become reviewed"):
        room.turn(id, ReviewState.REVIEWED, BOB)
    room.turn(id, ReviewState.DRAFT, BOB)
    room.turn(id, ReviewState.IN_REVIEW, BOB)
    room.turn(id, ReviewState.REVIEWED, BOB)
    assert [act.what for act in room.audit.acts()] == [
        "annotation: make",
        "annotation: in review",
        "annotation: draft",
        "annotation: edit",
        "annotation: in review",
        "annotation: reviewed",
        "annotation: retired",
        "annotation: draft",
        "annotation: in review",
        "annotation: reviewed",
    ]
    assert room.audit.verify() == ()
    acts = list(room.audit.acts())
    assert [act.before for act in acts[1:]] == [act.after for act in acts[:-1]]
    bodies = [version.body for version in room.seen.versions(id, BOB)]
    assert bodies == ["They do *not* talk.\n"] * 3 + ["Court systems do not talk.\n"] * 6 + [bodies[-1]]
    assert load_catalogue(room.roots).problems == ()


def test_a_setting_lets_one_person_review_alone(roots: Iterable[Path], tmp_path: Path) -> None:
    assert roots
    room = Room(tmp_path, one_may_review=True)
    id = room.make(PLACE, SAID, ANN).id
    room.turn(id, ReviewState.IN_REVIEW, ANN)
    assert room.turn(id, ReviewState.REVIEWED, ANN).state is ReviewState.REVIEWED


def test_whoever_changes_an_entry_may_not_review_it(room: Room) -> None:
    id = room.make(PLACE, SAID, ANN).id
    room.edit(id, replace(SAID, body="Bob's words."), BOB)
    room.turn(id, ReviewState.IN_REVIEW, ANN)
    with pytest.raises(InvalidInput, match="second person"):
        room.turn(id, ReviewState.REVIEWED, BOB)
    room.turn(id, ReviewState.REVIEWED, STAFF)
    changed = room.edit(id, replace(SAID, body="Ann's words."), ANN)
    assert changed.state is ReviewState.DRAFT


def test_saving_what_stands_there_changes_nothing(room: Room) -> None:
    made = room.make(PLACE, SAID, ANN)
    assert room.edit(made.id, replace(SAID, body=f"{SAID.body}  \n\n"), BOB) == made
    assert len(list(room.audit.acts())) == 1


def test_a_conflict_has_both_versions_and_writes_nothing(room: Room) -> None:
    id = room.make(PLACE, SAID, ANN).id
    seen = room.digest(id)
    room.edit(id, replace(SAID, body="Ann's second thoughts."), ANN)
    before = room.digest(id)
    with pytest.raises(ContentConflict) as told:
        room.work.edit(id, replace(SAID, body="Bob's words.").form(), seen, BOB)
    assert "Ann's second thoughts." in told.value.theirs
    assert "Bob's words." in told.value.yours
    with pytest.raises(ContentConflict):
        room.work.transition(id, ReviewState.IN_REVIEW, "", seen, ANN)
    assert room.digest(id) == before
    assert room.edit(id, replace(SAID, body="Bob's words."), BOB).body == "Bob's words.\n"


def test_what_somebody_may_not_see_stays_in_the_entry_and_out_of_their_sight(room: Room) -> None:
    hidden = EvidenceLink("secret", Stance.LIMITS, why="Zebrafinch.")
    id = room.make(PLACE, replace(SAID, links=(hidden, SUPPORTS)), STAFF).id
    seen = room.digest(id)
    assert room.seen.one(id, ANN).entry.links == (SUPPORTS,)
    room.edit(id, replace(SAID, body="Ann's words.", links=()), ANN)
    assert load_catalogue(room.roots).annotations[id].links == (hidden,)
    with pytest.raises(ContentConflict) as told:
        room.work.edit(id, SAID.form(), seen, BOB)
    assert "Zebrafinch" not in told.value.theirs + told.value.yours
    assert all(link != hidden for version in room.seen.versions(id, BOB) for link in version.links)
    assert room.seen.one(id, STAFF).entry.links == (hidden,)


def test_an_entry_for_staff_is_not_there_for_others_not_even_in_its_versions(room: Room) -> None:
    id = room.make(PLACE, replace(SAID, audience=Audience.STAFF), STAFF).id
    for attempt in (
        lambda: room.seen.one(id, ANN),
        lambda: room.edit(id, SAID, ANN),
        lambda: room.turn(id, ReviewState.IN_REVIEW, ANN),
        lambda: room.seen.versions(id, ANN),
    ):
        with pytest.raises(NotFound):
            attempt()
    room.edit(id, replace(SAID, audience=Audience.PUBLIC), STAFF)
    assert [version.audience for version in room.seen.versions(id, ANN)] == [Audience.PUBLIC]


def test_readers_see_what_is_reviewed_and_those_who_work_on_entries_the_rest(room: Room) -> None:
    draft = room.make(PLACE, SAID, ANN).id
    open_ = room.make(PLACE, replace(SAID, audience=Audience.PUBLIC, tags=("Open",)), ANN).id
    room.turn(open_, ReviewState.IN_REVIEW, ANN, "Please look.")
    assert [seen.entry.id for seen in room.seen.all(ANN)] == [open_, draft]
    assert room.seen.all(MEMBER) == ()
    room.turn(open_, ReviewState.REVIEWED, BOB, "Well said.")
    (seen,) = room.seen.all(PUBLIC)
    assert seen.entry.id == open_
    assert [(turn.state, turn.note) for turn in seen.entry.turns] == [(ReviewState.REVIEWED, "")]
    with pytest.raises(NotFound):
        room.seen.versions(open_, MEMBER)
    room.turn(draft, ReviewState.IN_REVIEW, ANN)
    room.turn(draft, ReviewState.REVIEWED, BOB)
    assert len(room.seen.all(MEMBER)) == 2
    assert len(room.seen.all(PUBLIC)) == 1
    room.turn(open_, ReviewState.RETIRED, BOB)
    assert room.seen.all(PUBLIC) == ()


def test_entries_are_found_by_state_tag_author_stance_source_and_priority(room: Room) -> None:
    one = room.make(PLACE, SAID, ANN).id
    limits = replace(SUPPORTS, stance=Stance.LIMITS)
    two = room.make(AnnotationPlace("audit"), Written("x", ("Costs",), (limits,), dt.date(2026, 11, 13)), BOB).id

    def found(**wanted: Any) -> list[str]:
        return [seen.entry.id for seen in room.seen.all(ANN, AnnotationFilter(**wanted))]

    assert found() == [two, one]
    assert found(tag="costs") == found(author="bob") == found(stance=Stance.LIMITS) == found(source="audit") == [two]
    assert found(priority="one-record", author="ann") == [one]
    assert found(state=ReviewState.REVIEWED) == found(overdue=True) == []
    room.turn(two, ReviewState.IN_REVIEW, BOB)
    room.turn(two, ReviewState.REVIEWED, ANN)
    assert found(state=ReviewState.REVIEWED) == found(overdue=True) == [two]
