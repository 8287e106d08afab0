import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from hypothesis import given as given_that
from hypothesis import settings
from hypothesis import strategies as st

from kb.content.catalogue import CatalogueLoader
from kb.content.codec import normal
from kb.content.files import write_item
from kb.content.repository import ContentRepository
from kb.domain.account.account import Account, Role
from kb.domain.account.viewer import Viewer, viewer_of
from kb.domain.audience import Audience
from kb.domain.call.answer_form import AnswerForm, AnswerFormSlot, written_into
from kb.domain.call.answer_reference import is_reference
from kb.domain.call.call import Call, CallState, Channel, Consent, Input, Pointer
from kb.domain.call.receipt import fingerprint
from kb.domain.errors import EditConflict, InvalidInput, NotAllowed, NotFound
from kb.services.accounts.tokens import hash_of
from kb.services.calls.answer_identity import invited_by, on_behalf
from kb.services.calls.answering import AnswerService, Frozen
from kb.services.library.library import Library
from kb.storage.audit.audit_log import AuditLog
from kb.storage.call_links import CallLink, CallLinks
from kb.storage.database import open_database
from kb.storage.drafts import Drafts
from writers import writer_over

IN_TIME = dt.datetime(2026, 9, 20, 12, 0, tzinfo=dt.UTC)
TOO_LATE = dt.datetime(2026, 9, 23, 16, 0, tzinfo=dt.UTC)
CALL = Call(
    id="c-2026",
    title="What next?",
    question="What are your top five?",
    state=CallState.OPEN,
    opens=dt.datetime(2026, 9, 12, 9, 0),  # noqa: DTZ001 - on the call's clock
    closes=dt.datetime(2026, 9, 23, 17, 0),  # noqa: DTZ001 - times of a call have no zone
    time_zone="Europe/London",
)
MEMBER = Account("ann", "ann@example.org", Role.MEMBER, IN_TIME, "Example Systems Ltd", "large supplier")
STAFF = Account("sam", "sam@example.org", Role.STAFF, IN_TIME)
ANSWER = Input("a-1", "c-2026", "", "", IN_TIME, Channel.FORM, Consent.STAFF)
TYPED = AnswerForm(
    organisation="Example  Systems Ltd",
    organisation_kind="large supplier",
    consent="named",
    slots=(
        AnswerFormSlot(
            "b", "One record\r\nonce", "Keyed twice.\r\n", "Who counts?", (Pointer("joint", "para-2", "para 2"),)
        ),
        AnswerFormSlot("a"),
        AnswerFormSlot("c", "Standards"),
    ),
    besides="Thank you.",
)


@dataclass
class Desk:
    """The service with its files and a clock that a test sets."""

    home: Path
    now: dt.datetime = IN_TIME
    answering: AnswerService = field(init=False)

    def __post_init__(self) -> None:
        roots = [self.home / "content", self.home / "private"]
        library = Library(CatalogueLoader(roots), lambda: 0.0)
        self.drafts = Drafts(open_database(self.home, lambda: self.now))
        self.audit = AuditLog(self.home)
        writer = writer_over(library, roots, self.home, lambda: self.now)
        self.answering = AnswerService(writer, self.drafts, lambda: self.now, library)
        self.say(CALL)

    def say(self, call: Call) -> None:
        write_item(self.home / "content", call)

    @property
    def kept(self) -> list[Path]:
        return sorted((self.home / "private").glob("inputs/*/*.md"))

    @property
    def acts(self) -> list[tuple[str, str]]:
        return [(act.who, act.what) for act in self.audit.acts()]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    assert made.audit.verify() == ()


