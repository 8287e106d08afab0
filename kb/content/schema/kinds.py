"""The file format: one table of fields per kind of file.

Reading, checking, writing, canonical order and the README's tables are all made from these tables; to change
the format is to change them. Field order here is the order in files.
"""

from collections.abc import Mapping
from typing import Any

from kb.content.items import AcronymList, TopicList
from kb.content.schema import value_forms as f
from kb.content.schema.editorial_kinds import ANNOTATED
from kb.content.schema.fields import FileField, FileKind, Kind, Owner, Record
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
from kb.domain.source.source import (
    Finding,
    OtherDate,
    PrivateText,
    ReadingVerdict,
    Reference,
    SecondReading,
    Source,
    SourceKind,
)
from kb.domain.vocabulary import Acronym, Topic

READERS = (
    *("govuk", "committee-html", "committees-api", "written-questions", "hansard", "hmicfrs", "hmicfrs-register"),
    *("nao", "pdf", "html"),
)


def _evidence(stance: Stance, why: str = "", **cited: Any) -> Evidence:
    return Evidence(Citation(**cited), stance, why)


def _evidence_parts(evidence: Evidence) -> Mapping[str, Any]:
    return {**citation_parts(evidence.citation), "stance": evidence.stance, "why": evidence.why}


def _captured(owner: Owner) -> FileField:
    made = record(
        Capture,
        FileField("sha256", f.SHA256, "of the bytes that the text was read from", required=True, owner=owner),
        FileField("at", f.MOMENT, "when they were fetched or filed", required=True, owner=owner),
        FileField("address", f.PLACE, "where they came from", required=True, owner=owner),
        FileField("media_type", f.MEDIA, "what they are", required=True, owner=owner),
        FileField("archived", f.ADDRESS, "the copy in a public web archive", owner=owner),
        FileField("completeness", f.LINE, "how much of the words on the pages is in the text", owner=owner),
        FileField("doubts", f.LINE, "what of the text a person should look at", many=True, owner=owner),
    )
    return FileField("captured", made, "the capture that the text was read from", owner=owner)


_REFERENCE = record(
    Reference,
    FileField("number", f.LINE, "as printed, for example `HC 23`; it repeats every session"),
    FileField("session", f.SESSION, "the session of Parliament"),
    FileField("house", f.choice("commons", "lords"), "which House"),
    FileField("series", f.LINE, "for example `Fourth Report`"),
    FileField("isbn", f.ISBN, "as printed"),
)
_OTHER_DATE = record(
    OtherDate,
    FileField("date", f.DATE, "the date", required=True),
    FileField("what", f.LINE, "what happened then", required=True),
)
_SECOND_READING = record(
    SecondReading,
    FileField("on", f.DAY, "the day of the second reading", required=True),
    FileField("by", f.LINE, "who read it again, another person than who wrote it", required=True),
    FileField("verdict", f.choice(*ReadingVerdict), "what it came to", required=True),
    FileField("saw", f.TEXT, "what the page has, with every figure of the finding, in our own words", required=True),
)
_FINDING = record(
    Finding,
    FileField("text", f.TEXT, "the finding, in our own words", required=True),
    FileField("date", f.DATE, "the date of what it says, only as exact as it is known"),
    FileField("pin", f.LINE, "the place as printed, for example `para 134` or `rec 3`"),
    FileField("page", f.LINE, "the printed page"),
    FileField("unpinned", f.LINE, "why it has neither `pin` nor `page`"),
    FileField("quote", f.TEXT, "a short quotation, word for word"),
    FileField("via", f.ADDRESS, "the page where it was seen"),
    FileField("topics", f.ID, "ids of topics", many=True, refers=TOPIC),
    FileField("checked", _SECOND_READING, "its second reading"),
)
_POINTER = record(
    Pointer,
    FileField("source", f.ID, "id of the source", required=True, refers=Kind.SOURCE),
    FileField("passage", f.LINE, "id of the passage, for example `para-71`"),
    FileField("label", f.LINE, "its place as printed, for example `para 71`"),
)
_SLOT = record(
    Slot,
    FileField("title", f.EXACT, "the issue, in the member's own words", required=True),
    FileField("why", f.EXACT, "why it matters"),
    FileField("question", f.EXACT, "the question for the inspectorate"),
    FileField("evidence", _POINTER, "what the member points to", many=True),
)
_EVIDENCE = Record(
    (
        *CITATION,
        FileField("stance", f.choice(*Stance), "what it does for the priority", required=True),
        FileField("why", f.TEXT, "why it bears on the priority"),
    ),
    _evidence,
    _evidence_parts,
)
_PAST_SLOT = record(  # refers to nothing: a step is history, and stays so when its answer has gone
    SlotRef,
    FileField("input", f.ID, "id of the answer", required=True),
    FileField("rank", f.COUNT, "which of its entries", required=True),
)
_DIRECTION = record(
    Direction,
    FileField("topic", f.ID, "id of the topic", required=True, refers=TOPIC),
    FileField("towards", f.choice(*DIRECTIONS), "which way it pulls", required=True),
)


