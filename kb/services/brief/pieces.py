"""Pieces of evidence as a brief takes them: those of the one list of evidence, also those that nobody has reviewed.

A brief says how much waits for review, and shows it to who asks for that.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from kb.content.visibility import VisibleCatalogue
from kb.domain.editorial.review import ReviewState
from kb.domain.evidence.annotation import Annotation, Decision, Strength
from kb.domain.priority.priority import Stance
from kb.domain.source.passage import Citation
from kb.domain.source.source import Source
from kb.services.library.evidence import Cited, Resolve, cited_passages, standing


@dataclass(frozen=True)
class Piece:
    """A piece of evidence. ``passage`` is where its words stand now.

    ``stands`` is the decision that its words stand as they were read, though the source has changed.
    """

    citation: Citation
    source: Source
    is_suspect: bool
    passage: str = ""
    stance: Stance = Stance.CONTEXT
    why: str = ""
    strength: Strength | None = None
    annotation: Annotation | None = None
    state: ReviewState = ReviewState.DRAFT
    stands: Decision | None = None


def pieces_of(visible: VisibleCatalogue, resolve: Resolve) -> Mapping[str, tuple[Piece, ...]]:
    """Return all evidence by priority; what is about a source that is not here is left out."""
    listed = cited_passages(visible, resolve).by_priority
    return {
        id: tuple(_piece(one, visible) for one in all_of if _is_here(one, visible)) for id, all_of in listed.items()
    }


def annotated_in(visible: VisibleCatalogue, resolve: Resolve) -> Mapping[str, Piece]:
    """Return what every entry holds, by its id, for no priority in particular."""
    found = {}
    for entry in visible.annotations.values():
        source = visible.sources.get(entry.source)
        if source is not None:
            resolution, stands = resolve(entry.citation), standing(entry, visible)
            found[entry.id] = Piece(
                citation=entry.citation,
                source=source,
                is_suspect=resolution.verdict.is_suspect and stands is None,
                passage=resolution.passage,
                annotation=entry,
                state=entry.state,
                stands=stands,
            )
    return found


def _is_here(cited: Cited, visible: VisibleCatalogue) -> bool:
    return cited.evidence.citation.source in visible.sources


def _piece(cited: Cited, visible: VisibleCatalogue) -> Piece:
    source = visible.sources[cited.evidence.citation.source]
    return Piece(
        citation=cited.evidence.citation,
        source=source,
        is_suspect=cited.is_suspect,
        passage=cited.passage,
        stance=cited.evidence.stance,
        why=cited.evidence.why,
        strength=cited.strength,
        annotation=cited.annotation,
        state=cited.state,
        stands=cited.stands,
    )
