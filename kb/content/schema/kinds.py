"""The file format: one table of fields per kind of file.

Reading, checking, writing, canonical order and the README's tables are all made from these tables; to change
the format is to change them. Field order here is the order in files.
"""

from collections.abc import Mapping
from typing import Any

from kb.content.items import AcronymList, TopicList
from kb.content.schema import value_forms as f
from kb.content.schema.editorial_kinds import ANNOTATED
from kb.content.schema.fields import Field, FileKind, Kind, Owner, Record
from kb.content.schema.shared_fields import CHANGED, CITATION, SLOT_REF, TOPIC, audience, citation_parts, record
from kb.domain.audience import Audience
from kb.domain.call.call import Call, CallState, Channel, Consent, Input, Pointer, Reopening, Slot
from kb.domain.priority.opposites import DIRECTIONS
from kb.domain.priority.priority import (
    Direction,
    Evidence,
    Priority,
    PriorityStatus,
    SlotRef,
    Stance,
    Step,
    StepKind,
)
from kb.domain.source.capture import Capture
from kb.domain.source.licence import LICENCES
from kb.domain.source.passage import Citation
from kb.domain.source.source import Finding, OtherDate, PrivateText, Reference, Source, SourceKind
from kb.domain.vocabulary import Acronym, Topic

READERS = (
    *("govuk", "committee-html", "committees-api", "written-questions", "hansard", "hmicfrs", "hmicfrs-register"),
    *("nao", "pdf", "html"),
)


def _evidence(stance: Stance, why: str = "", **cited: Any) -> Evidence:
    return Evidence(Citation(**cited), stance, why)


def _evidence_parts(evidence: Evidence) -> Mapping[str, Any]:
    return {**citation_parts(evidence.citation), "stance": evidence.stance, "why": evidence.why}


def _captured(owner: Owner) -> Field:
    made = record(
        Capture,
        Field("sha256", f.SHA256, "of the bytes that the text was read from", required=True, owner=owner),
        Field("at", f.MOMENT, "when they were fetched or filed", required=True, owner=owner),
        Field("address", f.PLACE, "where they came from", required=True, owner=owner),
        Field("media_type", f.MEDIA, "what they are", required=True, owner=owner),
        Field("archived", f.ADDRESS, "the copy in a public web archive", owner=owner),
        Field("completeness", f.LINE, "how much of the words on the pages is in the text", owner=owner),
        Field("doubts", f.LINE, "what of the text a person should look at", many=True, owner=owner),
    )
    return Field("captured", made, "the capture that the text was read from", owner=owner)


_REFERENCE = record(
    Reference,
    Field("number", f.LINE, "as printed, for example `HC 23`; it repeats every session"),
    Field("session", f.SESSION, "the session of Parliament"),
    Field("house", f.choice("commons", "lords"), "which House"),
    Field("series", f.LINE, "for example `Fourth Report`"),
    Field("isbn", f.ISBN, "as printed"),
)
_OTHER_DATE = record(
    OtherDate,
    Field("date", f.DATE, "the date", required=True),
    Field("what", f.LINE, "what happened then", required=True),
)
_FINDING = record(
    Finding,
    Field("text", f.TEXT, "the finding, in our own words", required=True),
    Field("pin", f.LINE, "the place as printed, for example `para 134` or `rec 3`"),
    Field("page", f.LINE, "the printed page"),
    Field("quote", f.TEXT, "a short quotation, word for word"),
    Field("via", f.LINE, "where the wording was seen, if not in the source itself"),
    Field("topics", f.ID, "ids of topics", many=True, refers=TOPIC),
)
_POINTER = record(
    Pointer,
    Field("source", f.ID, "id of the source", required=True, refers=Kind.SOURCE),
    Field("passage", f.LINE, "id of the passage, for example `para-71`"),
    Field("label", f.LINE, "its place as printed, for example `para 71`"),
)
_SLOT = record(
    Slot,
    Field("title", f.EXACT, "the issue, in the member's own words", required=True),
    Field("why", f.EXACT, "why it matters"),
    Field("question", f.EXACT, "the question for the inspectorate"),
    Field("evidence", _POINTER, "what the member points to", many=True),
)
_EVIDENCE = Record(
    (
        *CITATION,
        Field("stance", f.choice(*Stance), "what it does for the priority", required=True, convert=Stance),
        Field("why", f.TEXT, "why it bears on the priority"),
    ),
    _evidence,
    _evidence_parts,
)
_PAST_SLOT = record(  # refers to nothing: a step is history, and stays so when its answer has gone
    SlotRef,
    Field("input", f.ID, "id of the answer", required=True),
    Field("rank", f.COUNT, "which of its entries", required=True),
)
_DIRECTION = record(
    Direction,
    Field("topic", f.ID, "id of the topic", required=True, refers=TOPIC),
    Field("towards", f.choice(*DIRECTIONS), "which way it pulls", required=True),
)


