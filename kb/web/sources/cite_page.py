"""The page that cites one passage."""

from dataclasses import dataclass
from typing import ClassVar

from kb.documents.citations.citations import citation_markdown, citation_text
from kb.services.library.browse import SourceView
from kb.web.addresses import collect_address, source_address
from kb.web.layout.frame import Frame


@dataclass(frozen=True)
class CitePage:
    """The citation of one passage, ready to be copied."""

    template: ClassVar[str] = "sources/cite.html"
    frame: Frame
    title: str
    place: str
    back: str
    words: str
    is_ours: bool
    text: str
    markdown: str
    attribution: str
    collect: str


def cite_page(frame: Frame, view: SourceView, passage_id: str, base_url: str) -> CitePage | None:
    """Make the page that cites a passage; ``None`` where this source has no such passage."""
    passage = next((p for p in view.passages if p.id == passage_id), None)
    if passage is None:
        return None
    words = passage.text.split()
    most = view.source.terms.quotation_words
    return CitePage(
        frame=frame,
        title=view.source.heading,
        place=passage.locator or "a passage without a number",
        back=source_address(view.source.id, passage.id),
        words=" ".join(words[:most]) + (" …" if len(words) > most else ""),
        is_ours=passage.is_ours,
        text=citation_text(view.source, passage, base_url),
        markdown=citation_markdown(view.source, passage, base_url),
        attribution=view.source.terms.attribution,
        collect=collect_address(view.source.id, passage.id),
    )
