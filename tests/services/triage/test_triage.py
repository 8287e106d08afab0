"""Sorting slots with real files, a real index and a real audit log; two people at once with real processes."""

import datetime as dt
import hashlib
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from kb.content.catalogue import CatalogueLoader, load_catalogue
from kb.content.files import write_item
from kb.domain.account.viewer import Viewer
from kb.domain.audience import Audience
from kb.domain.call.call import Call, CallState, Channel, Consent, Input, Slot
from kb.domain.errors import InvalidInput, NotFound
from kb.domain.priority.lineage import groups_of, state_after, steps_of
from kb.domain.priority.priority import Priority, PriorityStatus, SlotRef, StepKind
from kb.index.whoosh.engine import WhooshEngine
from kb.services.library.library import Library
from kb.services.triage.suggestions import SlotSuggesting
from kb.services.triage.triage import CommandKind, GroupingCommand, GroupingConflict, SeenPriority, Triage
from kb.storage.audit.audit_log import AuditLog
from writers import writer_over

AT = dt.datetime(2016, 9, 26, 9, 0, tzinfo=dt.UTC)
CALL = Call(
    id="call",
    title="A call",
    question="What matters?",
    state=CallState.OPEN,
    opens=dt.datetime(2016, 9, 12, 18, 6),  # noqa: DTZ001 - wall-clock times of the call's own zone
    closes=dt.datetime(2016, 9, 23, 17, 0),  # noqa: DTZ001 - times of a call have no zone
    time_zone="Europe/London",
)


def answer(id: str, *slots: str) -> Input:
    return Input(
        id=id,
        call="call",
        organisation=id.title(),
        organisation_kind="supplier",
        received=AT,
        channel=Channel.FORM,
        consent=Consent.NAMED,
        slots=tuple(Slot(title) for title in slots),
    )


ANSWERS = (
    answer("ann", "Forces should buy radios together", "Court dates are missed"),
    answer("bob", "Buying radios together saves money", "Evidence is typed twice"),
    answer("cat", "Typing evidence twice wastes hours", "Boards that never decide"),
)
BUY = Priority("buy", "Buy together", "Radios and other kit should be bought by forces together.", call="call")
TYPE = Priority("type", "Typed once", "Evidence should be entered once.", call="call", slots=(SlotRef("bob", 2),))
OTHER = Priority("other", "Elsewhere", "It belongs to no call.")
ANN_1, ANN_2, BOB_1, BOB_2, CAT_1 = (
    SlotRef(*one) for one in [("ann", 1), ("ann", 2), ("bob", 1), ("bob", 2), ("cat", 1)]
)


class Desk:
    """A person at a desk: the triage service over one folder."""

    def __init__(self, folder: Path) -> None:
        self.root, self.home = folder / "content", folder / "var"
        ticks = iter(range(0, 10**9, 10))
        self.library = Library(CatalogueLoader((self.root, self.home / "private")), lambda: float(next(ticks)))
        self.index = WhooshEngine(self.home / "index", clock=lambda: AT)
        self.audit = AuditLog(self.home)
        writer = writer_over(self.library, (self.root, self.home / "private"), self.home, lambda: AT)
        self.triage = Triage(self.library, SlotSuggesting(self.index), writer, lambda: AT)

    def sync(self) -> None:
        shelf = self.library.snapshot(fresh=True).shelf
        self.index.sync(shelf.digests, shelf.load)

    def seen(self, id: str) -> SeenPriority:
        return SeenPriority(id, self.library.snapshot(fresh=True).catalogue.files[("priority", id)].digest[:16])

    def do(self, command: GroupingCommand, who: str = "account-1"):
        return self.triage.apply("call", command, Viewer(who))

    @property
    def priorities(self) -> dict[str, Priority]:
        return dict(load_catalogue((self.root, self.home / "private")).priorities)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for thing in (CALL, *ANSWERS, BUY, TYPE, OTHER):
        write_item(tmp_path / "content", thing)
    return tmp_path


@pytest.fixture
def desk(folder: Path) -> Desk:
    return Desk(folder)


def words(folder: Path) -> dict[str, str]:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in (folder / "content/inputs/call").iterdir()}


def test_a_slot_is_grouped_and_the_files_and_the_log_say_so(desk: Desk, folder: Path) -> None:
    before = words(folder)
    step = desk.do(GroupingCommand(CommandKind.GROUP, (ANN_1,), None, desk.seen("buy")))
    assert desk.priorities["buy"].slots == (ANN_1,)
    assert desk.priorities["buy"].lineage == (step,)
    (act,) = desk.audit.acts()
    assert (act.who, act.what, act.file) == ("account-1", "triage: group", "priorities/buy.md")
    assert act.after == desk.seen("buy").digest + act.after[16:]
    assert dict(act.details) == {"step": "1", "to": "buy", "slots": "ann:1"}
    assert desk.audit.verify() == ()
    assert words(folder) == before


