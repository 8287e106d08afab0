"""Footnotes that a page writes into the sentence: set apart, with a reference in their place.

Side notes, notes that open when they are pressed, notes in a ``title`` and "[Footnote 3: …]" stand in the middle of
somebody's sentence. Each becomes a box below its paragraph, with a link to it, as other pages write their notes.
"""

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PreformattedString

from scraper.html.soup import attribute, classes

_NAMED = re.compile(
    r"(?:^|[-_])(?:foot|side|end|margin)-?notes?(?:[-_]+(?:text|content|body|inner|note|tooltip|popup))?$",
    re.IGNORECASE,
)
_LABEL = re.compile(r"\W*(?:(?:foot|end|side)?note\s*)?([0-9]{1,4}|[*†‡]+)\W*", re.IGNORECASE)
_OWN = re.compile(r"\W{0,3}([0-9]{1,4})(?![0-9]|[.,][0-9])[\s\].):]+(?=\S)")
_WRITTEN = re.compile(r"\s*\[\s*(?:foot|end)note\s*([0-9]{1,4})?\s*[:.–—-]\s*([^\[\]]{12,2000})\]", re.IGNORECASE)
_INLINE = ("span", "small", "i", "em", "cite", "aside", "details", "ins")
_MARKS = ("sup", "a", "label", "button", "span")
_TOLD = ("title", "data-footnote", "data-note", "data-content", "data-footnote-content", "data-tooltip")
_BLOCKS = ("p", "li", "td", "th", "dd", "blockquote", "figcaption", "h2", "h3", "h4", "h5", "h6")
_HOLDERS = ("ul", "ol", "dl", "table")
_LEAST = 12  # letters of a note: less is a mark
_ID = "footnote-inline-"


def set_inline_notes_apart(root: Tag) -> None:
    """Move the notes that stand within sentences below their paragraphs, each with a link in its place."""
    notes = _Apart(root)
    for text in list(root.find_all(string=_WRITTEN)):
        notes.split(text)
    for element in list(_written_in(root)):
        notes.move(element)
    for mark in list(root.find_all(("sup", "a", "button"))):
        told = next((value for name in _TOLD if len(value := attribute(mark, name).strip()) >= _LEAST), "")
        if told and mark.parent is not None and _LABEL.fullmatch(mark.get_text()) and _is_reference(mark):
            notes.add(mark, _LABEL.fullmatch(mark.get_text()), told)


def _written_in(root: Tag) -> Iterator[Tag]:
    """Yield the elements that are notes by their name and stand within a sentence."""
    for element in root.find_all(_INLINE):
        if not any(_NAMED.search(name) for name in classes(element)) or element.find_parent(("sup", "a")):
            continue
        block = element.find_parent(_BLOCKS)
        words = element.get_text(" ", strip=True)
        if block is not None and len(words) >= _LEAST and words != block.get_text(" ", strip=True):
            yield element


def _is_reference(mark: Tag) -> bool:
    names = " ".join(name for element in (mark, mark.parent) if element is not None for name in classes(element))
    return mark.name == "sup" or "note" in names.lower() or mark.find_parent("sup") is not None


class _Apart:
    """The notes of one page while they are moved."""

    def __init__(self, root: Tag) -> None:
        self.root, self.count, self.soup = root, 0, BeautifulSoup("", "lxml")
        self.last: dict[int, Tag] = {}

    def split(self, text: NavigableString) -> None:
        """Part a text from the notes that are written into it in brackets."""
        if isinstance(text, PreformattedString) or text.parent is None:
            return
        while match := _WRITTEN.search(text):
            after = NavigableString(text[match.end() :])
            mark = self.soup.new_tag("sup")
            before = NavigableString(text[: match.start()])
            text.replace_with(before)
            before.insert_after(mark)
            mark.insert_after(after)
            self._link(mark, match[1] or "", match[2].strip())
            text = after

    def move(self, element: Tag) -> None:
        """Move one element, with the mark before it or in it."""
        if summary := element.find("summary"):
            label = _LABEL.fullmatch(summary.get_text())
            summary.extract()
        else:
            label = self._before(element)
        own = _OWN.match(element.get_text())
        number = label[1] if label else own[1] if own else ""
        self._link(element, number, element)

    def add(self, mark: Tag, label: re.Match[str] | None, words: str) -> None:
        """Add a note whose words are told by an attribute of its mark."""
        self._link(mark, label[1] if label else "", words)

    def _before(self, element: Tag) -> re.Match[str] | None:
        """Take the mark that stands right before a note, and return its label."""
        before = element.previous_sibling
        while isinstance(before, Tag) and (before.name == "input" or not before.get_text(strip=True)):
            before = before.previous_sibling
        if not isinstance(before, Tag) or before.name not in _MARKS:
            return None
        label = _LABEL.fullmatch(before.get_text())
        if label:
            before.extract()
        return label

    def _link(self, place: Tag, number: str, words: Tag | str) -> None:
        """Put a link in a place, and the words in a box below the block that it stands in."""
        self.count += 1
        number = number if number.isdigit() else str(self.count)
        block = place.find_parent(_BLOCKS) or place
        holder = next((parent for parent in reversed(list(place.parents)) if parent.name in _HOLDERS), None)
        below = holder if holder is not None and holder in self.root.descendants else block
        link = self.soup.new_tag("a", href=f"#{_ID}{self.count}", attrs={"role": "doc-noteref"})
        link.string = number
        box = self.soup.new_tag("div", attrs={"id": f"{_ID}{self.count}", "class": "footnote"})
        place.replace_with(link)
        if isinstance(words, Tag):
            words.name = "span"
            words.attrs = {}
            box.append(words)
        else:
            box.string = words
        self.last.get(id(below), below).insert_after(box)
        self.last[id(below)] = box
