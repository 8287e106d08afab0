"""What the API can be asked: one row per resource, from which the addresses and their description are made."""

from kb.domain.errors import or_not_found
from kb.domain.priority.priority import PriorityStatus
from kb.domain.query.facets import FACET_NAMES, FACETS
from kb.domain.query.search_query import Filters, SearchQuery, Sort
from kb.domain.source.source import SourceKind
from kb.domain.source.source_state import SourceState
from kb.web.api.operation import CURSOR, ID, ApiRequest, Operation, fits, limit_of, part_of
from kb.web.api.paging import part_of_search
from kb.web.api.parameters import OneOf, Parameter, Text, Whole, form_of
from kb.web.api.priority_shapes import PrioritiesShape, PriorityDetailShape, priorities_shape, priority_detail_shape
from kb.web.api.search_shapes import SearchShape, SuggestionsShape, search_shape, suggestions_shape
from kb.web.api.source_shapes import (
    PassageDetailShape,
    SimilarShape,
    SourceDetailShape,
    SourcesShape,
    passage_detail_shape,
    similar_shape,
    source_detail_shape,
    sources_shape,
)
from kb.web.api.work_operations import WORK_OPERATIONS

PASSAGE_ID = ID + r":[A-Za-z0-9][A-Za-z0-9.~-]{0,98}"
LONGEST_QUERY = 2000
LONGEST_SUGGESTED = 200

_Q = Parameter("q", "the search, in the grammar of the search page", Text(LONGEST_QUERY), example="case files")
_ID = Parameter("id", "id of the source", Text(80, form=ID, like="an id"), example="hac-2016-hc-23")
_PASSAGE = Text(200, form=PASSAGE_ID, like="the id of a source and of a passage in it with a colon between: x:para-12")
_EXAMPLE = "hac-2016-hc-23:para-82"
_FILTERS = tuple(Parameter(facet.name, facet.narrows, form_of(facet), many=True) for facet in FACETS)


def search(asked: ApiRequest) -> SearchShape:
    """Answer a search."""
    given = asked.given
    chosen = tuple((facet, values) for facet in FACET_NAMES if (values := given.many(facet)))
    query = SearchQuery(
        text=given.text("q").strip(),
        filters=Filters(chosen, given.many("source"), given.whole("from"), given.whole("to")),
        sort=Sort(given.text("sort", Sort.BEST.value)),
        size=given.whole("limit") or 10,
        off=given.many("off"),
        explain=given.text("explain") == "1",
    )
    generation = asked.kb.index_sync.status().generation
    answer, groups, after = part_of_search(
        lambda query: asked.kb.search.search(query, asked.viewer), query, asked.place(), generation
    )
    asked.kb.failed_searches.note(answer.result)
    return search_shape(asked.site, answer, groups, asked.cursor(after))


def sources(asked: ApiRequest) -> SourcesShape:
    """List sources."""
    wanted = {name: asked.given.many(name) for name in ("publisher", "kind", "topic", "state")}
    rows = [
        row
        for row in asked.kb.browsing.sources(asked.viewer).rows
        if fits(wanted["publisher"], row.source.publishers)
        and fits(wanted["kind"], (row.source.kind.value,))
        and fits(wanted["topic"], row.source.topics)
        and fits(wanted["state"], (row.state.value,))
    ]
    part, after = part_of(asked, rows, lambda row: row.source.id)
    return sources_shape(asked.site, part, len(rows), after)


def source(asked: ApiRequest) -> SourceDetailShape:
    """Give one source whole."""
    return source_detail_shape(asked.site, asked.kb.browsing.source(asked.given.text("id"), asked.viewer))


def priorities(asked: ApiRequest) -> PrioritiesShape:
    """List priorities."""
    wanted = {name: asked.given.many(name) for name in ("call", "topic", "status")}
    views = [
        view
        for view in asked.kb.browsing.priorities(asked.viewer)
        if fits(wanted["call"], (view.priority.call,))
        and fits(wanted["topic"], view.priority.topics)
        and fits(wanted["status"], (view.priority.status.value,))
    ]
    part, after = part_of(asked, views, lambda view: view.priority.id)
    return priorities_shape(asked.site, part, len(views), after)


def priority(asked: ApiRequest) -> PriorityDetailShape:
    """Give one priority with its evidence."""
    return priority_detail_shape(asked.site, asked.kb.browsing.priority(asked.given.text("id"), asked.viewer))