def test_every_act_through_the_files_and_back(desk: Desk, folder: Path) -> None:
    before = words(folder)
    begin = groups_of(desk.priorities)
    desk.do(GroupingCommand(CommandKind.GROUP, (ANN_1,), None, desk.seen("buy")))
    made = desk.do(GroupingCommand(CommandKind.NEW, (ANN_2,), title="Court dates", statement="Dates are missed."))
    desk.do(GroupingCommand(CommandKind.GROUP, (BOB_1,), None, desk.seen("buy")))
    desk.do(GroupingCommand(CommandKind.SPLIT, (ANN_1,), desk.seen("buy"), title="Radios"))
    desk.do(GroupingCommand(CommandKind.MERGE, (), desk.seen("radios"), desk.seen("type")))
    desk.do(GroupingCommand(CommandKind.UNGROUP, (BOB_1,), desk.seen("buy")))
    now = desk.priorities
    assert now["type"].slots == (ANN_1, BOB_2)
    assert (now["radios"].split_from, now["radios"].merged_into) == ("buy", "type")
    assert (now["radios"].status, now["radios"].audience) == (PriorityStatus.MERGED, Audience.STAFF)
    assert (desk.home / "private/priorities/radios.md").exists()
    assert made.target == "court-dates"
    for step in reversed(steps_of(now)):
        desk.do(GroupingCommand(CommandKind.UNDO, number=step.number))
    assert groups_of(desk.priorities) == begin
    assert state_after(desk.priorities, 6) == groups_of(now)
    assert [step.kind for step in steps_of(desk.priorities)][-6:] == [
        *(StepKind.GROUP, StepKind.UNMERGE, StepKind.REJOIN, StepKind.UNGROUP, StepKind.UNMAKE, StepKind.UNGROUP)
    ]
    assert words(folder) == before
    assert load_catalogue((desk.root, desk.home / "private")).problems == ()
    assert desk.audit.verify() == ()


def test_ids_of_new_priorities_are_never_used_twice(desk: Desk) -> None:
    desk.do(GroupingCommand(CommandKind.NEW, (ANN_1,), title="Buy"))
    assert desk.priorities["buy-2"].slots == (ANN_1,)
    assert desk.priorities["buy"] == BUY


def test_an_act_on_a_file_that_changed_writes_nothing_and_shows_both(desk: Desk) -> None:
    seen = desk.seen("buy")
    desk.do(GroupingCommand(CommandKind.GROUP, (ANN_1,), None, seen), who="account-1")
    with pytest.raises(GroupingConflict) as told:
        desk.do(GroupingCommand(CommandKind.GROUP, (BOB_1,), None, seen), who="account-2")
    conflict = told.value
    assert "input: ann" in conflict.theirs
    assert "input: bob" not in conflict.theirs
    assert "input: bob" in conflict.yours
    assert conflict.last is not None
    assert conflict.last.who == "account-1"
    assert desk.priorities["buy"].slots == (ANN_1,)
    assert conflict.rebased is not None
    desk.do(conflict.rebased, who="account-2")
    assert desk.priorities["buy"].slots == (ANN_1, BOB_1)


def test_a_slot_that_somebody_moved_first_is_a_conflict(desk: Desk) -> None:
    desk.do(GroupingCommand(CommandKind.GROUP, (ANN_1,), None, desk.seen("buy")))
    with pytest.raises(GroupingConflict) as told:
        desk.do(GroupingCommand(CommandKind.GROUP, (ANN_1,), None, desk.seen("type")))
    assert told.value.rebased is not None
    assert told.value.rebased.source == SeenPriority("buy", desk.triage.board("call").cards[0].digest)
    desk.do(told.value.rebased)
    assert (desk.priorities["buy"].slots, desk.priorities["type"].slots) == ((), (ANN_1, BOB_2))


def test_what_cannot_be_done_any_more_says_why(desk: Desk) -> None:
    seen = desk.seen("buy")
    desk.do(GroupingCommand(CommandKind.MERGE, (), seen, desk.seen("type")))
    with pytest.raises(GroupingConflict) as told:
        desk.do(GroupingCommand(CommandKind.GROUP, (ANN_1,), None, seen))
    assert told.value.rebased is None
    assert "merged" in told.value.why


def test_an_edit_by_hand_counts_too(desk: Desk) -> None:
    seen = desk.seen("buy")
    write_item(desk.root, replace(BUY, statement="Written by hand."))
    with pytest.raises(GroupingConflict):
        desk.do(GroupingCommand(CommandKind.GROUP, (ANN_1,), None, seen))
    assert desk.priorities["buy"].statement == "Written by hand."


@pytest.mark.parametrize(
    "command",
    [
        GroupingCommand(CommandKind.GROUP, (SlotRef("ann", 3),), None, None),
        GroupingCommand(CommandKind.GROUP, (ANN_1,), None, SeenPriority("other", "0" * 16)),
        GroupingCommand(CommandKind.GROUP, (ANN_1, BOB_1)),
        GroupingCommand(CommandKind.NEW, (ANN_1,), title=" "),
        GroupingCommand(CommandKind.UNDO, number=1),
        GroupingCommand(CommandKind.UNGROUP, (ANN_1,)),
    ],
)
def test_what_cannot_be_done_is_refused(desk: Desk, command: GroupingCommand) -> None:
    if command.target:
        command = replace(command, target=desk.seen("other"))
    with pytest.raises(InvalidInput):
        desk.do(command)
    assert list(desk.audit.acts()) == []