def _step(**values: Any) -> Step:
    renamed = {"kind": values.pop("act"), "source": values.pop("from", ""), "target": values.pop("to", "")}
    return Step(**renamed, **values)


def _step_parts(step: Step) -> Mapping[str, Any]:
    return {**vars(step), "act": step.kind, "from": step.source, "to": step.target, "undoes": step.undoes or None}


_STEP = Record(
    (
        FileField("number", f.COUNT, "counted over all priorities", required=True),
        FileField("at", f.MOMENT, "when", required=True),
        FileField("who", f.LINE, "who did it", required=True),
        FileField("act", f.choice(*StepKind), "what was done", required=True),
        FileField("from", f.ID, "the priority that the slots were under; none where it is left out"),
        FileField("to", f.ID, "the priority that they went to; none where it is left out"),
        FileField("status", f.choice(*PriorityStatus), "of what was made or merged, besides"),
        FileField("undoes", f.COUNT, "number of the step that this one takes back"),
        FileField("slots", _PAST_SLOT, "the slots that went", many=True),
    ),
    _step,
    _step_parts,
)
_TOPIC = record(
    Topic,
    FileField("id", f.ID, "the word used in `topics` fields", required=True),
    FileField("name", f.LINE, "as shown", required=True),
    FileField("definition", f.TEXT, "what belongs under it", required=True),
    FileField("terms", f.LINE, "other words people use for it", many=True),
)
_ACRONYM = record(
    Acronym,
    FileField("short", f.LINE, "the short form", required=True),
    FileField("expansions", f.LINE, "what it stands for", required=True, many=True),
    FileField("also", f.LINE, "later or looser names that mean the same in a search", many=True),
    FileField("note", f.TEXT, "anything to know about it"),
)

