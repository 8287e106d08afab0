"""What is cited, for reference managers: one source, or every source that a priority's evidence comes from."""

from collections.abc import Iterable

from kb.documents.citations.citations import place
from kb.documents.citations.csl import CitedSource
from kb.domain.account.viewer import Viewer
from kb.domain.brief import Footnote
from kb.services.library.browse import EvidenceView, LibraryReader


class CitationExport:
    """Collects cited sources for a viewer."""

    def __init__(self, browsing: LibraryReader) -> None:
        self._browsing = browsing

    def of_source(self, id: str, viewer: Viewer) -> tuple[CitedSource, ...]:
        """Return one source; raise ``NotFound`` where there is none for this viewer."""
        return (CitedSource(self._browsing.source(id, viewer).source),)

    def of_priority(self, id: str, viewer: Viewer) -> tuple[CitedSource, ...]:
        """Return the sources that the evidence of a priority comes from, each once, with the places cited.

        Raises ``NotFound`` where there is no such priority for this viewer.
        """
        return cited_sources(self._browsing.priority(id, viewer).evidence)

    def of_brief(self, notes: Iterable[Footnote], viewer: Viewer) -> tuple[CitedSource, ...]:
        """Return the sources that the footnotes of a brief name, each once, with the places named."""
        places: dict[str, dict[str, None]] = {}
        for note in notes:
            places.setdefault(note.source, {}).update({note.place: None} if note.place else {})
        return tuple(CitedSource(self._browsing.source(id, viewer).source, tuple(at)) for id, at in places.items())


def cited_sources(evidence: Iterable[EvidenceView]) -> tuple[CitedSource, ...]:
    """Return the sources of pieces of evidence in order, each once, with the places cited of it."""
    found: dict[str, CitedSource] = {}
    for view in evidence:
        if view.cited.source is None:
            continue
        before = found.get(view.cited.source.id, CitedSource(view.cited.source))
        places = dict.fromkeys((*before.places, *([where] if (where := place(view.passage)) else [])))
        found[view.cited.source.id] = CitedSource(view.cited.source, tuple(places))
    return tuple(found.values())
