"""A table with a head row → entries: one row, one entry."""

import re

from kb.parsing.slots.entries import SlotEntries, by_rank
from kb.parsing.slots.list_marks import entry_mark
from kb.parsing.slots.spans import NOWHERE, EntrySpans, Span, lines_of, trimmed, words_at

CERTAIN, _STOP = 92, 50
_COLUMNS = (
    ("rank", re.compile(r"(no\.?|nr\.?|#|rank|number|order|)", re.IGNORECASE)),
    ("why", re.compile(r"(why\b.*|reason.*|rationale|because|explanation)", re.IGNORECASE)),
    ("question", re.compile(r"(questions?\b.*|what\b.*\bask.*|ask.*|q)", re.IGNORECASE)),
    ("title", re.compile(r"((top )?priorit(y|ies)|issues?|topic|title|subject)(\s.{0,30})?", re.IGNORECASE)),
)


def tabled(text: str) -> SlotEntries | None:
    """Return the entries of the first table whose head row is understood, or ``None``."""
    lines = lines_of(text, (0, len(text)))
    for at, line in enumerate(lines):
        columns = _head(_cells(text, line), text)
        if columns is None:
            continue
        rows = []
        for other in lines[at + 1 :]:
            cells = _cells(text, other)
            if not cells or len(cells) > len(columns):
                break
            rows.append(cells)
        if rows:
            return _entries(text, lines, at, columns, rows)
    return None


def _cells(text: str, line: Span) -> list[Span]:
    """Return the places of the cells of a line; a line without a tab is no row."""
    cells, at = [], line[0]
    end = line[1] - (text[line[0] : line[1]].endswith("\n"))
    for piece in text[line[0] : end].split("\t"):
        cells.append(trimmed(text, (at, at + len(piece))))
        at += len(piece) + 1
    return cells if len(cells) > 1 else []


def _head(cells: list[Span], text: str) -> list[str] | None:
    names = []
    for cell in cells:
        words = words_at(text, cell).rstrip(":?").strip()
        names.append(next((name for name, pattern in _COLUMNS if pattern.fullmatch(words)), ""))
    known = [name for name in names if name]
    return names if "title" in known and len(known) == len(set(known)) and len(known) > 1 else None


def _entries(text: str, lines: list[Span], at: int, columns: list[str], rows: list[list[Span]]) -> SlotEntries:
    entries: list[EntrySpans] = []
    besides: list[Span] = [trimmed(text, (0, lines[at][0]))]
    reasons: list[str] = []
    ranks: list[str] = []
    if any(len(row) < len(columns) for row in rows):
        reasons.append("a row of the table has fewer cells than its head")
    for short in rows:
        row = [*short, *[NOWHERE] * (len(columns) - len(short))]
        cells = dict(zip(columns, row, strict=True))
        title = cells.get("title", NOWHERE)
        others = [cell for name, cell in zip(columns, row, strict=True) if not name and cell != NOWHERE]
        if others:
            reasons.append("the table has columns that are not known")
        if title == NOWHERE:
            left = [cell for name, cell in cells.items() if name in ("why", "question") and cell != NOWHERE]
            besides += left
            reasons += ["a row of the table has no title"] * bool(left)
            continue
        ranks.append(words_at(text, cells.get("rank", NOWHERE)).strip("().:# "))
        entries.append(
            EntrySpans(title, cells.get("why", NOWHERE), cells.get("question", NOWHERE), CERTAIN, tuple(others))
        )
        besides += others
    if "rank" in columns and any(ranks) and ranks != [str(n + 1) for n in range(len(ranks))]:
        reasons.append("the rows of the table are not numbered 1, 2, 3 …")
    after = trimmed(text, (lines[at + len(rows)][1], len(text)))
    outside = [text[a:b] for a, b in lines[:at] + lines[at + len(rows) + 1 :]]
    if any((mark := entry_mark(line)) and mark.kind != "bullet" for line in outside) or _another(text, outside):
        reasons.append("there are entries beside the table")
    places = tuple(place for place in (*besides, after) if place != NOWHERE)
    ranked = by_rank(entries, [int(rank) if rank.isdecimal() else 0 for rank in ranks])
    return SlotEntries(tuple(ranked), places, _STOP if reasons else CERTAIN, tuple(dict.fromkeys(reasons)))


def _another(text: str, outside: list[str]) -> bool:
    return sum("\t" in line for line in outside) > 1
