"""The file format of what people write on sources and priorities: annotations, questions, advice, and their like."""

from collections.abc import Mapping
from typing import Any

from kb.content.schema import value_forms as f
from kb.content.schema.fields import FileField, FileKind, Kind, Record
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
from kb.domain.evidence.annotation import Annotation, Decision, DecisionKind, EvidenceLink, Strength, Verdict
from kb.domain.evidence.search_record import FoundIn, RecordedSearch, SearchRecord, SourceReading
from kb.domain.priority.priority import Stance
from kb.domain.source.passage import Citation

_TARGET = Record(SELECTOR, dict, lambda parts: parts)
_PRIORITIES = FileField("priorities", f.ID, "ids of the priorities that it is for", many=True, refers=Kind.PRIORITY)
_LINK = record(
    EvidenceLink,
    FileField("priority", f.ID, "id of the priority", required=True, refers=Kind.PRIORITY),
    FileField("stance", f.choice(*Stance), "what it does for the priority", required=True),
    FileField("strength", f.choice(*Strength), "how much it carries", required=True),
    FileField("why", f.TEXT, "why it bears on the priority"),
)
_DECISION = record(
    Decision,
    FileField("at", f.MOMENT, "when", required=True),
    FileField("who", f.LINE, "id of the account that decided", required=True),
    FileField("kind", f.choice(*DecisionKind), "what was decided", required=True),
    FileField("found", f.choice(*Verdict), "what had become of the words", required=True),
    FileField("capture", f.SHA256, "of the capture that it was decided on"),
    FileField("why", f.TEXT, "why"),
    FileField("before", CITED, "the citation as it was"),
)


def _annotation(id: str, source: str, target: Mapping[str, Any] | None = None, **values: Any) -> Annotation:
    return Annotation(id=id, citation=Citation(source=source, **(target or {})), **values)


def _annotation_parts(annotation: Annotation) -> Mapping[str, Any]:
    target = {name: part for name, part in citation_parts(annotation.citation).items() if name != "source"}
    return {**vars(annotation), "target": target}


_ANNOTATION = Record(
    (
        FileField("target", _TARGET, "the passage of the source; left out where it is about the source as a whole"),
        *WRITTEN,
        FileField("tags", f.LINE, "words to find it by", many=True),
        FileField("links", _LINK, "what it says for or against priorities: the evidence", many=True),
        FileField("review_by", f.DAY, "when somebody should look again"),
        TURNS,
        FileField("decisions", _DECISION, "what was decided when the source had changed", many=True),
        *CHANGED,
        audience("members"),
    ),
    _annotation,
    _annotation_parts,
)
_QUESTION = record(
    Question,
    FileField("text", f.TEXT, "the question", required=True),
    FileField("kind", f.choice(*QuestionKind), "what it asks for", required=True),
    FileField("asked_of", f.LINE, "who is asked", required=True),
    FileField("look_at", f.LINE, "main sources of evidence: what an inspector would look at", many=True),
    FileField("background", f.ID, "ids of sources to have read before", many=True, refers=Kind.SOURCE),
    FileField("good_answer", f.TEXT, "what a good answer shows"),
    FileField("pillars", f.choice(*Pillar), "pillars of inspection", many=True),
    _PRIORITIES,
    FileField("raised_by", SLOT_REF, "entries of answers whose questions it came from", many=True),
    *WRITTEN,
    TURNS,
    *CHANGED,
    audience("public"),
)
_ADVICE = record(
    Advice,
    FileField("title", f.LINE, "in a few words", required=True),
    FileField("kind", f.choice(*AdviceKind), "a strategy for all, or guidance to forces", required=True),
    FileField("what", f.TEXT, "what to do", required=True),
    FileField("for_whom", f.LINE, "who is to do it", required=True),
    _PRIORITIES,
    FileField("evidence", f.ID, "ids of annotations that show that it works", many=True, refers=Kind.ANNOTATION),
    *WRITTEN,
    TURNS,
    *CHANGED,
    audience("public"),
)
_STATUS = record(
    StatusAt,
    FileField("date", f.DATE, "the date", required=True),
    FileField("status", f.choice(*Status), "where it stood then", required=True),
    FileField("note", f.TEXT, "what was said, in our own words"),
    FileField("source", f.ID, "id of the source that says so", refers=Kind.SOURCE),
)
_RECOMMENDATION = record(
    Recommendation,
    FileField("summary", f.TEXT, "what is recommended, in our own words", required=True),
    FileField("citation", CITED, "where it stands", required=True),
    FileField("addressees", f.LINE, "to whom", required=True, many=True),
    FileField("register_id", f.LINE, "its number in the inspectorate's register"),
    FileField("statuses", _STATUS, "what became of it, in order of date", many=True),
    _PRIORITIES,
    FileField("made_by", f.LINE, "id of the account that entered it"),
    *CHANGED,
    audience("public"),
)
_FOUND_IN = record(
    FoundIn,
    FileField("source", f.ID, "id of the source", required=True),
    FileField("total", f.COUNT, "how many passages there were", required=True),
    FileField("passages", f.LINE, "ids of the best of them, the best first", many=True),
    FileField("audience", f.choice(*Audience), "the widest that finds them", always=True),
)
_RUN = record(
    RecordedSearch,
    FileField("at", f.MOMENT, "when", required=True),
    FileField("who", f.LINE, "id of the account that searched", required=True),
    FileField("queries", f.LINE, "the searches", required=True, many=True),
    FileField("index", f.MOMENT, "how old the index was", required=True),
    FileField("searched", f.ID, "ids of the sources that it held", many=True),
    FileField("found", _FOUND_IN, "the sources in which something was found", many=True),
)
_READING = record(
    SourceReading,
    FileField("source", f.ID, "id of the source", required=True),
    FileField("at", f.MOMENT, "when", required=True),
    FileField("who", f.LINE, "id of the account that read it", required=True),
    FileField("capture", f.SHA256, "of the capture that was read"),
    FileField("note", f.TEXT, "anything to say of it"),
    FileField("taken_back", f.MOMENT, "when that was taken back"),
    FileField("taken_back_by", f.LINE, "id of the account that took it back"),
)
_SEARCH_RECORD = record(
    SearchRecord,
    FileField("runs", _RUN, "searches that were run", many=True),
    FileField("readings", _READING, "sources read with nothing relevant in them", many=True),
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
