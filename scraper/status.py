"""The status table: for each source its state, last attempt, capture and next step."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rich.markup import escape
from rich.table import Table

from kb.domain.source.capture import Attempt
from kb.domain.source.source import Source
from kb.domain.source.source_state import SourceState, state_of
from scraper.report import next_step


@dataclass(frozen=True)
class SourceStatusRow:
    """One source: its state in words, the last attempt, its capture, and the next step."""

    source: Source
    state: SourceState
    latest: Attempt | None
    next: str

    def as_json(self) -> dict[str, object]:
        """Return the row as plain values."""
        captured, latest = self.source.captured, self.latest
        return {
            "source": self.source.id,
            "title": self.source.title,
            "state": self.state.value,
            "outcome": latest.outcome.value if latest else "",
            "at": latest.at.strftime("%Y-%m-%dT%H:%M:%SZ") if latest else "",
            "detail": latest.detail if latest else "",
            "captured": captured.at.strftime("%Y-%m-%dT%H:%M:%SZ") if captured else "",
            "sha256": captured.sha256 if captured else "",
            "completeness": captured.completeness if captured else "",
            "doubts": list(captured.doubts) if captured else [],
            "address": self.source.address,
            "next": self.next,
        }


def status_rows(sources: Iterable[Source], latest: Mapping[str, Attempt]) -> tuple[SourceStatusRow, ...]:
    """Return a row for each source."""
    found = ((source, latest.get(source.id)) for source in sources)
    return tuple(SourceStatusRow(s, state_of(s, attempt), attempt, next_step(s, attempt)) for s, attempt in found)


def status_table(rows: Iterable[SourceStatusRow]) -> Table:
    """Return the rows as a table."""
    table = Table()
    table.add_column("Source", overflow="fold", min_width=24)  # folded, never cut: people copy ids
    for name in ("State", "Last outcome", "When", "Captured"):
        table.add_column(name)
    table.add_column("What to do", overflow="fold")
    for row in rows:
        captured = row.source.captured
        table.add_row(
            escape(row.source.id),
            row.state.value,
            row.latest.outcome.value if row.latest else "—",
            f"{row.latest.at:%Y-%m-%d %H:%M}" if row.latest else "—",
            f"{captured.at:%Y-%m-%d}" if captured else "—",
            escape(row.next),
        )
    return table
