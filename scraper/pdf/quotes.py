"""Quotations: text set in from the margin, that is no item, no entry and not centred."""

from collections.abc import Sequence
from statistics import median

from scraper.pdf.pieces import PagePiece, PieceRole

_LEAST_INDENT = 1.4  # ems


def mark_quotes(pieces: Sequence[PagePiece], body: float) -> None:
    """Give set-in pieces their role: quotations, or what goes on with the item or entry before them."""
    usual = _usual_hang(pieces)
    before: PagePiece | None = None
    for piece in pieces:
        if piece.role is PieceRole.TEXT:
            piece.role = _role(piece, before, usual, body)
            if piece.role is PieceRole.ITEM and before:
                piece.level = max(before.level, 1)
        before = piece


def _usual_hang(pieces: Sequence[PagePiece]) -> float:
    """Return where the text of numbered paragraphs stands when their numbers hang out to the left."""
    hangs = [piece.hang for piece in pieces if piece.role is PieceRole.NUMBERED and len(piece.lines) > 1]
    return median(hangs) if len(hangs) >= 3 else 0.0


def _role(piece: PagePiece, before: PagePiece | None, usual: float, body: float) -> PieceRole:
    indent = min(line.indent for line in piece.lines)
    if indent < _LEAST_INDENT * body or abs(indent - usual) < 4 or _is_placed(piece):
        return PieceRole.TEXT
    if before and before.role in (PieceRole.ITEM, PieceRole.ENTRY) and abs(indent - before.hang) < 4:
        return PieceRole.ITEM
    return PieceRole.QUOTE


def _is_placed(piece: PagePiece) -> bool:
    """Say whether lines are centred or set to the right: a place on the page, not a quotation."""
    width = piece.lines[0].right - piece.lines[0].left
    if all(line.indent > 0.45 * width for line in piece.lines):
        return True
    indent = min(line.indent for line in piece.lines)
    behind = min(line.right - line.x1 for line in piece.lines)
    uneven = len({round(line.indent) for line in piece.lines}) > 1
    return abs(indent - behind) < 12 and (indent > 0.2 * width or uneven)
