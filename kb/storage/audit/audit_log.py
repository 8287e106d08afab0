"""The audit log: ``<home>/audit.jsonl``, in which every act has its line, also after a crash.

An act is put down before it is done, and its line is written after; what a crash left in between is settled at the
next start, before the next act, and by ``kb check``. There are three ways, by what the act changes:

* files, or the world outside: :meth:`AuditLog.intending`, a journal beside the log;
* rows of the small database: :meth:`AuditLog.transaction`, in which :meth:`AuditLog.record` writes a row;
* nothing that is kept here (a sign-in refused, a file taken away): :meth:`AuditLog.record` alone.
"""

import logging
import os
import secrets
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from kb.domain.account.audit import Act, BrokenLine
from kb.storage.audit.chain import AuditChain, act_from, values_of
from kb.storage.audit.intents import Intent, Intents
from kb.storage.audit.outbox import Outbox
from kb.storage.database import Database

DigestOf = Callable[[str], str]
"""Returns the SHA-256 of a content file's bytes by its place under a root; empty where there is no such file."""
INTERRUPTED = ("interrupted", "true")
"""Stands in the details of an act of which nobody knows how far it came: the process ended meanwhile."""


class ActUnderWay:
    """One act that has begun, or several done together, until the block ends that does them."""

    def __init__(self, acts: Sequence[Act]) -> None:
        self.acts: tuple[Act, ...] = tuple(acts)
        self.is_settled = False

    def settle(self, *acts: Act) -> None:
        """Say what came of it; no act at all where nothing did."""
        self.acts = tuple(replace(act, id=act.id or _new_id()) for act in acts)
        self.is_settled = True


class AuditLog:
    """The log under one home folder; safe to share between threads and processes."""

    def __init__(self, home: Path, database: Database | None = None) -> None:
        """``database`` is the small one of the same home; nothing is read or made yet."""
        self._chain = AuditChain(home / "audit.jsonl")
        self._intents = Intents(home)
        self._outbox = Outbox(database) if database else None
        self._log = logging.getLogger("kb.audit")

    @property
    def path(self) -> Path:
        """Return where the log lies."""
        return self._chain.path

    def record(self, act: Act) -> None:
        """Append an act; it is on disk when this returns. Within :meth:`transaction` it is kept with the rows.

        Raises ``OSError`` where it cannot be written.
        """
        act = replace(act, id=act.id or _new_id())
        connection = self._outbox.database.joint if self._outbox else None
        if connection is not None:
            Outbox.add(connection, values_of(act))
        else:
            self._chain.append([act])

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Let rows of the small database change together with the acts that are recorded meanwhile, or not at all."""
        if self._outbox is None:
            yield
            return
        with self._outbox.database.together():
            yield
        if self._outbox.database.joint is None:
            self._deliver()

    @contextmanager
    def intending(self, acts: Sequence[Act]) -> Iterator[ActUnderWay]:
        """Do acts on files, or on the world outside, within the block: put down first, lines after.

        Where the block raises and has not settled what came of them, they are left for the next recovery, which asks
        the files. Once the acts are done, a log that cannot be written is no error: the lines follow then, too.
        """
        under_way = ActUnderWay([replace(act, id=act.id or _new_id()) for act in acts])
        intent = self._intents.begin([values_of(act) for act in under_way.acts])
        try:
            yield under_way
        except BaseException:
            if under_way.is_settled:
                self._finish(intent, under_way.acts)
            else:
                intent.leave()
            raise
        self._finish(intent, under_way.acts)

    def recover(self, digest_of: DigestOf) -> int:
        """Write the lines of acts that processes which are gone had begun; return how many there were."""
        return self.finish_intents(digest_of) + self._deliver()

    def finish_intents(self, digest_of: DigestOf) -> int:
        """Write the lines of acts on files, and on the world outside, that were begun and left."""
        written = 0
        for intent in self._intents.left():
            left = [act_from(values) for values in intent.acts]
            settled = self._settled(self._without_line(left), digest_of)
            written += len(settled)
            self._finish(intent, settled)
        return written

    def acts(self) -> Iterator[Act]:
        """Yield every act that can be read, in order; :meth:`verify` tells of the others."""
        return self._chain.acts()

    def latest(self) -> Iterator[Act]:
        """Yield every act that can be read, the latest line first."""
        return self._chain.latest()

    def verify(self) -> tuple[BrokenLine, ...]:
        """Return every line that was changed, moved or whose predecessor is missing; none where all is whole."""
        return self._chain.verify()

    def head(self) -> tuple[int, str]:
        """Return the number of lines and the last hash: written down elsewhere, it pins the whole log."""
        return self._chain.head()

    def hash_at(self, number: int) -> str:
        """Return the hash of a line, counted from 1; empty where the log is shorter."""
        return self._chain.hash_at(number)

    def _finish(self, intent: Intent, settled: Sequence[Act]) -> None:
        try:
            self._chain.append(settled)
            intent.done()
        except OSError as error:
            intent.leave()
            self._log.warning("the line of an act could not be written and follows later: %s", error)

    def _deliver(self) -> int:
        """Write the lines of acts that wait in the database."""
        if self._outbox is None:
            return 0
        try:
            if not self._outbox.waiting():
                return 0
            with self._intents.alone():  # of several that deliver, one writes each line
                waiting = [act_from(values) for values in self._outbox.waiting()]
                acts = self._without_line(waiting)
                self._chain.append(acts)
                self._outbox.remove(act.id for act in waiting)
        except (OSError, sqlite3.Error) as error:
            self._log.warning("the line of an act could not be written and follows later: %s", error)
            return 0
        return len(acts)

    def _without_line(self, acts: Sequence[Act]) -> list[Act]:
        written = {act.id for act in self.acts()}
        return [act for act in acts if act.id not in written]

    def _settled(self, acts: Sequence[Act], digest_of: DigestOf) -> list[Act]:
        """Return the acts of an intent that were done, as far as the files and the log can tell."""
        if not acts:
            return []
        known = [act for act in self.acts() if act.changes_file]
        known += [act_from(values) for values in self._intents.all()]
        settled = []
        for act in acts:
            done = _was_done(act, digest_of(act.file), known) if act.changes_file else None
            if done is None:
                settled.append(replace(act, details=tuple(sorted({*act.details, INTERRUPTED}))))
            elif done:
                settled.append(act)
        return settled


def _was_done(act: Act, digest: str, known: Sequence[Act]) -> bool | None:
    """Say whether a file was changed as intended, nothing where neither the file nor other acts on it tell."""
    others = [other for other in known if other.file == act.file and other.id != act.id]
    if digest == act.after or any(other.before == act.after for other in others):
        return True  # it is so now, or somebody went on from there
    if digest == act.before or any(other.before == act.before for other in others):
        return False  # it is as it was, or somebody else went on from where this one would have
    return None


def _new_id() -> str:
    return f"{os.getpid()}-{secrets.token_hex(8)}"
