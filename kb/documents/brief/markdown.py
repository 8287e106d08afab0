"""A brief as Markdown: every word escaped, footnotes as pandoc, GitHub and others read them."""

import re
from collections.abc import Iterator

from kb.documents.brief.notes import cover_lines, footnote_runs
from kb.documents.markdown.inline import escape
from kb.domain.brief import Block, Brief, BriefSection, BriefTable, Bullets, Paragraph, Runs, Style, TextRun

_ELSEWHERE = re.compile(r"(\\.)|([$~^]|:(?=[a-z0-9_+\-]+:))")
"""What other readers of Markdown take for sums, struck words and small pictures; what is escaped is stepped over."""


def brief_markdown(brief: Brief) -> str:
    """Return the whole brief."""
    return "\n\n".join(_parts(brief)) + "\n"


def _parts(brief: Brief) -> Iterator[str]:
    cover = brief.cover
    yield f"# {_escaped(cover.title)}"
    yield f"{_escaped(cover.subtitle)}"
    yield from (f"**{_escaped(line)}**" for line in cover_lines(brief))
    yield f"> {_escaped(cover.question)}"
    for section in brief.sections:
        yield from _section(section, 2)
    for number, runs in footnote_runs(brief).items():
        yield f"[^{number}]: {_line(runs)}"


def _section(section: BriefSection, level: int) -> Iterator[str]:
    yield f"{'#' * min(level, 6)} {_escaped(section.title)}"
    for block in section.blocks:
        yield _block(block)
    for inner in section.sections:
        yield from _section(inner, level + 1)


def _block(block: Block) -> str:
    if isinstance(block, Paragraph):
        return _paragraph(block)
    if isinstance(block, Bullets):
        marks = (f"{place}. " if block.numbered else "- " for place in range(1, len(block.items) + 1))
        return "\n".join(f"{mark}{_line(item)}" for mark, item in zip(marks, block.items, strict=True))
    return _table(block)


def _paragraph(block: Paragraph) -> str:
    words = _line(block.runs)
    if block.style is Style.QUOTE:
        *before, last = block.runs
        quoted = _line((*before, TextRun(f"{last.text}”", last.strong, last.emphasis, last.address, last.note)))
        return f"> “{quoted}"
    if block.style in (Style.GAP, Style.MARK):
        return f"**{'Gap' if block.style is Style.GAP else 'Note'}:** {words}"
    return words


def _table(table: BriefTable) -> str:
    rules = ("---:" if is_figure else "---" for is_figure in (table.figures or [False] * len(table.head)))
    rows = [
        [_escaped(cell) for cell in table.head],
        list(rules),
        *([_line(cell) for cell in row] for row in table.rows),
    ]
    caption = f"{_escaped(table.caption)}\n\n" if table.caption else ""
    return caption + "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _line(runs: Runs) -> str:
    words = "".join(_run(run) for run in runs)
    head = words[: len(words) - len(words.lstrip(" "))]
    return words[len(head) :].rstrip() if words else ""


def _escaped(plain: str) -> str:
    return _ELSEWHERE.sub(lambda found: found[1] or f"\\{found[2]}", escape(plain))


def _run(run: TextRun) -> str:
    """Write one run: its white space stays outside of its marks, since marks do not hold at spaces."""
    core = run.text.strip()
    before = run.text[: len(run.text) - len(run.text.lstrip())]
    after = run.text[len(run.text.rstrip()) :] if core else ""
    words = _escaped(core)
    if core and run.emphasis:
        words = f"*{words}*"
    if core and run.strong:
        words = f"**{words}**"
    if core and run.address and not run.address.startswith("#"):
        words = f"[{words}](<{run.address}>)"
    return f"{before}{words}{after}{f'[^{run.note}]' if run.note else ''}"