def test_an_answer_is_kept_with_the_words_as_they_were_typed(desk: Desk) -> None:
    answer = desk.answering.send("c-2026", viewer_of(MEMBER), TYPED, "secret").answer
    assert [slot.title for slot in answer.slots] == ["One record\nonce", "Standards"]
    assert answer.slots[0].evidence == (Pointer("joint", "para-2", "para 2"),)
    assert (answer.organisation, answer.consent, answer.channel) == (
        "Example Systems Ltd",
        Consent.NAMED,
        Channel.FORM,
    )
    assert (answer.late, answer.changes, answer.entered_by, answer.body) == (False, 0, "", "Thank you.")
    assert is_reference(answer.id)
    read = ContentRepository([desk.home / "private"]).read(Input, "input", answer.id, parent="c-2026")
    assert replace(read.item, body="") == replace(answer, body="")
    assert read.path.is_relative_to(desk.home / "private")
    assert desk.acts == [("ann", "send answer")]


def test_the_secret_is_not_kept_anywhere(desk: Desk) -> None:
    desk.answering.send("c-2026", viewer_of(MEMBER), TYPED, "a-secret-that-nobody-keeps")
    for path in (path for path in desk.home.rglob("*") if path.is_file()):
        assert b"a-secret-that-nobody-keeps" not in path.read_bytes(), path


def test_the_same_form_sent_twice_is_one_answer(desk: Desk) -> None:
    first = desk.answering.send("c-2026", Viewer(), TYPED, "secret")
    again = desk.answering.send("c-2026", Viewer(), TYPED, "secret")
    assert again.answer.id == first.answer.id
    assert again.fingerprint == first.fingerprint
    assert len(desk.kept) == 1
    assert desk.acts == [("visitor", "send answer")]


def test_two_forms_are_two_answers(desk: Desk) -> None:
    desk.answering.send("c-2026", Viewer(), TYPED, "secret")
    desk.answering.send("c-2026", Viewer(), TYPED, "another")
    assert len(desk.kept) == 2


def test_the_same_form_with_other_words_changes_the_answer(desk: Desk) -> None:
    desk.answering.send("c-2026", Viewer(), TYPED, "secret")
    again = desk.answering.send("c-2026", Viewer(), replace(TYPED, besides="One more thing."), "secret")
    assert again.answer.changes == 1
    assert len(desk.kept) == 1


def test_a_reference_that_somebody_else_has_is_passed_over(desk: Desk) -> None:
    first = desk.answering.send("c-2026", Viewer(), TYPED, "secret").answer
    write_item(desk.home / "private", replace(first, link=hash_of("somebody else's")))
    second = desk.answering.send("c-2026", Viewer(), TYPED, "secret").answer
    assert second.id != first.id
    assert desk.answering.send("c-2026", Viewer(), TYPED, "secret").answer.id == second.id


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        (AnswerForm(slots=(AnswerFormSlot("a"),)), ["organisation", "organisation_kind", "title-a", "consent"]),
        (replace(TYPED, consent="everything"), ["consent"]),
        (replace(TYPED, organisation_kind="the makers of Ebbw"), ["organisation_kind"]),
        (replace(TYPED, slots=(AnswerFormSlot("x", "", "why"),)), ["title-x"]),
        (replace(TYPED, slots=(AnswerFormSlot("x", "t" * 301),)), ["title-x"]),
        (replace(TYPED, slots=(AnswerFormSlot("x", "t", "w" * 6001, "q" * 6001),)), ["why-x", "question-x"]),
        (replace(TYPED, slots=tuple(AnswerFormSlot(key, key) for key in "abcdef")), ["title-f"]),
        (replace(TYPED, besides="b" * 6001), ["besides"]),
        (replace(TYPED, email="not an address"), ["email"]),
        (replace(TYPED, organisation="o" * 201), ["organisation"]),
    ],
)
def test_every_fault_is_told_and_nothing_is_kept(desk: Desk, typed: AnswerForm, fields: list[str]) -> None:
    with pytest.raises(InvalidInput) as told:
        desk.answering.send("c-2026", Viewer(), typed, "secret")
    assert list(told.value.field_errors) == fields
    assert desk.kept == []


def test_a_call_offers_only_its_own_choices(desk: Desk) -> None:
    desk.say(replace(CALL, consents=(Consent.KIND, Consent.STAFF)))
    assert list(desk.answering.faults("c-2026", Viewer(), TYPED)) == ["consent"]


