"""The reference document of the brief: pandoc's own, with our styles, page, header and footer, made anew each time.

It is made by code and not kept as a file, so that what the Word file looks like can be read here, and so that each
brief has its own words in the header.
"""

import io
from collections.abc import Mapping
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

SERIF, SANS = "Liberation Serif", "Liberation Sans"
_INK, _QUIET = RGBColor(0x1A, 0x1C, 0x1E), RGBColor(0x55, 0x5B, 0x61)
_TEAL, _WARN = RGBColor(0x0B, 0x5A, 0x5F), RGBColor(0x8A, 0x3B, 0x00)
_HEADINGS = {1: (20, 0, 10), 2: (15, 20, 6), 3: (12.5, 14, 4), 4: (11, 10, 3)}
"""Size in points, and the space before and after, of each level."""

_CLOSE = {
    "Title": (17, 0, 0),
    "Subtitle": (10.5, 0, 2),
    "Cover line": (9, 0, 0),
    "Cover mark": (9, 0, 0),
    "Heading 1": (12, 6, 2),
    "Heading 2": (10.5, 5, 1),
    "Heading 3": (10, 4, 1),
    "Normal": (9.5, 0, 1),
    "Body Text": (9.5, 0, 1),
    "First Paragraph": (9.5, 0, 1),
    "Compact": (9.5, 0, 0.5),
    "Gap": (9, 0, 1),
    "Label": (9, 0, 1),
    "Not reviewed": (9, 0, 0),
}
"""Size in points, and the space before and after, of styles in a brief of two pages."""

_OWN: Mapping[str, dict[str, Any]] = {
    "Lead": {"size": 12.5, "after": 8},
    "Quotation": {"left": 0.8, "after": 3, "bar": "0B5A5F"},
    "Our words": {"left": 0.8, "after": 3, "italic": True},
    "Why": {"left": 0.8, "after": 8, "font": SANS, "size": 9.5, "color": _QUIET},
    "Gap": {"left": 0.3, "after": 6, "bar": "8A3B00", "font": SANS, "size": 10},
    "Not reviewed": {
        "left": 0.3,
        "after": 2,
        "bar": "8A3B00",
        "font": SANS,
        "size": 10,
        "color": _WARN,
        "bold": True,
        "keep": True,
    },
    "Label": {"before": 10, "after": 3, "font": SANS, "size": 9.5, "color": _QUIET, "keep": True},
    "Cover line": {"after": 3, "font": SANS, "size": 12, "bold": True},
    "Cover mark": {"after": 3, "font": SANS, "size": 12, "bold": True, "color": _WARN},
    "Cover question": {"before": 18, "size": 13, "italic": True},
    "Cell": {"before": 2, "after": 2, "font": SANS, "size": 9},
    "toc 1": {"before": 6, "after": 2, "font": SANS, "size": 10.5, "bold": True},
    "toc 2": {"left": 0.6, "after": 2, "font": SANS, "size": 10},
}
_LINE = Cm(16)
"""How wide a line is: A4 less its margins."""


def reference(default: bytes, header: str, marks: tuple[str, ...], *, is_short: bool = False) -> bytes:
    """Return the reference document, from pandoc's ``default``; ``header`` and ``marks`` come after the cover.

    ``is_short`` makes it close and small, for two pages without a cover.
    """
    document = docx.Document(io.BytesIO(default))
    _page(document)
    _styles(document)
    if is_short:
        _shorten(document)
    _header(document, header, marks)
    _footer(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2.5)
    section.different_first_page_header_footer = True
    for restart in list(section._sectPr.iter(qn("w:numRestart"))):  # LibreOffice takes it for every chapter's own count
        restart.getparent().remove(restart)


