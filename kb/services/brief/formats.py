"""The formats that a brief can have: each made of the same document by one function."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kb.documents.brief.html import brief_page
from kb.documents.brief.json import brief_json
from kb.documents.brief.markdown import brief_markdown
from kb.documents.brief.pandoc import brief_pandoc
from kb.documents.brief.pdf import can_make_pdf, pdf_file
from kb.domain.brief import Brief, BriefTable


@dataclass(frozen=True)
class BriefFormat:
    """A format: its name for people, its media type, and how it is made; ``by_a_program`` where that takes long.

    ``is_offered`` says whether it can be made on this machine.
    """

    name: str
    media_type: str
    make: Callable[[Brief], bytes]
    by_a_program: bool = False
    is_offered: Callable[[], bool] = lambda: True


def _utf8(make: Callable[[Brief], str]) -> Callable[[Brief], bytes]:
    return lambda brief: make(brief).encode()


def _word(brief: Brief) -> bytes:
    from kb.documents.brief.word import word_file  # noqa: PLC0415 - its library takes a tenth of a second, and few make a file

    tables = (block for section in brief.every() for block in section.blocks if isinstance(block, BriefTable))
    cover = brief.cover
    header = f"{cover.title} · {cover.as_at_words} · {cover.made_for}"
    descriptions = [table.description for table in tables]
    return word_file(brief_pandoc(brief), header, cover.marks, descriptions, is_short=brief.is_short)


FORMATS: Mapping[str, BriefFormat] = {
    "docx": BriefFormat("Word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", _word, True),
    "pdf": BriefFormat("PDF", "application/pdf", lambda brief: pdf_file(_word(brief)), True, can_make_pdf),
    "html": BriefFormat("HTML", "text/html; charset=utf-8", _utf8(brief_page)),
    "md": BriefFormat("Markdown", "text/markdown; charset=utf-8", _utf8(brief_markdown)),
    "json": BriefFormat("JSON", "application/json", _utf8(brief_json)),
}
"""By the ending of the file's name."""


def brief_as(brief: Brief, form: str) -> bytes:
    """Return a brief in one of :data:`FORMATS`."""
    return FORMATS[form].make(brief)
