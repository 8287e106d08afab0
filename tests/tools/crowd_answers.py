"""Many at once: processes send answers, each form twice and some changed after, while staff sort, merge and edit, and
another process keeps the index level. Then everything is counted: files, words found, acts in the log, its chain.

By hand: `.venv/bin/python tests/tools/crowd_answers.py --answers 500 --processes 8`. The test suite calls it with
fewer.
"""

import argparse
import datetime as dt
import hashlib
import json
import multiprocessing
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from multiprocessing.synchronize import Event
from pathlib import Path

from kb.bootstrap import KnowledgeBase, knowledge_base
from kb.content.files import write_item
from kb.domain.account.viewer import reader_as
from kb.domain.audience import Audience
from kb.domain.call.call import Call, CallState
from kb.domain.call.answer_form import AnswerForm, AnswerFormSlot
from kb.domain.errors import EditConflict, IndexBusy, InvalidInput
from kb.domain.query.search_query import SearchQuery
from kb.domain.account.viewer import Viewer
from kb.services.triage.triage import CommandKind, SeenPriority, GroupingCommand

CALL = "crowd"
STAFF = ("sam", "kim")


def word(number: int) -> str:
    """A word that stands in one answer only."""
    digest = hashlib.sha256(str(number).encode()).digest()
    pairs = zip(digest[:6], digest[6:12], strict=True)
    return "x" + "".join("bdfgklmnprtvz"[c % 13] + "aeiou"[v % 5] for c, v in pairs) + "k"


def base(home: Path) -> KnowledgeBase:
    return knowledge_base({"KB_CONTENT": str(home / "content"), "KB_HOME": str(home / "var")})


def typed(number: int, besides: str = "") -> AnswerForm:
    return AnswerForm(
        organisation=f"Member {number} Ltd",
        organisation_kind="large supplier",
        consent="named",
        slots=(
            AnswerFormSlot("a", f"Let us have {word(number)}", "It matters."),
            AnswerFormSlot("b", f"Second {number % 7}"),
        ),
        besides=besides,
    )


def members(home: Path, first: int, count: int) -> None:
    """Send answers, each form twice; change every fifth one."""
    kb = base(home)
    for number in range(first, first + count):
        secret = f"secret of {number}"
        sent = kb.answers.send(CALL, Viewer(), typed(number), secret)
        assert kb.answers.send(CALL, Viewer(), typed(number), secret).answer.id == sent.answer.id
        if number % 5 == 0:
            change(kb, sent.answer.id, secret, number)


def change(kb: KnowledgeBase, id: str, secret: str, number: int) -> None:
    """Change an answer; staff may be editing the same file, which is told and tried again."""
    while True:
        changes = kb.answers.receipt(CALL, id, secret).answer.changes
        try:
            kb.answers.change(CALL, id, secret, typed(number, "One more thing."), changes, Viewer())
        except EditConflict:
            continue
        return


def staff(home: Path, name: str, over: Event, told: "multiprocessing.Queue[tuple[str, int]]") -> None:
    """Sort slots, merge priorities, and say whose answers are, as long as it lasts."""
    kb, chance = base(home), random.Random(name)  # noqa: S311 - which slot is next is no secret
    done: Counter[str] = Counter()
    while not over.is_set():
        for command in commands(kb, chance):
            try:
                kb.triage.apply(CALL, command, Viewer(name))
                done[command.kind.value] += 1
            except (EditConflict, InvalidInput):
                done["told that somebody was first"] += 1
        answers = kb.call_lifecycle.answers(CALL)
        for answer in chance.sample(answers, k=min(2, len(answers))):
            try:
                kb.call_lifecycle.admit(CALL, answer.id, Viewer(name))
                done["admitted"] += 1
            except EditConflict:
                done["told that somebody was first"] += 1
    for what, times in done.items():
        told.put((what, times))


def commands(kb: KnowledgeBase, chance: random.Random) -> Iterator[GroupingCommand]:
    """Yield acts on the board as it is seen now: a new priority, or grouping; now and then a merge."""
    board = kb.triage.board(CALL)
    loose = [slot.ref for slot in board.slots if not slot.place]
    cards = [SeenPriority(card.priority.id, card.digest) for card in board.cards]
    if loose:
        slot = chance.choice(loose)
        if len(cards) < 4 or chance.random() < 0.5:
            yield GroupingCommand(
                CommandKind.NEW, (slot,), title=f"Priority of {slot.input} {slot.rank}", statement="It matters."
            )
        else:
            yield GroupingCommand(CommandKind.GROUP, (slot,), target=chance.choice(cards))
    if len(cards) > 4:
        one, other = chance.sample(cards, k=2)
        yield GroupingCommand(CommandKind.MERGE, source=one, target=other)


