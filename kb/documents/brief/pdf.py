"""PDF files: the Word file as LibreOffice sets it, where that is on the machine."""

from kb.domain.errors import ToolMissing
from kb.storage.libreoffice import libreoffice_path, pdf_by_libreoffice


def can_make_pdf() -> bool:
    """Say whether a PDF can be made on this machine."""
    return bool(libreoffice_path())


def pdf_file(word: bytes) -> bytes:
    """Return a Word file of ours as PDF; raise ``ToolMissing`` or ``ToolFailed`` where that cannot be."""
    office = libreoffice_path()
    if not office:
        raise ToolMissing("LibreOffice", "apt-get install libreoffice-writer")
    return pdf_by_libreoffice(office, word)