def _step(**values: Any) -> Step:
    renamed = {"kind": values.pop("act"), "source": values.pop("from", ""), "target": values.pop("to", "")}
    return Step(**renamed, **values)


def _step_parts(step: Step) -> Mapping[str, Any]:
    return {**vars(step), "act": step.kind, "from": step.source, "to": step.target, "undoes": step.undoes or None}


_STEP = Record(
    (
        Field("number", f.COUNT, "counted over all priorities", required=True),
        Field("at", f.MOMENT, "when", required=True),
        Field("who", f.LINE, "who did it", required=True),
        Field("act", f.choice(*StepKind), "what was done", required=True, convert=StepKind),
        Field("from", f.ID, "the priority that the slots were under; none where it is left out"),
        Field("to", f.ID, "the priority that they went to; none where it is left out"),
        Field("status", f.choice(*PriorityStatus), "of what was made or merged, besides", convert=PriorityStatus),
        Field("undoes", f.COUNT, "number of the step that this one takes back"),
        Field("slots", _PAST_SLOT, "the slots that went", many=True),
    ),
    _step,
    _step_parts,
)
_TOPIC = record(
    Topic,
    Field("id", f.ID, "the word used in `topics` fields", required=True),
    Field("name", f.LINE, "as shown", required=True),
    Field("definition", f.TEXT, "what belongs under it", required=True),
    Field("terms", f.LINE, "other words people use for it", many=True),
)
_ACRONYM = record(
    Acronym,
    Field("short", f.LINE, "the short form", required=True),
    Field("expansions", f.LINE, "what it stands for", required=True, many=True),
    Field("also", f.LINE, "later or looser names that mean the same in a search", many=True),
    Field("note", f.TEXT, "anything to know about it"),
)

