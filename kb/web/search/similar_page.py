"""More like this: a passage, and the passages that say something like it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from kb.domain.query.results import Group
from kb.domain.query.search_query import SearchQuery
from kb.domain.source.passage import Passage
from kb.services.library.browse import SourceView
from kb.services.search.search import CitedHits
from kb.services.search.similar import SimilarGroups
from kb.web.addresses import source_address
from kb.web.humanize import count, shortened
from kb.web.layout.frame import Frame
from kb.web.search.hits import OUR_WORDS, GroupRow, group_row

LONGEST_QUOTED = 700


@dataclass(frozen=True)
class SimilarPage:
    """A passage with those like it, under their documents."""

    template: ClassVar[str] = "search/similar.html"
    frame: Frame
    heading: str
    place: str
    words: str
    is_ours: bool
    back: str
    groups: tuple[GroupRow, ...]


def similar_page(frame: Frame, view: SourceView, passage: Passage, similar: SimilarGroups) -> SimilarPage:
    """Make the page."""
    found = sum(len(group.hits) for group in similar.groups)
    return SimilarPage(
        frame=frame,
        heading=f"{count(found, 'passage')} like this" if found else "Nothing like this",
        place=", ".join(part for part in (view.source.heading, passage.locator) if part),
        words=shortened(passage.text, LONGEST_QUOTED),
        is_ours=passage.kind.value in OUR_WORDS,
        back=source_address(view.source.id, passage.id),
        groups=tuple(_group(group, similar.priorities, similar.cited) for group in similar.groups),
    )


def _group(group: Group, priorities: Mapping[str, str], cited: CitedHits) -> GroupRow:
    """Return a document with its like passages only: what else in it shares a word is nothing to lead to."""
    return group_row(SearchQuery(), replace(group, total=len(group.hits)), priorities, cited)
