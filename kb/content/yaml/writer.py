"""Values → canonical YAML: block style, one line a value, long text folded so that a person can read and diff it.

Written by hand because the canonical form is a promise: it may not change with a library's version. Whatever
is written here, any YAML reader gives back as the same text (``tests/store`` checks that with PyYAML).
"""

import re
from collections.abc import Iterator, Mapping

WIDTH = 110
Tree = str | int | bool | list["Tree"] | Mapping[str, "Tree"]

_RESERVED = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
_LIKE_NUMBER = re.compile(r"[-+.]?\d\S*|\d{4}-\d{1,2}-\d{1,2}\s.*", re.DOTALL)
_UNSAFE_PLAIN = re.compile(r": |:$| #|^(?:---|\.\.\.)")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}
_GAP = re.compile(r"(?<=[^ ]) (?=[^ ])")


def emit(fields: Mapping[str, Tree]) -> str:
    """Return the fields as YAML, a newline after each line; nothing for no fields."""
    return "".join(f"{line}\n" for line in _mapping(fields, 0))


def _mapping(fields: Mapping[str, Tree], indent: int) -> Iterator[str]:
    for key, value in fields.items():
        yield from _entry(" " * indent + f"{_on_one_line(key)}:", value, indent + 2)


def _entry(head: str, value: Tree, indent: int) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield head
        yield from _mapping(value, indent)
    elif isinstance(value, list):
        yield head
        for item in value:
            yield from _item(item, indent)
    else:
        yield from _scalar(head, value, indent)


def _item(value: Tree, indent: int) -> Iterator[str]:
    """Write a list item; a table begins on the line of its hyphen."""
    hyphen = " " * indent + "-"
    if isinstance(value, Mapping):
        lines = list(_mapping(value, indent + 2))
        yield f"{hyphen} {lines[0][indent + 2 :]}"
        yield from lines[1:]
    else:
        yield from _entry(hyphen, value, indent + 2)


def _scalar(head: str, value: str | int | bool, indent: int) -> Iterator[str]:
    if isinstance(value, bool):
        yield f"{head} {'true' if value else 'false'}"
    elif isinstance(value, int):
        yield f"{head} {value}"
    elif _may_be_block(value) and ("\n" in value or (len(head) + len(value) >= WIDTH and _GAP.search(value))):
        yield from _block(head, value, indent)
    else:
        yield f"{head} {_on_one_line(value)}"


def _on_one_line(text: str) -> str:
    if _may_be_plain(text):
        return text
    if text.isprintable() and "'" not in text:
        return f"'{text}'"
    return '"' + "".join(_escaped(char) for char in text) + '"'


def _escaped(char: str) -> str:
    if char in _ESCAPES or char.isprintable():
        return _ESCAPES.get(char, char)
    code = ord(char)
    return f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"


def _may_be_plain(text: str) -> bool:
    return (
        text.isprintable()
        and text[:1].isalnum()
        and not text.endswith(" ")
        and text.casefold() not in _RESERVED
        and not _LIKE_NUMBER.fullmatch(text)
        and not _UNSAFE_PLAIN.search(text)
    )


def _may_be_block(text: str) -> bool:
    """Say whether a block scalar holds the text exactly: printable lines, no white space at the edges of any."""
    lines = text.removesuffix("\n").split("\n")
    tidy = all(line.isprintable() and line == line.strip(" ") for line in lines)
    return tidy and bool(lines[0]) and bool(lines[-1])


def _block(head: str, text: str, indent: int) -> Iterator[str]:
    """Write text of several lines: as it stands where every line fits, else folded at single spaces."""
    chomp = "" if text.endswith("\n") else "-"
    lines = text.removesuffix("\n").split("\n")
    pad = " " * indent
    room = WIDTH - indent
    if len(lines) > 1 and all(len(line) <= room for line in lines):
        yield f"{head} |{chomp}"
        yield from (pad + line if line else "" for line in lines)
        return
    yield f"{head} >{chomp}"
    for number, line in enumerate(lines):
        if number:
            yield ""
        if line:
            yield from (pad + part for part in _wrapped(line, room))


def _wrapped(line: str, room: int) -> Iterator[str]:
    row = ""
    for word in _GAP.split(line):
        if row and len(row) + 1 + len(word) > room:
            yield row
            row = word
        else:
            row = f"{row} {word}" if row else word
    yield row
