"""One table of front matter → values by the schema, with a problem for everything that does not fit."""

from collections.abc import Iterable
from typing import Any

from kb.content.schema.fields import FileField, Record, names
from kb.content.schema.value_forms import Form, Unfit
from kb.content.yaml.nodes import Items, Node, YamlTable, YamlText
from kb.domain.content_problem import ContentProblem
from kb.domain.hints import did_you_mean


class _Nothing:
    """What a field without a value reads as; ``None`` could be one."""


_NOTHING = _Nothing()


class FieldReading:
    """The reading of one file: it goes on after every problem and keeps them all."""

    def __init__(self, problems: Iterable[ContentProblem], file: str) -> None:
        self.problems = list(problems)
        self.file = file

    def tell(self, line: int, name: str, what: str, hint: str = "") -> None:
        """Keep a problem of the field called ``name``."""
        self.problems.append(ContentProblem(self.file, line, name, what, hint))

    def table(self, fields: tuple[FileField, ...], table: YamlTable, path: str) -> dict[str, Any]:
        """Read one table; what is missing and optional is left to the type's own default."""
        known = {one.name: one for one in fields}
        values: dict[str, Any] = {}
        for entry in table.entries:
            name = f"{path}{entry.key}"
            one = known.get(entry.key)
            if one is None:
                self.tell(entry.line, name, f"`{entry.key}` is not a field here", _where_it_belongs(entry.key, fields))
                continue
            value = self._field(one, entry.value, entry.line, name)
            if value is not _NOTHING:
                values[one.name] = value
            elif one.required:
                values[one.name] = None  # told below or already; it only must not be told twice
        told = {problem.field for problem in self.problems}
        for one in fields:
            name = f"{path}{one.name}"
            if one.required and values.get(one.name) is None and name not in told:
                line = next((e.line for e in table.entries if e.key == one.name), table.line)
                self.tell(line, name, f"`{one.name}` is missing", f"it has to be there: {one.meaning}")
        return values

    def _field(self, one: FileField, node: Node, line: int, name: str) -> Any:
        if isinstance(node, YamlText) and node.nothing:
            return _NOTHING
        if not one.many:
            return self._value(one, node, line, name)
        if not isinstance(node, Items):
            self.tell(line, name, f"`{one.name}` is a list", _list_hint(one, node))
            return _NOTHING
        values = []
        for place, item in enumerate(node.items, start=1):
            before = len(self.problems)
            value = self._value(one, item, item.line, f"{name}.{place}")
            if value is not _NOTHING:
                values.append(value)
            elif len(self.problems) == before:
                self.tell(item.line, f"{name}.{place}", "an empty entry", "fill it in or remove its hyphen")
        return tuple(values) or _NOTHING

    def _value(self, one: FileField, node: Node, line: int, name: str) -> Any:
        if isinstance(one.form, Record):
            return self._record(one, one.form, node, line, name)
        if not isinstance(node, YamlText):
            shape = "a list" if isinstance(node, Items) else "a table of fields"
            hint = "quote it if it has a colon in it" if isinstance(node, YamlTable) else "write one value, no hyphens"
            self.tell(line, name, f"this has to be one value, not {shape}", f"{one.form.words}; {hint}")
            return _NOTHING
        return self._words(one.form, node, name)

    def _words(self, form: Form, node: YamlText, name: str) -> Any:
        if node.nothing or not (node.text if form.exact else node.text.strip()):
            return _NOTHING
        try:
            return form.read(node.text)
        except Unfit as unfit:
            self.tell(node.line, name, unfit.what, unfit.hint)
            return _NOTHING

    def _record(self, one: FileField, record: Record, node: Node, line: int, name: str) -> Any:
        if not isinstance(node, YamlTable):
            parts = ", ".join(part.name for part in record.fields)
            hint = f"write its parts below it, indented, each as `name: value`: {parts}"
            self.tell(line, name, f"`{one.name}` has parts of its own", hint)
            return _NOTHING
        before = len(self.problems)
        values = self.table(record.fields, node, f"{name}.")
        if len(self.problems) > before or not values:
            return _NOTHING
        return record.build(**values)


def _list_hint(one: FileField, node: Node) -> str:
    if isinstance(one.form, Record):
        return "write each entry below it, indented, its first line after a hyphen"
    first = node.text.split(",")[0].strip() if isinstance(node, YamlText) else "…"
    return f"write each on a line of its own below it, after a hyphen: `- {first[:60]}`"


def _where_it_belongs(key: str, fields: tuple[FileField, ...]) -> str:
    """Say where the field was meant to stand: under another one, or by another name."""
    inside = [name for name in names(fields) if name.endswith(f".{key}")]
    if inside:
        return f"it belongs under `{inside[0].rpartition('.')[0]}`"
    near = did_you_mean(key, [one.name for one in fields])
    return near or "the fields are: " + ", ".join(one.name for one in fields)
