"""Quotations: text set in from the margin, that is no item, no entry and not centred."""

from collections.abc import Sequence
from statistics import median

from scraper.pdf.pieces import Piece, Role

_LEAST_INDENT = 1.4  # ems


def mark_quotes(pieces: Sequence[Piece], body: float) -> None:
    """Give set-in pieces their role: quotations, or what goes on with the item or entry before them."""
    usual = _usual_hang(pieces)
    before: Piece | None = None
    for piece in pieces:
        if piece.role is Role.TEXT:
            piece.role = _role(piece, before, usual, body)
            if piece.role is Role.ITEM and before:
                piece.level = max(before.level, 1)
        before = piece


def _usual_hang(pieces: Sequence[Piece]) -> float:
    """Return where the text of numbered paragraphs stands when their numbers hang out to the left."""
    hangs = [piece.hang for piece in pieces if piece.role is Role.NUMBERED and len(piece.lines) > 1]
    return median(hangs) if len(hangs) >= 3 else 0.0


def _role(piece: Piece, before: Piece | None, usual: float, body: float) -> Role:
    indent = min(line.indent for line in piece.lines)
    if indent < _LEAST_INDENT * body or abs(indent - usual) < 4 or _is_placed(piece):
        return Role.TEXT
    if before and before.role in (Role.ITEM, Role.ENTRY) and abs(indent - before.hang) < 4:
        return Role.ITEM
    return Role.QUOTE


def _is_placed(piece: Piece) -> bool:
    """Say whether lines are centred or set to the right: a place on the page, not a quotation."""
    width = piece.lines[0].right - piece.lines[0].left
    if all(line.indent > 0.45 * width for line in piece.lines):
        return True
    indent = min(line.indent for line in piece.lines)
    behind = min(line.right - line.x1 for line in piece.lines)
    uneven = len({round(line.indent) for line in piece.lines}) > 1
    return abs(indent - behind) < 12 and (indent > 0.2 * width or uneven)
