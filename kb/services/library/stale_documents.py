"""What the index still holds although it may not be shown any more: it is written after the files, or not at all.

A sync may have to wait, for a lock or for room on the disk. Until then an answer of the index is shown only as far
as the content of the moment bears it out.
"""

from kb.domain.account.viewer import reader_as
from kb.domain.audience import Audience
from kb.index import SearchEngine
from kb.index.documents import DocKey
from kb.services.library.index_documents import is_same_text
from kb.services.library.library import Snapshot


class StaleDocuments:
    """Compares what the index holds with the content; safe to share between threads."""

    def __init__(self, index: SearchEngine) -> None:
        self._index = index

    def of(self, snapshot: Snapshot, audience: Audience) -> frozenset[DocKey]:
        """Return the documents of an audience that are hidden from it or say something else by now.

        New ones that the index lacks are none of these, nor are changed ones for staff, from whom nothing is hidden.
        Raises ``IndexMissing`` where there is no index.
        """
        held = self._index.held(audience)
        kept: dict[Audience, tuple[object, frozenset[DocKey]]] = snapshot.cached("stale documents", dict)
        of_held, found = kept.get(audience, (None, frozenset[DocKey]()))
        if of_held is not held:
            files = snapshot.visible_to(reader_as(audience)).files
            if audience is Audience.STAFF:
                found = frozenset(held.keys() - files.keys())
            else:
                planned = snapshot.shelf.digests
                found = frozenset(
                    key
                    for key, digest in held.items()
                    if key not in files or not is_same_text(key, digest, planned.get(key, ""))
                )
            kept[audience] = held, found
        return found
