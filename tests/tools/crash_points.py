"""Stop acts of people and programs at each point where they write, by each fault, and look at what is left.

    python tests/tools/crash_points.py [--only NAME]... [--fault NAME]... [--every N] [--seconds S] [--verbose]

Each act (a sync, an answer, a merge of priorities, a document filed, an account disabled …) is done in a process of its
own over a copy of a small site. At one of its points (an open, write, rename, link, unlink, fsync, or a statement of
SQL) the process is killed, or told that the disk is full (from there on) or broken (once). Then the site is opened as
after a start, and: what was acknowledged is there; the act is done whole or not at all, and has its lines in the audit
log if it was; `kb check` finds nothing; the index is brought level and answers; and whoever was told of a failure was
told in a sentence. Prints the table of points, faults and outcomes; leaves with 1 where anything was at fault.

`--every 5` tries each fifth point; `--seconds` leaves out points evenly, so that it takes about so long.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "kit"))

from crash_world import SCENARIOS, Scenario, crash_mould, found, tree_of
from fault_points import Fault, FaultPoints
from kb.services.accounts.audit_trail import ActFilter
from kb.storage.audit.audit_log import INTERRUPTED
from people import Site, kb_over


MEMORY = Path("/dev/shm")  # noqa: S108 - a folder in memory, where an fsync costs nothing: kills do not empty it


@dataclass
class Outcome:
    """What became of one act with one fault at one point."""

    scenario: str
    fault: Fault
    number: int
    point: str
    ended: str
    state: str
    faults: list[str] = field(default_factory=list)
    words: str = ""


def in_a_process(work: Callable[[], Any]) -> Any:
    """Do work in a child; return what it returned, or nothing where it was killed."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        code = 1
        try:
            result = json.dumps(work())
            with os.fdopen(os.dup(writing), "w") as out:
                out.write(result)
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading) as told:
        text = told.read()
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise SystemExit("a child of this script failed")
    return json.loads(text) if text else None


class Attack:
    """One scenario over copies of the mould."""

    def __init__(self, scenario: Scenario, mould: Path, tokens: dict[str, str], folder: Path) -> None:
        self.scenario, self.mould, self.tokens, self.folder = scenario, mould, tokens, folder
        self.fresh()
        self.site = Site(folder, kb_over(folder), tokens)  # nothing is read by it here: each child begins from it
        self.before, self.lines = tree_of(mould), in_a_process(lambda: kb_over(mould).audit_check.verify().lines)

    def fresh(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self.mould, self.folder)

    def attempt(self, number: int, fault: Fault) -> dict[str, Any] | None:
        """Do the act, with a fault at a point; return the points and what was told, nothing where it was killed."""
        self.fresh()

        def work() -> dict[str, Any]:
            deed = self.scenario.ready(self.site)
            points = FaultPoints(self.folder, number, fault)
            points.arm()
            told = deed()
            points.disarm()
            return {"points": points.passed, "done": told.done, "words": told.words}

        return in_a_process(work)

    def look(self, done: bool) -> dict[str, Any]:
        """Open the site as after a start, and say what is at fault; ``done`` is what was acknowledged."""

        def work() -> dict[str, Any]:
            return _look(self.scenario, self.site, done, self.before, self.lines)

        return in_a_process(work)


def _look(scenario: Scenario, site: Site, acknowledged: bool, before: dict[str, str], lines: int) -> dict[str, Any]:
    faults, kb = [], site.kb
    if found(kb, "herons") < 1:
        faults.append("the index does not answer as before or after")
    report = kb.audit_check.verify()
    faults += [f"audit line {one.line}: {one.why}" for one in report.broken]
    faults += [f"{one.place}: {one.what}" for one in report.unlogged]
    faults += [f"{one.file}: {one.what}" for one in kb.checker.check().problems]
    is_done, more = scenario.is_done(site, kb), report.lines - lines
    if acknowledged and not is_done:
        faults.append("what was acknowledged is lost")
    if not is_done and (half := scenario.half_done(site, before)):
        faults.append(f"it was done by half: {half}")
    if scenario.lines and is_done and more < scenario.lines:
        faults.append(f"it was done, and has {more} lines in the log")
    latest = kb.audit_trail.find(ActFilter(), more).acts if more else ()
    if not is_done and any(INTERRUPTED not in act.details for act in latest):
        faults.append("it was not done, and has a line in the log that says so")
    kb.index_sync.sync()
    if not kb.index_sync.status(thorough=True).healthy or found(kb, "herons") < 1:
        faults.append("the index is not level after a sync")
    return {"state": "done" if is_done else "not done", "faults": faults}


