"""The formats that a brief can have: each made of the same document by one function."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kb.domain.brief import Brief
from kb.text.brief_html import brief_page
from kb.text.brief_json import brief_json
from kb.text.brief_markdown import brief_markdown


@dataclass(frozen=True)
class Format:
    """A format: its name for people, its media type, and how it is made."""

    name: str
    media_type: str
    make: Callable[[Brief], bytes]


def _utf8(make: Callable[[Brief], str]) -> Callable[[Brief], bytes]:
    return lambda brief: make(brief).encode()


FORMATS: Mapping[str, Format] = {
    "html": Format("HTML", "text/html; charset=utf-8", _utf8(brief_page)),
    "md": Format("Markdown", "text/markdown; charset=utf-8", _utf8(brief_markdown)),
    "json": Format("JSON", "application/json", _utf8(brief_json)),
}
"""By the ending of the file's name."""


def brief_as(brief: Brief, form: str) -> bytes:
    """Return a brief in one of :data:`FORMATS`."""
    return FORMATS[form].make(brief)
