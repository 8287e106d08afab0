"""The XML of a Word document: its parts, opened within limits, and how each run of text looks to a reader."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from kb.parsing.documents.xml_archive import Element, local_name, open_archive, parse_xml
from kb.storage.sandbox import SandboxRefused

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
STRUCK, HIDDEN = "struck out", "hidden"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument"
_MOST_STYLES = 20
_OFF = frozenset({"0", "false", "off", "none"})


@dataclass(frozen=True)
class Package:
    """A Word document: its bytes, its parts by name, parsed, and which styles strike or hide their words."""

    content: bytes = field(repr=False)
    main: str
    parts: dict[str, Element]
    looks: dict[str, str] = field(default_factory=dict)

    @property
    def texts(self) -> tuple[str, ...]:
        """Return the names of the parts that hold the text and its notes."""
        return tuple(
            name for name in self.parts if name == self.main or name.endswith(("/footnotes.xml", "/endnotes.xml"))
        )

    def look_of(self, run: Element) -> str:
        """Return whether a run is struck out, hidden, or, with nothing, shown as it is."""
        own = _look(run.find(f"{W}rPr"))
        if own is not None:
            return own
        by_style = self.looks.get(_value(run.find(f"{W}rPr/{W}rStyle")), "")
        paragraph = next(run.iterancestors(f"{W}p"), None)
        if not by_style and paragraph is not None:
            by_style = self.looks.get(_value(paragraph.find(f"{W}pPr/{W}pStyle")), "")
        in_hidden_row = any(row.find(f"{W}trPr/{W}hidden") is not None for row in run.iterancestors(f"{W}tr"))
        return by_style or (HIDDEN if in_hidden_row else "")


def open_package(content: bytes) -> Package:
    """Open a Word document; raise ``SandboxRefused`` where it is none or unpacks to too much."""
    with open_archive(content) as archive:
        names = archive.namelist()
        if len(set(names)) < len(names):
            raise SandboxRefused("it has the same part twice")
        main = _main_part(archive.read("_rels/.rels")) if "_rels/.rels" in names else ""
        folder = main.rpartition("/")[0]
        parts = {
            name: parse_xml(archive.read(name))
            for name in names
            if name.startswith(f"{folder}/") and name.endswith(".xml")
        }
    if main not in parts or parts[main].tag != f"{W}document":
        raise SandboxRefused("it is not a Word document that can be read")
    return Package(content, main, parts, dict(_style_looks(parts.get(f"{folder}/styles.xml"))))


def _main_part(relations: bytes) -> str:
    for relation in parse_xml(relations):
        if relation.get("Type") in (_OFFICE, _STRICT):
            return str(relation.get("Target", "")).lstrip("/")
    return ""


def _value(element: Element | None) -> str:
    return str(element.get(f"{W}val", "")) if element is not None else ""


def _style_looks(styles: Element | None) -> Iterator[tuple[str, str]]:
    """Yield the styles that strike or hide their words, by themselves or by what they are based on."""
    by_id = {style.get(f"{W}styleId", ""): style for style in styles.findall(f"{W}style")} if styles is not None else {}
    for id, style in by_id.items():
        at: Element | None = style
        look: str | None = None
        for _ in range(_MOST_STYLES):
            look = _look(at.find(f"{W}rPr")) if at is not None else ""
            if look is not None or at is None:
                break
            at = by_id.get(_value(at.find(f"{W}basedOn")))
        if look:
            yield id, look


def _look(properties: Element | None) -> str | None:
    """Return the look that properties give; nothing where they show the words, ``None`` where they are silent."""
    said = None
    for name, look in (("vanish", HIDDEN), ("strike", STRUCK), ("dstrike", STRUCK)):
        toggle = properties.find(f"{W}{name}") if properties is not None else None
        if toggle is not None:
            if toggle.get(f"{W}val", "1").lower() not in _OFF:
                return look
            said = ""
    return said


__all__ = ["HIDDEN", "MC", "STRUCK", "Element", "Package", "W", "local_name", "open_package"]
