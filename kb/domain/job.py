"""A job: work that goes on after the request that began it, with the steps that it told and how it ended."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class JobState(StrEnum):
    """Where a job stands. A dead one was cut off: neither it nor anybody else says how it ended."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"
    DEAD = "cut off"


@dataclass(frozen=True)
class BackgroundJob:
    """A job as its log has it now.

    ``kind`` says what sort of work it is, ``subject`` the id of what it is about (empty: of nothing single), ``who``
    the account that began it. ``facts`` are what it began with, ``steps`` what it told since, each as plain values;
    ``result`` what it came to. ``why`` says why it failed. ``stop_asked`` says that somebody wants it to end.
    """

    id: str
    kind: str
    subject: str
    who: str
    began: dt.datetime
    state: JobState
    facts: Mapping[str, Any]
    steps: tuple[Mapping[str, Any], ...] = ()
    result: Mapping[str, Any] | None = None
    ended: dt.datetime | None = None
    why: str = ""
    stop_asked: bool = False

    @property
    def is_running(self) -> bool:
        """Say whether it goes on."""
        return self.state is JobState.RUNNING
