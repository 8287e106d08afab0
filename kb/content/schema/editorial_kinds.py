"""The file format of what people write on sources and priorities: annotations, questions, advice, and their like."""

from collections.abc import Mapping
from typing import Any

from kb.content.schema import value_forms as f
from kb.content.schema.fields import Field, FileKind, Kind, Record
from kb.content.schema.shared_fields import (
    CHANGED,
    CITED,
    SELECTOR,
    SLOT_REF,
    TURNS,
    WRITTEN,
    audience,
    citation_parts,
    record,
)
from kb.domain.audience import Audience
from kb.domain.editorial.question import Advice, AdviceKind, Pillar, Question, QuestionKind
from kb.domain.editorial.recommendation import Recommendation, Status, StatusAt
from kb.domain.evidence.annotation import Annotation, Decision, DecisionKind, Link, Strength, Verdict
from kb.domain.evidence.search_record import FoundIn, RecordedSearch, SearchRecord, SourceReading
from kb.domain.priority.priority import Stance
from kb.domain.source.passage import Citation

_TARGET = Record(SELECTOR, dict, lambda parts: parts)
_PRIORITIES = Field("priorities", f.ID, "ids of the priorities that it is for", many=True, refers=Kind.PRIORITY)
_LINK = record(
    Link,
    Field("priority", f.ID, "id of the priority", required=True, refers=Kind.PRIORITY),
    Field("stance", f.choice(*Stance), "what it does for the priority", required=True, convert=Stance),
    Field("strength", f.choice(*Strength), "how much it carries", required=True, convert=Strength),
    Field("why", f.TEXT, "why it bears on the priority"),
)
_DECISION = record(
    Decision,
    Field("at", f.MOMENT, "when", required=True),
    Field("who", f.LINE, "id of the account that decided", required=True),
    Field("kind", f.choice(*DecisionKind), "what was decided", required=True, convert=DecisionKind),
    Field("found", f.choice(*Verdict), "what had become of the words", required=True, convert=Verdict),
    Field("capture", f.SHA256, "of the capture that it was decided on"),
    Field("why", f.TEXT, "why"),
    Field("before", CITED, "the citation as it was"),
)


def _annotation(id: str, source: str, target: Mapping[str, Any] | None = None, **values: Any) -> Annotation:
    return Annotation(id=id, citation=Citation(source=source, **(target or {})), **values)


def _annotation_parts(annotation: Annotation) -> Mapping[str, Any]:
    target = {name: part for name, part in citation_parts(annotation.citation).items() if name != "source"}
    return {**vars(annotation), "target": target}


