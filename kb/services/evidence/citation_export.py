"""What is cited, for reference managers: one source, or every source that a priority's evidence comes from."""

from collections.abc import Iterable

from kb.documents.citations.citations import place
from kb.documents.citations.csl import CitedSource, cited_sources
from kb.domain.account.viewer import Viewer
from kb.domain.brief import Footnote
from kb.services.library.browse import LibraryReader


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
        evidence = self._browsing.priority(id, viewer).evidence
        return cited_sources((view.cited.source, place(view.passage)) for view in evidence if view.cited.source)

    def of_brief(self, notes: Iterable[Footnote], viewer: Viewer) -> tuple[CitedSource, ...]:
        """Return the sources that the footnotes of a brief name, each once, with the places named."""
        cited = [(note.source, note.place) for note in notes]
        sources = {id: self._browsing.source(id, viewer).source for id in dict.fromkeys(id for id, _ in cited)}
        return cited_sources((sources[id], at) for id, at in cited)