def passage(asked: ApiRequest) -> PassageDetailShape:
    """Give one passage."""
    whole = asked.given.text("id")
    of, _, id = whole.partition(":")
    view = asked.kb.browsing.source(of, asked.viewer)
    at = or_not_found(next((at for at, one in enumerate(view.passages) if one.id == id), None), "passage", whole)
    return passage_detail_shape(asked.site, view, at)


def suggest(asked: ApiRequest) -> SuggestionsShape:
    """Suggest searches."""
    limit = asked.given.whole("limit") or 8
    return suggestions_shape(asked.kb.suggestions.suggest(asked.given.text("q"), asked.viewer, limit))


def similar(asked: ApiRequest) -> SimilarShape:
    """Find similar passages."""
    of, _, id = asked.given.text("passage").partition(":")
    found = asked.kb.similar_passages.listed(of, id, asked.viewer, asked.given.whole("limit") or 10)
    return similar_shape(asked.site, found)


OPERATIONS = (
    Operation(
        "search",
        "/search",
        "Search passages",
        (),
        (
            _Q,
            *_FILTERS,
            Parameter("source", "only in this document (its id)", Text(80, form=ID, like="an id"), many=True),
            Parameter("from", "only from this year on", Whole(1, 9999)),
            Parameter("to", "only up to this year", Whole(1, 9999)),
            Parameter("off", "words typed whose other names are not to be searched", Text(), many=True),
            Parameter("sort", "order of documents", OneOf(tuple(Sort), usual="best")),
            Parameter("explain", "1: give the parts of each score", OneOf(("0", "1"), usual="0")),
            Parameter("limit", "documents in one answer", Whole(1, 50, usual=10)),
            CURSOR,
        ),
        SearchShape,
        search,
        needs_index=True,
    ),
    Operation(
        "sources",
        "/sources",
        "List sources, newest first",
        (),
        (
            Parameter("publisher", "only of this publisher", Text(), many=True),
            Parameter("kind", "only this kind of document", OneOf(tuple(SourceKind)), many=True),
            Parameter("topic", "only on this topic (its id)", Text(), many=True),
            Parameter("state", "only in this state", OneOf(tuple(SourceState)), many=True),
            limit_of("sources"),
            CURSOR,
        ),
        SourcesShape,
        sources,
    ),
    Operation("source", "/sources/{id}", "One source with its passages", (_ID,), (), SourceDetailShape, source),
    Operation(
        "passage",
        "/passages/{id}",
        "One passage",
        (Parameter("id", f"the passage: {_PASSAGE.like}", _PASSAGE, example=_EXAMPLE),),
        (),
        PassageDetailShape,
        passage,
    ),
    Operation(
        "priorities",
        "/priorities",
        "List priorities, those that most answers raise first",
        (),
        (
            Parameter("call", "only of this call (its id)", Text(), many=True),
            Parameter("topic", "only on this topic (its id)", Text(), many=True),
            Parameter("status", "only with this status", OneOf(tuple(PriorityStatus)), many=True),
            limit_of("priorities"),
            CURSOR,
        ),
        PrioritiesShape,
        priorities,
    ),
    Operation(
        "priority",
        "/priorities/{id}",
        "One priority with its evidence",
        (Parameter("id", "id of the priority", Text(80, form=ID, like="an id"), example="common-standards"),),
        (),
        PriorityDetailShape,
        priority,
    ),
    Operation(
        "suggest",
        "/suggest",
        "Suggestions while typing",
        (),
        (
            Parameter("q", "what is typed so far", Text(LONGEST_SUGGESTED), required=True, example="proc"),
            Parameter("limit", "suggestions in the answer", Whole(1, 20, usual=8)),
        ),
        SuggestionsShape,
        suggest,
    ),
    Operation(
        "similar",
        "/similar",
        "Passages like a given one",
        (),
        (
            Parameter(
                "passage", f"the passage: {_PASSAGE.like}", _PASSAGE, required=True, example="hac-2016-hc-23:para-82"
            ),
            Parameter("limit", "passages in the answer", Whole(1, 50, usual=10)),
        ),
        SimilarShape,
        similar,
        needs_index=True,
    ),
    *WORK_OPERATIONS,
)
