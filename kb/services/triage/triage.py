"""Triage: slots sorted under priorities by people, each act compared with what its author saw, saved and logged.

An act names the files it rests on by their SHA-256, as the page showed them. Where one of them has changed since,
nothing is written and both versions come back (:class:`GroupingConflict`), with the act ready to be done on top of what
is there now. The words of members are never written to.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from kb.content.catalogue import FullCatalogue
from kb.content.codec import dump, normal
from kb.content.repository import Stored
from kb.domain.account.viewer import Viewer
from kb.domain.audience import Audience
from kb.domain.errors import EditConflict, InvalidInput
from kb.domain.ids import slug
from kb.domain.priority.grouping import Signature, StepTaken, group, merge, new, split, undo, ungroup, why_not_undone
from kb.domain.priority.lineage import Groups, Priorities, place_of, state_after, steps_of
from kb.domain.priority.priority import Priority, SlotRef, Step
from kb.services.library.content_writer import SHORTEST_DIGEST, ContentWriter, FileChange
from kb.services.library.library import Library
from kb.services.triage.board import Board, TakenStep, answers_of, board_of, digest_in, priorities_of
from kb.services.triage.suggestions import SlotSuggesting, Suggestions

_ATTEMPTS = 5


class CommandKind(StrEnum):
    """What can be done on the board."""

    GROUP = "group"
    UNGROUP = "ungroup"
    NEW = "new"
    MERGE = "merge"
    SPLIT = "split"
    UNDO = "undo"


@dataclass(frozen=True)
class SeenPriority:
    """A priority as the author of an act saw it: its id, and the SHA-256 of its file (its beginning will do)."""

    id: str
    digest: str


@dataclass(frozen=True)
class GroupingCommand:
    """An act as it is asked for.

    ``source`` is where the slots were seen (nothing: under no priority), ``target`` where they are to go; ``number``
    is the step that is to be taken back; ``title`` and ``statement`` are for a priority to be made.
    """

    kind: CommandKind
    slots: tuple[SlotRef, ...] = ()
    source: SeenPriority | None = None
    target: SeenPriority | None = None
    title: str = ""
    statement: str = ""
    number: int = 0


class GroupingConflict(EditConflict):
    """Somebody saved first: both versions of the file, the act as it would be on top of theirs, and who it was.

    ``rebased`` is ``None`` where the act cannot be done any more; ``why`` says so.
    """

    def __init__(
        self, theirs: str, yours: str, last: Step | None, rebased: GroupingCommand | None, why: str = ""
    ) -> None:
        super().__init__(theirs, yours)
        self.last, self.rebased, self.why = last, rebased, why


@dataclass(frozen=True)
class History:
    """What has been done on a call's board: every step, and the grouping after the one that was asked for."""

    board: Board
    priorities: Priorities
    steps: tuple[TakenStep, ...]
    state: Groups


class Triage:
    """Sorts the slots of calls; safe to share between threads and processes."""

    def __init__(
        self, library: Library, suggesting: SlotSuggesting, writer: ContentWriter, now: Callable[[], datetime]
    ) -> None:
        self._library, self._suggesting, self._writer, self._now = library, suggesting, writer, now

    def board(self, call: str) -> Board:
        """Return a call in triage, as the files are now."""
        return board_of(self._library.snapshot(fresh=True).catalogue, call)

    def priorities(self) -> Priorities:
        """Return every priority by id, with its lineage."""
        return self._library.snapshot(fresh=True).catalogue.priorities

    def is_slot(self, slot: SlotRef) -> bool:
        """Say whether there is such a slot."""
        answer = self._library.snapshot().catalogue.inputs.get(slot.input)
        return answer is not None and 0 < slot.rank <= len(answer.slots)

    def history(self, call: str, after: int | None = None) -> History:
        """Return every step of a call, the last one first, and the grouping as it was after one of them."""
        catalogue = self._library.snapshot(fresh=True).catalogue
        priorities = priorities_of(catalogue, call)
        steps = [TakenStep(step, why_not_undone(priorities, step)) for step in reversed(steps_of(priorities))]
        state = state_after(priorities, after) if after is not None else {}
        return History(board_of(catalogue, call), priorities, tuple(steps), state)

    def suggestions(self, board: Board, slot: SlotRef) -> Suggestions:
        """Return the suggested priorities of a slot."""
        return self._suggesting.suggest(board, slot)

    def apply(self, call: str, command: GroupingCommand, viewer: Viewer) -> Step:
        """Do an act and return its step.

        Raises ``GroupingConflict`` where the files are not as they were seen, ``InvalidInput`` where it cannot be done.
        """
        with self._writer.exclusively():  # steps are numbered over all priorities
            for attempt in range(_ATTEMPTS):
                catalogue = self._library.snapshot(fresh=True).catalogue
                board_of(catalogue, call)  # raises where there is no such call
                self._compare(catalogue, call, command, viewer.id)
                change = self._changed(catalogue, call, dict(catalogue.priorities), command, viewer.id)
                try:
                    self._save(catalogue, change, viewer)
                    break
                except EditConflict:  # words of one of them were saved between our look and our hand on the files
                    if attempt == _ATTEMPTS - 1:
                        raise
        return change.step

    def _compare(self, catalogue: FullCatalogue, call: str, command: GroupingCommand, who: str) -> None:
        moved = [slot for slot in command.slots if place_of(catalogue.priorities, slot) != _id(command.source)]
        changed = [s for s in (command.source, command.target) if s and not _is_as_seen(catalogue, s)]
        if command.kind is CommandKind.UNDO or not (moved or changed):
            return
        at = changed[0].id if changed else place_of(catalogue.priorities, moved[0])
        at = at or _id(command.source)
        theirs = catalogue.priorities.get(at)
        rebased = _rebased(catalogue, command)
        try:
            change = self._changed(catalogue, call, dict(catalogue.priorities), rebased, who)
        except InvalidInput as error:
            why = "; ".join(error.field_errors.values())
            raise GroupingConflict(_text(theirs), _text(theirs), _last(theirs), None, why) from error
        yours = change.priorities.get(at)
        raise GroupingConflict(_text(theirs), _text(yours or theirs), _last(theirs), rebased)

    def _changed(
        self, catalogue: FullCatalogue, call: str, all: Priorities, command: GroupingCommand, who: str
    ) -> StepTaken:
        by = Signature(who, self._now())
        _check_call(catalogue, call, command)
        if command.kind is CommandKind.UNDO:
            return undo(all, command.number, by)
        if command.kind is CommandKind.MERGE:
            return merge(all, _id(command.source), _id(command.target), by)
        if command.kind is CommandKind.SPLIT:
            return split(all, _id(command.source), command.slots, _made(all, call, command, who), by)
        if command.kind is CommandKind.NEW:
            return new(all, command.slots, _made(all, call, command, who), by)
        if command.kind is CommandKind.GROUP:
            if command.target is None:
                raise InvalidInput({"to": "choose a priority from the list"})
            return group(all, command.slots, _id(command.target), by)
        return ungroup(all, _one(command.slots), by)

    def _save(self, catalogue: FullCatalogue, change: StepTaken, viewer: Viewer) -> None:
        step = change.step
        slots = " ".join(f"{slot.input}:{slot.rank}" for slot in step.slots)
        facts = {"step": str(step.number), "from": step.source, "to": step.target, "slots": slots}
        changes = (FileChange(_stored(catalogue, id), priority) for id, priority in change.priorities.items())
        details = ((name, value) for name, value in facts.items() if value)
        self._writer.save_all(list(changes), viewer, f"triage: {step.kind.value}", details)


