"""XML for other programs to read: words become text whatever is in them."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def element(tag: str, text: str = "", children: Iterable[ET.Element] = (), **attributes: str) -> ET.Element:
    """Return an element; what no XML may hold is dropped from its words, and a trailing ``_`` from names."""
    return named(tag, {name.rstrip("_"): value for name, value in attributes.items()}, text, children)


def named(tag: str, attributes: Mapping[str, str], text: str = "", children: Iterable[ET.Element] = ()) -> ET.Element:
    """Return an element whose attributes have names that are no Python names."""
    made = ET.Element(tag, {name: clean(value) for name, value in attributes.items()})
    made.text = clean(text) or None
    made.extend(children)
    return made


def clean(text: str) -> str:
    """Return a text without the characters that no XML document may hold."""
    return _NO_XML.sub("", text)


def document(root: ET.Element) -> bytes:
    """Return the document of a root element, in UTF-8."""
    ET.indent(root)
    body: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return body + b"\n"