def test_after_the_deadline_an_answer_is_taken_and_marked_late(desk: Desk) -> None:
    desk.now = TOO_LATE - dt.timedelta(seconds=1)
    assert not desk.answering.send("c-2026", Viewer(), TYPED, "just").answer.late
    desk.now = TOO_LATE
    assert desk.answering.send("c-2026", Viewer(), TYPED, "over").answer.late
    desk.say(replace(CALL, state=CallState.CLOSED))
    desk.now = IN_TIME
    assert desk.answering.send("c-2026", Viewer(), TYPED, "closed early").answer.late


def test_no_answer_is_taken_before_it_opens_or_after_it_was_reported(desk: Desk) -> None:
    desk.now = dt.datetime(2026, 9, 12, 7, 59, tzinfo=dt.UTC)
    with pytest.raises(NotAllowed):
        desk.answering.send("c-2026", Viewer(), TYPED, "early")
    desk.say(replace(CALL, state=CallState.REPORTED))
    with pytest.raises(NotAllowed):
        desk.answering.send("c-2026", Viewer(), TYPED, "over")
    assert desk.kept == []


def test_a_draft_call_is_there_for_staff_only(desk: Desk) -> None:
    desk.say(replace(CALL, state=CallState.DRAFT))
    with pytest.raises(NotFound):
        desk.answering.open("c-2026", viewer_of(MEMBER))
    assert desk.answering.open("c-2026", viewer_of(STAFF)).call.id == "c-2026"


def test_the_secret_opens_the_receipt_and_nothing_else_does(desk: Desk) -> None:
    answer = desk.answering.send("c-2026", Viewer(), TYPED, "secret").answer
    assert desk.answering.receipt("c-2026", answer.id, "secret").fingerprint == fingerprint(answer)
    for call, id, secret in (
        ("c-2026", answer.id, "wrong"),
        ("c-2026", answer.id, ""),
        ("c-2026", "nobody", "secret"),
        ("c-2026", "../../x", "secret"),
        ("other", answer.id, "secret"),
    ):
        with pytest.raises(NotFound):
            desk.answering.receipt(call, id, secret)


def test_an_answer_can_be_changed_until_the_deadline_and_every_version_is_kept(desk: Desk) -> None:
    answer = desk.answering.send("c-2026", Viewer(), TYPED, "secret").answer
    other = replace(TYPED, consent="staff only", slots=(AnswerFormSlot("a", "Only this"),))
    desk.now = TOO_LATE - dt.timedelta(seconds=1)
    changed = desk.answering.change("c-2026", answer.id, "secret", other, 0, Viewer())
    assert (changed.answer.changes, changed.answer.changed) == (1, desk.now)
    assert changed.answer.received == answer.received
    assert [[slot.title for slot in version.slots] for version in changed.versions] == [
        ["One record\nonce", "Standards"],
        ["Only this"],
    ]
    desk.now = TOO_LATE
    with pytest.raises(Frozen):
        desk.answering.change("c-2026", answer.id, "secret", TYPED, 1, Viewer())
    assert desk.answering.receipt("c-2026", answer.id, "secret").answer.slots[0].title == "Only this"
    assert desk.acts == [("visitor", "send answer"), ("visitor", "change answer")]


def test_a_change_to_what_it_is_already_changes_nothing(desk: Desk) -> None:
    answer = desk.answering.send("c-2026", Viewer(), TYPED, "secret").answer
    desk.now = TOO_LATE
    assert desk.answering.change("c-2026", answer.id, "secret", TYPED, 0, Viewer()).answer.changes == 0


def test_a_change_from_an_old_page_is_told_with_both_versions(desk: Desk) -> None:
    answer = desk.answering.send("c-2026", Viewer(), TYPED, "secret").answer
    desk.answering.change("c-2026", answer.id, "secret", replace(TYPED, besides="First window."), 0, Viewer())
    with pytest.raises(EditConflict) as conflict:
        desk.answering.change("c-2026", answer.id, "secret", replace(TYPED, besides="Second window."), 0, Viewer())
    assert "First window." in conflict.value.theirs
    assert "Second window." in conflict.value.yours


