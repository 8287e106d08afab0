"""The brief: one document for the meeting, as plain data that every format is printed from.

A brief is sections in sections; a section holds paragraphs, lists and tables; these hold runs of words. A run may end
in a footnote, which pins what was said to its source. Every word of it is a plain string: what is markup in one format
is words in all of them, so a printer escapes and never parses.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum


class Style(StrEnum):
    """What a paragraph is; a printer shows each in its own way."""

    TEXT = "text"
    LEAD = "lead"
    QUOTE = "quote"
    """Words of a source, and nothing else: only these stand in quotation marks."""
    OURS = "ours"
    """Our words about a source, never in quotation marks."""
    WHY = "why"
    GAP = "gap"
    """What is not known, or not there, said in words."""
    MARK = "mark"
    """A warning about the words that it stands with: not reviewed, invented."""
    LABEL = "label"


class SectionKind(StrEnum):
    """What a section is; JSON readers find their way by it."""

    INTRODUCTION = "introduction"
    SUMMARY = "summary"
    METHOD = "method"
    RANKING = "ranking"
    PRIORITIES = "priorities"
    IN_SHORT = "priorities in short"
    """All that a brief of two pages has of its priorities; no other brief has it."""
    PRIORITY = "priority"
    SITUATION = "situation"
    PROBLEM = "problem"
    EVIDENCE = "evidence"
    STANCE = "stance"
    QUESTIONS = "questions"
    STRATEGIES = "strategies"
    GUIDANCE = "guidance"
    RECOMMENDATIONS = "recommendations"
    GAPS = "gaps"
    PROTOCOL = "protocol"
    BACKGROUND = "background"
    LOOK_AT = "main sources of evidence"
    ANNEX = "annex"


@dataclass(frozen=True)
class TextRun:
    """Some words in one hand. ``address`` makes a link of them; ``note`` is the footnote after them (0: none)."""

    text: str
    strong: bool = False
    emphasis: bool = False
    address: str = ""
    note: int = 0


Runs = tuple[TextRun, ...]


@dataclass(frozen=True)
class Paragraph:
    """A paragraph."""

    runs: Runs
    style: Style = Style.TEXT
    type: str = field(default="paragraph", init=False)


@dataclass(frozen=True)
class Bullets:
    """A list; ``numbered`` ones count from 1."""

    items: tuple[Runs, ...]
    numbered: bool = False
    type: str = field(default="list", init=False)


@dataclass(frozen=True)
class BriefTable:
    """A table. ``description`` says in words what it shows, for who cannot see it; the first column names the rows.

    Columns whose place in ``figures`` is true hold numbers.
    """

    caption: str
    description: str
    head: tuple[str, ...]
    rows: tuple[tuple[Runs, ...], ...]
    figures: tuple[bool, ...] = ()
    type: str = field(default="table", init=False)


Block = Paragraph | Bullets | BriefTable


@dataclass(frozen=True)
class BriefSection:
    """A part with its heading. ``id`` is unique in the brief, its anchor; ``about`` the id of the thing it is about."""

    kind: SectionKind
    id: str
    title: str
    blocks: tuple[Block, ...] = ()
    sections: tuple["BriefSection", ...] = ()
    about: str = ""
    reviewed: bool = True


@dataclass(frozen=True)
class Footnote:
    """A footnote: where the words before it stand. ``number`` counts from 1; every fact is in words, empty if unknown.

    ``source`` and ``passage`` are ids here; ``place`` is ``para 12, p 30``; ``captured`` is when what was read was
    taken, and ``remark`` what else a reader must know.
    """

    number: int
    source: str
    publisher: str
    title: str
    reference: str = ""
    date: str = ""
    place: str = ""
    address: str = ""
    captured: str = ""
    remark: str = ""
    passage: str = ""


@dataclass(frozen=True)
class Cover:
    """The cover. ``as_at`` is a day in ISO form; ``marks`` are warnings that also stand on every page."""

    title: str
    subtitle: str
    call: str
    question: str
    as_at: str
    as_at_words: str
    made_for: str
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class BriefOpening:
    """What staff wrote at the head of the brief on a call: its own title, the day of the meeting, an introduction.

    The introduction is Markdown. Whoever may read the brief reads all of it. Without a ``title`` the brief has that of
    its call. ``changed_at`` is nothing where nobody has written any.
    """

    call: str
    title: str = ""
    meeting: dt.date | None = None
    introduction: str = ""
    changed_at: dt.datetime | None = None
    changed_by: str = ""


@dataclass(frozen=True)
class Brief:
    """The whole document. ``sources`` are the ids of the sources that it cites or names, in the order of the annex."""

    cover: Cover
    sections: tuple[BriefSection, ...]
    notes: tuple[Footnote, ...]
    sources: tuple[str, ...]

    @property
    def is_short(self) -> bool:
        """Say whether it is the brief of two pages, which is printed without a cover and a list of contents."""
        return any(section.kind is SectionKind.IN_SHORT for section in self.sections)

    def every(self) -> Iterator[BriefSection]:
        """Yield every section, each before those in it."""
        waiting = list(reversed(self.sections))
        while waiting:
            section = waiting.pop()
            yield section
            waiting.extend(reversed(section.sections))


def runs_of(block: Block) -> Iterator[Runs]:
    """Yield the lines of a block in reading order."""
    if isinstance(block, Paragraph):
        yield block.runs
    elif isinstance(block, Bullets):
        yield from block.items
    else:
        yield from (tuple(TextRun(words) for words in block.head),) if block.head else ()
        yield from (cell for row in block.rows for cell in row)


def words(text: str) -> Runs:
    """Return plain words as runs."""
    return (TextRun(text),) if text else ()


def paragraph(text: str, style: Style = Style.TEXT) -> Paragraph:
    """Return a paragraph of plain words."""
    return Paragraph(words(text), style)
