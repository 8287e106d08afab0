"""Where citations stand, worked out once for each source and citation, and kept until either changes.

The text of a source that is for staff only is looked through too, so that a citation of it is not taken for lost.
"""

import hashlib
from collections.abc import Callable
from contextlib import suppress

import msgspec

from kb.content.catalogue import FullCatalogue
from kb.documents.anchoring import Ground, Resolution
from kb.documents.passages import passages_of
from kb.domain.evidence.annotation import Verdict
from kb.domain.source.passage import Citation, Passage
from kb.services.library.evidence import Resolve
from kb.storage.derived_values import DerivedValues

_NOT_HERE = Resolution(Verdict.GONE, "", 0.0)

Shown = Callable[[str], tuple[Passage, ...]]


class Anchors:
    """Resolves citations; what it worked out for the last content is kept for the next."""

    def __init__(self, kept: DerivedValues | None = None) -> None:
        """``kept`` is what other processes worked out; without it, each works out everything."""
        self._kept = kept
        self._known: dict[tuple[str, Citation], Resolution] = {}
        self._new: dict[str, bytes] = {}

    def keep(self) -> None:
        """Keep for other processes what was worked out since the last time."""
        new, self._new = self._new, {}
        if self._kept is not None:
            self._kept.put(new)

    def of(self, catalogue: FullCatalogue, shown: Shown) -> Resolve:
        """Return a resolver of citations in this content; ``shown`` gives the passages of a source."""
        before = self._known
        now: dict[tuple[str, Citation], Resolution] = {}
        self._known = now
        grounds: dict[str, Ground] = {}

        def resolve(citation: Citation) -> Resolution:
            digest = _digest(catalogue, citation.source)
            if not digest:
                return _NOT_HERE
            key = (digest, citation)
            if key not in now:
                now[key] = before[key] if key in before else self._resolved(key, ground_of)
            return now[key]

        def ground_of(source: str) -> Ground:
            if source not in grounds:
                text = catalogue.texts.get(source)
                private = passages_of(text.body) if text is not None else ()
                grounds[source] = Ground((*shown(source), *private))
            return grounds[source]

        return resolve

    def _resolved(self, key: tuple[str, Citation], ground_of: Callable[[str], Ground]) -> Resolution:
        name = hashlib.sha256(msgspec.msgpack.encode(key)).hexdigest()
        held = self._kept.get(name) if self._kept is not None else None
        if held is not None:
            with suppress(msgspec.MsgspecError):
                return msgspec.msgpack.decode(held, type=Resolution)
        found = ground_of(key[1].source).resolve(key[1])
        self._new[name] = msgspec.msgpack.encode(found)
        return found


def _digest(catalogue: FullCatalogue, source: str) -> str:
    """Return the cache key of a source's text; empty where the source is not here."""
    files = (catalogue.files.get((kind, source)) for kind in ("source", "text"))
    own, text = (file.digest if file else "" for file in files)
    return f"{own} {text}" if own else ""
