"""Media type detection: the first bytes of a body decide, the stated type only where they do not tell."""

import json
import re

PDF, HTML, JSON = "application/pdf", "text/html", "application/json"

_HTML_START = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|title|meta|main|article|section|div|h[1-6]|p|table|script|link)\b", re.I
)
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_LOOKED_AT = 4096


def media_type_of(content: bytes, stated: str = "") -> str:
    """Return the media type of a body: PDF, HTML and JSON by their bytes, else as stated, else nothing."""
    head = content[:_LOOKED_AT]
    if b"%PDF-" in head[:1024]:
        return PDF
    text = _plain(head).lstrip()
    if text[:1] in (b"{", b"[") and (len(content) > 5_000_000 or _is_json(content)):
        return JSON
    if _HTML_START.search(text) or (text.startswith(b"<?xml") and b"<html" in text.lower()):
        return HTML
    return family(stated) if family(stated) not in (PDF, JSON, HTML) else ""


def family(stated: str) -> str:
    """Return the media type without its parameters and variants: XHTML is HTML, every JSON is JSON."""
    plain = stated.split(";", maxsplit=1)[0].strip().lower()
    if plain in ("text/html", "application/xhtml+xml"):
        return HTML
    if plain in (JSON, "text/json") or plain.endswith("+json"):
        return JSON
    return PDF if plain in (PDF, "application/x-pdf") else plain


def in_words(media_type: str) -> str:
    """Name a media type for people."""
    return {PDF: "a PDF", HTML: "a web page", JSON: "JSON", "": "of no type known here"}.get(media_type, media_type)


def _plain(head: bytes) -> bytes:
    for mark, charset in _BOMS:
        if head.startswith(mark):
            return head[len(mark) :].decode(charset, "ignore").encode()
    return head


def _is_json(content: bytes) -> bool:
    try:
        json.loads(content)
    except (ValueError, RecursionError):
        return False
    return True
