"""A Word document as whoever accepts its changes sees it, written so that pandoc reads all of it.

Pandoc follows tracked changes, lists, tables and notes. It passes over what stands in simple fields, smart tags, custom
XML, text with a direction, and a cell that is one content control. It reads deleted rows, hidden words and words that a
style strikes, and loses the paragraph round a text box. All of that is put right here before pandoc sees it; what is
left out comes back with the reason.
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from kb.parsing.document_text import quoted
from kb.parsing.documents.word.package import HIDDEN, MC, STRUCK, Package, W
from kb.parsing.documents.xml_archive import Element, local_name, open_archive

_WRAPPERS = frozenset({"smartTag", "customXml", "bdo", "dir", "fldSimple", "ins", "moveTo"})
_UNCERTAIN = {
    "altChunk": "a part in another format is put into it",
    "object": "a file of another program is put into it",
    "pic": "it has pictures, which are not read",
    "imagedata": "it has pictures, which are not read",
    "chart": "it has a chart",
    "relIds": "it has a diagram",
    "contentPart": "it is written on by hand",
    "ddList": "it has a list to choose from, of which the choice is not read",
    "checkBox": "it has boxes to tick, which are not read",
    "showingPlcHdr": "a field of it is not filled in",
    "footnoteReference": "it has notes, and where their words belong is not certain",
    "endnoteReference": "it has notes, and where their words belong is not certain",
}
_TABLE_IN_TABLE = "it has a table within a table"
_MOST_COLUMNS = 200
_NOT_FOR_PANDOC = ("/media/", "/embeddings/")


@dataclass
class Accepted:
    """The document to be read, the words beside its text, and why a person has to look."""

    content: bytes = field(default=b"", repr=False)
    aside: list[str] = field(default_factory=list)
    doubts: dict[str, None] = field(default_factory=dict)

    def doubt(self, what: str, words: str = "") -> None:
        """Say why a person has to look; ``words`` are what it is about."""
        self.doubts[quoted(what, words) if words.strip() else what] = None


def accept_changes(package: Package) -> Accepted:
    """Return a document as its reader sees it; the parts of ``package`` are changed on the way."""
    found = Accepted()
    for name in package.texts:
        root = package.parts[name]
        for one in {local_name(element) for element in root.iter()} & set(_UNCERTAIN):
            found.doubt(_UNCERTAIN[one])
        if next(
            (True for table in root.iter(f"{W}tbl") if next(table.iterancestors(f"{W}tbl"), None) is not None), False
        ):
            found.doubt(_TABLE_IN_TABLE)
        _choose_alternatives(root)
        _take_out_boxes(root, found)
        _take_out_deleted(root)
        _take_out_unseen(package, root, found)
        _unwrap(root)
        _mend_grids(root)
    for name, root in sorted(package.parts.items()):
        part = name.rpartition("/")[2]
        words = "\n".join(paragraphs(root)) if part.startswith(("header", "footer", "comments")) else ""
        if part.startswith("comments") and words:
            found.doubt("it has comments", words)
        if any(char.isalpha() for char in words):
            found.aside.append(words)
    found.content = _packed(package)
    return found


def paragraphs(root: Element) -> Iterator[str]:
    """Yield the words of the paragraphs in a part, one line each."""
    for paragraph in root.iter(f"{W}p"):
        parts = paragraph.iter(f"{W}t", f"{W}tab", f"{W}br")
        words = "".join((one.text or "") if one.tag == f"{W}t" else " " for one in parts)
        if words.strip():
            yield " ".join(words.split())


def _choose_alternatives(root: Element) -> None:
    """Keep the form of each drawing that today's programs show, and not the one for old ones."""
    for alternatives in list(root.iter(f"{MC}AlternateContent")):
        first = alternatives.find(f"{MC}Choice")
        _replace(alternatives, list(first) if first is not None else [])


