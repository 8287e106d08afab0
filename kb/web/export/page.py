"""The page that offers everything to take away."""

from dataclasses import dataclass
from typing import ClassVar

from kb.domain.audience import Audience
from kb.web.layout.frame import Frame


@dataclass(frozen=True)
class ExportPage:
    """What this reader can take away, in words; ``is_staff`` where it is all of it."""

    template: ClassVar[str] = "export/export.html"
    frame: Frame
    csrf: str
    has: tuple[str, ...]
    lacks: str


_FILES = "Every content file that you may see, as Markdown"
_TABLES = "Sources, passages, priorities, evidence and answers as tables (CSV and JSON)"


def export_page(frame: Frame, csrf: str, reader: Audience) -> ExportPage:
    """Make the page."""
    if reader is Audience.STAFF:
        has = (
            "Every content file with its earlier versions",
            "The answers as they came, and the audit log",
        )
        lacks = "Captures and accounts are left out; in the terminal: kb export --captures --accounts --output FILE"
        return ExportPage(frame, csrf, (*has, _TABLES), lacks)
    who = "Names, answers and notes are in it as far as you may see them on these pages, and no further."
    return ExportPage(frame, csrf, (_FILES, _TABLES), who)
