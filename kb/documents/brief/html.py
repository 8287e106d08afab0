"""A brief as HTML: the same markup on its page here and in the file that leaves the house.

Every word is escaped where it is put in, and the address of each link is looked at once more; there is no other way
into this markup.
"""

import html
from collections.abc import Iterator

from markupsafe import Markup

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

_CLASS = {
    Style.LEAD: "lead",
    Style.OURS: "ours",
    Style.WHY: "why",
    Style.GAP: "told",
    Style.MARK: "invented",
    Style.LABEL: "quiet",
}


def brief_body(brief: Brief) -> Markup:
    """Return the sections and the footnotes, without cover and contents."""
    sections = "".join(part for section in brief.sections for part in _section(section, 2))
    return Markup(f"{sections}{_notes(brief)}")  # noqa: S704 - every word is escaped where it is put in


def escaped(text: str) -> str:
    """Return plain words as HTML, in text and in attributes alike."""
    return html.escape(text, quote=True)


def _section(section: BriefSection, level: int) -> Iterator[str]:
    tag = f"h{min(level, 6)}"
    kind = escaped(section.kind.value.replace(" ", "-"))
    yield f'<section class="brief-{kind}" id="{escaped(section.id)}"><{tag}>{escaped(section.title)}</{tag}>'
    yield from (_block(block) for block in section.blocks)
    for inner in section.sections:
        yield from _section(inner, level + 1)
    yield "</section>"


def _block(block: Block) -> str:
    if isinstance(block, Paragraph):
        if block.style is Style.QUOTE:
            return f"<blockquote><p>“{_line(block.runs, '”')}</p></blockquote>"
        kind = f' class="{_CLASS[block.style]}"' if block.style in _CLASS else ""
        return f"<p{kind}>{_line(block.runs)}</p>"
    if isinstance(block, Bullets):
        tag = "ol" if block.numbered else "ul"
        return f"<{tag}>{''.join(f'<li>{_line(item)}</li>' for item in block.items)}</{tag}>"
    return _table(block)


def _table(table: BriefTable) -> str:
    label = escaped(table.caption or "Table")
    head = "".join(f'<th scope="col">{escaped(cell)}</th>' for cell in table.head)
    rows = "".join(
        "<tr>" + "".join(_cell(cell, is_head=place == 0) for place, cell in enumerate(row)) + "</tr>"
        for row in table.rows
    )
    caption = f"<caption>{label}</caption>" if table.caption else ""
    described = f'<p class="away">{escaped(table.description)}</p>' if table.description else ""
    return (
        f'{described}<div class="scrolls" role="region" aria-label="{label}" tabindex="0">'
        f'<table class="figures">{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _cell(cell: Runs, *, is_head: bool) -> str:
    return f'<th scope="row">{_line(cell)}</th>' if is_head else f"<td>{_line(cell)}</td>"


def _line(runs: Runs, closing: str = "") -> str:
    """Return runs; ``closing`` comes after the last word and before its footnote."""
    last = len(runs) - 1
    return "".join(_run(run, closing if place == last else "") for place, run in enumerate(runs))


def _run(run: TextRun, closing: str) -> str:
    words = escaped(run.text)
    if run.emphasis:
        words = f"<em>{words}</em>"
    if run.strong:
        words = f"<strong>{words}</strong>"
    if run.address and is_safe_target(run.address):
        words = f'<a href="{escaped(run.address)}">{words}</a>'
    return f"{words}{closing}{_reference(run.note)}"


def _reference(note: int) -> str:
    if not note:
        return ""
    return f'<sup><a class="ref" id="ref-{note}" href="#note-{note}" aria-label="Footnote {note}">{note}</a></sup>'


def _notes(brief: Brief) -> str:
    if not brief.notes:
        return ""
    items = "".join(
        f'<li id="note-{number}">{_line(runs)} '
        f'<a href="#ref-{number}" aria-label="Back to footnote {number} in the text">back</a></li>'
        for number, runs in footnote_runs(brief).items()
    )
    return f'<section class="brief-notes" id="notes"><h2>Footnotes</h2><ol>{items}</ol></section>'


_STYLE = """
body { font: 12pt/1.5 Charter, "Iowan Old Style", Georgia, serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem }
h1, h2, h3, h4, h5 { line-height: 1.25; margin: 1.6em 0 .5em } h1 { margin-top: 0 }
header, nav { border-bottom: 1px solid; padding-bottom: 1rem } nav ul { list-style: none; padding-left: 1rem }
table { border-collapse: collapse; width: 100%; font: 10pt/1.4 sans-serif } caption { text-align: left }
th, td { border-bottom: 1px solid #888; padding: .3rem .6rem .3rem 0; text-align: left; vertical-align: top }
blockquote { border-left: 2px solid #888; margin: 1em 0; padding-left: 1rem } .ours { font-style: italic }
.lead { font-size: 13pt } .told, .invented { border-left: 3px solid #8a4b00; padding-left: .8rem }
.quiet { font: 10pt/1.4 sans-serif } .away { position: absolute; clip-path: inset(50%); width: 1px; height: 1px }
.brief-notes { font-size: 10pt } a { overflow-wrap: anywhere }
@media print { h2 { break-before: page } nav { break-before: page } h3, h4, h5 { break-after: avoid } }
"""
_SHORT = """
body { font-size: 10pt; line-height: 1.35 } h1, h2, h3 { margin: .6em 0 .2em } h1 { font-size: 15pt }
h2 { font-size: 12pt } h3 { font-size: 10.5pt } p, ul { margin: .2em 0 } header p { margin: 0 }
@media print { @page { margin: 1.5cm } body { max-width: none; margin: 0 } h2 { break-before: auto }
section section { break-inside: avoid } }
"""
"""Added for two pages."""


def brief_page(brief: Brief) -> str:
    """Return a brief as a file of its own, which loads nothing and runs nothing."""
    title = escaped(brief.cover.title)
    cover = "".join(f"<p><strong>{escaped(line)}</strong></p>" for line in cover_lines(brief))
    contents = "".join(
        f'<li><a href="#{escaped(one.id)}">{escaped(one.title)}</a>{_inner(one)}</li>' for one in brief.sections
    )
    nav = f'<nav aria-label="Contents"><ul>{contents}</ul></nav>\n'
    question = f"<blockquote><p>{escaped(brief.cover.question)}</p></blockquote>"
    return (
        f'<!doctype html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<style>{_STYLE}{_SHORT if brief.is_short else ''}</style>\n</head>\n<body>\n"
        f"<header><h1>{title}</h1><p>{escaped(brief.cover.subtitle)}</p>{cover}{'' if brief.is_short else question}"
        f"</header>\n{'' if brief.is_short else nav}<main>{brief_body(brief)}</main>\n</body>\n</html>\n"
    )


def _inner(section: BriefSection) -> str:
    """Return the contents one level down, for the parts that have a part of their own for each priority."""
    if section.kind is not SectionKind.PRIORITIES:
        return ""
    items = "".join(f'<li><a href="#{escaped(one.id)}">{escaped(one.title)}</a></li>' for one in section.sections)
    return f"<ul>{items}</ul>"
