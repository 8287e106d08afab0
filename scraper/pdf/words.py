"""Lines to running text: words broken at line ends are put together again.

A hyphen at a line end may be the printer's or the author's. The document itself knows: the form that it uses
elsewhere is taken; where it uses neither, a hyphen stays between two words that it does use, and goes otherwise.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_BROKEN = re.compile(r"(?:^|(?<=[\s(“‘\"'/–—-]))([^\W\d_]+(?:-[^\W\d_]+)*)[-\u00ad]$")
_REST = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_KEPT = frozenset(
    {"non", "self", "cross", "well", "ex", "co", "half", "so", "long", "short", "high", "low", "near", "post"}
)


class PdfWords:
    """What words a document uses, to decide about the hyphens at its line ends."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.seen: Counter[str] = Counter()
        for line in lines:
            found = _WORD.findall(line)
            if found and line.rstrip().endswith(("-", "\u00ad")):
                found.pop()
            self.seen.update(word.lower() for word in found)

    def join(self, lines: Sequence[str]) -> str:
        """Return lines as running text."""
        text = ""
        for line in lines:
            text = self.add(text, line)
        return text

    def add(self, text: str, line: str, between: str = " ") -> str:
        """Append a line to a text; ``between`` stands where the two meet (a page mark, say)."""
        text, line = text.rstrip(), line.lstrip()
        if not text or not line:
            return text or line
        if text.endswith("\u00ad"):
            return text[:-1] + self._before_rest(line, between)
        end = text[-80:]  # long enough for any word, and short enough to look at for every line
        broken, rest = _BROKEN.search(end), _REST.match(line)
        if broken and rest:
            kept = text if self._keeps(broken[1], rest[0]) else text[:-1]
            return kept + self._before_rest(line, between)
        if (re.search(r"\d[-–]$", end) and line[0].isdigit()) or re.search(r"(?:\w|https?:/)/$", end):
            return text + self._before_rest(line, between)
        return text + between + line

    def _before_rest(self, line: str, between: str) -> str:
        """Put the mark of a page after the word that runs over to it, so that the word stays whole."""
        if between == " ":
            return line
        head, _, tail = line.partition(" ")
        return f"{head}{between}{tail}"

    def _keeps(self, first: str, rest: str) -> bool:
        hyphened, joined = f"{first}-{rest}".lower(), f"{first}{rest}".lower()
        if self.seen[hyphened] != self.seen[joined]:
            return self.seen[hyphened] > self.seen[joined]
        if rest[0].isupper() or first.isupper() or "-" in first or first.lower() in _KEPT:
            return True
        return bool(self.seen[first.lower()]) and bool(self.seen[rest.partition("-")[0].lower()])