def _styles(document: Any) -> None:
    styles = document.styles
    for name in ("Normal", "Body Text", "First Paragraph", "Compact", "Footnote Text", "Title", "Subtitle"):
        _font(styles[name], SERIF, 11)
    for name in ("Body Text", "First Paragraph"):
        styles[name].paragraph_format.space_before = Pt(0)
        styles[name].paragraph_format.space_after = Pt(7)
    _font(styles["Footnote Text"], SERIF, 9)
    styles["Footnote Text"].paragraph_format.space_before = styles["Footnote Text"].paragraph_format.space_after = Pt(0)
    _font(styles["Title"], SERIF, 30, _INK)
    styles["Title"].paragraph_format.space_before, styles["Title"].paragraph_format.space_after = Cm(5), Pt(6)
    styles["Title"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
    _font(styles["Subtitle"], SANS, 14, _QUIET)
    styles["Subtitle"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
    styles["Subtitle"].paragraph_format.space_before, styles["Subtitle"].paragraph_format.space_after = Pt(6), Pt(30)
    _font(styles["Table Caption"], SANS, 9.5, _QUIET)
    styles["Table Caption"].paragraph_format.keep_with_next = True
    for level, (size, before, after) in _HEADINGS.items():
        style = styles[f"Heading {level}"]
        _font(style, SERIF, size, _TEAL if level == 1 else _INK)
        style.font.bold, style.font.italic = True, False
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        style.paragraph_format.keep_with_next = True
    styles["Heading 1"].paragraph_format.page_break_before = True
    _font(styles["TOC Heading"], SERIF, 20, _TEAL)
    styles["TOC Heading"].paragraph_format.page_break_before = True
    styles["Hyperlink"].font.color.rgb = _TEAL
    for name, look in _OWN.items():
        _own(styles, name, look)
    _rules(styles["Table"])


def _shorten(document: Any) -> None:
    """Set a document for two pages: narrow margins, small type, no part on a page of its own."""
    section, styles = document.sections[0], document.styles
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(1.7)
    for name, (size, before, after) in _CLOSE.items():
        form = styles[name].paragraph_format
        styles[name].font.size, form.space_before, form.space_after = Pt(size), Pt(before), Pt(after)
        form.page_break_before = False


def _own(styles: Any, name: str, look: dict[str, Any]) -> None:
    style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = styles["Normal"]
    if name.startswith("toc"):
        style.element.set(qn("w:styleId"), name.upper().replace(" ", ""))
        style.paragraph_format.tab_stops.add_tab_stop(_LINE, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    _font(style, look.get("font", SERIF), look.get("size", 11), look.get("color", _INK))
    style.font.bold, style.font.italic = look.get("bold", False), look.get("italic", False)
    form = style.paragraph_format
    form.left_indent = Cm(look.get("left", 0))
    form.space_before, form.space_after = Pt(look.get("before", 0)), Pt(look.get("after", 6))
    form.keep_with_next = look.get("keep", False)
    if "bar" in look:
        _bar(style, look["bar"])


def _font(style: Any, name: str, size: float, color: RGBColor | None = None) -> None:
    """Set the font in all of its scripts; a theme's font would win over it."""
    style.font.name, style.font.size = name, Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), name)
    if color is not None:
        style.font.color.rgb = color


def _bar(style: Any, color: str) -> None:
    borders = _element("w:pBdr")
    borders.append(_element("w:left", val="single", sz="12", space="8", color=color))
    style.element.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl", "w:rPr"
    )


def _rules(style: Any) -> None:
    """Put a hairline under each row of tables."""
    properties = style.element.find(qn("w:tblPr"))
    borders = _element("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        borders.append(_element(f"w:{side}", val="single", sz="4", space="0", color="B8BDC2"))
    old = properties.find(qn("w:tblBorders"))
    if old is not None:
        properties.remove(old)
    margins = properties.find(qn("w:tblCellMar"))
    properties.insert(list(properties).index(margins) if margins is not None else len(properties), borders)


def _header(document: Any, words: str, marks: tuple[str, ...]) -> None:
    line = document.sections[0].header.paragraphs[0]
    _run(line, words, _QUIET)
    for mark in marks:
        _run(line, f" · {mark}", _WARN).bold = True


def _footer(document: Any) -> None:
    line = document.sections[0].footer.paragraphs[0]
    line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _run(line, "Page ", _QUIET)
    _field(line, "PAGE")
    _run(line, " of ", _QUIET)
    _field(line, "NUMPAGES")


def _run(line: Any, words: str, color: RGBColor) -> Any:
    run = line.add_run(words)
    run.font.name, run.font.size, run.font.color.rgb = SANS, Pt(8.5), color
    return run


def _field(line: Any, instruction: str) -> None:
    for part in field_parts(instruction, "1"):
        _run(line, "", _QUIET)._r.append(part)


def field_parts(instruction: str, shown: str) -> tuple[Any, ...]:
    """Return the parts of a field that Word works out, to be put into runs in order; ``shown`` is its first value."""
    words, value = _element("w:instrText"), _element("w:t")
    words.text, value.text = f" {instruction} ", shown
    begin, separate, end = (_element("w:fldChar", fldCharType=kind) for kind in ("begin", "separate", "end"))
    return begin, words, separate, value, end


def _element(name: str, **attributes: str) -> Any:
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made
