"""The text of a source for its page: rows of headings, page turns and passages with what rests on them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from kb.documents.reading_view import HeadingRow, PageRow, PassageRow, ReadingView
from kb.domain.source.passage import Passage, PassageKind, page_words
from kb.services.library.evidence import Cited
from kb.web.addresses import annotate_address, cite_address, similar_address
from kb.web.sources.margin_notes import MarginNote, MarginNotes, mark_quotes
from kb.web.sources.marks import MarkedEvidence, evidence_mark, mark_words

_SET_OFF = {PassageKind.CONCLUSION: "Conclusion", PassageKind.RECOMMENDATION: "Recommendation"}


@dataclass(frozen=True)
class FoundInSource:
    """What a search found in this source: the passages, in order, and the words to mark in them."""

    words: str = ""
    passages: tuple[str, ...] = ()
    forms: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Pinning:
    """Whether this reader may write entries on what they read, and the priority that they look for evidence for.

    ``written`` is how many entries on the source there are for them to read.
    """

    allowed: bool = False
    priority: str = ""
    written: int = 0

    def at(self, source: str, passage: str = "") -> str:
        """Return the address of the form; empty where this reader may not."""
        return annotate_address(source, passage, self.priority) if self.allowed else ""


@dataclass(frozen=True)
class HitSteps:
    """Where a passage stands among the hits: ``3 of 14``, and the ones before and after."""

    words: str
    before: str
    after: str


@dataclass(frozen=True)
class TextRow:
    """One row of the text.

    ``shape`` is ``heading``, ``page``, ``passage`` or ``set-off``; the fields that a shape does not use are
    empty. ``name`` is what to call the passage in links, ``level`` that of the HTML heading.
    """

    shape: str
    anchor: str
    text: str = ""
    level: int = 0
    number: str = ""
    name: str = ""
    html: Markup | str = ""
    cite: str = ""
    similar: str = ""
    annotate: str = ""
    evidence: tuple[MarkedEvidence, ...] = ()
    entries: tuple[MarginNote, ...] = ()
    steps: HitSteps | None = None


@dataclass(frozen=True)
class NoteRow:
    """A footnote; ``back`` is the anchor of the passage that refers to it."""

    anchor: str
    number: str
    html: Markup
    back: str


def evidence_by_passage(
    evidence: Iterable[Cited], names: Callable[[str], str]
) -> dict[str, tuple[MarkedEvidence, ...]]:
    """Group the evidence resting on a source by the passage it rests on (empty: on none that stands there now)."""
    found: dict[str, tuple[MarkedEvidence, ...]] = {}
    for cited in evidence:
        mark = evidence_mark(cited, with_why=True, names=names)
        found[cited.passage] = (*found.get(cited.passage, ()), mark)
    return found


def steps_of(passage: str, found: FoundInSource) -> HitSteps | None:
    """Return where a passage stands among the hits; ``None`` where it is none."""
    if passage not in found.passages:
        return None
    at = found.passages.index(passage)
    before = found.passages[at - 1] if at else ""
    after = found.passages[at + 1] if at + 1 < len(found.passages) else ""
    return HitSteps(f"{at + 1} of {len(found.passages)}", before, after)


def marked(html: str, passage: str, found: FoundInSource, notes: MarginNotes) -> Markup:
    """Return the HTML of a passage with the words marked that a search found, and those that entries cite."""
    cited = mark_quotes(html, notes.quotes.get(passage, ()))
    return Markup(mark_words(cited, found.forms) if passage in found.passages else cited)  # noqa: S704 - from kb.documents


def text_rows(
    source: str,
    reading: ReadingView,
    evidence: Mapping[str, tuple[MarkedEvidence, ...]],
    found: FoundInSource,
    pinning: Pinning,
    notes: MarginNotes,
) -> tuple[TextRow, ...]:
    """Return the rows of the text in order."""
    return tuple(_row(source, row, evidence, found, pinning, notes) for row in reading.rows)


def _row(
    source: str,
    row: HeadingRow | PageRow | PassageRow,
    evidence: Mapping[str, tuple[MarkedEvidence, ...]],
    found: FoundInSource,
    pinning: Pinning,
    notes: MarginNotes,
) -> TextRow:
    if isinstance(row, HeadingRow):  # one lower, because the page has headings of its own above the text
        return TextRow("heading", row.anchor, row.text, level=min(row.level + 1, 6))
    if isinstance(row, PageRow):
        return TextRow("page", row.anchor, page_words(row.label, "page"))
    passage = row.passage
    set_off = _SET_OFF.get(passage.kind, "")
    return TextRow(
        "set-off" if set_off else "passage",
        passage.id,
        text=f"{set_off} {row.number}".strip() if set_off else "",
        number="" if set_off else row.number,
        name=_name(passage),
        html=marked(row.html, passage.id, found, notes),
        cite=cite_address(source, passage.id),
        similar=similar_address(source, passage.id),
        annotate=pinning.at(source, passage.id),
        evidence=evidence.get(passage.id, ()),
        entries=notes.at(passage.id),
        steps=steps_of(passage.id, found),
    )


def _name(passage: Passage) -> str:
    if passage.kind is PassageKind.PARAGRAPH:
        return passage.label.replace("para ", "paragraph ", 1)
    return passage.label or ("this table" if passage.kind is PassageKind.TABLE else "this passage")


def note_rows(reading: ReadingView, found: FoundInSource, notes: MarginNotes) -> tuple[NoteRow, ...]:
    """Return the footnotes in order."""
    return tuple(
        NoteRow(n.passage.id, n.number, marked(n.html, n.passage.id, found, notes), n.back) for n in reading.notes
    )
