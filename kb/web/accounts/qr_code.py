"""QR codes as the outline that a template draws: crisp at every size, and nothing is loaded for it."""

from dataclasses import dataclass

import segno

BORDER = 4
"""Modules of white around it, which cameras need."""


@dataclass(frozen=True)
class QrCode:
    """A square of ``size`` units a side; ``path`` is the SVG path of all that is black."""

    size: int
    path: str


def qr_code_of(text: str) -> QrCode:
    """Return the QR code of a text."""
    rows = [bytes(row) for row in segno.make(text, micro=False, error="m").matrix]
    path = "".join(
        f"M{x + BORDER} {y + BORDER}h1v1h-1z" for y, row in enumerate(rows) for x, black in enumerate(row) if black
    )
    return QrCode(len(rows) + 2 * BORDER, path)
