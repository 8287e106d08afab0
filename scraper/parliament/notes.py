"""Footnotes of committee reports, taken out of the page before its text is read.

Three generations write them in three ways (``[176]`` linked to a paragraph that ends in "Back"; a bare raised 10
linked to a box of notes; the same without links), so a note is known by how page and mark agree: a link with a
number for words leads to a block that begins with that number, or a box of notes has an entry of that number.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bs4.element import NavigableString, PageElement, Tag

from scraper.html.inline import REF_OFF, REF_ON
from scraper.html.powers import write_powers
from scraper.html.soup import attribute, classes

_LABEL = re.compile(r"[\s\[(]*(\d{1,4}[a-z]?|\*{1,3})[\s\]).:]*")
_LABELS = re.compile(r"[\s\[(]*(\d{1,4}(?:\s*,\s*\d{1,4})*)[\s\]).:]*")
_OPENING = re.compile(r"[\s\[(]*(\d{1,4}[a-z]?|\*{1,3})(?!\d|\.\d)[\s\]).:]*")
_BRACKETED = re.compile(r"\[(\d{1,4})\]")
_NOTE_NAME = re.compile(r"note|fn|ftn|foot", re.IGNORECASE)
_NOTE_BOX = re.compile(r"footnote|endnote", re.IGNORECASE)
_RAISED = re.compile(r"super|foot-?note|note-?ref|fn-?ref", re.IGNORECASE)
_HOLDERS = ("p", "li", "dd", "aside", "tr", "td")
_BACK = {"back", "back to text", "return", "return to text", "↩", "↑", "^"}
_MARKS = re.compile(f"[{REF_ON}{REF_OFF}]")
_LABEL_LENGTH = 8
_LONGEST = 8000


@dataclass(frozen=True)
class PageNote:
    """One footnote of one page: its printed number and its words."""

    number: str
    text: str


@dataclass(frozen=True)
class _Start:
    """Where a note begins: its number, the element that it begins at, the block that holds it."""

    number: str
    at: Tag
    holder: Tag


def take_notes(main: Tag, file_name: str) -> tuple[PageNote, ...]:
    """Take the footnotes out of a page and leave a mark in the words wherever one is referred to.

    ``file_name`` is the page's own: old pages write it before the fragment of a link within themselves.
    """
    for forged in list(main.find_all(string=_MARKS)):
        forged.replace_with(NavigableString(_MARKS.sub("", forged)))
    order = {id(node): place for place, node in enumerate(main.descendants)}
    references = list(_references(main, file_name, order))
    starts = _starts(main, references)
    notes = _texts(starts, order)
    known = {note.number for note in notes}
    inside = {id(node) for start in starts for node in (start.holder, *start.holder.descendants)}
    for link, number, _ in references:
        if number in known and id(link) not in inside and link.parent is not None:
            _replace(link, number)
    write_powers(main, known)
    _mark_raised(main, known, inside)
    _mark_bracketed(main, known, inside)
    for start in starts:
        if start.number in known:
            start.holder.extract()
    return notes


def _references(main: Tag, file_name: str, order: dict[int, int]) -> Iterator[tuple[Tag, str, Tag]]:
    """Yield links that lead forward from a number to something of the page: link, number, target."""
    targets: dict[str, Tag] = {}
    for element in main.find_all(True):
        for name in (attribute(element, "id"), attribute(element, "name")):
            if name:
                targets.setdefault(name, element)
    for link in main.find_all("a", href=True):
        page, _, fragment = attribute(link, "href").partition("#")
        label = _LABEL.fullmatch(link.get_text())
        target = targets.get(fragment)
        if label is None or target is None or page.rpartition("/")[2].lower() not in {"", file_name}:
            continue
        if order.get(id(target), -1) > order[id(link)] and (_NOTE_NAME.search(fragment) or _is_raised(link)):
            yield link, label[1], target


def _is_raised(element: Tag) -> bool:
    for tag in (element, *list(element.parents)[:3]):
        if tag.name == "sup" or "vertical-align:super" in attribute(tag, "style").replace(" ", ""):
            return True
        if tag.name in {"a", "span", "small"} and any(_RAISED.search(name) for name in classes(tag)):
            return True
    return False


def _starts(main: Tag, references: list[tuple[Tag, str, Tag]]) -> list[_Start]:
    """Find every note, each once: those that links lead to, entries of boxes of notes, those that lead back."""
    found: dict[int, _Start] = {}
    targets = {id(target) for _, _, target in references}
    for _, number, target in references:
        holder = _holder_of(target, main, number)
        if holder is not None and id(target) not in found:
            found[id(target)] = _Start(number, target, _widened(holder, targets))
    taken = {id(node) for start in found.values() for node in (start.holder, *start.holder.descendants)}
    for block, number in _unlinked(main):
        if id(block) not in taken:
            found[id(block)] = _Start(number, block, block)
            taken.update(id(node) for node in (block, *block.descendants))
    return list(found.values())


def _holder_of(target: Tag, main: Tag, number: str) -> Tag | None:
    """Return the block that a note is in, or None where the target begins no note of that number."""
    holder: Tag | None = None
    for element in (target, *target.parents):
        if element is main or element.name in {"body", "table"}:
            break
        if element.name in _HOLDERS or (element is target and element.name == "div"):
            holder = element
            break
    if holder is None and not target.get_text(strip=True):
        holder = target.find_next(_HOLDERS)
    if holder is not None and holder.name == "td" and isinstance(holder.parent, Tag):
        holder = holder.parent
    if holder is None or len(holder.get_text()) > _LONGEST:
        return None
    numbered = _begins_with(number, holder.descendants) or _begins_with(number, target.next_elements)
    return holder if numbered or holder.name in {"li", "aside"} or _in_box(holder) else None


def _begins_with(number: str, nodes: Iterable[PageElement]) -> bool:
    """Say whether the first words among nodes are a number, alone or before others."""
    words = ""
    for node in nodes:
        if isinstance(node, NavigableString):
            words += node
            label, opening = _LABEL.fullmatch(words), _OPENING.match(words)
            if label and label[1] == number:
                return True
            if len(words.strip()) > _LABEL_LENGTH:
                return opening is not None and opening[1] == number
    opening = _OPENING.match(words)
    return opening is not None and opening[1] == number


def _in_box(element: Tag) -> bool:
    return any(_NOTE_BOX.search(name) for name in (*classes(element), attribute(element, "id")))


def _widened(holder: Tag, targets: set[int]) -> Tag:
    """Return the box around a holder that is all one note: several paragraphs may be in it."""
    parent = holder.parent
    while isinstance(parent, Tag) and parent.name in {"div", "aside", "li"} and _in_box(parent):
        others = [child for child in parent.find_all(True, recursive=False) if child is not holder]
        if any(_in_box(other) or _OPENING.match(other.get_text()) for other in others):
            break
        if sum(id(node) in targets for node in parent.descendants) > 1 or len(parent.get_text()) > _LONGEST:
            break
        holder, parent = parent, parent.parent
    return holder


def _unlinked(main: Tag) -> Iterator[tuple[Tag, str]]:
    """Yield notes that no reference links to: entries of a box of notes, paragraphs that end in "Back"."""
    inside: set[int] = set()
    for box in main.find_all(("div", "section", "aside", "ol", "ul", "table")):
        if id(box) in inside or not _in_box(box):
            continue
        inside.update(id(node) for node in box.descendants)
        for entry in box.find_all(("p", "li", "tr")):
            opening = _OPENING.match(entry.get_text())
            if opening and entry.get_text()[opening.end() :].strip():
                yield entry, opening[1]
            elif entry.name == "li" and entry.get_text(strip=True) and (place := _place(entry)):
                yield entry, str(place)
    for entry in main.find_all(("p", "li", "dd", "tr")):
        links = entry.find_all("a", href=True)
        if links and _words(links[-1]) in _BACK and entry.get_text().strip().lower().endswith(_words(links[-1])):
            opening = _OPENING.match(entry.get_text())
            if opening:
                yield entry, opening[1]


def _place(item: Tag) -> int:
    """Return the place of an item in its ordered list, 0 for an item of any other list."""
    if item.parent is None or item.parent.name != "ol":
        return 0
    return 1 + sum(isinstance(before, Tag) and before.name == "li" for before in item.previous_siblings)


def _words(link: Tag) -> str:
    return link.get_text().strip().lower()


def _texts(starts: list[_Start], order: dict[int, int]) -> tuple[PageNote, ...]:
    """Read the words of each note; where one block holds several, each ends where the next begins."""
    begins: dict[int, list[int]] = {}
    for start in starts:
        begins.setdefault(id(start.holder), []).append(order[id(start.at)])
    notes: dict[str, PageNote] = {}
    for start in sorted(starts, key=lambda start: order[id(start.at)]):
        mine, shared = order[id(start.at)], begins[id(start.holder)]
        first = -1 if mine == min(shared) else mine
        last = min((o for o in shared if o > mine), default=None)
        nodes = [
            node
            for node in start.holder.descendants
            if type(node) is NavigableString
            and node.strip()
            and order[id(node)] >= first
            and (last is None or order[id(node)] < last)
            and not _leads_back(node)
        ]
        label = _LABEL.fullmatch(nodes[0]) if nodes else None
        if label and label[1] == start.number:  # the note repeats its number, in an element of its own
            text = _words_of(nodes[1:])
        else:
            text = _words_of(nodes)
            opening = _OPENING.match(text)
            if opening and opening[1] == start.number:
                text = text[opening.end() :].strip()
        if text:
            notes.setdefault(start.number, PageNote(start.number, text))
    return tuple(notes.values())


def _words_of(nodes: Iterable[NavigableString]) -> str:
    """Join strings, with a space where one block ends and the next begins."""
    out, last = "", None
    for node in nodes:
        block = next((id(parent) for parent in node.parents if parent.name in {*_HOLDERS, "div"}), None)
        out += str(node) if block == last else f" {node}"
        last = block
    return " ".join(out.split())


def _leads_back(node: NavigableString) -> bool:
    return any(parent.name == "a" and _words(parent) in _BACK for parent in list(node.parents)[:3])


def _mark(*numbers: str) -> NavigableString:
    return NavigableString("".join(f"{REF_ON}{number}{REF_OFF}" for number in numbers))


def _replace(link: Tag, *numbers: str) -> None:
    """Put marks in the place of a reference, and of the raised element that holds nothing else."""
    whole: Tag = link
    while (
        isinstance(whole.parent, Tag)
        and whole.parent.name in {"sup", "span", "b", "small", "a"}
        and _LABEL.fullmatch(whole.parent.get_text())
    ):
        whole = whole.parent
    if whole.parent is not None:  # within something that was taken out already
        whole.replace_with(_mark(*numbers))


def _mark_raised(main: Tag, known: set[str], inside: set[int]) -> None:
    """Mark references that are raised but not linked.

    One that has no note is dropped: it is the mark of a note on another page, and glued to the word it would be read as
    a figure. Exponents are written as such before.
    """
    for raised in main.find_all(("sup", "span", "a", "small")):
        if raised.parent is None or id(raised) in inside or not _is_raised(raised):
            continue
        labels = _LABELS.fullmatch(raised.get_text())
        if labels is None or raised.find("a", href=True) is raised:
            continue
        numbers = [number.strip() for number in labels[1].split(",")]
        if set(numbers) <= known:
            _replace(raised, *numbers)
        elif raised.name == "sup":
            raised.replace_with(NavigableString(" "))


def _mark_bracketed(main: Tag, known: set[str], inside: set[int]) -> None:
    """Mark references that are plain words in square brackets: ``[176]``."""
    for node in list(main.find_all(string=_BRACKETED)):
        if type(node) is NavigableString and id(node) not in inside:
            node.replace_with(
                NavigableString(_BRACKETED.sub(lambda m: str(_mark(m[1])) if m[1] in known else m[0], node))
            )
