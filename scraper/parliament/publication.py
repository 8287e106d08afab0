"""A publication of the committees API: JSON to typed values and facts.

The API's answers are read with suspicion: a field that is missing or of another type is an empty one.
"""

import re
from dataclasses import dataclass
from typing import Any

from kb.domain.dates import PartialDate
from kb.domain.source.source import Reference, SourceKind
from scraper.extract import Body
from scraper.json_values import json_of, listed, mapping, text
from scraper.parliament.facts import committee_name, kind_of, session_in_words

_SERIES = re.compile(
    r"(?P<series>(?:\d{1,3}(?:st|nd|rd|th)|[A-Z][a-z]+(?:-[A-Za-z]+)?) (?:(?:Special|Joint) )?Report)"
    r"\s*[-‐‑–—−:]\s*(?P<title>\S.*)"
)
_SESSION = re.compile(r"((?:19|20)\d\d)(?:\s?[-–—/]\s?((?:20)?\d\d))?")


@dataclass(frozen=True)
class File:
    """A listed form of a document: the name of its format as the API wants it back, and whether it is HTML."""

    document: int
    form: str
    is_html: bool


@dataclass(frozen=True)
class Publication:
    """One publication.

    ``html`` and ``pdf`` are its pages elsewhere, which is where those of before 2020 are; ``about`` is a sentence on
    what it belongs to, and ``answers`` the id of the publication that it responds to (0: none).
    """

    id: int
    title: str
    series: str
    kind: SourceKind
    published: PartialDate | None
    publishers: tuple[str, ...]
    reference: Reference | None
    files: tuple[File, ...]
    html: str
    pdf: str
    about: str
    answers: int
    responses: "tuple[Publication, ...]"

    @property
    def best_file(self) -> File | None:
        """Return the file to read: HTML where it is listed, else PDF. Forms that are not listed answer 500."""
        return next(iter(sorted(self.files, key=lambda file: not file.is_html)), None)


def publication_of(value: Any, responds_to: str = "") -> Publication:
    """Read one publication, and the responses that it lists as publications of their own.

    ``responds_to`` is the title of the report in whose list of responses the publication stands.
    """
    description = " ".join(text(value, "description").split())
    match = _SERIES.match(description)
    committee = mapping(value, "committee")
    house = {"commons": "commons", "lords": "lords"}.get(text(committee, "house").lower(), "")
    title = match["title"] if match else description
    replies = listed(value, "governmentResponses", "publication") if not responds_to else ()
    pages = [text(value, "additionalContentUrl2"), text(value, "additionalContentUrl")]
    pages = [page for page in pages if page.startswith(("https://", "http://"))]
    publisher = committee_name(text(committee, "name"), house)
    inquiries = "; ".join(name for business in listed(value, "businesses") if (name := text(business, "title")))
    about = f"Responds to “{responds_to}”." if responds_to else f"Inquiry: {inquiries}." if inquiries else ""
    return Publication(
        id=_number(value, "id"),
        title=title,
        series=match["series"] if match else "",
        kind=SourceKind.RESPONSE if responds_to else _kind(value, title),
        published=_date(text(value, "publicationStartDate")),
        publishers=(publisher,) if publisher else (),
        reference=_reference(value, match["series"] if match else "", house),
        files=_files(value),
        html=next((page for page in pages if not _is_pdf(page)), ""),
        pdf=next((page for page in pages if _is_pdf(page)), ""),
        about=about,
        answers=_number(value, "responseToPublicationId"),
        responses=tuple(publication_of(reply, title or "a report") for reply in replies),
    )


def _kind(value: Any, title: str) -> SourceKind:
    """Return the kind: a response says so by its type, by the report that it points back to, or by its title."""
    if _number(value, "responseToPublicationId") or "response" in text(value, "type", "name").lower():
        return SourceKind.RESPONSE
    return kind_of(title)


def _reference(value: Any, series: str, house: str) -> Reference | None:
    for name, printed, of in (("hcNumber", "HC", "commons"), ("hlPaper", "HL Paper", "lords")):
        paper = mapping(value, name)
        number = text(paper, "number")
        if number:
            session = _SESSION.search(text(paper, "sessionDescription"))
            number = number.removeprefix(printed).strip()
            words = session_in_words(session[1], session[2]) if session else ""
            return Reference(f"{printed} {number}", words, house or of, series)
    return Reference(house=house, series=series) if series else None


def _files(value: Any) -> tuple[File, ...]:
    """List the readable forms of the first document that has any: the others are its annexes."""
    for document in listed(value, "documents"):
        files = []
        for file in listed(document, "files"):
            form, name = text(file, "fileDataFormat"), text(file, "fileName").lower()
            kind = form.lower() if form.lower() in {"html", "pdf"} else name.rpartition(".")[2]
            if form.isalnum() and kind in {"html", "htm", "pdf"} and _number(document, "documentId"):
                files.append(File(_number(document, "documentId"), form, kind != "pdf"))
        if files:
            return tuple(files)
    return ()


def _is_pdf(address: str) -> bool:
    return address.lower().partition("?")[0].endswith(".pdf")


def _date(stamp: str) -> PartialDate | None:
    try:
        return PartialDate.parse(stamp[:10])
    except ValueError:
        return None


def _number(value: Any, name: str) -> int:
    """Return a whole positive number, 0 for anything else."""
    digits = text(value, name)
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 12 else 0


def items_of(body: Body) -> tuple[Publication, ...]:
    """Read an answer to a search as its publications, each followed by the responses that it lists."""
    found: dict[int, Publication] = {}
    for item in listed(json_of(body), "items"):
        publication = publication_of(item)
        for one in (publication, *publication.responses):
            if one.id and one.title:
                found.setdefault(one.id, one)
    return tuple(found.values())
