"""Footnotes: each pins what was said to a place in its source, and each source cited comes into the annex."""

import datetime as dt

from kb.documents.brief.inline_text import fit
from kb.documents.citations.citations import archived_copy, finding_of, place_of
from kb.documents.humanize import day, listed
from kb.domain.brief import Footnote
from kb.domain.evidence.annotation import Decision
from kb.domain.source.passage import Citation
from kb.domain.source.source import Source
from kb.services.brief.captures import CapturesAt

NEVER = "not captured"
_STANDS = "as captured on that day: the source has changed since, and the words stand as they were read"


class Footnotes:
    """Collects the footnotes of one brief in the order in which they are cited."""

    def __init__(self, captures: CapturesAt) -> None:
        self._captures = captures
        self._notes: list[Footnote] = []
        self._sources: dict[str, None] = {}

    @property
    def notes(self) -> tuple[Footnote, ...]:
        """Return the footnotes so far."""
        return tuple(self._notes)

    @property
    def sources(self) -> tuple[str, ...]:
        """Return the ids of the sources named so far, each once."""
        return tuple(self._sources)

    def name(self, source: Source) -> None:
        """Add a source to the annex."""
        self._sources[source.id] = None

    def cite(self, source: Source, citation: Citation | None = None, stands: Decision | None = None) -> int:
        """Make a footnote for a source, at the place of a citation where there is one; return its number."""
        self.name(source)
        held = citation or Citation(source.id)
        self._notes.append(
            Footnote(
                number=len(self._notes) + 1,
                source=source.id,
                publisher=fit(listed(source.publishers)),
                title=fit(source.title),
                reference=fit(source.reference.in_words()) if source.reference else "",
                date=source.published.in_words() if source.published else "no date",
                place=fit(place_of(held, source)),
                address=source.address or next(iter(source.archived), ""),
                captured=_on(held.captured or self._captures.captured(source)),
                remark=_remark(source, held, stands),
            )
        )
        return len(self._notes)


def _on(moment: dt.datetime | None) -> str:
    return day(moment.astimezone(dt.UTC).date()) if moment else NEVER


def _remark(source: Source, citation: Citation, stands: Decision | None) -> str:
    """Return the provenance in words: at whose hand we have it, and whether the source still says it."""
    finding = finding_of(citation, source)
    elsewhere = finding.via if finding and finding.via not in source.addresses else ""
    via = f"seen at {fit(elsewhere)}" if elsewhere else ""
    return "; ".join(part for part in (archived_copy(source), via, _STANDS if stands else "") if part)
