"""The writer's lock: one process of all machines writes at a time.

It is a document of the cluster itself. Who holds it says so anew with every batch; a holder that has not for a while
is taken for dead, and another takes its place, by the sequence number that both read: only one of two can.
"""

import contextlib
import time
from collections.abc import Callable, Iterator
from typing import Any

from opensearchpy import OpenSearch
from opensearchpy.exceptions import ConflictError

from kb.domain.errors import IndexBusy
from kb.index.opensearch.cluster import PATIENT, Cluster

HELD_SECONDS = 60.0
"""A holder that was not heard of for so long is gone."""

_ID = "writer"
_AGAIN = 0.2

Json = dict[str, Any]


class WriterLock:
    """Lets one writer in at a time; ``owner`` is unique to this process and ``now`` tells the time in seconds."""

    def __init__(self, cluster: Cluster, name: str, owner: str, now: Callable[[], float] = time.time) -> None:
        self._cluster, self._index, self._owner, self._now = cluster, f"{name}-lock", owner, now

    @contextlib.contextmanager
    def writing(self, timeout: float) -> Iterator[Callable[[], None]]:
        """Hold the lock; raise ``IndexBusy`` where another does for longer than ``timeout`` seconds.

        Gives what keeps it: called between batches, it raises ``IndexBusy`` where the lock was lost.
        """
        until = time.monotonic() + timeout
        while not self._take():
            if time.monotonic() >= until:
                raise IndexBusy(timeout)
            time.sleep(_AGAIN)
        try:
            yield self._keep
        finally:
            with contextlib.suppress(ConflictError):
                self._cluster.ask(self._release)

    def _keep(self) -> None:
        if not self._take():
            raise IndexBusy(0)

    def _take(self) -> bool:
        """Take the lock, or take it again; say whether it is ours."""
        return self._cluster.ask(self._try, PATIENT)

    def _try(self, client: OpenSearch) -> bool:
        held = self._held(client)
        source = held.get("_source", {})
        if held and source["owner"] not in ("", self._owner) and source["until"] > self._now():
            return False
        known = {"if_seq_no": held["_seq_no"], "if_primary_term": held["_primary_term"]} if held else {}
        try:
            client.index(
                index=self._index,
                id=_ID,
                body={"owner": self._owner, "until": self._now() + HELD_SECONDS},
                params=known or {"op_type": "create"},
            )
        except ConflictError:
            return False
        return True

    def _release(self, client: OpenSearch) -> None:
        held = self._held(client)
        if held and held["_source"]["owner"] == self._owner:
            known = {"if_seq_no": held["_seq_no"], "if_primary_term": held["_primary_term"]}
            client.index(index=self._index, id=_ID, body={"owner": "", "until": 0}, params=known)

    def _held(self, client: OpenSearch) -> Json:
        (found,) = client.mget(index=self._index, body={"ids": [_ID]})["docs"]  # where there is none, that is no error
        return dict(found) if found.get("found") else {}
