"""Questions and the words of priorities written to real files, with versions, turns, conflicts and the audit log."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.content.catalogue import CatalogueLoader, load_catalogue
from kb.content.files import write_item
from kb.content.versions import versions_of
from kb.domain.account.account import Role
from kb.domain.account.viewer import Viewer
from kb.domain.audience import Audience
from kb.domain.call.call import Consent, Slot
from kb.domain.editorial.question import Advice, Question
from kb.domain.editorial.review import ReviewState
from kb.domain.errors import InvalidInput, NotAllowed, NotFound
from kb.domain.form_data import FormData
from kb.domain.priority.priority import Priority, PriorityStatus, SlotRef
from kb.index.whoosh.engine import WhooshEngine
from kb.services.editorial.editing import EntryEditor
from kb.services.editorial.entries import Entries
from kb.services.editorial.priority_text import PriorityText
from kb.services.editorial.priority_text import form_of as words_of
from kb.services.editorial.question_form import form_of
from kb.services.evidence.review_workflow import ReviewWorkflow
from kb.services.library.content_writer import ContentConflict
from kb.services.library.library import Library
from kb.services.triage.suggestions import SlotSuggesting
from kb.services.triage.triage import CommandKind, GroupingCommand, GroupingConflict, SeenPriority, Triage
from kb.storage.audit.audit_log import AuditLog
from made_up import CALL, REPORT, answer
from viewers import viewer
from writers import writer_over

AT = dt.datetime(2026, 11, 14, 10, 0, tzinfo=dt.UTC)
ANN, BEN = viewer("ann"), viewer("ben")
SUE, TIM = viewer("sue", Role.STAFF), viewer("tim", Role.STAFF)
MEMBER, PUBLIC = viewer("mem", Role.MEMBER), Viewer()
THINGS = (
    REPORT,
    replace(REPORT, id="minutes", audience=Audience.STAFF),
    replace(CALL, id="call"),
    answer("named", Consent.NAMED, Slot("One record", "", "Who counts the hours?"), Slot("Radios")),
    answer("closed", Consent.STAFF, Slot("Open interfaces", "", "Who pays?")),
    Priority("one-record", "One record", "Key it once.", call="call", slots=(SlotRef("named", 1),)),
    Priority("secret", "Not told yet", "Only staff know it.", call="call", audience=Audience.STAFF),
)
FORM: FormData = {
    "text": ("How often is material keyed twice?",),
    "kind": ("fact",),
    "asked_of": ("each force",),
    "look_at": ("Time sheets\nCase files",),
    "background": ("joint-report",),
    "good_answer": ("A figure, and how it was counted.",),
    "pillars": ("efficiency",),
    "priorities": ("one-record",),
    "audience": ("members",),
}


class Desk:
    """Everything that writes, over one folder."""

    def __init__(self, folder: Path, *, one_may_review: bool = False) -> None:
        self.roots = (folder / "content", folder / "var/private")
        ticks = iter(range(0, 10**9, 10))
        library = Library(CatalogueLoader(self.roots), lambda: float(next(ticks)))
        self.audit = AuditLog(folder / "var")
        writer = writer_over(library, self.roots, folder / "var", lambda: AT)
        workflow = ReviewWorkflow(writer, lambda: AT, one_may_review=one_may_review)
        self.writes = EntryEditor(library, writer, workflow, lambda: AT)
        self.entries = Entries(library)
        self.priority_text = PriorityText(library, writer, workflow)
        suggesting = SlotSuggesting(WhooshEngine(folder / "index", clock=lambda: AT))
        self.triage = Triage(library, suggesting, writer, lambda: AT)

    def digest(self, id: str) -> str:
        return self.entries.question(id, SUE).digest

    def turn(self, id: str, to: ReviewState, who: Viewer, note: str = "") -> None:
        self.writes.transition(Question, id, to, note, self.digest(id), who)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    for thing in THINGS:
        write_item(tmp_path / "content", thing)
    return Desk(tmp_path)


def test_a_question_is_a_file_of_its_own_with_a_line_in_the_log(desk: Desk) -> None:
    made = desk.writes.make_question(FORM, ANN)
    again = desk.writes.make_question(FORM, ANN)
    assert (made.id, again.id) == ("how-often-is-material-keyed-twice", "how-often-is-material-keyed-twice-2")
    assert (made.author, made.made, made.state) == ("ann", AT, ReviewState.DRAFT)
    assert made.look_at == ("Time sheets", "Case files")
    assert load_catalogue(desk.roots).questions[made.id] == made
    assert (desk.roots[1] / "questions" / f"{made.id}.md").exists()
    first, _ = desk.audit.acts()
    assert (first.who, first.what, first.file) == ("ann", "question: make", f"questions/{made.id}.md")
    assert first.after == desk.digest(made.id)


def test_what_is_amiss_is_told_by_field_and_nothing_is_written(desk: Desk) -> None:
    with pytest.raises(InvalidInput) as told:
        desk.writes.make_question({"kind": ("rumour",), "audience": ("staff",), "priorities": ("secret",)}, ANN)
    assert set(told.value.field_errors) == {"text", "kind", "asked_of", "audience", "priorities"}
    assert not load_catalogue(desk.roots).questions
    assert list(desk.audit.acts()) == []
    with pytest.raises(NotAllowed):
        desk.writes.make_question(FORM, MEMBER)


def test_an_edit_keeps_the_version_before_it_and_makes_it_a_draft_again(desk: Desk) -> None:
    made = desk.writes.make_question(FORM, ANN)
    desk.turn(made.id, ReviewState.IN_REVIEW, ANN)
    desk.turn(made.id, ReviewState.REVIEWED, BEN)
    assert desk.entries.question(made.id, MEMBER).entry.state is ReviewState.REVIEWED
    changed = desk.writes.edit(Question, made.id, {**FORM, "text": ("How often?",)}, desk.digest(made.id), BEN)
    assert (changed.state, changed.text, changed.id) == (ReviewState.DRAFT, "How often?", made.id)
    path = desk.roots[1] / "questions" / f"{made.id}.md"
    assert [one.text for one in versions_of(changed, path)] == [*[FORM["text"][0]] * 3, "How often?"]
    desk.turn(made.id, ReviewState.IN_REVIEW, ANN)
    with pytest.raises(InvalidInput, match="second person"):
        desk.turn(made.id, ReviewState.REVIEWED, BEN)
    with pytest.raises(NotFound):
        desk.entries.question(made.id, MEMBER)


def test_nothing_changed_is_no_version_and_no_line_in_the_log(desk: Desk) -> None:
    made = desk.writes.make_question(FORM, ANN)
    assert desk.writes.edit(Question, made.id, form_of(made), desk.digest(made.id), ANN).changes == 0
    assert len(list(desk.audit.acts())) == 1


def test_nobody_reviews_their_own_words_unless_the_installation_lets_them(desk: Desk, tmp_path: Path) -> None:
    made = desk.writes.make_question(FORM, ANN)
    desk.turn(made.id, ReviewState.IN_REVIEW, ANN)
    with pytest.raises(InvalidInput, match="second person"):
        desk.turn(made.id, ReviewState.REVIEWED, ANN)
    assert "second person" in desk.writes.why_not(desk.entries.question(made.id, ANN).entry, ReviewState.REVIEWED, ANN)
    Desk(tmp_path, one_may_review=True).turn(made.id, ReviewState.REVIEWED, ANN)
    assert desk.entries.question(made.id, MEMBER).entry.id == made.id


def test_who_saved_second_gets_what_stands_there_now(desk: Desk) -> None:
    made = desk.writes.make_question(FORM, ANN)
    seen = desk.digest(made.id)
    desk.writes.edit(Question, made.id, {**FORM, "text": ("Theirs?",)}, seen, ANN)
    with pytest.raises(ContentConflict) as conflict:
        desk.writes.edit(Question, made.id, {**FORM, "text": ("Ours?",)}, seen, BEN)
    assert conflict.value.stored.item.text == "Theirs?"
    with pytest.raises(ContentConflict):
        desk.writes.transition(Question, made.id, ReviewState.IN_REVIEW, "", seen, BEN)
    saved = desk.writes.edit(Question, made.id, {**FORM, "text": ("Ours?",)}, conflict.value.stored.digest, BEN)
    assert saved.text == "Ours?"


def test_what_an_analyst_does_not_see_stays(desk: Desk) -> None:
    staffs = {
        **FORM,
        "background": ("joint-report", "minutes"),
        "priorities": ("one-record", "secret"),
        "raised": ("named:1", "closed:1"),
    }
    made = desk.writes.make_question(staffs, SUE)
    view = desk.entries.question(made.id, ANN)
    assert view.entry.priorities == ("one-record",)
    assert view.entry.background == ("joint-report",)
    assert view.entry.raised_by == (SlotRef("named", 1),)
    changed = desk.writes.edit(
        Question, made.id, {**form_of(view.entry), "text": ("How?",), "background": ()}, view.digest, ANN
    )
    assert changed.priorities == ("one-record", "secret")
    assert changed.background == ("minutes",)
    assert changed.raised_by == (SlotRef("named", 1), SlotRef("closed", 1))


def test_advice_is_made_the_same_way(desk: Desk) -> None:
    form = {"title": ("Buy together",), "kind": ("guidance",), "what": ("Share a list.",), "for_whom": ("forces",)}
    made = desk.writes.make_advice({**form, "priorities": ("one-record",), "audience": ("public",)}, ANN)
    assert load_catalogue(desk.roots).advice["buy-together"] == made
    changed = desk.writes.edit(
        Advice, made.id, {**form_of(made), "what": ("Share it.",)}, desk.entries.advice(made.id, ANN).digest, ANN
    )
    desk.writes.transition(Advice, made.id, ReviewState.IN_REVIEW, "", desk.entries.advice(made.id, ANN).digest, ANN)
    under = desk.entries.of_priority("one-record", ANN)
    assert [view.entry.what for view in under.guidance] == [changed.what]
    assert under.strategies == ()
    assert desk.entries.of_priority("one-record", PUBLIC).guidance == ()


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=40)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    typed=st.dictionaries(
        st.sampled_from([*FORM, "raised", "body"]),
        st.lists(TEXT | st.sampled_from(["fact", "staff", "one-record", "named:1"]), max_size=2).map(tuple),
    )
)
def test_whatever_is_sent_is_written_whole_or_told(desk: Desk, typed: FormData) -> None:
    told: dict[str, str] = {}
    before = load_catalogue(desk.roots).questions
    try:
        desk.writes.make_question({**FORM, **typed}, SUE)
    except InvalidInput as error:
        told = error.field_errors
    catalogue = load_catalogue(desk.roots)
    assert catalogue.problems == ()
    assert set(told) <= {*FORM, "raised", "body"}
    assert len(catalogue.questions) == len(before) + (not told)


def test_words_of_a_priority_change_and_its_slots_do_not(desk: Desk) -> None:
    kept = desk.priority_text.read("one-record")
    typed = {
        **words_of(kept.item),
        "title": ("Keyed once",),
        "situation": ("It is keyed twice.",),
    }
    changed = desk.priority_text.save("one-record", typed, kept.digest, SUE)
    assert (changed.title, changed.worded_by, changed.changes, changed.changed) == ("Keyed once", "sue", 1, AT)
    assert (changed.slots, changed.lineage) == (kept.item.slots, kept.item.lineage)
    assert [one.title for one in desk.priority_text.versions("one-record")] == ["One record", "Keyed once"]
    (act,) = desk.audit.acts()
    assert (act.what, act.before) == ("priority: edit", kept.digest)


def test_words_are_agreed_by_two_people_and_anew_when_they_change(desk: Desk) -> None:
    def save(who: Viewer, **typed: str) -> Priority:
        kept = desk.priority_text.read("one-record")
        changes = {name: (value,) for name, value in typed.items()}
        return desk.priority_text.save("one-record", {**words_of(kept.item), **changes}, kept.digest, who)

    with pytest.raises(InvalidInput) as told:
        save(SUE, title="Keyed once", status="agreed")
    assert set(told.value.field_errors) == {"status"}
    assert desk.priority_text.read("one-record").item.changes == 0
    save(SUE, title="Keyed once")
    with pytest.raises(InvalidInput):
        save(SUE, status="agreed")
    assert save(TIM, status="agreed").status is PriorityStatus.AGREED
    assert save(TIM, audience="public").status is PriorityStatus.AGREED
    changed = save(TIM, statement="Other words.")
    assert (changed.status, changed.worded_by) == (PriorityStatus.DRAFT, "tim")
    assert save(SUE, status="agreed").status is PriorityStatus.AGREED


def test_who_saves_second_is_told_of_the_conflict_before_of_the_agreement(desk: Desk) -> None:
    kept = desk.priority_text.read("one-record")
    desk.priority_text.save("one-record", {**words_of(kept.item), "title": ("Theirs",)}, kept.digest, TIM)
    with pytest.raises(ContentConflict):
        desk.priority_text.save("one-record", {**words_of(kept.item), "status": ("agreed",)}, kept.digest, SUE)


def test_triage_sees_that_words_changed_under_it_and_does_not_name_somebody_else(desk: Desk) -> None:
    kept = desk.priority_text.read("one-record")
    first = GroupingCommand(CommandKind.GROUP, (SlotRef("named", 2),), None, SeenPriority("one-record", kept.digest))
    desk.triage.apply("call", first, TIM)
    kept = desk.priority_text.read("one-record")
    desk.priority_text.save("one-record", {**words_of(kept.item), "title": ("Keyed once",)}, kept.digest, SUE)
    command = GroupingCommand(CommandKind.GROUP, (SlotRef("closed", 1),), None, SeenPriority("one-record", kept.digest))
    with pytest.raises(GroupingConflict) as conflict:
        desk.triage.apply("call", command, TIM)
    assert conflict.value.last is None
    assert conflict.value.rebased is not None
    desk.triage.apply("call", conflict.value.rebased, TIM)
    after = desk.priority_text.read("one-record").item
    assert (after.title, len(after.slots)) == ("Keyed once", 3)
    with pytest.raises(ContentConflict):
        desk.priority_text.save("one-record", words_of(kept.item), kept.digest, SUE)


def test_a_merged_priority_has_its_words_where_it_went(desk: Desk) -> None:
    seen = {id: SeenPriority(id, desk.priority_text.read(id).digest) for id in ("secret", "one-record")}
    desk.triage.apply("call", GroupingCommand(CommandKind.MERGE, (), seen["secret"], seen["one-record"]), TIM)
    kept = desk.priority_text.read("secret")
    with pytest.raises(InvalidInput, match="merged"):
        desk.priority_text.save("secret", words_of(kept.item), kept.digest, SUE)


@pytest.mark.parametrize(
    ("viewer", "members", "rows"), [(SUE, 2, ["named", "closed"]), (ANN, 0, ["named"]), (PUBLIC, 0, ["named"])]
)
def test_who_raised_it_is_told_as_consent_allows(desk: Desk, viewer: Viewer, members: int, rows: list[str]) -> None:
    made = desk.writes.make_question({**FORM, "audience": ("public",), "raised": ("named:1", "closed:1")}, SUE)
    desk.turn(made.id, ReviewState.IN_REVIEW, SUE)
    desk.turn(made.id, ReviewState.REVIEWED, ANN)
    raised = desk.entries.question(made.id, viewer).raised
    assert [row.slot.input for row in raised.rows] == rows
    assert raised.members == members


def test_an_answer_says_what_became_of_it(desk: Desk) -> None:
    desk.writes.make_question({**FORM, "raised": ("named:1",)}, SUE)
    given = load_catalogue(desk.roots).inputs["named"]
    became = desk.entries.became(given, SUE)
    assert [one.text for one in became[1].questions] == [FORM["text"][0]]
    assert (became[1].priority.id, became[2].priority) == ("one-record", None)
    assert desk.entries.became(given, PUBLIC)[1].questions == ()
