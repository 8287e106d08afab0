"""What a file is, by its bytes first and by its name and type then; and what to ask for where it is not read here."""

import io
import zipfile
from enum import StrEnum

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ASK = "; ask for it as Word (.docx), OpenDocument (.odt), RTF or PDF"
_NOT_READ = {
    "doc": f"it is a file of an old Word (.doc), which is not read here{_ASK}",
    "dot": f"it is a file of an old Word (.dot), which is not read here{_ASK}",
    "pages": f"it is a file of Apple's Pages, which is not read here{_ASK}",
    "wps": f"it is a file of Microsoft Works, which is not read here{_ASK}",
    "wpd": f"it is a file of WordPerfect, which is not read here{_ASK}",
    "one": f"it is a file of OneNote, which is not read here{_ASK}",
    "ppt": "it is a set of slides, which is not read here; ask for the words as Word (.docx) or PDF",
    "pptx": "it is a set of slides, which is not read here; ask for the words as Word (.docx) or PDF",
    "odp": "it is a set of slides, which is not read here; ask for the words as Word (.docx) or PDF",
    "key": "it is a set of slides, which is not read here; ask for the words as Word (.docx) or PDF",
    "xls": "it is a file of an old Excel (.xls), which is not read here; ask for .xlsx or CSV",
    "xlsx": "it is a workbook, which is not read here as part of a mail; import it as a file, or ask for the words",
    "csv": "it is a table of rows, which is not read here as part of a mail; import it as a file, or ask for the words",
    "ods": "it is a sheet of OpenDocument, which is not read here; ask for .xlsx or CSV",
    "numbers": "it is a sheet of Apple's Numbers, which is not read here; ask for .xlsx or CSV",
    "zip": "it is an archive, which is not opened here; ask for the files themselves",
    "7z": "it is an archive, which is not opened here; ask for the files themselves",
    "rar": "it is an archive, which is not opened here; ask for the files themselves",
}


class DocumentFormat(StrEnum):
    """A format of documents that is read; the value is the ending of such a file's name."""

    WORD = "docx"
    OPEN_DOCUMENT = "odt"
    RTF = "rtf"
    PDF = "pdf"
    HTML = "html"
    TEXT = "txt"


_ENDINGS = {
    **{one.value: one for one in DocumentFormat},
    "docm": DocumentFormat.WORD,
    "dotx": DocumentFormat.WORD,
    "htm": DocumentFormat.HTML,
    "md": DocumentFormat.TEXT,
}
_TYPES = {
    "application/pdf": DocumentFormat.PDF,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": DocumentFormat.WORD,
    "application/vnd.oasis.opendocument.text": DocumentFormat.OPEN_DOCUMENT,
    "application/rtf": DocumentFormat.RTF,
    "text/rtf": DocumentFormat.RTF,
    "text/html": DocumentFormat.HTML,
    "text/plain": DocumentFormat.TEXT,
}


def format_of(name: str, media_type: str, data: bytes) -> DocumentFormat | None:
    """Return the format of a document, or ``None`` where it is of none that is read."""
    head = data[:1024].lstrip(b"\xef\xbb\xbf \r\n\t")
    if b"%PDF-" in data[:1024]:
        return DocumentFormat.PDF
    if head.startswith(b"{\\rtf"):
        return DocumentFormat.RTF
    if data.startswith(b"PK"):
        return _of_archive(data, _ENDINGS.get(ending_of(name)))
    if data.startswith(_OLE):
        return None
    ending = ending_of(name)
    return _ENDINGS.get(ending) if ending in _ENDINGS or ending in _NOT_READ else _TYPES.get(media_type.lower())


def _of_archive(data: bytes, broken: DocumentFormat | None) -> DocumentFormat | None:
    """Return the format of an archive by what is in it; ``broken`` where that cannot be looked at."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 100:
                kind = archive.read("mimetype")
                return (
                    DocumentFormat.OPEN_DOCUMENT
                    if kind.startswith(b"application/vnd.oasis.opendocument.text")
                    else None
                )
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError):
        return broken
    return DocumentFormat.WORD if any(name.startswith("word/") for name in names) else None


def ending_of(name: str) -> str:
    """Return the ending of a file's name, in small letters."""
    return name.lower().rpartition(".")[2] if "." in name else ""


def is_document_name(name: str) -> bool:
    """Say whether a file's name is that of a document, be it one that is read or one to ask for in another form."""
    ending = ending_of(name)
    return _ENDINGS.get(ending) not in (DocumentFormat.HTML, DocumentFormat.TEXT, None) or ending in _NOT_READ


def why_not_read(name: str, media_type: str, data: bytes) -> str:
    """Say why a file is not read, and what to ask for instead."""
    ending = ending_of(name)
    if data.startswith(_OLE) and ending in ("docx", "docm", "xlsx", "pptx"):
        return "it is locked with a password; ask for it without"
    if media_type == "message/rfc822" or ending in ("eml", "msg"):
        return "it is a mail of its own"
    if media_type.startswith("image/"):
        return "it is a picture, which is not read here; ask for the words"
    return _NOT_READ.get(ending, f"it is of a kind that is not read here ({media_type or ending or 'unknown'}){_ASK}")
