"""What front matter is made of before anybody gives it meaning: words, lists and tables, each with its line.

YAML's guesses (is ``2016`` a number, is ``no`` a yes or a no) are not taken: a scalar stays the words that
stand in the file, and the schema says how each field is read.
"""

from dataclasses import dataclass

_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(frozen=True)
class YamlText:
    """A scalar: its text, the line it begins on, and whether it stood there without quotes."""

    text: str
    line: int
    plain: bool = False

    @property
    def nothing(self) -> bool:
        """Say whether YAML reads this as no value at all (``key:`` or ``key: null``)."""
        return self.plain and self.text in _NOTHING


@dataclass(frozen=True)
class Items:
    """A list."""

    items: tuple["Node", ...]
    line: int


@dataclass(frozen=True)
class YamlEntry:
    """One ``key: value`` of a table."""

    key: str
    line: int
    value: "Node"


@dataclass(frozen=True)
class YamlTable:
    """A mapping: its entries in the order of the file, each key once."""

    entries: tuple[YamlEntry, ...]
    line: int


Node = YamlText | Items | YamlTable


def lines_of(node: Node, path: str = "") -> dict[str, int]:
    """Return the line of every field by its dotted name; list items count from 1 (``findings.2.text``)."""
    lines = {path: node.line} if path else {}
    dot = f"{path}." if path else ""
    if isinstance(node, Items):
        for place, item in enumerate(node.items, start=1):
            lines |= lines_of(item, f"{dot}{place}")
    elif isinstance(node, YamlTable):
        for entry in node.entries:
            lines |= lines_of(entry.value, f"{dot}{entry.key}")
            lines[f"{dot}{entry.key}"] = entry.line
    return lines
