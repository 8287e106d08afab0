"""A brief as pandoc's JSON document, from which the Word file is made.

Words go in as strings of that document and nowhere as markup: no word of anybody can be raw to a writer. Paragraphs
carry the names of our own styles, which ``kb.documents.brief.word_reference`` defines.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kb.documents.brief.notes import cover_lines, footnote_runs
from kb.documents.markdown.html import is_safe_target
from kb.domain.brief import (
    Block,
    Brief,
    BriefSection,
    BriefTable,
    Bullets,
    Paragraph,
    Runs,
    SectionKind,
    Style,
    TextRun,
)

API = [1, 23]
STYLES = {
    Style.LEAD: "Lead",
    Style.QUOTE: "Quotation",
    Style.OURS: "Our words",
    Style.WHY: "Why",
    Style.GAP: "Gap",
    Style.MARK: "Not reviewed",
    Style.LABEL: "Label",
}
_FIRST_COLUMN = 0.4
_ATTRIBUTES: list[Any] = ["", [], []]

Node = dict[str, Any]
Notes = Mapping[int, Runs]


def brief_pandoc(brief: Brief) -> str:
    """Return the whole brief, its contents listed before its sections; one of two pages has no contents."""
    notes = footnote_runs(brief)
    blocks = [*_cover(brief), *([] if brief.is_short else _contents(brief))]
    for section in brief.sections:
        blocks.extend(_section(section, 1, notes))
    meta = {
        "title": {"t": "MetaInlines", "c": _text(brief.cover.title)},
        "subtitle": {"t": "MetaInlines", "c": _text(brief.cover.subtitle)},
        "lang": {"t": "MetaString", "c": "en-GB"},
    }
    return json.dumps({"pandoc-api-version": API, "meta": meta, "blocks": blocks})


def _cover(brief: Brief) -> Iterator[Node]:
    first, second, *marks = cover_lines(brief)
    yield from (_styled("Cover line", _text(line)) for line in (first, second))
    yield from (_styled("Cover mark", _text(line)) for line in marks)
    if not brief.is_short:
        yield _styled("Cover question", _text(brief.cover.question))


def _contents(brief: Brief) -> Iterator[Node]:
    yield _styled("TOC Heading", _text("Contents"))
    for section in brief.sections:
        yield _entry("toc 1", section)
        if section.kind in (SectionKind.PRIORITIES, SectionKind.PROTOCOL):
            yield from (_entry("toc 2", inner) for inner in section.sections)


def _entry(style: str, section: BriefSection) -> Node:
    return _styled(style, [_link(_text(section.title), f"#{section.id}")])


def _section(section: BriefSection, level: int, notes: Notes) -> Iterator[Node]:
    yield {"t": "Header", "c": [level, [section.id, [], []], _text(section.title)]}
    for block in section.blocks:
        yield from _block(block, notes)
    for inner in section.sections:
        yield from _section(inner, level + 1, notes)


def _block(block: Block, notes: Notes) -> Iterator[Node]:
    if isinstance(block, Paragraph):
        runs = block.runs
        if block.style is Style.QUOTE and runs:
            runs = (TextRun("“"), *runs[:-1], TextRun(f"{runs[-1].text}”", note=runs[-1].note))
        words = _inlines(runs, notes)
        yield _styled(STYLES[block.style], words) if block.style in STYLES else _para(words)
    elif isinstance(block, Bullets):
        items = [[{"t": "Plain", "c": _inlines(item, notes)}] for item in block.items]
        start = [1, {"t": "Decimal"}, {"t": "Period"}]
        yield {"t": "OrderedList", "c": [start, items]} if block.numbered else {"t": "BulletList", "c": items}
    else:
        yield _table(block, notes)


def _table(table: BriefTable, notes: Notes) -> Node:
    wide = len(table.head)
    figures = table.figures or (False,) * wide
    rest = (1 - _FIRST_COLUMN) / max(wide - 1, 1)
    columns = [
        [
            {"t": "AlignRight" if is_figure else "AlignLeft"},
            {"t": "ColWidth", "c": 1.0 if wide == 1 else _FIRST_COLUMN if place == 0 else rest},
        ]
        for place, is_figure in enumerate(figures)
    ]
    caption = [{"t": "Plain", "c": _text(table.caption)}] if table.caption else []
    head = [_row([_text(cell) for cell in table.head])]
    body = [_row([_inlines(cell, notes) for cell in _filled(row, wide)]) for row in table.rows]
    return {
        "t": "Table",
        "c": [
            _ATTRIBUTES,
            [None, caption],
            columns,
            [_ATTRIBUTES, head],
            [[_ATTRIBUTES, 0, [], body]],
            [_ATTRIBUTES, []],
        ],
    }


def _filled(row: Sequence[Runs], wide: int) -> list[Runs]:
    return [*row[:wide], *[()] * (wide - len(row))]


def _row(cells: Sequence[list[Node]]) -> list[Any]:
    default = {"t": "AlignDefault"}
    return [_ATTRIBUTES, [[_ATTRIBUTES, default, 1, 1, [_styled("Cell", cell)]] for cell in cells]]


def _inlines(runs: Runs, notes: Notes) -> list[Node]:
    return [node for run in runs for node in _inline(run, notes)]


def _inline(run: TextRun, notes: Notes) -> Iterator[Node]:
    nodes = _text(run.text)
    if nodes:
        if run.emphasis:
            nodes = [{"t": "Emph", "c": nodes}]
        if run.strong:
            nodes = [{"t": "Strong", "c": nodes}]
        if run.address and is_safe_target(run.address):
            nodes = [_link(nodes, run.address)]
        yield from nodes
    if run.note:
        yield {"t": "Note", "c": [_para(_inlines(notes[run.note], {}))]}


def _text(words: str) -> list[Node]:
    return [{"t": "Str", "c": words}] if words else []


def _link(nodes: list[Node], address: str) -> Node:
    return {"t": "Link", "c": [_ATTRIBUTES, nodes, [address, ""]]}


def _para(nodes: list[Node]) -> Node:
    return {"t": "Para", "c": nodes}


def _styled(style: str, nodes: list[Node]) -> Node:
    return {"t": "Div", "c": [["", [], [["custom-style", style]]], [_para(nodes)]]}
