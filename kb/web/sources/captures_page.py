"""The captures of a source: its states by date, the text of one, and what changed between two."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from kb.documents.markdown.html import is_safe_target
from kb.documents.passage_diff import ChangeKind, PassageChange
from kb.documents.word_diff import DiffKind
from kb.domain.source.passage import Passage
from kb.domain.source.source import Source
from kb.domain.source.text_version import TextVersion
from kb.services.sources.captures import CaptureTexts
from kb.web.addresses import source_address
from kb.web.editorial.entry_parts import Names
from kb.web.humanize import bare, count, moment
from kb.web.layout.frame import Frame, Link
from kb.web.sources.job_page import JobPart, job_part

_KINDS = {
    ChangeKind.REWORDED: "Reworded",
    ChangeKind.RENUMBERED: "Has another number",
    ChangeKind.GONE: "No longer there",
    ChangeKind.NEW: "New",
}


@dataclass(frozen=True)
class CaptureRow:
    """A state of a source: its hash, since when, from where, and whether it is the text that stands here now."""

    sha256: str
    when: str
    what: str
    origin: Link
    is_now: bool
    is_first: bool


@dataclass(frozen=True)
class CapturesPage:
    """The list of states; ``may_read`` lets their texts be read and compared."""

    template: ClassVar[str] = "sources/captures.html"
    frame: Frame
    csrf: str
    title: str
    back: str
    action: str
    heading: str
    rows: tuple[CaptureRow, ...]
    may_read: bool
    errors: Mapping[str, str]
    day: str


@dataclass(frozen=True)
class ChangeRow:
    """What became of a passage: a kind of change, where it stands, and its two sides; one is empty where it is missing.

    A side is runs of words, each with the element that marks it where it is only on this side.
    """

    kind: str
    place: str
    sides: tuple[tuple[tuple[str, str], ...], ...]


@dataclass(frozen=True)
class TextsPage:
    """The text of one capture, or what changed between two."""

    template: ClassVar[str] = "sources/capture_texts.html"
    frame: Frame
    csrf: str
    title: str
    back: str
    captures: str
    heading: str
    job: JobPart
    failed: str
    lead: str
    is_compared: bool
    days: tuple[str, ...]
    changes: tuple[ChangeRow, ...]
    rows: tuple[tuple[str, str], ...]


def captures_page(
    frame: Frame,
    csrf: str,
    source: Source,
    states: Sequence[TextVersion],
    *,
    may_read: bool,
    errors: Mapping[str, str] | None = None,
    day: str = "",
) -> CapturesPage:
    """Make the page, the latest state first."""
    now = source.captured.sha256 if source.captured else ""
    at = source_address(source.id)
    return CapturesPage(
        frame=frame,
        csrf=csrf,
        title=source.heading,
        back=at,
        action=f"{at}/captures",
        heading=f"Captured in {count(len(states), 'state')}" if states else "Not captured yet",
        rows=tuple(
            CaptureRow(
                state.sha256, moment(state.at), _what(state), _origin(state), state.sha256 == now, state is states[0]
            )
            for state in reversed(states)
        ),
        may_read=may_read,
        errors=errors or {},
        day=day,
    )


def texts_page(frame: Frame, csrf: str, source: Source, texts: CaptureTexts, names: Names) -> TextsPage:
    """Make the page of what reading captures came to."""
    at, states = source_address(source.id), texts.states
    is_compared = len(states) > 1
    ready = bool(texts.passages) or bool(texts.changes)
    days = " and ".join(_day(state) for state in states)
    failed = (
        "" if ready or texts.job.is_running else f"The text could not be read: {texts.job.why or 'it was cut off'}."
    )
    return TextsPage(
        frame=frame,
        csrf=csrf,
        title=source.heading,
        back=at,
        captures=f"{at}/captures",
        heading=f"What changed between {days}" if is_compared else f"As it stood on {days}",
        job=job_part(texts.job, names, {source.id: source.heading}),
        failed=failed,
        lead=_lead(texts, source) if ready else "",
        is_compared=is_compared,
        days=tuple(_day(state) for state in states),
        changes=tuple(_change(change) for change in texts.changes),
        rows=() if is_compared else tuple(_passage(passage) for passage in texts.passages),
    )


def _lead(texts: CaptureTexts, source: Source) -> str:
    if len(texts.states) < 2:
        state = texts.states[0]
        is_now = source.captured is not None and source.captured.sha256 == state.sha256
        here = (
            "This is the text that stands here now." if is_now else "The text that stands here now is of another day."
        )
        return f"{_what(state)} {moment(state.at)}. {here}"
    number = len(texts.changes)
    return (
        f"{count(number, 'passage')} {'is' if number == 1 else 'are'} not as before." if number else "Nothing changed."
    )


def _what(state: TextVersion) -> str:
    if state.archived:
        return "Archived copy of"
    return "Filed by hand" if state.address.startswith("file:") else "Fetched"


def _origin(state: TextVersion) -> Link:
    return Link(bare(state.address), state.address if is_safe_target(state.address) else "")


def _day(state: TextVersion) -> str:
    return f"{state.at.day} {state.at:%B %Y}"


def _change(change: PassageChange) -> ChangeRow:
    def side(own: DiffKind, element: str) -> tuple[tuple[str, str], ...]:
        signs = {DiffKind.SAME: "", own: element}
        return tuple((signs[run.kind], run.words) for run in change.runs if run.kind in signs)

    return ChangeRow(_KINDS[change.kind], change.label, (side(DiffKind.GONE, "del"), side(DiffKind.NEW, "ins")))


def _passage(passage: Passage) -> tuple[str, str]:
    return passage.locator, passage.text
