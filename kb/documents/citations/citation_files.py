"""Citation data as the files that reference managers read: CSL-JSON, BibTeX, RIS. The only importer of the writers.

All three are made of the same items (``kb.documents.citations.csl``). Line breaks in a value would begin a new field
in RIS, so values are on one line; BibTeX gets LaTeX's own signs for what means something to it, but for addresses,
which are taken whole.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

import rispy
from pylatexenc.latexencode import unicode_to_latex

from kb.documents.citations.csl import Item

_ADDRESS_SIGNS = "/:?#[]@!$&'()*+,;=-._~%"


@dataclass(frozen=True)
class CitationFormat:
    """A kind of file: how its name ends, its media type, what people call it, and how it is written."""

    ending: str
    media_type: str
    name: str
    write: Callable[[Sequence[Item]], str]


def csl_json(items: Sequence[Item]) -> str:
    """Return the items as a file of CSL-JSON."""
    return json.dumps(list(items), ensure_ascii=False, indent=2) + "\n"


def bibtex(items: Iterable[Item]) -> str:
    """Return the items as a file of BibTeX, each under the id of its source."""
    # A fifth of a second, which only those who take such a file should wait for.
    from bibtexparser.entrypoint import write_string  # noqa: PLC0415
    from bibtexparser.library import Library  # noqa: PLC0415
    from bibtexparser.model import Block, Entry, Field  # noqa: PLC0415

    entries: list[Block] = []
    for item in items:
        kind, fields = _fields(item)
        entries.append(Entry(kind, _line(item["id"]), [Field(name, words) for name, words in fields.items() if words]))
    return str(write_string(Library(entries)))


def ris(items: Iterable[Item]) -> str:
    """Return the items as a file in the RIS format."""
    return str(rispy.dumps([_ris(item) for item in items]))


def _fields(item: Item) -> tuple[str, dict[str, str]]:
    kind = "techreport" if item["type"] == "report" else "misc"
    year, month, day = _date(item, "issued")
    title = f"{{{_latex(item.get('title'))}}}"  # in braces of its own, or styles would take its capitals away
    return kind, {
        "title": title,
        "author": " and ".join(f"{{{_latex(name)}}}" for name in _names(item)),
        "institution" if kind == "techreport" else "howpublished": _latex(item.get("publisher")),
        "year": year,
        "month": month,
        "day": day,
        "type": _latex(item.get("genre")),
        "number": _latex(item.get("number")),
        "series": _latex(item.get("collection-title")),
        "isbn": _latex(item.get("ISBN")),
        "url": quote(_line(item.get("URL")), safe=_ADDRESS_SIGNS),
        "urldate": "-".join(part.zfill(2) for part in _date(item, "accessed") if part),
        "note": _latex(item.get("note")),
    }


def _ris(item: Item) -> dict[str, object]:
    year, month, day = _date(item, "issued")
    values: dict[str, object] = {
        "type_of_reference": "RPRT" if item["type"] == "report" else "ELEC",
        "id": _line(item["id"]),
        "title": _line(item.get("title")),
        "short_title": _line(item.get("title-short")),
        "authors": _names(item),
        "publisher": _line(item.get("publisher")),
        "year": year,
        "date": "/".join((year, month.zfill(2) if month else "", day.zfill(2) if day else "", "")) if year else "",
        "number": _line(item.get("number")),
        "tertiary_title": _line(item.get("collection-title")),
        "issn": _line(item.get("ISBN")),  # RIS has one field for both
        "urls": [_line(item.get("URL"))],
        "access_date": "/".join(part.zfill(2) for part in _date(item, "accessed") if part),
        "abstract": _line(item.get("abstract")),
        "language": _line(item.get("language")),
        "notes": [note] if (note := _line(item.get("note"))) else [],
    }
    return {name: value for name, value in values.items() if value}


def _names(item: Item) -> list[str]:
    authors = item.get("author")
    return [_line(one["literal"]) for one in authors if isinstance(one, Mapping)] if isinstance(authors, list) else []


def _date(item: Item, name: str) -> tuple[str, str, str]:
    date = item.get(name)
    parts = date["date-parts"][0] if isinstance(date, Mapping) else ()
    year, month, day = (*(str(part) for part in parts), "", "", "")[:3]
    return year, month, day


def _latex(value: object) -> str:
    return str(unicode_to_latex(_line(value), unknown_char_policy="keep"))


def _line(value: object) -> str:
    return " ".join(str(value or "").split())


FORMATS: Mapping[str, CitationFormat] = {
    one.ending: one
    for one in (
        CitationFormat("bib", "application/x-bibtex", "BibTeX", bibtex),
        CitationFormat("ris", "application/x-research-info-systems", "RIS", ris),
        CitationFormat("csl.json", "application/vnd.citationstyles.csl+json", "CSL-JSON", csl_json),
    )
}
"""The formats by how their files' names end."""
