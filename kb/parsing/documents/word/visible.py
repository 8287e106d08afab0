"""A simple reading of a Word document: the runs of text that a reader sees, paragraph by paragraph, in no other order.

It shares no code with the reading that the answer is taken from but the look of a run, so that what the one loses
the other finds.
"""

from collections.abc import Iterator

from kb.parsing.documents.word.package import MC, Package, W
from kb.parsing.documents.xml_archive import Element, local_name

_SPACES = frozenset({"tab", "br", "cr", "ptab"})
_GONE = frozenset({f"{W}del", f"{W}moveFrom", f"{MC}Fallback"})
_NO_WORDS = ("styles", "settings", "numbering", "fontTable", "webSettings", "theme", "people", "glossary")


def visible_paragraphs(package: Package) -> list[str]:
    """Return what a reader of the accepted document sees: text, notes, boxes, headers, comments, diagrams, charts."""
    found: list[str] = []
    for name, root in package.parts.items():
        if not name.rpartition("/")[2].startswith(_NO_WORDS):
            found += _of_part(package, root)
    return found


def _of_part(package: Package, root: Element) -> Iterator[str]:
    paragraphs: dict[Element | None, list[str]] = {}
    for element in root.iter():
        name = local_name(element)
        if name != "t" and name not in _SPACES and name != "noBreakHyphen":
            continue
        around = list(element.iterancestors())
        if any(one.tag in _GONE or _is_deleted(one) for one in around):
            continue
        run = next((one for one in around if one.tag == f"{W}r"), None)
        if run is not None and package.look_of(run):
            continue
        words = (element.text or "") if name == "t" else "-" if name == "noBreakHyphen" else " "
        paragraph = next((one for one in around if local_name(one) == "p"), None)
        paragraphs.setdefault(_shown_in(paragraph), []).append(words)
    yield from ("".join(words) for words in paragraphs.values())


def _shown_in(paragraph: Element | None) -> Element | None:
    """Return the paragraph that the words of one are shown in: the next one, where the mark between them is deleted."""
    while paragraph is not None and any(
        paragraph.find(f"{W}pPr/{W}rPr/{W}{name}") is not None for name in ("del", "moveFrom")
    ):
        following = paragraph.getnext()
        if following is None or following.tag != f"{W}p":
            break
        paragraph = following
    return paragraph


def _is_deleted(element: Element) -> bool:
    """Say whether a row or a cell is deleted as a whole."""
    if element.tag == f"{W}tr":
        return element.find(f"{W}trPr/{W}del") is not None
    return element.tag == f"{W}tc" and element.find(f"{W}tcPr/{W}cellDel") is not None