def _take_out_boxes(root: Element, found: Accepted) -> None:
    for box in list(root.iter(f"{W}txbxContent")):
        _take_out_deleted(box)
        words = "\n".join(paragraphs(box))
        if words:
            found.aside.append(words)
            found.doubt("it has a text box, and where its words belong is not certain", words)
        _remove(box)


def _take_out_deleted(root: Element) -> None:
    for name in ("del", "moveFrom"):
        for element in list(root.iter(f"{W}{name}")):
            parent = element.getparent()
            inside = local_name(parent) if parent is not None else ""
            if inside == "trPr":
                _remove(parent.getparent())
            elif not inside.endswith("Pr"):
                _remove(element)
    for mark in list(root.iter(f"{W}cellDel")):
        _remove(mark.getparent().getparent())
    for table in list(root.iter(f"{W}tbl")):
        if next(table.iter(f"{W}tr"), None) is None:
            _remove(table)


def _take_out_unseen(package: Package, root: Element, found: Accepted) -> None:
    """Take out what is struck or hidden, and tell its words by the paragraph."""
    told: dict[tuple[Element | None, str], list[str]] = {}
    for run in list(root.iter(f"{W}r")):
        look = package.look_of(run)
        if look in (STRUCK, HIDDEN):
            paragraph = next(run.iterancestors(f"{W}p"), None)
            told.setdefault((paragraph, look), []).extend(text.text or "" for text in run.iter(f"{W}t"))
            _remove(run)
    for (_, look), words in told.items():
        if "".join(words).strip():
            found.doubt(f"left out, because it is {look}", "".join(words))


def _unwrap(root: Element) -> None:
    for control in list(root.iter(f"{W}sdt")):
        content = control.find(f"{W}sdtContent")
        _replace(control, list(content) if content is not None else [])
    wrapped = {f"{W}{name}" for name in _WRAPPERS}
    for element in [one for one in root.iter() if one.tag in wrapped]:
        parent = element.getparent()
        if parent is not None and not local_name(parent).endswith("Pr"):
            _replace(element, [child for child in element if not local_name(child).endswith("Pr")])


def _mend_grids(root: Element) -> None:
    """Give each table a grid as wide as its widest row: pandoc drops the cells beyond it."""
    for table in root.iter(f"{W}tbl"):
        widths = [
            sum(_number(cell.find(f"{W}tcPr/{W}gridSpan"), 1) for cell in row.findall(f"{W}tc"))
            + sum(_number(row.find(f"{W}trPr/{W}{name}"), 0) for name in ("gridBefore", "gridAfter"))
            for row in table.findall(f"{W}tr")
        ]
        grid = table.find(f"{W}tblGrid")
        if grid is None:
            grid = etree.Element(f"{W}tblGrid")
            table.insert(1 if table.find(f"{W}tblPr") is not None else 0, grid)
        for _ in range(min(max(widths, default=0), _MOST_COLUMNS) - len(grid)):
            etree.SubElement(grid, f"{W}gridCol")
        for column in grid:
            column.set(f"{W}w", column.get(f"{W}w") or "100")


def _number(element: Element | None, default: int) -> int:
    words = element.get(f"{W}val", "") if element is not None else ""
    return int(words) if words.isdecimal() else default


def _replace(element: Element, children: list[Element]) -> None:
    parent = element.getparent()
    if parent is not None:
        at = parent.index(element)
        parent[at : at + 1] = children


def _remove(element: Element | None) -> None:
    parent = element.getparent() if element is not None else None
    if element is not None and parent is not None:
        parent.remove(element)


def _packed(package: Package) -> bytes:
    """Return the document with the parts as they are now; pictures stay away from pandoc."""
    out = io.BytesIO()
    with open_archive(package.content) as archive, zipfile.ZipFile(out, "w") as packed:
        for name in archive.namelist():
            if name in package.texts:
                packed.writestr(name, etree.tostring(package.parts[name], xml_declaration=True, encoding="UTF-8"))
            elif not any(folder in f"/{name}" for folder in _NOT_FOR_PANDOC):
                packed.writestr(name, archive.read(name))
    return out.getvalue()