_SOURCE = record(
    Source,
    Field("title", f.LINE, "as printed on the title page", required=True),
    Field("short_title", f.LINE, "where room is short"),
    Field("publishers", f.LINE, "short names, the lead first", required=True, many=True),
    Field("kind", f.choice(*SourceKind), "what sort of document it is", required=True, convert=SourceKind),
    Field("published", f.DATE, "the date of publication, only as exact as it is known"),
    Field("other_dates", _OTHER_DATE, "further dates", many=True),
    Field("reference", _REFERENCE, "the printed reference"),
    Field("address", f.ADDRESS, "the document's main address"),
    Field("aliases", f.ADDRESS, "every other address it has or had", many=True),
    Field("archived", f.ADDRESS, "copies in public web archives", many=True),
    Field("reader", f.choice(*READERS), "which reader reads it; left out, the address decides"),
    Field("licence", f.choice(*LICENCES), "`unknown` where it is left out", always=True),
    Field("topics", f.ID, "ids of topics", many=True, refers=TOPIC),
    Field("unverified", f.FIELD, "names of fields that rest on inference or memory", many=True),
    Field("derives_from", f.ID, "ids of sources that it draws on", many=True, refers=Kind.SOURCE),
    Field("responds_to", f.ID, "ids of sources that it answers", many=True, refers=Kind.SOURCE),
    Field("summary", f.TEXT, "what it says on our subject, in our own words"),
    Field("findings", _FINDING, "what it found, in our own words", many=True),
    Field("notes", f.TEXT, "anything a colleague should know"),
    audience("public"),
    _captured(Owner.SCRAPER),
)
_READERS = "the widest audience that an answer may get once the call has closed, as far as its consent allows"
_TEXT = record(PrivateText, audience("staff"), _captured(Owner.SCRAPER))
_REOPENING = record(
    Reopening,
    Field("at", f.MOMENT, "when it was opened again", required=True),
    Field("by", f.LINE, "who did it", required=True),
    Field("reason", f.TEXT, "why", required=True),
    Field("closed", f.WALL, "the deadline that stood before", required=True),
)
_CALL = record(
    Call,
    Field("title", f.LINE, "its name", required=True),
    Field("question", f.TEXT, "what is asked", required=True),
    Field("state", f.choice(*CallState), "where it stands", required=True, convert=CallState),
    Field("opens", f.WALL, "when answers are first taken", required=True),
    Field("closes", f.WALL, "the deadline", required=True),
    Field("time_zone", f.ZONE, "whose clock the two are read on", required=True),
    Field("slots", f.COUNT, "how many entries an answer may have; 5 where it is left out", always=True),
    Field("closes_note", f.TEXT, "anything to know about the deadline"),
    Field("ask", f.TEXT, "whom to ask"),
    Field("source", f.ID, "id of the source in which the call was published", refers=Kind.SOURCE),
    Field("consents", f.choice(*Consent), "the choices offered; all where it is left out", many=True, convert=Consent),
    Field("readers", f.choice(*Audience), f"{_READERS}; members where it is left out", always=True, convert=Audience),
    Field("closing_note", f.TEXT, "what came of it, shown when it has closed"),
    Field("reopened", _REOPENING, "each time it was opened again after its end", many=True),
    audience("public"),
)
_INPUT = record(
    Input,
    Field("organisation", f.LINE, "who answers", required=True),
    Field("organisation_kind", f.LINE, "what sort of organisation it is", required=True),
    Field("received", f.MOMENT, "when the answer came in", required=True),
    Field("late", f.FLAG, "it came after the deadline"),
    Field("channel", f.choice(*Channel), "how it came", required=True, convert=Channel),
    Field("entered_by", f.LINE, "who of the staff entered it for the member"),
    Field("changes", f.COUNT, "how often its sender changed it"),
    Field("changed", f.MOMENT, "when its sender last changed it"),
    Field("link", f.SHA256, "of the secret in the link with which its sender may change it"),
    Field("consent", f.choice(*Consent), "what others may see of it", required=True, convert=Consent),
    Field(
        "triage", f.LINE, "why a person has to look first; the answer does not count while it says anything", many=True
    ),
    Field("slots", _SLOT, "the entries, the most important first; one at least, unless it waits in triage", many=True),
    Field("confidence", f.COUNT, "how certain the reading of a mail was, in percent"),
    Field("original", f.LINE, "the file of the bytes as they came, in `.originals/` beside the answers"),
    Field("message_id", f.LINE, "of the mail"),
    Field("sender", f.LINE, "the e-mail address of who sent it"),
    Field("illustrative", f.FLAG, "the answer is invented, and shown as invented"),
    audience("staff"),
)
_PRIORITY = record(
    Priority,
    Field("title", f.LINE, "the issue in a few words", required=True),
    Field("statement", f.TEXT, "the issue in full", required=True),
    Field("status", f.choice(*PriorityStatus), "where it stands", always=True, convert=PriorityStatus),
    Field("call", f.ID, "id of the call it came up in", refers=Kind.CALL),
    Field("topics", f.ID, "ids of topics", many=True, refers=TOPIC),
    Field("evidence", _EVIDENCE, "what it rests on", many=True),
    Field("slots", SLOT_REF, "entries of answers grouped under it", many=True),
    Field("queries", f.LINE, "searches that belong to it", many=True),
    Field("situation", f.TEXT, "how things are, as the brief says it"),
    Field("problem", f.TEXT, "what is wrong with that, as the brief says it"),
    Field("direction", _DIRECTION, "which way it pulls; opposed ones on a topic are offered as a pair", many=True),
    Field("merged_into", f.ID, "id of the priority that has its slots now", refers=Kind.PRIORITY),
    Field("split_from", f.ID, "id of the priority that it was split from", refers=Kind.PRIORITY),
    audience("public"),
    *CHANGED,
    Field("worded_by", f.LINE, "id of the account that wrote its words; somebody else agrees to them"),
    Field("lineage", _STEP, "every step of grouping that touched it; written by triage", many=True),
)
_TOPICS = record(TopicList, Field("topics", _TOPIC, "the controlled vocabulary", required=True, many=True))
_ACRONYMS = record(AcronymList, Field("acronyms", _ACRONYM, "short forms", required=True, many=True))

_OWN_TEXT = "the document's own text as Markdown; empty until captured, or where the licence does not let us show it"
_PRIVATE = "The text of the source of the same id, where it may not be shown in full; kept in a private root."
_ISSUE = "An issue for the inspectorate, with its evidence."
_SENTENCE = "a sentence on the file"
SCHEMA: Mapping[Kind, FileKind] = {
    kind.kind: kind
    for kind in (
        FileKind(Kind.SOURCE, "sources/<id>.md", "A public document.", Source, _SOURCE, _OWN_TEXT, Owner.SCRAPER),
        FileKind(Kind.TEXT, "texts/<id>.md", _PRIVATE, PrivateText, _TEXT, "its text as Markdown", Owner.SCRAPER),
        FileKind(Kind.CALL, "calls/<id>.md", "A call for input.", Call, _CALL, "why it is made"),
        FileKind(Kind.INPUT, "inputs/<call>/<id>.md", "One answer to a call.", Input, _INPUT, "anything said besides"),
        FileKind(Kind.PRIORITY, "priorities/<id>.md", _ISSUE, Priority, _PRIORITY, "more about it"),
        *ANNOTATED,
        FileKind(Kind.TOPICS, "vocabulary/topics.md", "The topics.", TopicList, _TOPICS, _SENTENCE),
        FileKind(Kind.ACRONYMS, "vocabulary/acronyms.md", "The acronyms.", AcronymList, _ACRONYMS, _SENTENCE),
    )
}
