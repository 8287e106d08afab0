"""Zip archives of XML (.docx, .odt, .xlsx): opened within limits, nothing outside of them looked up."""

import io
import zipfile
from typing import Any

from lxml import etree

from kb.storage.sandbox import SandboxRefused

Element = Any
"""An element of lxml, which ships no types."""
MOST_FILES = 5_000
LONGEST_UNPACKED = 100_000_000
_UNPACKED_AT_LEAST = 1_000_000
_MOST_TIMES = 300
"""How many times smaller than its contents an archive may be, from a megabyte of contents on."""


def open_archive(content: bytes) -> zipfile.ZipFile:
    """Open an archive whose files together stay within the limits; raise ``SandboxRefused`` otherwise."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise SandboxRefused("it cannot be unpacked: broken or locked") from error
    unpacked = sum(file.file_size for file in archive.infolist())
    if len(archive.infolist()) > MOST_FILES or unpacked > max(
        _UNPACKED_AT_LEAST, min(LONGEST_UNPACKED, _MOST_TIMES * len(content))
    ):
        raise SandboxRefused("it is too large when unpacked")
    if any(file.flag_bits & 1 for file in archive.infolist()):
        raise SandboxRefused("it is locked with a password; ask for it without")
    return archive


def parse_xml(data: bytes) -> Element:
    """Return the root of an XML file; no entity is expanded and nothing is fetched."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    return etree.fromstring(data, parser)


def local_name(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return str(etree.QName(element).localname)