def test_a_call_that_is_not_there(desk: Desk) -> None:
    with pytest.raises(NotFound):
        desk.triage.apply("elsewhere", GroupingCommand(CommandKind.UNDO, number=1), "account-1")


def test_the_board_counts_what_is_sorted(desk: Desk) -> None:
    board = desk.triage.board("call")
    assert (board.sorted, len(board.slots)) == (1, 6)
    assert [card.priority.id for card in board.cards] == ["buy", "type"]
    desk.do(GroupingCommand(CommandKind.GROUP, (ANN_1,), None, desk.seen("buy")))
    board = desk.triage.board("call")
    assert board.sorted == 2
    assert [(taken.step.number, taken.kept_by) for taken in board.steps] == [(1, "")]


def test_suggestions_come_with_the_words_that_they_share(desk: Desk) -> None:
    desk.sync()
    found = desk.triage.suggestions(desk.triage.board("call"), ANN_1)
    best = found.priorities[0]
    assert best.priority.id == "buy"
    assert {"Forces", "radios", "together"} <= set(best.words)
    assert 0 < best.score <= 1
    assert found.similar[0].slot.ref == BOB_1
    assert desk.priorities["buy"].slots == ()  # suggested, never applied


def test_a_slot_that_is_alike_speaks_for_its_priority(desk: Desk) -> None:
    desk.sync()
    (best, *_) = desk.triage.suggestions(desk.triage.board("call"), CAT_1).priorities
    assert best.priority.id == "type"
    assert best.like is not None
    assert best.like.ref == BOB_2


def test_without_an_index_there_are_no_suggestions_and_everything_else_works(desk: Desk) -> None:
    found = desk.triage.suggestions(desk.triage.board("call"), ANN_1)
    assert (found.priorities, found.similar) == ((), ())


WORKER = """
import datetime as dt, sys, time
from pathlib import Path
from kb.domain.priority.priority import SlotRef
from kb.index.whoosh.engine import WhooshEngine
from kb.services.library.library import Library
from kb.services.triage.triage import GroupingConflict, CommandKind, SeenPriority, Triage, GroupingCommand
from kb.services.triage.suggestions import SlotSuggesting
from kb.domain.account.viewer import Viewer
from kb.content.catalogue import CatalogueLoader
from kb.content.repository import ContentRepository
from kb.content.transaction import FileTransaction
from kb.services.library.content_writer import ContentWriter
from kb.storage.audit.audit_log import AuditLog

folder, who, answer, first = Path(sys.argv[1]), sys.argv[2], sys.argv[3], float(sys.argv[4])
home = folder / "var"
library = Library(CatalogueLoader((folder / "content", home / "private")), time.monotonic)
now = lambda: dt.datetime.now(dt.UTC)
files = ContentRepository((folder / "content", home / "private"))
transaction = FileTransaction(home / "triage")
writer = ContentWriter(library, files, home / "private", AuditLog(home), now, transaction)
triage = Triage(library, SlotSuggesting(WhooshEngine(home / "index", clock=now)), writer, now)
time.sleep(max(0, first - time.time()))
conflicts = 0
for rank in range(1, 21):
    files = library.snapshot(fresh=True).catalogue.files
    seen = SeenPriority("buy", files[("priority", "buy")].digest)
    command = GroupingCommand(CommandKind.GROUP, (SlotRef(answer, rank),), None, seen)
    while True:
        try:
            triage.apply("call", command, Viewer(who))
            break
        except GroupingConflict as conflict:
            conflicts += 1
            command = conflict.rebased
print(conflicts)
"""


def test_two_people_at_once_lose_nothing(folder: Path, desk: Desk) -> None:
    write_item(desk.root, replace(CALL, slots=20))
    for id in ("dan", "eve", "fay"):
        write_item(desk.root, answer(id, *(f"Thing {n} of {id}" for n in range(20))))
    first = str(dt.datetime.now(dt.UTC).timestamp() + 3)
    running = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER, str(folder), who, who, first], stdout=subprocess.PIPE, text=True
        )
        for who in ("dan", "eve", "fay")
    ]
    conflicts = [int(process.communicate(timeout=120)[0]) for process in running]
    assert [process.returncode for process in running] == [0, 0, 0]
    held = desk.priorities["buy"]
    assert set(held.slots) == {SlotRef(id, rank) for id in ("dan", "eve", "fay") for rank in range(1, 21)}
    assert [step.number for step in held.lineage] == list(range(1, 61))
    assert len(list(desk.audit.acts())) == 60
    assert desk.audit.verify() == ()
    assert sum(conflicts) > 0  # they did meet
