"""Footnotes of a web page: which elements are notes, what each is numbered, which links refer to them.

Publishers write them in many ways (``#fn:1``, ``#_ftn1``, ``#cite_note-3``, ``#n1``), so a note is known by what it
is: what a raised or numbered link leads down to and what leads back, an entry of a list of footnotes, a paragraph that
is called a footnote and begins with its number.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from bs4 import Tag
from bs4.element import NavigableString

from scraper.html.soup import attribute, classes

_NOTE_ID = re.compile(r"(?:fn|_?ftn|_?edn|footnote|endnote|note)[-_:]?(?!ref)[\w.-]*", re.IGNORECASE)
_NOTE_NAME = re.compile(r"(?:^|[-_])(?:govuk-)?(?:foot|end|side)-?notes?(?:$|[-_])|msofootnotetext|wp-block-footnotes")
_REFERENCE_NAME = re.compile(r"note-?ref|fn-?ref|foot-?note|reference|citation|super")
_BACK_ID = re.compile(r"#(?:fnref|_?ftnref|_?ednref|footnote-?ref|ref)[-_:]?\w*", re.IGNORECASE)
_BACK_WORDS = {"↩", "↩︎", "↑", "^", "back", "return", "back to text", "return to text"}
_LABEL = re.compile(r"\W*(?:(?:foot|end)?note )?([0-9]{1,4}|[a-z]|\*+)\W*", re.IGNORECASE)
_OPENING = re.compile(r"\W{0,3}([0-9]{1,4})(?![0-9]|[.,][0-9])[\s\].):]*(?=\S)")
_NOTES_HEADING = re.compile(r"(?:foot|end)?notes|notes and references|references", re.IGNORECASE)
_NOTE_BLOCKS = ("li", "p", "div", "aside", "dd", "tr", "section")
_MANY_BLOCKS = 12
"""Blocks that one footnote may hold; what holds more is a part of the page."""


@dataclass(frozen=True)
class HtmlNotes:
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


@dataclass(frozen=True)
class HtmlNote:
    """One footnote: the element that holds it, the number it goes by, the id that references name (if any)."""

    element: Tag
    number: str
    id: str = ""


def notes_of(root: Tag) -> HtmlNotes:
    """Find the footnotes below an element; tables and definition lists of nothing but notes are made plain boxes."""
    by_id: dict[str, str] = {}
    elements: dict[int, str] = {}
    used: Counter[str] = Counter()
    for note in find_notes(root):
        used[note.number] += 1  # a page may count its notes anew: each is then told from its namesakes
        number = note.number if used[note.number] == 1 else f"{note.number}-{used[note.number]}"
        if note.id:
            by_id[note.id] = number
        elements[id(note.element)] = number
        _open_holder(note.element)
    return HtmlNotes(by_id, elements)


def find_notes(root: Tag) -> list[HtmlNote]:
    """Return the footnotes below an element in the order of the page, each once."""
    order = {id(element): place for place, element in enumerate(root.find_all(True))}
    found: dict[int, HtmlNote] = {}
    for note in (*_linked(root, order), *_listed(root)):
        if not any(id(parent) in found for parent in (note.element, *note.element.parents)):
            found[id(note.element)] = note
    outer = [n for n in found.values() if not any(id(parent) in found for parent in n.element.parents)]
    return sorted(outer, key=lambda note: order[id(note.element)])


def is_back_link(link: Tag) -> bool:
    """Say whether a link leads from a note back to the text; such links are no part of the note."""
    if {"reversefootnote", "footnote-backref", "footnote-back"}.intersection(classes(link)):
        return True
    if attribute(link, "role") == "doc-backlink":
        return True
    href = attribute(link, "href")
    return bool(_BACK_ID.fullmatch(href)) or (href.startswith("#") and link.get_text().strip().lower() in _BACK_WORDS)


def _linked(root: Tag, order: dict[int, int]) -> Iterator[HtmlNote]:
    """Yield the notes that links refer to: down the page, from a short label, to what is or leads back."""
    targets: dict[str, Tag] = {}
    for element in root.find_all(True):
        for name in (attribute(element, "id"), attribute(element, "name")):
            if name:
                targets.setdefault(name, element)
    for link in root.find_all("a", href=re.compile("^#.")):
        identity, label = attribute(link, "href")[1:], _LABEL.fullmatch(link.get_text().strip())
        target = targets.get(identity)
        if target is None or label is None or order[id(target)] <= order[id(link)] or is_back_link(link):
            continue
        block = _block_of(target, root)
        if block is None:
            continue
        leads_back = _leads_back(block, link)
        is_meant = _NOTE_ID.fullmatch(identity) or leads_back or _is_raised(link)
        if is_meant and (leads_back or _is_called_note(block, identity) or _opens_with(block, label[1])):
            yield HtmlNote(block, label[1], identity)


def _block_of(target: Tag, root: Tag) -> Tag | None:
    """Return the block that a note is: the target itself, what it stands in, or what follows an empty anchor."""
    for element in (target, *target.parents):
        if element is root or element.name in {"body", "table", "ol", "ul", "dl", "main", "article"}:
            break
        if element.name == "dt":
            return element.find_next_sibling("dd")
        if element.name == "td":
            continue
        if element.name in _NOTE_BLOCKS:
            return element if len(element.find_all(_NOTE_BLOCKS)) <= _MANY_BLOCKS else None
    if not target.get_text(strip=True) and target.name in {"a", "span"}:
        after = target.find_next(("p", "li", "div"))
        return after if after is not None and _LABEL.match(after.get_text().strip()) else None
    return None


def _leads_back(element: Tag, link: Tag) -> bool:
    """Say whether a note links to its reference, or to what the reference stands in."""
    names = {attribute(e, name) for e in (link, *list(link.parents)[:2]) for name in ("id", "name")} - {""}
    return any(attribute(back, "href").removeprefix("#") in names for back in element.find_all("a", href=True))


def _is_raised(link: Tag) -> bool:
    around = (link, *list(link.parents)[:2])
    named = any(_REFERENCE_NAME.search(name) for element in around[:2] for name in classes(element))
    return named or attribute(link, "role") == "doc-noteref" or any(e.name == "sup" for e in around)


def _is_called_note(element: Tag, identity: str) -> bool:
    around = (element, *list(element.parents)[:2])
    return element.name == "li" or bool(_NOTE_ID.fullmatch(identity)) or any(_is_named(e) for e in around)


def _is_named(element: Tag) -> bool:
    names = (*classes(element), attribute(element, "id").lower())
    return attribute(element, "role") in {"doc-endnotes", "doc-footnote", "doc-endnote"} or any(
        _NOTE_NAME.search(name) for name in names
    )


def _opens_with(element: Tag, label: str) -> bool:
    opening = _OPENING.match(element.get_text().strip())
    return opening is not None and opening[1] == label


def _listed(root: Tag) -> Iterator[HtmlNote]:
    """Yield the notes that nothing links to: entries of lists, paragraphs and boxes that are called footnotes."""
    for listing in root.find_all(("ol", "ul")):
        if any(_is_named(e) for e in (listing, *list(listing.parents)[:1])) or _follows_notes_heading(listing, root):
            for place, item in enumerate(listing.find_all("li", recursive=False), _start(listing)):
                yield HtmlNote(item, _own_number(item) or str(place))
    for element in root.find_all(("p", "div", "aside", "tr")):
        around = (element, *list(element.parents)[: 1 if element.name != "tr" else 3])
        is_one = any(_is_named(e) for e in around) and element.find(("p", "div", "li")) is None
        if is_one and (number := _own_number(element)):
            yield HtmlNote(element, number, attribute(element, "id"))


def _follows_notes_heading(listing: Tag, root: Tag) -> bool:
    """Say whether a list stands under "Notes" or the like, and raised figures in the text are its numbers."""
    heading = listing.find_previous_sibling()
    if listing.name != "ol" or heading is None or heading.name not in {"h2", "h3", "h4", "h5", "h6"}:
        return False
    raised = {sup.get_text().strip(" []") for sup in root.find_all("sup") if sup.find("a") is None}
    last = _start(listing) + len(listing.find_all("li", recursive=False)) - 1
    return bool(_NOTES_HEADING.fullmatch(heading.get_text().strip())) and {str(_start(listing)), str(last)} <= raised


def _own_number(element: Tag) -> str:
    opening = _OPENING.match(element.get_text().strip())
    return opening[1] if opening else ""


def _start(listing: Tag) -> int:
    start = attribute(listing, "start")
    return int(start) if start.isascii() and start.isdigit() and len(start) < 5 else 1


def _open_holder(element: Tag) -> None:
    """Let a row or a definition that is a note be read as a box: its table or list is read as one as well."""
    if element.name not in {"tr", "dd"}:
        return
    holder = element.find_parent(("table", "dl"))
    if holder is None:
        return
    if element.name == "dd":
        term = element.find_previous_sibling("dt")
        if term is not None and _LABEL.fullmatch(term.get_text().strip()):
            term.extract()
    else:
        for cell in element.find_all(("td", "th"), recursive=False):
            cell.insert_before(NavigableString(" "))
            cell.name = "span"
    element.name = holder.name = "div"
