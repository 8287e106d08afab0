"""Parts that several kinds of content files share, for the tables of the file format (``kb.content.schema.kinds``)."""

from collections.abc import Callable, Mapping
from typing import Any

from kb.content.schema import value_forms as f
from kb.content.schema.fields import FileField, Kind, Record
from kb.domain.audience import Audience
from kb.domain.editorial.review import ReviewState, Turn
from kb.domain.priority.priority import SlotRef
from kb.domain.source.passage import Citation

TOPIC = "topic"


def record(build: Callable[..., Any], *fields: FileField) -> Record:
    """Return the record of a type whose attributes are called like the fields."""

    def parts(value: Any) -> Mapping[str, Any]:
        return {field.name: getattr(value, field.name) for field in fields}

    return Record(fields, build, parts)


def audience(default: str) -> FileField:
    """Return the field that says who may see a thing."""
    words = f"who may see it; {default} where it is left out"
    return FileField("audience", f.choice(*Audience), words, always=True)


SELECTOR = (
    FileField("exact", f.EXACT, "the words cited, exactly"),
    FileField("prefix", f.EXACT, "the words just before them"),
    FileField("suffix", f.EXACT, "the words just after them"),
    FileField("label", f.LINE, "the place as printed, for example `para 71`"),
    FileField("page", f.LINE, "the printed page"),
    FileField("sha256", f.SHA256, "of the words of the passage as it was read, without their setting"),
    FileField("capture", f.SHA256, "of the capture that it was read in"),
    FileField("captured", f.MOMENT, "when that capture was taken"),
    FileField("place", f.COUNT, "in which of several passages that look the same they were read, counted from 1"),
    FileField("places", f.COUNT, "how many passages looked the same; left out where none did"),
)
"""How a passage is held, in the words of the W3C's TextQuoteSelector, with what is printed beside it."""

CITATION = (FileField("source", f.ID, "id of the source", required=True, refers=Kind.SOURCE), *SELECTOR)


def citation_parts(citation: Citation) -> Mapping[str, Any]:
    """Return the parts of a citation by the names of their fields."""
    return vars(citation)


CITED = Record(CITATION, Citation, citation_parts)
SLOT_REF = record(
    SlotRef,
    FileField("input", f.ID, "id of the answer", required=True, refers=Kind.INPUT),
    FileField("rank", f.COUNT, "which of its entries, counted from 1", required=True),
)
TURN = record(
    Turn,
    FileField("at", f.MOMENT, "when", required=True),
    FileField("who", f.LINE, "id of the account that did it", required=True),
    FileField("state", f.choice(*ReviewState), "the state that it left", required=True),
    FileField("note", f.TEXT, "why"),
)
WRITTEN = (
    FileField("author", f.LINE, "id of the account that wrote it", required=True),
    FileField("made", f.MOMENT, "when it was first written", required=True),
)
TURNS = FileField("turns", TURN, "each change of state: it is a draft, in review, reviewed or retired", many=True)
CHANGED = (
    FileField("changes", f.COUNT, "how many versions there were before, kept in `.versions/` beside it"),
    FileField("changed", f.MOMENT, "since when it is as it is"),
)
