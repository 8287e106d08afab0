"""The facets of the search, from one table: index, API, terminal, batch and page read their facets from here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kb.domain.index_document import ENTRY, OWN_KINDS, IndexDocument
from kb.domain.priority.priority import Stance
from kb.domain.query.search_query import MISSING
from kb.domain.source.source import SourceKind

NO_TITLES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class FacetSpec:
    """One facet: a filter, a parameter and a column under one name, and how its values are read and shown.

    ``column`` gives the values of a document (none at all counts as missing), ``narrows`` says what the filter does.
    ``values`` is the closed set of values where there is one; ``form`` is the regular expression of an open one, and
    ``like`` says it in words. ``words`` has the words for a value, ``missing`` for having none. Values come with most
    documents first, or in their own order where ``by_value`` says so. ``offers_missing`` says that having none is
    something to ask for.
    """

    name: str
    label: str
    narrows: str
    column: Callable[[IndexDocument], tuple[str, ...]]
    missing: str
    words: Callable[[str], str] = str
    values: tuple[str, ...] = ()
    form: str = ""
    like: str = ""
    by_value: bool = False
    offers_missing: bool = True

    def words_of(self, value: str, titles: Mapping[str, str] = NO_TITLES) -> str:
        """Return the words for a value; ``titles`` has those of values that are ids."""
        return self.missing if value == MISSING else titles.get(value) or self.words(value)


def _sentence(kind: str) -> str:
    """Return a kind as its documents are called elsewhere, in sentence case like the values of other facets."""
    words = "entry of an analyst" if kind == ENTRY else kind.replace("'", "’")
    return words[:1].upper() + words[1:]


def _part(document: IndexDocument) -> tuple[str, ...]:
    """Return the part of the knowledge base that a document stands in; pages of the manual stand in none."""
    return (_PARTS[document.doc_type],) if document.doc_type in _PARTS else ()


EVIDENCE = "sources"
"""The part that holds evidence: sources, and texts that staff alone may read. Results begin with it."""

_PARTS = {
    "source": EVIDENCE,
    "text": EVIDENCE,
    "annotation": "entries",
    "question": "questions",
    "advice": "questions",
    "priority": "priorities",
    "call": "priorities",
    "input": "answers",
}
_PART_WORDS = {
    EVIDENCE: "Sources",
    "entries": "Analysts’ entries",
    "questions": "Questions and advice",
    "priorities": "Priorities and calls",
    "answers": "Members’ answers",
}

FACETS = (
    FacetSpec(
        name="part",
        label="Part",
        narrows="only this part of the knowledge base",
        column=_part,
        missing="No part given",
        words=lambda part: _PART_WORDS.get(part, part),
        values=tuple(_PART_WORDS),
    ),
    FacetSpec(
        name="publisher",
        label="Publisher",
        narrows="only of this publisher, as facets name it",
        column=lambda document: document.publishers,
        missing="No publisher given",
        offers_missing=False,
    ),
    FacetSpec(
        name="kind",
        label="Kind",
        narrows="only this kind of document",
        column=lambda document: (document.source_kind,) if document.source_kind else (),
        missing="No kind given",
        words=_sentence,
        values=tuple(dict.fromkeys((*(kind.value for kind in SourceKind), *OWN_KINDS))),
    ),
    FacetSpec(
        name="topic",
        label="Topic",
        narrows="only on this topic (its id)",
        column=lambda document: document.topics,
        missing="No topic given",
    ),
    FacetSpec(
        name="year",
        label="Year",
        narrows="only of this year; “none” for undated ones",
        column=lambda document: (str(document.published.year),) if document.published else (),
        missing="No year given",
        form="[0-9]{4}|none",
        like="a year of four figures, or none",
        by_value=True,
    ),
    FacetSpec(
        name="priority",
        label="Priority",
        narrows="only what this priority cites (its id)",
        column=lambda document: document.priorities,
        missing="Not cited yet",
    ),
    FacetSpec(
        name="cited",
        label="Evidence",
        narrows="only what is cited by a priority, or is not",
        column=lambda document: ("yes",) if document.priorities or document.cited else ("no",),
        missing="Not cited yet",
        words=lambda value: {"yes": "Cited by a priority", "no": "Not cited yet"}.get(value, value),
        values=("yes", "no"),
    ),
    FacetSpec(
        name="stance",
        label="Stance",
        narrows="only what is evidence of a stance",
        column=lambda document: document.stances,
        missing="No stance given",
        words=_sentence,
        values=tuple(stance.value for stance in Stance),
    ),
)
"""Every facet, in the order in which pages show them."""

FACET_NAMES = tuple(facet.name for facet in FACETS)
FACET: Mapping[str, FacetSpec] = MappingProxyType({facet.name: facet for facet in FACETS})
"""Every facet by its name."""