def keeper(home: Path, over: Event, told: "multiprocessing.Queue[tuple[str, int]]") -> None:
    """Keep the index level with the files."""
    kb, syncs = base(home), 0
    while not over.is_set():
        try:
            kb.index_sync.sync(timeout=5)
            syncs += 1
        except IndexBusy:
            time.sleep(0.05)
    told.put(("index synced", syncs))


def crowd(home: Path, answers: int, processes: int) -> dict[str, object]:
    """Let everybody at it; return what was counted afterwards."""
    context = multiprocessing.get_context("spawn")
    over, told = context.Event(), context.Queue()
    share, more = divmod(answers, processes)
    counts = [share + (at < more) for at in range(processes)]
    senders = [context.Process(target=members, args=(home, sum(counts[:at]), count)) for at, count in enumerate(counts)]
    others = [context.Process(target=staff, args=(home, name, over, told)) for name in STAFF]
    others.append(context.Process(target=keeper, args=(home, over, told)))
    started = time.monotonic()
    for process in (*senders, *others):
        process.start()
    for process in senders:
        process.join()
    seconds = time.monotonic() - started
    over.set()
    done: Counter[str] = Counter()
    time.sleep(0.5)
    for process in others:
        process.join()
    while not told.empty():
        what, times = told.get()
        done[what] += times
    codes = {process.exitcode for process in (*senders, *others)}
    return {
        "processes ended with": sorted(map(str, codes)),
        "seconds of sending": round(seconds, 1),
        **done,
        **counted(home, answers),
    }


def counted(home: Path, answers: int) -> dict[str, object]:
    """Count what there is, from the files, the index and the log."""
    kb = base(home)
    kb.index_sync.sync()
    stored = kb.call_lifecycle.answers(CALL)
    found = 0
    for number in range(answers):
        groups = kb.search.search(SearchQuery(word(number)), reader_as(Audience.STAFF)).result.groups
        found += [group.doc_type for group in groups] == ["input"]
    public = kb.search.search(SearchQuery("matters"), reader_as(Audience.MEMBERS)).result
    report = kb.audit_check.verify()
    acts = Counter(act.what for act in kb.audit_check._log.acts())  # the script looks where no service has to
    slots = Counter(ref for p in kb.triage.history(CALL).priorities.values() for ref in p.slots)
    return {
        "answers stored": len(stored),
        "of different members": len({answer.organisation for answer in stored}),
        "found by their own word": found,
        "seen by members before the end": sum(group.doc_type == "input" for group in public.groups),
        "changed": sum(answer.changes for answer in stored),
        "acts in the log": report.lines,
        "acts of sending": acts["send answer"],
        "acts of changing": acts["change answer"],
        "chain whole": report.sound,
        "slots grouped twice": sum(times > 1 for times in slots.values()),
        "problems of the files": len(kb.checker.check().problems),
    }


def prepare(home: Path) -> None:
    """Write an open call."""
    now = dt.datetime.now(dt.UTC).replace(tzinfo=None, microsecond=0)
    day = dt.timedelta(days=1)
    made = Call(CALL, "A crowd", "What matters?", CallState.OPEN, now - day, now + day, "UTC")
    write_item(home / "content", replace(made, readers=Audience.MEMBERS))
    base(home).index_sync.sync()


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--answers", type=int, default=500)
    parser.add_argument("--processes", type=int, default=8)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        prepare(home)
        told = crowd(home, asked.answers, asked.processes)
    sys.stdout.write(json.dumps(told, indent=2) + "\n")
    wanted = {
        "processes ended with": ["0"],
        "answers stored": asked.answers,
        "of different members": asked.answers,
        "found by their own word": asked.answers,
        "seen by members before the end": 0,
        "changed": len(range(0, asked.answers, 5)),
        "acts of sending": asked.answers,
        "acts of changing": len(range(0, asked.answers, 5)),
        "chain whole": True,
        "slots grouped twice": 0,
        "problems of the files": 0,
    }
    wrong = {name: (told[name], value) for name, value in wanted.items() if told[name] != value}
    if wrong:
        sys.stdout.write(f"not as it should be: {wrong}\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
