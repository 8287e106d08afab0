"""OpenDocument texts (.odt): as the reader sees them, for pandoc, and in a simple reading to hold that against.

Tracked deletions stand in a list of their own, which pandoc leaves out; it reads hidden words, and passes over boxes
and fields. Hidden and struck words are taken out here, fields are made text; the simple reading finds the rest.
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from kb.parsing.document_text import quoted
from kb.parsing.documents.xml_archive import Element, open_archive, parse_xml
from kb.storage.sandbox import SandboxRefused

_NS = "urn:oasis:names:tc:opendocument:xmlns:"
TEXT, STYLE, OFFICE, DRAW = (f"{{{_NS}{name}:1.0}}" for name in ("text", "style", "office", "drawing"))
_MOST_STYLES = 20
_PASSED_OVER = {
    f"{DRAW}text-box": "it has a text box, and where its words belong is not certain",
    f"{OFFICE}annotation": "it has comments",
    f"{TEXT}hidden-text": "left out, because it is hidden",
    f"{TEXT}hidden-paragraph": "left out, because it is hidden",
}
_UNCERTAIN = {
    f"{DRAW}image": "it has pictures, which are not read",
    f"{DRAW}object": "a file of another program is put into it",
    f"{TEXT}note": "it has notes, and where their words belong is not certain",
    f"{TEXT}placeholder": "a field of it is not filled in",
}
_WORDS_IN = frozenset({f"{TEXT}p", f"{TEXT}h", f"{TEXT}span", f"{TEXT}a"})
_NO_FIELDS = frozenset(
    {
        f"{TEXT}{name}"
        for name in ("s", "tab", "line-break", "note", "ruby", "bookmark", "bookmark-start", "bookmark-end")
    }
    | {
        f"{TEXT}{name}"
        for name in ("change", "change-start", "change-end", "soft-page-break", *("p", "h", "span", "a"))
    }
)
_NOT_SEEN = frozenset({f"{TEXT}tracked-changes", f"{TEXT}note-citation", f"{OFFICE}forms"})


@dataclass
class OpenDocument:
    """A text to be read by pandoc, the words beside it, what a simple reading finds, and why a person has to look."""

    content: bytes = field(default=b"", repr=False)
    aside: list[str] = field(default_factory=list)
    passages: list[str] = field(default_factory=list)
    doubts: dict[str, None] = field(default_factory=dict)


def open_document(content: bytes) -> OpenDocument:
    """Open an OpenDocument text; raise ``SandboxRefused`` where it is none, is locked, or unpacks to too much."""
    with open_archive(content) as archive:
        names = archive.namelist()
        if "content.xml" not in names or len(set(names)) < len(names):
            raise SandboxRefused("it is not an OpenDocument text that can be read")
        if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
            raise SandboxRefused("it is locked with a password; ask for it without")
        root = parse_xml(archive.read("content.xml"))
        styles = parse_xml(archive.read("styles.xml")) if "styles.xml" in names else None
        looks = dict(_looks([one for one in (styles, root) if one is not None]))
        found = OpenDocument()
        body = root.find(f"{OFFICE}body/{OFFICE}text")
        if body is None:
            raise SandboxRefused("it is not an OpenDocument text that can be read")
        found.passages = list(_passages(body, looks))
        if styles is not None:
            margins = [words for words in _passages(styles, looks) if any(char.isalpha() for char in words)]
            found.aside += margins
            found.passages += margins
        _take_out(body, looks, found)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as packed:
            for name in names:
                if name == "content.xml":
                    packed.writestr(name, etree.tostring(root, xml_declaration=True, encoding="UTF-8"))
                elif name.endswith(".xml") or name == "mimetype":
                    packed.writestr(name, archive.read(name))
    found.content = out.getvalue()
    return found


def _take_out(body: Element, looks: dict[str, str], found: OpenDocument) -> None:
    for element in list(body.iter()):
        if element.tag in _UNCERTAIN:
            found.doubts[_UNCERTAIN[element.tag]] = None
        what = _PASSED_OVER.get(element.tag) or looks.get(element.get(f"{TEXT}style-name", ""), "")
        words = " ".join(" ".join(element.itertext()).split())
        if what and element.getparent() is not None:
            if words:
                found.doubts[quoted(what, words)] = None
            if words and element.tag in (f"{DRAW}text-box", f"{OFFICE}annotation"):
                found.aside.append("\n".join(_passages(element, looks)))
            _cut(element)
        elif element.getparent() is not None and element.getparent().tag in _WORDS_IN and _is_field(element):
            element.attrib.clear()
            element.tag = f"{TEXT}span"  # pandoc passes over most kinds of fields, words and all


def _is_field(element: Element) -> bool:
    return element.tag.startswith(TEXT) and element.tag not in _NO_FIELDS


def _cut(element: Element) -> None:
    """Take an element out; what stands behind it stays."""
    parent, before, tail = element.getparent(), element.getprevious(), element.tail or ""
    if parent is None:
        return
    parent.remove(element)
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail


def _looks(roots: list[Element]) -> Iterator[tuple[str, str]]:
    """Yield the styles that strike or hide words, as the reason why the words are left out."""
    by_name = {one.get(f"{STYLE}name", ""): one for root in roots for one in root.iter(f"{STYLE}style")}
    for name, style in by_name.items():
        at: Element | None = style
        for _ in range(_MOST_STYLES):
            properties = at.find(f"{STYLE}text-properties") if at is not None else None
            if properties is not None:
                line = properties.get(f"{STYLE}text-line-through-style") or properties.get(
                    f"{STYLE}text-line-through-type"
                )
                if line is not None and line != "none":
                    yield name, "left out, because it is struck out"
                    break
                if properties.get(f"{TEXT}display") == "none":
                    yield name, "left out, because it is hidden"
                    break
            at = by_name.get(at.get(f"{STYLE}parent-style-name", "")) if at is not None else None


def _passages(root: Element, looks: dict[str, str]) -> Iterator[str]:
    """Yield the words of each paragraph as a reader sees them, by a walk over all text there is."""
    paragraphs: dict[Element | None, list[str]] = {}
    walk = etree.iterwalk(root, events=("start", "end"))
    silent: list[Element] = []
    within: list[Element] = []
    for event, element in walk:
        begins = event == "start"
        hides = element.tag in _NOT_SEEN or bool(looks.get(element.get(f"{TEXT}style-name", ""), ""))
        hides = hides or element.tag in (f"{TEXT}hidden-text", f"{TEXT}hidden-paragraph")
        if hides:
            silent.append(element) if begins else silent.pop()
        if element.tag in (f"{TEXT}p", f"{TEXT}h"):
            within.append(element) if begins else within.pop()
        if begins and element.tag in (f"{TEXT}s", f"{TEXT}tab", f"{TEXT}line-break") and within and not silent:
            paragraphs.setdefault(within[-1], []).append(" ")
        words = element.text if begins else element.tail if element is not root else ""
        if words and within and not silent:
            paragraphs.setdefault(within[-1], []).append(words)
    yield from ("".join(words) for words in paragraphs.values() if "".join(words).strip())
