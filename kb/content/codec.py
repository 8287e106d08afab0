"""Front matter and body ↔ the domain's types, by the schema.

``load`` never raises: it gives the thing, or every problem of the file. A file with any problem gives no
thing at all, since half of one is dangerous: a mistyped ``audience`` would show what is private, and writing
the thing back would drop the field nobody understood.

Laws: ``load(dump(x)) == x`` for every ``x == normal(x)``, and ``dump(load(b)) == b`` for canonical ``b``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kb.content.field_reader import FieldReading
from kb.content.item_checks import own_problems
from kb.content.items import ContentItem, parent_of
from kb.content.schema.fields import FileField, Kind, Record
from kb.content.schema.kinds import SCHEMA
from kb.content.yaml import writer as yaml_out
from kb.content.yaml.front_matter import parse, tidy_body
from kb.domain.content_problem import ContentProblem


@dataclass(frozen=True)
class Loaded:
    """What a file came to: its thing or nothing, its problems, and where each field stands.

    ``lines`` has lines by dotted name, list items counted from 1; ``body_line`` is the body's first line.
    """

    item: ContentItem | None
    problems: tuple[ContentProblem, ...]
    lines: Mapping[str, int] = field(default_factory=dict)
    body_line: int = 0


def load(
    kind: str, id: str, text: str | bytes, *, parent: str = "", file: str = ""
) -> tuple[ContentItem | None, tuple[ContentProblem, ...]]:
    """Read one file; ``file`` is how problems name it.

    ``parent`` is the name of its folder below that of its kind, where it has one (of an input: its call).
    """
    loaded = load_with_lines(kind, id, text, parent=parent, file=file)
    return loaded.item, loaded.problems


def load_with_lines(kind: str, id: str, text: str | bytes, *, parent: str = "", file: str = "") -> Loaded:
    """Read one file and keep the lines of its fields, for problems that show only beside other files."""
    file_kind = SCHEMA[Kind(kind)]
    file = file or file_kind.path(id, parent)
    parsed = parse(text, file)
    if parsed.fields is None:
        return Loaded(None, parsed.problems)
    reading = FieldReading(parsed.problems, file)
    values = reading.table(file_kind.fields, parsed.fields, "")
    whose = {"id": id, file_kind.parent: parent} if file_kind.parent else {"id": id}
    item = None
    if not reading.problems:
        item = file_kind.record.build(**whose, **values, body=parsed.body)
        for name, what, hint in own_problems(item):
            reading.tell(_nearest(parsed.lines, name), name, what, hint)
    problems = tuple(sorted(reading.problems))
    return Loaded(None if problems else item, problems, parsed.lines, parsed.body_line)


def to_mapping(item: ContentItem) -> dict[str, yaml_out.Tree]:
    """Return the front matter of the thing's file as plain values, in schema order, empty fields left out."""
    return _tree(SCHEMA[kind_of(item)].record, item)


def dump(item: ContentItem) -> str:
    """Return the thing as the text of its file, in canonical form.

    Raises ``ValueError`` for a value no file may hold (a clock time with a zone, say), never writes one.
    """
    front = yaml_out.emit(to_mapping(item))
    body = tidy_body(item.body)
    return f"---\n{front}---\n" + (f"\n{body}" if body else "")


def normal(item: ContentItem) -> ContentItem:
    """Return the thing as it will be once written and read: white space tidy, times to the second.

    Raises ``ValueError`` with every problem where a file of it could not be read again.
    """
    loaded, problems = load(kind_of(item), item.id, dump(item), parent=parent_of(item))
    if loaded is None:
        raise ValueError("; ".join(f"{p.field}: {p.what}" for p in problems))
    return loaded


def checked_text(item: ContentItem) -> str:
    """Return the text of an item's file; raise ``ValueError`` where it could not be read again.

    It is that of the item as it will be read: ``dump(normal(x)) == dump(x)``.
    """
    text = dump(item)
    _, problems = load(kind_of(item), item.id, text, parent=parent_of(item))
    if problems:
        raise ValueError("; ".join(f"{p.field}: {p.what}" for p in problems))
    return text


def kind_of(item: ContentItem) -> Kind:
    """Return the kind of file that holds such a thing."""
    for kind, file_kind in SCHEMA.items():
        if file_kind.type is type(item):
            return kind
    raise TypeError(f"no content file holds a {type(item).__name__}")


def _nearest(lines: Mapping[str, int], name: str) -> int:
    """Return the line of a field, or of the field it belongs to where it is not in the file itself."""
    while name and name not in lines:
        name = name.rpartition(".")[0]
    return lines.get(name, 1)


def _tree(record: Record, value: object) -> dict[str, yaml_out.Tree]:
    """Turn a value into words in schema order; empty ones are left out."""
    parts = record.parts(value)
    tree: dict[str, yaml_out.Tree] = {}
    for one in record.fields:
        part = parts[one.name]
        words = [w for w in (_words(one, v) for v in part) if w] if one.many else _words(one, part)
        if words or one.always:
            tree[one.name] = words
    return tree


def _words(one: FileField, value: object) -> yaml_out.Tree:
    if isinstance(one.form, Record):
        return _tree(one.form, value) if value is not None else ""
    return one.form.print(value) if value is not None else ""