def _stored(catalogue: FullCatalogue, id: str) -> Stored[Priority] | None:
    file = catalogue.files.get(("priority", id))
    return Stored(catalogue.priorities[id], file.path, file.digest) if file else None


def _check_call(catalogue: FullCatalogue, call: str, command: GroupingCommand) -> None:
    """Refuse what belongs to another call, or to none."""
    known = {answer.id: len(answer.slots) for answer in answers_of(catalogue, call)}
    if any(not 0 < slot.rank <= known.get(slot.input, 0) for slot in command.slots):
        raise InvalidInput({"slots": "there is no such choice in this call"})
    ids = priorities_of(catalogue, call)
    for name, seen in (("from", command.source), ("to", command.target)):
        if seen is not None and seen.id not in ids:
            raise InvalidInput({name: "there is no such priority in this call"})
    steps = {step.number for one in ids.values() for step in one.lineage}
    if command.kind is CommandKind.UNDO and command.number not in steps:
        raise InvalidInput({"number": "there is no such step in this call"})


def _made(all: Priorities, call: str, command: GroupingCommand, who: str) -> Priority:
    """Return the priority to be made: for staff until people publish it, since its words may be a member's.

    Whoever makes it writes its words, so that somebody else agrees to them.
    """
    title = " ".join(command.title.split())
    if not title:
        raise InvalidInput({"title": "give the priority a title"})
    statement = command.statement.strip() or title
    made = Priority(_free_id(all, title), title, statement, call=call, audience=Audience.STAFF, worded_by=who)
    kept = normal(made)
    if not isinstance(kept, Priority):
        raise TypeError(kept)
    return kept


def _free_id(all: Priorities, title: str) -> str:
    stem = slug(title)[:70].rstrip("-")
    tried = (stem, *(f"{stem}-{number}" for number in range(2, len(all) + 3)))
    return next(id for id in tried if id not in all)


def _one(slots: tuple[SlotRef, ...]) -> SlotRef:
    if len(slots) != 1:
        raise InvalidInput({"slots": "choose one choice"})
    return slots[0]


def _id(seen: SeenPriority | None) -> str:
    return seen.id if seen else ""


def _is_as_seen(catalogue: FullCatalogue, seen: SeenPriority) -> bool:
    return len(seen.digest) >= SHORTEST_DIGEST and digest_in(catalogue, seen.id).startswith(seen.digest)


def _rebased(catalogue: FullCatalogue, command: GroupingCommand) -> GroupingCommand:
    """Return the act with the files named as they are now, and its slots where they are now."""
    source = _id(command.source)
    if command.kind in (CommandKind.GROUP, CommandKind.UNGROUP, CommandKind.NEW) and command.slots:
        source = place_of(catalogue.priorities, command.slots[0])
    return replace(command, source=_now_seen(catalogue, source), target=_now_seen(catalogue, _id(command.target)))


def _now_seen(catalogue: FullCatalogue, id: str) -> SeenPriority | None:
    return SeenPriority(id, digest_in(catalogue, id)) if id else None


def _text(priority: Priority | None) -> str:
    return dump(priority) if priority is not None else ""


def _last(priority: Priority | None) -> Step | None:
    """Return the step that changed a priority last; nothing where its words were changed since, by who knows whom."""
    if priority is None:
        return None
    last = max(priority.lineage, key=lambda step: step.number, default=None)
    return None if last and priority.changed and priority.changed >= last.at else last