def outcome_of(attack: Attack, number: int, fault: Fault) -> Outcome | None:
    """Do an act with a fault at a point and look at what is left; nothing where the act has fewer points."""
    told = attack.attempt(number, fault)
    if told is not None and len(told["points"]) < number:
        return None
    left = attack.look(told is not None and told["done"])
    outcome = Outcome(
        attack.scenario.name,
        fault,
        number,
        told["points"][number - 1] if told else "",
        "killed",
        left["state"],
        left["faults"],
    )
    if told is not None:
        outcome.ended = "went through" if told["done"] else "told in words"
        if not told["done"] and ("Traceback" in told["words"] or told["words"].startswith("500") or not told["words"]):
            outcome.faults.append(f"it was told as: {told['words']!r}")
        outcome.words = told["words"]
    return outcome


def points_of(attack: Attack) -> list[str]:
    """Return every point of an act, in order."""
    told = attack.attempt(0, Fault.KILL)
    if told is None or not told["done"]:
        raise SystemExit(f"{attack.scenario.name} is not done where nothing fails: {told}")
    left = attack.look(True)
    if left["state"] != "done" or left["faults"]:
        raise SystemExit(f"{attack.scenario.name} is at fault where nothing fails: {left}")
    return list(told["points"])


def run(options: argparse.Namespace) -> list[Outcome]:
    """Try the points that were asked for, and tell of each that was at fault."""
    outcomes = []
    scenarios = [one for one in SCENARIOS if not options.only or one.name in options.only]
    faults = [fault for fault in Fault if not options.fault or fault.name.lower() in options.fault]
    with tempfile.TemporaryDirectory(prefix="crash-points-", dir=MEMORY if MEMORY.is_dir() else None) as name:
        mould = Path(name) / "mould"
        tokens = crash_mould(mould)
        end = time.monotonic() + options.seconds if options.seconds else None
        for position, scenario in enumerate(scenarios):
            attack = Attack(scenario, mould, tokens, Path(name) / "site")
            began = time.monotonic()
            points = points_of(attack)
            tries = [
                (number, fault)
                for fault in faults
                for number in range(1, len(points) + 1, options.every)
                if fault is not Fault.TORN or points[number - 1].startswith("write")
            ]
            if end is not None:  # of what is left of the time, this one's share
                share = max(end - began, 0.01) / (len(scenarios) - position)
                each = max(time.monotonic() - began, 0.05)
                tries = tries[:: max(1, round(len(tries) * each / share))]
            for number, fault in tries:
                outcome = outcome_of(attack, number, fault)
                if outcome is None:
                    continue
                outcome.point = outcome.point or points[number - 1]
                outcomes.append(outcome)
                if outcome.faults or options.verbose:
                    print(
                        f"{scenario.name}: {fault.value} at {number} {outcome.point}: {outcome.ended}, {outcome.state}"
                        f" {outcome.words}",
                        *outcome.faults,
                        sep="\n    ",
                        flush=True,
                    )
            print(_row(scenario, len(points), [one for one in outcomes if one.scenario == scenario.name]), flush=True)
    return outcomes


def _row(scenario: Scenario, points: int, outcomes: list[Outcome]) -> str:
    cells = []
    for fault in Fault:
        own = [one for one in outcomes if one.fault is fault]
        ended = Counter(f"{one.ended}, {one.state}" for one in own)
        said = "; ".join(f"{number} {what}" for what, number in sorted(ended.items()))
        bad = sum(bool(one.faults) for one in own)
        cells.append(f"{fault.value}: {said or 'not tried'}{f'; {bad} AT FAULT' if bad else ''}")
    return f"{scenario.name:<16} {points:>4} points | " + " | ".join(cells)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", action="append", choices=[one.name for one in SCENARIOS])
    parser.add_argument("--fault", action="append", choices=[fault.name.lower() for fault in Fault])
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--verbose", action="store_true")
    outcomes = run(parser.parse_args())
    bad = sum(bool(one.faults) for one in outcomes)
    print(f"{len(outcomes)} faults set in {len({one.scenario for one in outcomes})} acts, {bad} with something wrong")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