def test_only_who_has_the_secret_can_change_an_answer(desk: Desk) -> None:
    answer = desk.answering.send("c-2026", Viewer(), TYPED, "secret").answer
    with pytest.raises(NotFound):
        desk.answering.change("c-2026", answer.id, "guess", TYPED, 0, viewer_of(STAFF))


def test_the_answer_of_a_stranger_is_for_staff_until_they_know_whose_it_is(desk: Desk) -> None:
    link = CallLink("c-2026", "Invited Ltd", "charity", "i@example.org", IN_TIME)
    senders = {"stranger": Viewer(), "member": viewer_of(MEMBER), "invited": invited_by(link, "0" * 64, Viewer())}
    audiences = {name: desk.answering.send("c-2026", who, TYPED, name).answer.audience for name, who in senders.items()}
    assert audiences == {"stranger": Audience.STAFF, "member": Audience.MEMBERS, "invited": Audience.MEMBERS}


def test_staff_enter_an_answer_for_a_member_and_it_says_so(desk: Desk) -> None:
    answer = desk.answering.send("c-2026", on_behalf(viewer_of(STAFF)), TYPED, "secret").answer
    assert (answer.channel, answer.entered_by, answer.audience) == (Channel.ON_BEHALF, "sam", Audience.MEMBERS)
    assert desk.acts == [("sam", "enter answer")]
    for account in (None, MEMBER):
        with pytest.raises(NotAllowed):
            on_behalf(viewer_of(account))


def test_a_draft_comes_back_to_who_typed_it_and_to_nobody_else(desk: Desk) -> None:
    unfinished = replace(TYPED, consent="", organisation="")
    desk.answering.keep_draft("c-2026", viewer_of(MEMBER), unfinished)
    again = desk.answering.open("c-2026", viewer_of(MEMBER))
    assert again.saved_at == IN_TIME
    assert again.typed.slots[:3] == unfinished.slots
    assert len(again.typed.slots) == 5
    for other in (Viewer(), viewer_of(STAFF), on_behalf(viewer_of(STAFF))):
        assert desk.answering.open("c-2026", other).typed.is_blank
    assert desk.answering.keep_draft("c-2026", Viewer(), unfinished) is None
    desk.answering.send("c-2026", viewer_of(MEMBER), TYPED, "secret")
    assert desk.answering.open("c-2026", viewer_of(MEMBER)).typed.is_blank


def test_the_form_knows_who_is_signed_in(desk: Desk) -> None:
    typed = desk.answering.open("c-2026", viewer_of(MEMBER)).typed
    assert (typed.organisation, typed.organisation_kind) == ("Example Systems Ltd", "large supplier")
    kind = replace(MEMBER, organisation_kind="a kind of its own")
    own = replace(TYPED, organisation_kind="a kind of its own")
    assert desk.answering.faults("c-2026", viewer_of(kind), own) == {}


def test_links_are_kept_as_hashes(tmp_path: Path) -> None:
    links = CallLinks(open_database(tmp_path, lambda: IN_TIME))
    link = CallLink("c-2026", "Invited Ltd", "charity", "i@example.org", IN_TIME)
    links.add(hash_of("token"), link)
    assert links.of(hash_of("token")) == link
    assert links.of(hash_of("other")) is None


_odd = st.sampled_from("ab \r\n\t\x00\x0b\x85\u2028é:-#'")
_words = st.text(st.one_of(_odd, st.characters(exclude_categories=["Cs"])), max_size=40)


@settings(max_examples=60, deadline=None)
@given_that(_words, _words, _words, _words)
def test_the_fingerprint_of_what_was_typed_is_that_of_the_file(
    organisation: str, title: str, why: str, besides: str
) -> None:
    typed = replace(
        TYPED, organisation=f"x{organisation}", slots=(AnswerFormSlot("a", f"x{title}", why, why),), besides=besides
    )
    answer = written_into(ANSWER, typed)
    assert fingerprint(normal(answer)) == fingerprint(answer)
