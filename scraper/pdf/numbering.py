"""Numbered paragraphs: which of the lines that begin with a number are the document's own count.

The longest row of numbers that counts on without a break is the document's; lists that start again at 1, years
and amounts at the beginning of a line do not fit in and stay what they are.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from scraper.pdf.lines import Line

_PLAIN = re.compile(r"(\d{1,3})\.(?=\s|$|[A-Z“‘\[])")  # some files glue the number to the text: "10.The"
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,3})\.?(?=\s|$|[A-Z“‘\[])")
_BARE = re.compile(r"(\d{1,3})(?=\s)")
_LEAST = 3
_LEAST_IN_SUMMARY = 5
_LEAST_SHARE = 0.3  # of the lines of the document


@dataclass(frozen=True)
class Numbered:
    """A line that begins with a number: its place among the lines, the number as printed, and as figures."""

    at: int
    number: str
    value: tuple[int, ...]
    indent: float


def leading_number(line: Line) -> tuple[str, tuple[int, ...], str] | None:
    """Split a line after the number that it begins with, if any: number, its figures, the rest.

    A number without a full stop counts only where a tab sets it apart.
    """
    first, *others = line.spans
    apart = bool(others) and first.text.strip().isdigit() and others[0].x0 - first.x1 > 0.9 * line.size
    for pattern in (_DOTTED, _PLAIN, _BARE) if apart and not first.raised else (_DOTTED, _PLAIN):
        if match := pattern.match(line.text):
            figures = tuple(int(group) for group in match.groups())
            return match[0].rstrip("."), figures, line.text[match.end() :].strip()
    return None


def candidates(lines: Sequence[Line], skip: frozenset[int] = frozenset()) -> list[Numbered]:
    """Return the lines that may begin a numbered paragraph; ``skip`` are places known to be something else."""
    found = []
    for at, line in enumerate(lines):
        split = None if at in skip else leading_number(line)
        if split and _opens(lines, at):
            found.append(Numbered(at, split[0], split[1], line.indent))
    return found


def _opens(lines: Sequence[Line], at: int) -> bool:
    """Say whether a line may be the first of its paragraph: what goes before it has come to an end."""
    if at == 0 or lines[at - 1].flow != lines[at].flow:
        return True
    above, line = lines[at - 1], lines[at]
    if above.y - line.y > 1.6 * line.size or abs(above.size - line.size) > 0.5:
        return True
    return not above.is_full or above.text.rstrip("\ue002").endswith((".", "?", "!", ":", ";", "”", ")"))


def main_count(found: Sequence[Numbered], lines: int = 0) -> list[Numbered]:
    """Return the longest row that counts on, of numbers 1, 2, 3 … or 1.1, 1.2, 2.1 …; empty where none does.

    ``lines`` is how long the text is: a count that covers little of it is a list, not the document's own. A
    document that counts by chapters may also have a summary that counts 1, 2, 3 …: then both are returned.
    """
    plain = _longest([one for one in found if len(one.value) == 1])
    dotted = _longest([one for one in found if len(one.value) == 2])
    best = max(plain, dotted, key=len)
    if len(best) < _LEAST or best[-1].at - best[0].at < _LEAST_SHARE * lines:
        return []
    if lines and best is dotted and _is_summary(plain, best, lines):
        return plain + best
    return best


def _is_summary(plain: Sequence[Numbered], dotted: Sequence[Numbered], lines: int) -> bool:
    """Say whether a count stands before that of the chapters and is long enough for a part of its own."""
    if len(plain) < _LEAST_IN_SUMMARY or plain[0].value != (1,) or plain[-1].at > dotted[0].at:
        return False
    return plain[-1].at - plain[0].at >= 0.05 * lines


def _longest(found: Sequence[Numbered]) -> list[Numbered]:
    lengths: list[float] = []
    before: list[int] = []
    latest: dict[tuple[int, ...], list[int]] = {}
    for i, one in enumerate(found):
        best, link = (1.0 if one.value[-1] == 1 else 0.5), -1
        for value, cost in _predecessors(one.value):
            for j in reversed(latest.get(value, [])[-50:]):
                if abs(found[j].indent - one.indent) > 6:
                    continue
                length = lengths[j] + 1 - cost
                if length > best:
                    best, link = length, j
        lengths.append(best)
        before.append(link)
        latest.setdefault(one.value, []).append(i)
    if not lengths:
        return []
    at = max(range(len(lengths)), key=lambda i: lengths[i])
    row = []
    while at >= 0:
        row.append(found[at])
        at = before[at]
    return row[::-1]


def _predecessors(value: tuple[int, ...]) -> list[tuple[tuple[int, ...], float]]:
    """Return the numbers that may go before one, each with what a step from it costs.

    A number may be missing (its line was not read as one), which costs more than it brings back unless the
    count goes on after it.
    """
    if len(value) == 1:
        return [((value[0] - step,), cost) for step, cost in ((1, 0.0), (2, 1.5), (3, 2.5)) if value[0] - step > 0]
    chapter, number = value
    steps: list[tuple[tuple[int, ...], float]] = [
        ((chapter, number - step), cost) for step, cost in ((1, 0.0), (2, 1.5), (3, 2.5)) if number - step > 0
    ]
    if number <= 2:
        steps += [((chapter - 1, last), 0.01 * number) for last in range(1, 200)]
        steps += [((chapter - 2, last), 0.5) for last in range(1, 200)]
    return steps
