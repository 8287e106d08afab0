"""Footnotes of a web page: which elements are notes, what each is numbered, which links refer to them.

Publishers write them in many ways (``#fn:1``, ``#_ftn1``, ``#footnote-3``), so a note is known by what it is: an
element whose id a footnote link names, or an entry of a list of footnotes.
"""

import re
from dataclasses import dataclass

from bs4 import Tag

from scraper.html.soup import attribute, classes

_NOTE_ID = re.compile(r"(?:fn|_?ftn|_?edn|footnote|endnote|note)[-_:]?(?!ref)[\w.-]*", re.IGNORECASE)
_BACK_ID = re.compile(r"#(?:fnref|_?ftnref|_?ednref|footnote-?ref|ref)[-_:]?\w*", re.IGNORECASE)
_BACK_WORDS = {"↩", "↩︎", "↑", "^", "back", "return", "back to text", "return to text"}
_LABEL = re.compile(r"\W*([0-9]{1,4}|[a-z]|\*+)\W*", re.IGNORECASE)
_NOTE_NAMES = ("li", "p", "div", "aside", "dd")
_LISTS = {"footnotes", "endnotes", "footnote-list", "govuk-footnotes", "wp-block-footnotes"}


@dataclass(frozen=True)
class Notes:
    """The footnotes of one page: number by element id, and the elements themselves (by identity) with numbers."""

    by_id: dict[str, str]
    elements: dict[int, str]

    @property
    def numbers(self) -> frozenset[str]:
        """Return the printed numbers of all notes."""
        return frozenset(self.elements.values())

    def of_reference(self, link: Tag) -> str:
        """Return the number of the note that a link refers to, or an empty string where it refers to none."""
        return self.by_id.get(attribute(link, "href").removeprefix("#"), "") if link.name == "a" else ""


def notes_of(root: Tag) -> Notes:
    """Find the footnotes below an element."""
    labels = _labels(root)
    by_id: dict[str, str] = {}
    elements: dict[int, str] = {}
    for element in _note_elements(root, labels):
        identity = attribute(element, "id") or _anchor_id(element)
        number = labels.get(identity) or _position(element) or str(len(elements) + 1)
        if identity:
            by_id[identity] = number
        elements[id(element)] = number
    return Notes(by_id, elements)


def is_back_link(link: Tag) -> bool:
    """Say whether a link leads from a note back to the text; such links are no part of the note."""
    if {"reversefootnote", "footnote-backref", "footnote-back"}.intersection(classes(link)):
        return True
    if attribute(link, "role") == "doc-backlink":
        return True
    href = attribute(link, "href")
    return bool(_BACK_ID.fullmatch(href)) or (href.startswith("#") and link.get_text().strip().lower() in _BACK_WORDS)


def _labels(root: Tag) -> dict[str, str]:
    """Map ids named by links that look like footnote references to the number each shows."""
    labels: dict[str, str] = {}
    for link in root.find_all("a", href=True):
        target = attribute(link, "href")
        shown = _LABEL.fullmatch(link.get_text().strip())
        if shown and target.startswith("#") and _NOTE_ID.fullmatch(target[1:]) and not is_back_link(link):
            labels.setdefault(target[1:], shown.group(1))
    return labels


def _note_elements(root: Tag, labels: dict[str, str]) -> list[Tag]:
    found: list[Tag] = []
    inside: set[int] = set()  # a note may hold elements that look like notes themselves
    for element in root.find_all(_NOTE_NAMES):
        if id(element) in inside or not _is_note(element, labels):
            continue
        found.append(element)
        inside.update(id(e) for e in element.find_all(True))
    return found


def _is_note(element: Tag, labels: dict[str, str]) -> bool:
    if element.name == "li" and _in_note_list(element):
        return True
    if attribute(element, "id") in labels:
        return True
    first = element.find("a") if element.name == "p" else None
    return first is not None and _names_note(first, labels)


def _names_note(link: Tag, labels: dict[str, str]) -> bool:
    """Say whether a link at the head of a paragraph is the anchor of a note (``<a name="_ftn1">[1]</a>``)."""
    return (attribute(link, "name") or attribute(link, "id")) in labels and is_back_link(link)


def _anchor_id(element: Tag) -> str:
    first = element.find("a")
    return (attribute(first, "name") or attribute(first, "id")) if first is not None else ""


def _in_note_list(item: Tag) -> bool:
    holder = item.parent
    if holder is None or holder.name not in {"ol", "ul"}:
        return False
    around = (holder, *([holder.parent] if holder.parent is not None else []))
    return any(_LISTS.intersection(classes(e)) or attribute(e, "role") == "doc-endnotes" for e in around)


def _position(item: Tag) -> str:
    holder = item.parent
    if item.name != "li" or holder is None or holder.name != "ol":
        return ""
    start = attribute(holder, "start")
    first = int(start) if start.isascii() and start.isdigit() and len(start) < 5 else 1
    before = [e for e in item.previous_siblings if isinstance(e, Tag) and e.name == "li"]
    return str(first + len(before))
