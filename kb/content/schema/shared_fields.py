"""Parts that several kinds of content files share, for the tables of the file format (``kb.content.schema.kinds``)."""

from collections.abc import Callable, Mapping
from typing import Any

from kb.content.schema import value_forms as f
from kb.content.schema.fields import Field, Kind, Record
from kb.domain.audience import Audience
from kb.domain.editorial.review import ReviewState, Turn
from kb.domain.priority.priority import SlotRef
from kb.domain.source.passage import Citation

TOPIC = "topic"


def record(build: Callable[..., Any], *fields: Field) -> Record:
    """Return the record of a type whose attributes are called like the fields."""

    def parts(value: Any) -> Mapping[str, Any]:
        return {field.name: getattr(value, field.name) for field in fields}

    return Record(fields, build, parts)


def audience(default: str) -> Field:
    """Return the field that says who may see a thing."""
    words = f"who may see it; {default} where it is left out"
    return Field("audience", f.choice(*Audience), words, always=True, convert=Audience)


SELECTOR = (
    Field("exact", f.EXACT, "the words cited, exactly"),
    Field("prefix", f.EXACT, "the words just before them"),
    Field("suffix", f.EXACT, "the words just after them"),
    Field("label", f.LINE, "the place as printed, for example `para 71`"),
    Field("page", f.LINE, "the printed page"),
    Field("sha256", f.SHA256, "of the words of the passage as it was read, without their setting"),
    Field("capture", f.SHA256, "of the capture that it was read in"),
    Field("captured", f.MOMENT, "when that capture was taken"),
    Field("place", f.COUNT, "in which of several passages that look the same they were read, counted from 1"),
    Field("places", f.COUNT, "how many passages looked the same; left out where none did"),
)
"""How a passage is held, in the words of the W3C's TextQuoteSelector, with what is printed beside it."""

CITATION = (Field("source", f.ID, "id of the source", required=True, refers=Kind.SOURCE), *SELECTOR)


def citation_parts(citation: Citation) -> Mapping[str, Any]:
    """Return the parts of a citation by the names of their fields."""
    return vars(citation)


CITED = Record(CITATION, Citation, citation_parts)
SLOT_REF = record(
    SlotRef,
    Field("input", f.ID, "id of the answer", required=True, refers=Kind.INPUT),
    Field("rank", f.COUNT, "which of its entries, counted from 1", required=True),
)
TURN = record(
    Turn,
    Field("at", f.MOMENT, "when", required=True),
    Field("who", f.LINE, "id of the account that did it", required=True),
    Field("state", f.choice(*ReviewState), "the state that it left", required=True, convert=ReviewState),
    Field("note", f.TEXT, "why"),
)
WRITTEN = (
    Field("author", f.LINE, "id of the account that wrote it", required=True),
    Field("made", f.MOMENT, "when it was first written", required=True),
)
TURNS = Field("turns", TURN, "each change of state: it is a draft, in review, reviewed or retired", many=True)
CHANGED = (
    Field("changes", f.COUNT, "how many versions there were before, kept in `.versions/` beside it"),
    Field("changed", f.MOMENT, "since when it is as it is"),
)