_ANNOTATION = Record(
    (
        Field("target", _TARGET, "the passage of the source; left out where it is about the source as a whole"),
        *WRITTEN,
        Field("tags", f.LINE, "words to find it by", many=True),
        Field("links", _LINK, "what it says for or against priorities: the evidence", many=True),
        Field("review_by", f.DAY, "when somebody should look again"),
        TURNS,
        Field("decisions", _DECISION, "what was decided when the source had changed", many=True),
        *CHANGED,
        audience("members"),
    ),
    _annotation,
    _annotation_parts,
)
_QUESTION = record(
    Question,
    Field("text", f.TEXT, "the question", required=True),
    Field("kind", f.choice(*QuestionKind), "what it asks for", required=True, convert=QuestionKind),
    Field("asked_of", f.LINE, "who is asked", required=True),
    Field("look_at", f.LINE, "main sources of evidence: what an inspector would look at", many=True),
    Field("background", f.ID, "ids of sources to have read before", many=True, refers=Kind.SOURCE),
    Field("good_answer", f.TEXT, "what a good answer shows"),
    Field("pillars", f.choice(*Pillar), "pillars of inspection", many=True, convert=Pillar),
    _PRIORITIES,
    Field("raised_by", SLOT_REF, "entries of answers whose questions it came from", many=True),
    *WRITTEN,
    TURNS,
    *CHANGED,
    audience("public"),
)
_ADVICE = record(
    Advice,
    Field("title", f.LINE, "in a few words", required=True),
    Field(
        "kind", f.choice(*AdviceKind), "a strategy for all, or guidance to forces", required=True, convert=AdviceKind
    ),
    Field("what", f.TEXT, "what to do", required=True),
    Field("for_whom", f.LINE, "who is to do it", required=True),
    _PRIORITIES,
    Field("evidence", f.ID, "ids of annotations that show that it works", many=True, refers=Kind.ANNOTATION),
    *WRITTEN,
    TURNS,
    *CHANGED,
    audience("public"),
)
_STATUS = record(
    StatusAt,
    Field("date", f.DATE, "the date", required=True),
    Field("status", f.choice(*Status), "where it stood then", required=True, convert=Status),
    Field("note", f.TEXT, "what was said, in our own words"),
    Field("source", f.ID, "id of the source that says so", refers=Kind.SOURCE),
)
_RECOMMENDATION = record(
    Recommendation,
    Field("summary", f.TEXT, "what is recommended, in our own words", required=True),
    Field("citation", CITED, "where it stands", required=True),
    Field("addressees", f.LINE, "to whom", required=True, many=True),
    Field("register_id", f.LINE, "its number in the inspectorate's register"),
    Field("statuses", _STATUS, "what became of it, in order of date", many=True),
    _PRIORITIES,
    Field("made_by", f.LINE, "id of the account that entered it"),
    *CHANGED,
    audience("public"),
)
_FOUND_IN = record(
    FoundIn,
    Field("source", f.ID, "id of the source", required=True),
    Field("total", f.COUNT, "how many passages there were", required=True),
    Field("passages", f.LINE, "ids of the best of them, the best first", many=True),
    Field("audience", f.choice(*Audience), "the widest that finds them", always=True, convert=Audience),
)
_RUN = record(
    RecordedSearch,
    Field("at", f.MOMENT, "when", required=True),
    Field("who", f.LINE, "id of the account that searched", required=True),
    Field("queries", f.LINE, "the searches", required=True, many=True),
    Field("index", f.MOMENT, "how old the index was", required=True),
    Field("searched", f.ID, "ids of the sources that it held", many=True),
    Field("found", _FOUND_IN, "the sources in which something was found", many=True),
)
_READING = record(
    SourceReading,
    Field("source", f.ID, "id of the source", required=True),
    Field("at", f.MOMENT, "when", required=True),
    Field("who", f.LINE, "id of the account that read it", required=True),
    Field("capture", f.SHA256, "of the capture that was read"),
    Field("note", f.TEXT, "anything to say of it"),
    Field("taken_back", f.MOMENT, "when that was taken back"),
    Field("taken_back_by", f.LINE, "id of the account that took it back"),
)
_SEARCH_RECORD = record(
    SearchRecord,
    Field("runs", _RUN, "searches that were run", many=True),
    Field("readings", _READING, "sources read with nothing relevant in them", many=True),
)

_ENTRY = "An annotated entry on a passage or a source; its links to priorities are evidence."
_ASK = "An inspection question."
_DO = "A strategy, or guidance to forces, under priorities."
_FOLLOWED = "A recommendation of a source, and what became of it."
_RECORDED = "Recorded searches and readings for the priority of the same id."
ANNOTATED = (
    FileKind(
        Kind.ANNOTATION,
        "annotations/<source>/<id>.md",
        _ENTRY,
        Annotation,
        _ANNOTATION,
        "the entry, in its author's words",
    ),
    FileKind(Kind.QUESTION, "questions/<id>.md", _ASK, Question, _QUESTION, "more about it"),
    FileKind(Kind.ADVICE, "advice/<id>.md", _DO, Advice, _ADVICE, "more about it"),
    FileKind(
        Kind.RECOMMENDATION, "recommendations/<id>.md", _FOLLOWED, Recommendation, _RECOMMENDATION, "more about it"
    ),
    FileKind(
        Kind.SEARCH_RECORD, "search-records/<id>.md", _RECORDED, SearchRecord, _SEARCH_RECORD, "anything said besides"
    ),
)
"""The kinds of files that these are, in the order of the README."""
