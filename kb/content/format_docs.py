"""The file format in Markdown, printed from the schema for the reference."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from kb.content.schema.fields import FileField, Kind, Owner, Record
from kb.content.schema.kinds import SCHEMA


def sections() -> Mapping[str, str]:
    """Return every generated section by the name in its marks: ``files``, and ``fields-<kind>`` for each kind."""
    tables = {f"fields-{kind}": fields_table(kind) for kind in Kind}
    return {"files": files_table(), **tables}


def format_tables() -> str:
    """Return the whole file format: the table of files, and under a heading each the fields of every kind."""
    parts = [files_table()]
    for kind, file_kind in SCHEMA.items():
        parts.append(f"## {kind.value.capitalize()}\n\n`{file_kind.place}`: {file_kind.what}\n\n{fields_table(kind)}")
    return "\n".join(parts)


def files_table() -> str:
    """Return the table of the kinds of files: where each lies, what it is, and what its body is."""
    rows = ((f"`{k.place}`", k.what, f"{k.body} ({k.body_owner})") for k in SCHEMA.values())
    return markdown_table(("File", "What it is", "Body (and whose it is)"), rows)


def fields_table(kind: Kind) -> str:
    """Return the table of a kind's fields in the order in which they stand in files."""
    heads = ("Field", "Form", "Required", "Whose", "Meaning")
    return markdown_table(heads, _rows(SCHEMA[kind].fields, ""))


def _rows(fields: tuple[FileField, ...], before: str) -> Iterator[tuple[str, ...]]:
    for field in fields:
        name = f"{before}{field.name}"
        owner = "" if field.owner is Owner.PEOPLE else str(field.owner)
        if isinstance(field.form, Record):
            form = "list of tables" if field.many else "table"
        else:
            form = f"list: {field.form.words}" if field.many else field.form.words
        yield f"`{name}`", form, "yes" if field.required else "", owner or str(Owner.PEOPLE), field.meaning
        if isinstance(field.form, Record):
            yield from _rows(field.form.fields, f"{name}[]." if field.many else f"{name}.")


def markdown_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; a stroke in a cell is escaped."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)
