"""Bytes of text that people sent → text: whatever program wrote them, without characters that nobody sees."""

import codecs
import re

_CONTROLS = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff"
    r"\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufffe]"
)
"""Control characters that no file may hold; marks without a width, which stand unseen before numbers and words."""
_WINDOWS = frozenset({"iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii", "windows-1252"})
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decoded(data: bytes, charset: str) -> str:
    """Return bytes as text: by their own mark, the charset named, as UTF-8, or as Windows-1252, which takes all."""
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), "") or _unmarked_utf16(data)
    name = charset.strip().strip("\"'").lower()
    for one in (marked, "utf-8" if name in _WINDOWS and _is_utf8(data) else name, "utf-8"):
        if one and one not in _WINDOWS:
            try:
                return data.decode(one)
            except (UnicodeError, LookupError, ValueError):
                continue
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in data) if data else ""


def _unmarked_utf16(data: bytes) -> str:
    """Return which UTF-16 text without a mark is in: every other byte of its first words is a zero."""
    head = data[:200]
    if len(head) < 4 or len(data) % 2:
        return ""
    high, low = head[1::2], head[::2]
    if high.count(0) > len(high) * 0.7 and 0 not in low:
        return "utf-16-le"
    return "utf-16-be" if low.count(0) > len(low) * 0.7 and 0 not in high else ""


def _is_utf8(data: bytes) -> bool:
    try:
        return not data.decode("utf-8").isascii()
    except UnicodeDecodeError:
        return False


def tidy(text: str) -> str:
    """Return text with LF line ends and without characters that nobody sees."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
