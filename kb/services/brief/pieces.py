"""Pieces of evidence as a brief takes them: those of the one list of evidence, each with who may know of it.

On the list an entry that is not reviewed is for staff; here it has the audience that it would have once it is, so that
a brief can say how much waits, and show it to who asks for that.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from kb.content.catalogue import FullCatalogue
from kb.domain.audience import Audience, narrowest
from kb.domain.editorial.review import ReviewState
from kb.domain.evidence.annotation import Annotation, Decision, Strength
from kb.domain.priority.priority import Stance
from kb.domain.source.passage import Citation
from kb.domain.source.source import Source
from kb.services.library.evidence import Cited, Resolve, cited_passages, standing


@dataclass(frozen=True)
class Piece:
    """A piece of evidence. ``audience`` may know of it once it is reviewed; ``passage`` is where its words stand now.

    ``stands`` is the decision that its words stand as they were read, though the source has changed.
    """

    citation: Citation
    source: Source
    audience: Audience
    is_suspect: bool
    passage: str = ""
    stance: Stance = Stance.CONTEXT
    why: str = ""
    strength: Strength | None = None
    annotation: Annotation | None = None
    state: ReviewState = ReviewState.DRAFT
    stands: Decision | None = None


def pieces_of(catalogue: FullCatalogue, resolve: Resolve) -> Mapping[str, tuple[Piece, ...]]:
    """Return all evidence by priority; what is about a source that is not here is left out."""
    listed = cited_passages(catalogue, resolve).by_priority
    return {
        id: tuple(_piece(one, catalogue) for one in all_of if _is_here(one, catalogue)) for id, all_of in listed.items()
    }


def annotated_in(catalogue: FullCatalogue, resolve: Resolve) -> Mapping[str, Piece]:
    """Return what every entry holds, by its id, for no priority in particular."""
    found = {}
    for entry in catalogue.annotations.values():
        source = catalogue.sources.get(entry.source)
        if source is not None:
            resolution, stands = resolve(entry.citation), standing(entry, catalogue)
            found[entry.id] = Piece(
                citation=entry.citation,
                source=source,
                audience=narrowest(entry.audience, source.audience),
                is_suspect=resolution.verdict.is_suspect and stands is None,
                passage=resolution.passage,
                annotation=entry,
                state=entry.state,
                stands=stands,
            )
    return found


def _is_here(cited: Cited, catalogue: FullCatalogue) -> bool:
    return cited.evidence.citation.source in catalogue.sources


def _piece(cited: Cited, catalogue: FullCatalogue) -> Piece:
    source = catalogue.sources[cited.evidence.citation.source]
    own = cited.annotation.audience if cited.annotation else Audience.PUBLIC
    return Piece(
        citation=cited.evidence.citation,
        source=source,
        audience=narrowest(own, source.audience, cited.priority.audience),
        is_suspect=cited.is_suspect,
        passage=cited.passage,
        stance=cited.evidence.stance,
        why=cited.evidence.why,
        strength=cited.strength,
        annotation=cited.annotation,
        state=cited.state,
        stands=cited.stands,
    )
