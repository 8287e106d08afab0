"""Lines and tables as they are written from HTML: white space folded as a browser folds it, quotations marked."""

import re
from dataclasses import dataclass, field

_SPACE = re.compile(r"[ \t\r\n\f\xa0]+")
MOST_QUOTED = 20
"""Quotations within quotations beyond this depth are marked no more."""


@dataclass
class Flow:
    """Lines being written.

    ``depth`` is how many quotations stand around them, ``written`` how many of them have words.
    """

    lines: list[str] = field(default_factory=list)
    line: str = ""
    blank: bool = False
    depth: int = 0
    blank_depth: int = 0
    written: int = 0

    def words(self, text: str, *, exact: bool = False) -> None:
        """Add words to the line; ``exact`` ones keep their line ends."""
        if exact:
            first, *others = text.replace("\r\n", "\n").split("\n")
            self.line += first
            for other in others:
                self.end(force=True)
                self.line = other
            return
        folded = _SPACE.sub(" ", text)
        self.line += folded.lstrip(" ") if not self.line or self.line.endswith(" ") else folded

    def end(self, *, force: bool = False) -> None:
        """End the line that is being written; an empty one only by ``force`` (a line break)."""
        if self.line.strip() or force:
            if self.blank and self.lines:
                self._put("", min(self.depth, self.blank_depth))
            self.blank = False
            self._put(self.line.rstrip(" \r\n\f\v\xa0"), self.depth)  # the tabs of empty cells stay
        self.line = ""

    def gap(self) -> None:
        """Ask for a blank line before whatever comes next."""
        self.end()
        self.blank = bool(self.lines) and self.lines[-1].strip("> ") != ""
        self.blank_depth = self.depth

    def _put(self, line: str, depth: int) -> None:
        self.lines.append(("> " * min(depth, MOST_QUOTED) + line).rstrip() if depth else line)
        self.written += bool(self.lines[-1].strip("> "))

    def text(self) -> str:
        """Return all lines, never more than one blank one in a row."""
        self.end()
        return re.sub(r"\n{3,}", "\n\n", "\n".join(self.lines)).strip("\n")


@dataclass
class MailTable:
    """The rows of a table, each cell with its text; ``nested`` where another table stands in it."""

    rows: list[list[str]] = field(default_factory=list)
    nested: bool = False

    @property
    def is_data(self) -> bool:
        """Say whether it is a table of data, not one that only places words on the page."""
        widths = {len(row) for row in self.rows if row}
        filled = sum(1 for row in self.rows for cell in row if cell.strip())
        return not self.nested and len(self.rows) > 1 and len(widths) == 1 and widths.pop() > 1 and filled > 2
