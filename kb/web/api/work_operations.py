"""What the API can be asked of people's work: entries, questions, coverage and collections."""

from kb.domain.editorial.question import QuestionKind
from kb.domain.errors import or_not_found
from kb.domain.evidence.search_record import CellState
from kb.domain.priority.priority import Stance
from kb.services.accounts.display_names import names_of
from kb.services.coverage.coverage import CoverageFilter
from kb.services.editorial.entries import EntryFilter
from kb.services.evidence.annotations import AnnotationFilter
from kb.web.api.collection_shapes import (
    CollectionDetailShape,
    CollectionsShape,
    collection_detail_shape,
    collection_shape,
)
from kb.web.api.coverage_shapes import (
    CoverageDetailShape,
    CoverageShape,
    coverage_detail_shape,
    coverage_row_shape,
)
from kb.web.api.entry_shapes import (
    AnnotationShape,
    AnnotationsShape,
    QuestionShape,
    QuestionsShape,
    annotation_shape,
    question_shape,
)
from kb.web.api.operation import CURSOR, ID, ApiRequest, Operation, fits, limit_of, part_of
from kb.web.api.parameters import OneOf, Parameter, Text

_ID = Text(80, form=ID, like="an id")
_TOKEN = Text(100, form=r"[A-Za-z0-9_-]{7,100}", like="the end of a link that was shared")


def annotations(asked: ApiRequest) -> AnnotationsShape:
    """List annotated entries."""
    given = asked.given
    stance = given.text("stance")
    wanted = AnnotationFilter(
        tag=given.text("tag"),
        stance=Stance(stance) if stance else None,
        source=given.text("source"),
        priority=given.text("priority"),
    )
    found = asked.kb.annotations.all(asked.viewer, wanted)
    part, after = part_of(asked, found, lambda view: view.entry.id)
    names = names_of(asked.kb.accounts.all(), asked.viewer)
    return AnnotationsShape(len(found), tuple(annotation_shape(asked.site, one, names) for one in part), after)


def annotation(asked: ApiRequest) -> AnnotationShape:
    """Give one annotated entry."""
    found = asked.kb.annotations.one(asked.given.text("id"), asked.viewer)
    return annotation_shape(asked.site, found, names_of(asked.kb.accounts.all(), asked.viewer))


def questions(asked: ApiRequest) -> QuestionsShape:
    """List questions."""
    kind = asked.given.text("kind")
    wanted = EntryFilter(priority=asked.given.text("priority"), kind=QuestionKind(kind) if kind else None)
    found = asked.kb.entries.questions(asked.viewer, wanted)
    part, after = part_of(asked, found, lambda view: view.entry.id)
    return QuestionsShape(len(found), tuple(question_shape(asked.site, one) for one in part), after)


def question(asked: ApiRequest) -> QuestionShape:
    """Give one question."""
    return question_shape(asked.site, asked.kb.entries.question(asked.given.text("id"), asked.viewer))


def coverage(asked: ApiRequest) -> CoverageShape:
    """Tell for each priority how many sources are in which state."""
    view = asked.kb.coverage.view(CoverageFilter(call=asked.given.text("call")), asked.viewer)
    found = tuple(view.priorities.values())
    part, after = part_of(asked, found, lambda one: one.id)
    rows = tuple(coverage_row_shape(asked.site, one, asked.kb.coverage.of(one, asked.viewer).states) for one in part)
    return CoverageShape(len(found), rows, after)


def coverage_of(asked: ApiRequest) -> CoverageDetailShape:
    """Tell for one priority what is known of each source."""
    id, states = asked.given.text("id"), asked.given.many("state")
    one = or_not_found(asked.kb.coverage.view(CoverageFilter(), asked.viewer).priorities.get(id), "priority", id)
    known = asked.kb.coverage.of(one, asked.viewer)
    rows = asked.kb.browsing.sources(asked.viewer).rows
    cells = [(row.source.id, cell) for row in rows if (cell := known.cell(row.source.id)) is not None]
    found = [pair for pair in cells if fits(states, (pair[1].state.value,))]
    part, after = part_of(asked, found, lambda pair: pair[0])
    return coverage_detail_shape(asked.site, one, known.states, part, len(found), after)


def collections(asked: ApiRequest) -> CollectionsShape:
    """List the collections of the account that asks."""
    found = asked.kb.collections.of(asked.viewer.owner)
    return CollectionsShape(len(found), tuple(collection_shape(asked.site, one) for one in found))


def collection(asked: ApiRequest) -> CollectionDetailShape:
    """Give one collection of the account that asks."""
    found = asked.kb.collections.one(asked.viewer.owner, asked.given.text("id"))
    return collection_detail_shape(asked.site, found, asked.kb.collections.views(found, asked.viewer))


def shared_collection(asked: ApiRequest) -> CollectionDetailShape:
    """Give the collection that a shared link leads to, as far as its reader may see it."""
    found = asked.kb.collections.shared(asked.given.text("token"), asked.viewer)
    views = asked.kb.collections.views(found, asked.viewer)
    return collection_detail_shape(asked.site, found, views, is_owner=False)


_OF_PRIORITY = Parameter("priority", "only for this priority (its id)", _ID)
WORK_OPERATIONS = (
    Operation(
        "annotations",
        "/annotations",
        "List annotated entries, those last changed first",
        (),
        (
            Parameter("source", "only on this source (its id)", _ID),
            _OF_PRIORITY,
            Parameter("stance", "only with a link of this stance", OneOf(tuple(Stance))),
            Parameter("tag", "only with this tag", Text()),
            limit_of("entries"),
            CURSOR,
        ),
        AnnotationsShape,
        annotations,
    ),
    Operation(
        "annotation",
        "/annotations/{id}",
        "One annotated entry",
        (Parameter("id", "id of the entry", _ID),),
        (),
        AnnotationShape,
        annotation,
    ),
    Operation(
        "questions",
        "/questions",
        "List questions for the inspectorate, by their words",
        (),
        (
            _OF_PRIORITY,
            Parameter("kind", "only this kind of question", OneOf(tuple(QuestionKind))),
            limit_of("questions"),
            CURSOR,
        ),
        QuestionsShape,
        questions,
    ),
    Operation(
        "question",
        "/questions/{id}",
        "One question",
        (Parameter("id", "id of the question", _ID),),
        (),
        QuestionShape,
        question,
    ),
    Operation(
        "coverage",
        "/coverage",
        "How many sources are cited, found, read or not searched for each priority",
        (),
        (Parameter("call", "only priorities of this call (its id)", _ID), limit_of("priorities"), CURSOR),
        CoverageShape,
        coverage,
    ),
    Operation(
        "coverage_of",
        "/coverage/{id}",
        "What is known of each source for one priority",
        (Parameter("id", "id of the priority", _ID, example="common-standards"),),
        (
            Parameter("state", "only sources in this state", OneOf(tuple(CellState)), many=True),
            limit_of("sources"),
            CURSOR,
        ),
        CoverageDetailShape,
        coverage_of,
    ),
    Operation(
        "collections",
        "/collections",
        "List the collections of the account that asks",
        (),
        (),
        CollectionsShape,
        collections,
    ),
    Operation(
        "collection",
        "/collections/{id}",
        "One collection of the account that asks",
        (Parameter("id", "id of the collection", _ID),),
        (),
        CollectionDetailShape,
        collection,
    ),
    Operation(
        "shared_collection",
        "/collections/shared/{token}",
        "A collection by its shared link",
        (Parameter("token", "the end of the link", _TOKEN),),
        (),
        CollectionDetailShape,
        shared_collection,
    ),
)