_SOURCE = record(
    Source,
    FileField("title", f.LINE, "as printed on the title page", required=True),
    FileField("short_title", f.LINE, "where room is short"),
    FileField("publishers", f.LINE, "short names, the lead first", required=True, many=True),
    FileField("kind", f.choice(*SourceKind), "what sort of document it is", required=True),
    FileField("published", f.DATE, "the date of publication, only as exact as it is known"),
    FileField("other_dates", _OTHER_DATE, "further dates", many=True),
    FileField("reference", _REFERENCE, "the printed reference"),
    FileField("address", f.ADDRESS, "the document's main address"),
    FileField("aliases", f.ADDRESS, "every other address it has or had", many=True),
    FileField("archived", f.ADDRESS, "copies in public web archives", many=True),
    FileField("reader", f.choice(*READERS), "which reader reads it; left out, the address decides"),
    FileField("licence", f.choice(*LICENCES), "`unknown` where it is left out", always=True),
    FileField("topics", f.ID, "ids of topics", many=True, refers=TOPIC),
    FileField("unverified", f.FIELD, "names of fields that rest on inference or memory", many=True),
    FileField("derives_from", f.ID, "ids of sources that it draws on", many=True, refers=Kind.SOURCE),
    FileField("responds_to", f.ID, "ids of sources that it answers", many=True, refers=Kind.SOURCE),
    FileField("summary", f.TEXT, "what it says on our subject, in our own words"),
    FileField("findings", _FINDING, "what it found, in our own words", many=True),
    FileField("notes", f.TEXT, "anything a colleague should know"),
    FileField("retired", f.TEXT, "why it is no longer used; staff alone see it then, and it is not fetched"),
    audience("public"),
    *CHANGED,
    _captured(Owner.SCRAPER),
)
_READERS = "the widest audience that an answer may get once the call has closed, as far as its consent allows"
_TEXT = record(PrivateText, audience("staff"), _captured(Owner.SCRAPER))
_REOPENING = record(
    Reopening,
    FileField("at", f.MOMENT, "when it was opened again", required=True),
    FileField("by", f.LINE, "who did it", required=True),
    FileField("reason", f.TEXT, "why", required=True),
    FileField("closed", f.WALL, "the deadline that stood before", required=True),
)
_CALL = record(
    Call,
    FileField("title", f.LINE, "its name", required=True),
    FileField("question", f.TEXT, "what is asked", required=True),
    FileField("state", f.choice(*CallState), "where it stands", required=True),
    FileField("opens", f.WALL, "when answers are first taken", required=True),
    FileField("closes", f.WALL, "the deadline", required=True),
    FileField("late_until", f.WALL, "when late answers are no longer taken; left out, they are until it is reported"),
    FileField("time_zone", f.ZONE, "whose clock these are read on", required=True),
    FileField("slots", f.COUNT, "how many entries an answer may have; 5 where it is left out", always=True),
    FileField("closes_note", f.TEXT, "anything to know about the deadline"),
    FileField("ask", f.TEXT, "whom to ask"),
    FileField("source", f.ID, "id of the source in which the call was published", refers=Kind.SOURCE),
    FileField("consents", f.choice(*Consent), "the choices offered; all where it is left out", many=True),
    FileField("readers", f.choice(*Audience), f"{_READERS}; members where it is left out", always=True),
    FileField("closing_note", f.TEXT, "what came of it, shown when it has closed"),
    FileField("reopened", _REOPENING, "each time it was opened again after its end", many=True),
    *CHANGED,
    audience("public"),
)
_INPUT = record(
    Input,
    FileField("organisation", f.LINE, "who answers", required=True),
    FileField("organisation_kind", f.LINE, "what sort of organisation it is", required=True),
    FileField("received", f.MOMENT, "when the answer came in", required=True),
    FileField("late", f.FLAG, "it came after the deadline"),
    FileField("channel", f.choice(*Channel), "how it came", required=True),
    FileField("entered_by", f.LINE, "who of the staff entered it for the member"),
    FileField("changes", f.COUNT, "how often its sender changed it"),
    FileField("changed", f.MOMENT, "when its sender last changed it"),
    FileField("link", f.SHA256, "of the secret in the link with which its sender may change it"),
    FileField("consent", f.choice(*Consent), "what others may see of it", required=True),
    FileField(
        "triage", f.LINE, "why a person has to look first; the answer does not count while it says anything", many=True
    ),
    FileField(
        "slots", _SLOT, "the entries, the most important first; one at least, unless it waits in triage", many=True
    ),
    FileField("confidence", f.COUNT, "how certain the reading of a mail was, in percent"),
    FileField("original", f.LINE, "the file of the bytes as they came, in `.originals/` beside the answers"),
    FileField("message_id", f.LINE, "of the mail"),
    FileField("sender", f.LINE, "the e-mail address of who sent it"),
    FileField("sent_by", f.LINE, "the e-mail address of the account or invitation that it was sent with"),
    FileField("illustrative", f.FLAG, "the answer is invented, and shown as invented"),
    audience("staff"),
)
_PRIORITY = record(
    Priority,
    FileField("title", f.LINE, "the issue in a few words", required=True),
    FileField("statement", f.TEXT, "the issue in full", required=True),
    FileField("status", f.choice(*PriorityStatus), "where it stands", always=True),
    FileField("call", f.ID, "id of the call it came up in", refers=Kind.CALL),
    FileField("topics", f.ID, "ids of topics", many=True, refers=TOPIC),
    FileField("evidence", _EVIDENCE, "what it rests on", many=True),
    FileField("slots", SLOT_REF, "entries of answers grouped under it", many=True),
    FileField("queries", f.LINE, "searches that belong to it", many=True),
    FileField("situation", f.TEXT, "how things are, as the brief says it"),
    FileField("problem", f.TEXT, "what is wrong with that, as the brief says it"),
    FileField("direction", _DIRECTION, "which way it pulls; opposed ones on a topic are offered as a pair", many=True),
    FileField("merged_into", f.ID, "id of the priority that has its slots now", refers=Kind.PRIORITY),
    FileField("split_from", f.ID, "id of the priority that it was split from", refers=Kind.PRIORITY),
    audience("public"),
    *CHANGED,
    FileField("worded_by", f.LINE, "id of the account that wrote its words; somebody else agrees to them"),
    FileField("agreed_by", f.LINE, "id of the account that agreed to them"),
    FileField("agreed_at", f.MOMENT, "when that was"),
    FileField("lineage", _STEP, "every step of grouping that touched it; written by triage", many=True),
)
_TOPICS = record(
    TopicList, FileField("topics", _TOPIC, "the controlled vocabulary", required=True, many=True), *CHANGED
)
_ACRONYMS = record(AcronymList, FileField("acronyms", _ACRONYM, "short forms", required=True, many=True), *CHANGED)

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
