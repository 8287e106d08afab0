"""Bytes of a content file → front matter with lines, and body. The only importer of ``frontmatter``.

The library says where the fences are. What stands between them is read as a stream of YAML events by a parser
that constructs no objects, so no tag can build anything, no alias can multiply and no nesting can exhaust the
stack. Nothing here raises: whatever is wrong comes back as problems.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml
from frontmatter.default_handlers import YAMLHandler

from kb.content.yaml.error_help import hint_for, in_words, mended
from kb.content.yaml.nodes import Items, Node, YamlEntry, YamlTable, YamlText, lines_of
from kb.domain.content_problem import ContentProblem

MAX_FILE = 20_000_000
MAX_FRONT = 1_000_000
MAX_DEPTH = 8
MAX_MENDS = 50
_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FENCE = re.compile(YAMLHandler.FM_BOUNDARY or "")  # compiled there; its type allows none, for the abstract base
_FENCE_HINT = "begin the file with a line of three hyphens, then the fields, then another such line"
_BLANK_LINES = re.compile(r"\A(?:[^\S\n]*\n)+")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True)
class ParsedFrontMatter:
    """A file taken apart. ``fields`` is ``None`` where the front matter could not be read at all.

    ``lines`` has the line of every field by its dotted name, ``body_line`` the line the body begins on.
    """

    fields: YamlTable | None
    body: str
    body_line: int
    lines: dict[str, int]
    problems: tuple[ContentProblem, ...] = ()


def tidy_body(text: str) -> str:
    """Return a body as files hold it: LF, no blank lines around, one newline at the end, no control characters.

    Empty where nothing but white space is left; ``tidy_body(tidy_body(x)) == tidy_body(x)``.
    """
    text = _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _BLANK_LINES.sub("", text).rstrip()
    return f"{text}\n" if text else ""


def body_of(data: bytes) -> str:
    """Return the body of a file that ``parse`` found nothing wrong with, at a fraction of its cost."""
    text = _plain_lines(data.decode("utf-8"))
    opening = _opening(text)
    closing = _FENCE.search(text, opening.end()) if opening else None
    return tidy_body(text[closing.end() :]) if closing else ""


def parse(data: bytes | str, file: str) -> ParsedFrontMatter:
    """Take a file apart; ``file`` is how problems call it."""
    return _Parse(file).run(data)


class _Parse:
    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[ContentProblem] = []

    def run(self, data: bytes | str) -> ParsedFrontMatter:
        if len(data) > MAX_FILE:
            return self._nothing(0, f"the file is over {MAX_FILE:,} bytes", "split it, or leave its text out")
        text = data if isinstance(data, str) else self._decoded(data)
        if text is None:
            return self._nothing()
        text = _plain_lines(text)
        opening = _opening(text)
        if opening is None:
            return self._nothing(1, "the file has no front matter", _FENCE_HINT)
        closing = _FENCE.search(text, opening.end())
        if closing is None:
            return self._nothing(1, "the front matter is not closed", "end it with a line of three hyphens")
        front, rest = text[opening.end() : closing.start()], text[closing.end() :]
        first = text.count("\n", 0, opening.end()) + 1
        body = tidy_body(rest)
        blank = _BLANK_LINES.match(rest)
        body_line = text.count("\n", 0, closing.end() + (blank.end() if blank else 0)) + 1
        fields = self._fields(front, first)
        lines = lines_of(fields) if fields else {}
        return ParsedFrontMatter(fields, body, body_line, lines, tuple(self.problems))

    def _nothing(self, line: int = 0, what: str = "", hint: str = "") -> ParsedFrontMatter:
        if what:
            self._tell(line, what, hint)
        return ParsedFrontMatter(None, "", 0, {}, tuple(self.problems))

    def _tell(self, line: int, what: str, hint: str, field: str = "") -> None:
        self.problems.append(ContentProblem(self.file, line, field, what, hint))

    def _decoded(self, data: bytes) -> str | None:
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            what = f"byte 0x{data[error.start]:02x} is not UTF-8"
            self._tell(line, what, "save the file as UTF-8; it may be in Windows-1252 or UTF-16 now")
            return None

    def _fields(self, front: str, first: int) -> YamlTable | None:
        """Read the YAML; a line that only lacks quotes is told, quoted for this run and read on from."""
        if len(front) > MAX_FRONT:
            self._tell(first, f"the front matter is over {MAX_FRONT:,} characters", "move long text into the body")
            return None
        for _ in range(MAX_MENDS):
            found = len(self.problems)
            try:
                return self._composed(front, first)
            except yaml.MarkedYAMLError as error:
                del self.problems[found:]  # they are found again in the mended text
                row = error.problem_mark.line if error.problem_mark else 0
                row = min(row, front.count("\n"))
                self._tell(first + row, in_words(error), hint_for(error, front))
                better = mended(error, front)
                if better is None:
                    return None
                front = better
            except (yaml.YAMLError, ValueError) as error:
                row = _row_of_bad_character(front)
                hint = "remove the character; it may have come in by copying"
                self._tell(first + row, f"a character that YAML does not allow ({type(error).__name__})", hint)
                return None
        return None

    def _composed(self, front: str, first: int) -> YamlTable | None:
        composer = _Composer(first)
        root = composer.run(yaml.parse(front, Loader=_LOADER))
        for line, what, hint in (*composer.problems, *_comments(front, composer.spans, first)):
            self._tell(line, what, hint)
        if root is None or (isinstance(root, YamlText) and root.nothing):
            return YamlTable((), first)
        if not isinstance(root, YamlTable):
            self._tell(root.line, "the front matter is not a list of fields", "write each field as `name: value`")
            return None
        return root


class _Composer:
    """Events → nodes, with a stack of its own so that depth is bounded by a rule and not by the machine."""

    def __init__(self, first: int) -> None:
        self.first = first
        self.spans: list[tuple[int, int, int, int]] = []
        self.problems: list[tuple[int, str, str]] = []
        self.stack: list[tuple[bool, int, list[Node]]] = []
        self.root: Node | None = None

    def run(self, events: Iterator[yaml.Event]) -> Node | None:
        for event in events:
            line = self.first + _place(event.start_mark)[0]
            if isinstance(event, yaml.ScalarEvent):
                self._scalar(event, line)
            elif isinstance(event, yaml.AliasEvent):
                self.problems.append((line, "an alias (`*name`) is not used here", "write the value out"))
                self._add(YamlText("", line))
            elif isinstance(event, yaml.CollectionStartEvent):
                self._unadorned(event, line)
                self.stack.append((isinstance(event, yaml.MappingStartEvent), line, []))
                if len(self.stack) > MAX_DEPTH:
                    self.problems.append((line, f"fields are nested more than {MAX_DEPTH} deep", "flatten them"))
                    return None
            elif isinstance(event, yaml.CollectionEndEvent):
                self._close()
        return self.root

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> None:
        self._unadorned(event, line)
        self.spans.append((*_place(event.start_mark), *_place(event.end_mark)))
        self._add(YamlText(event.value, line, plain=not event.style))

    def _unadorned(self, event: yaml.NodeEvent, line: int) -> None:
        if event.anchor:
            self.problems.append((line, f"an anchor (`&{event.anchor}`) is not used here", "remove it"))
        tag = getattr(event, "tag", None)
        if tag:
            self.problems.append((line, f"a YAML tag ({tag}) is not used here", "remove it"))

    def _add(self, node: Node) -> None:
        if self.stack:
            self.stack[-1][2].append(node)
        else:
            self.root = node

    def _close(self) -> None:
        is_table, line, parts = self.stack.pop()
        self._add(self._table(parts, line) if is_table else Items(tuple(parts), line))

    def _table(self, parts: list[Node], line: int) -> YamlTable:
        entries: dict[str, YamlEntry] = {}
        for key, value in zip(parts[::2], parts[1::2], strict=True):
            if not isinstance(key, YamlText):
                self.problems.append((key.line, "a field name has to be one word", "write `name: value`"))
            elif key.text in entries:
                before = entries[key.text].line
                self.problems.append((key.line, f"`{key.text}` is given twice", f"line {before} has it; keep one"))
            else:
                entries[key.text] = YamlEntry(key.text, key.line, value)
        return YamlTable(tuple(entries.values()), line)


def _plain_lines(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _opening(text: str) -> re.Match[str] | None:
    return _FENCE.match(text, len(text) - len(text.lstrip("\n")))


def _place(mark: Any) -> tuple[int, int]:  # the two parsers have a mark type each
    return (mark.line, mark.column) if mark else (0, 0)


def _comments(front: str, spans: list[tuple[int, int, int, int]], first: int) -> Iterator[tuple[int, str, str]]:
    """Find YAML comments: the canonical form cannot keep them, so they are told before they are lost."""
    if "#" not in front:
        return
    hint = "move it into `notes` or the body: a comment is lost when the file is written again"
    for row, line in enumerate(front.split("\n")):
        for match in re.finditer(r"(?:^|(?<=[ \t]))#", line):
            place = (row, match.start())
            if not any(span[:2] <= place < span[2:] for span in spans):
                yield first + row, "a comment in the front matter", hint
                break


def _row_of_bad_character(front: str) -> int:
    bad = re.search(r"[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]", front)
    return front.count("\n", 0, bad.start()) if bad else 0
