"""What the schema is written in: kinds of files, their fields, and who owns each."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from kb.content.schema.value_forms import Form


class Kind(StrEnum):
    """The kinds of content files."""

    SOURCE = "source"
    TEXT = "text"
    CALL = "call"
    INPUT = "input"
    PRIORITY = "priority"
    ANNOTATION = "annotation"
    QUESTION = "question"
    ADVICE = "advice"
    RECOMMENDATION = "recommendation"
    SEARCH_RECORD = "search-record"
    TOPICS = "topics"
    ACRONYMS = "acronyms"


class Owner(StrEnum):
    """Who writes a field: people, or the scraper, which may write its own at every capture."""

    PEOPLE = "people"
    SCRAPER = "scraper"


@dataclass(frozen=True)
class Record:
    """A table of fields inside a field: how it becomes a value, and the value such a table."""

    fields: tuple["FileField", ...]
    build: Callable[..., Any]
    parts: Callable[[Any], Mapping[str, Any]]


@dataclass(frozen=True)
class FileField:
    """One field of a kind of file.

    ``form`` is how one value is written, or a :class:`Record`; ``many`` makes it a list of such.
    ``always`` fields are written even where they hold the default. ``refers`` names the kind (or ``topic``) whose ids
    the values have to be.
    """

    name: str
    form: Form | Record
    meaning: str
    required: bool = False
    many: bool = False
    always: bool = False
    owner: Owner = Owner.PEOPLE
    refers: str = ""


@dataclass(frozen=True)
class FileKind:
    """One kind of file: where it lies, what it is, the type it holds, its fields in order, and its body."""

    kind: Kind
    place: str
    what: str
    type: type
    record: Record
    body: str
    body_owner: Owner = Owner.PEOPLE

    @property
    def parent(self) -> str:
        """Return the kind that names the folder of such files (a call for its answers); empty for most kinds."""
        found = re.search(r"<(?!id>)(\w+)>", self.place)
        return found[1] if found else ""

    def path(self, id: str, parent: str = "") -> str:
        """Return where the file of this id lies below a content root; ``parent`` is the name of its folder."""
        return self.place.replace(f"<{self.parent}>", parent).replace("<id>", id)

    @property
    def fields(self) -> tuple[FileField, ...]:
        """Return the fields in the order in which they are written."""
        return self.record.fields


def names(fields: tuple[FileField, ...], before: str = "") -> Iterator[str]:
    """Yield the dotted name of every field, those of records included."""
    for field in fields:
        yield before + field.name
        if isinstance(field.form, Record):
            yield from names(field.form.fields, f"{before}{field.name}.")
