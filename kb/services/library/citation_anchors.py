"""Where citations stand, worked out once for each source and citation, and kept until either changes.

The text of a source that is for staff only is looked through too, so that a citation of it is not taken for lost.
"""

from collections.abc import Callable

from kb.content.catalogue import FullCatalogue
from kb.documents.anchoring import Ground, Resolution
from kb.documents.passages import passages_of
from kb.domain.evidence.annotation import Verdict
from kb.domain.source.passage import Citation, Passage
from kb.services.library.evidence import Resolve

_NOT_HERE = Resolution(Verdict.GONE, "", 0.0)

Shown = Callable[[str], tuple[Passage, ...]]


class Anchors:
    """Resolves citations; what it worked out for the last content is kept for the next."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, Citation], Resolution] = {}

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
                now[key] = before[key] if key in before else ground_of(citation.source).resolve(citation)
            return now[key]

        def ground_of(source: str) -> Ground:
            if source not in grounds:
                text = catalogue.texts.get(source)
                private = passages_of(text.body) if text is not None else ()
                grounds[source] = Ground((*shown(source), *private))
            return grounds[source]

        return resolve


def _digest(catalogue: FullCatalogue, source: str) -> str:
    """Return the cache key of a source's text; empty where the source is not here."""
    files = (catalogue.files.get((kind, source)) for kind in ("source", "text"))
    own, text = (file.digest if file else "" for file in files)
    return f"{own} {text}" if own else ""
