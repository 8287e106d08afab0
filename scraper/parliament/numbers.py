"""Printed numbers at the head of a line: which are paragraph numbers, and which belong to a list or a figure.

The three generations write "134.  In", "10.The" (number and text are elements side by side) and "30 In"; a report
counts its paragraphs through all parts, so the order tells a paragraph number from the "1." of a list.
"""

import re
from dataclasses import dataclass

from scraper.html.inline import plain

_DOTTED = re.compile(r"(\d{1,3}(?:\.\d{1,3})?[A-Z]?)\.(?!\d)(?:\s+(?=\S)|(?=[^\sa-z.,;:)]))")
_DECIMAL = re.compile(r"(\d{1,2}\.\d{1,3})(?:\s+(?=[A-Z“‘\"'(\[])|(?=[A-Z][a-z ]))")
_BARE = re.compile(r"(\d{1,3})(?:\s+(?=[A-Z“‘\"'(\[])|(?=[A-Z“‘][a-z ]))")
_ALONE = re.compile(r"(\d{1,3}(?:\.\d{1,3})?[A-Z]?)\.?")
_QUESTION = re.compile(r"(Q\s?\d{1,4})\.?\s*(?=[A-Z\[“][^:]{0,80}:|\[)")
_HEADING = re.compile(r"(\d{1,2}(?:\.\d{1,2})?)\.?\s*(?=[A-Z][a-z]|A [a-z]|[A-Z]{2,}[ A-Z]|[“‘(])")
_FIGURES = re.compile(r"\d{1,2}(?:\.\d{1,2})?\s+\S")
_LEAP = 40
"""A number further than this beyond the last is a figure at the head of a sentence."""


@dataclass(frozen=True)
class Counted:
    """The last paragraph number seen, and whether nothing numbered has come since the last heading."""

    last: tuple[int, ...] = ()
    fresh: bool = True

    def takes(self, number: str, *, bare: bool = False) -> bool:
        """Say whether ``number`` can be the next paragraph number.

        It can where it goes on from the last, or where it begins anew under a heading (an appendix that counts for
        itself). A number without its full stop (``bare``) must be the very next one.
        """
        key = key_of(number)
        if not self.last:
            return not bare or key == (1,)
        if len(key) != len(self.last):
            return False
        if bare:
            return key == (*self.last[:-1], self.last[-1] + 1)
        if key == (1,):
            return self.fresh
        if len(key) == 2 and key[0] != self.last[0]:
            return self.last[0] < key[0] <= self.last[0] + 3
        return self.last[-1] <= key[-1] <= self.last[-1] + _LEAP and (key != self.last or number[-1:].isalpha())


def key_of(number: str) -> tuple[int, ...]:
    """Return a number as a tuple to compare: ``4.12`` is ``(4, 12)``."""
    return tuple(int(part) for part in re.findall(r"\d+", number))


def split_paragraph(text: str, counted: Counted) -> tuple[str, str]:
    """Split a text into its paragraph number and the rest; no number where what stands there is none."""
    if match := _QUESTION.match(text):
        return match[1].replace(" ", ""), text[match.end() :]
    if (match := _DOTTED.match(text)) and counted.takes(match[1]):
        return match[1], text[match.end() :]
    match = _DECIMAL.match(text)
    if match and (len(counted.last) == 2 or match[1].endswith(".1")) and counted.takes(match[1]):
        return match[1], text[match.end() :]
    if (match := _BARE.match(text)) and counted.takes(match[1], bare=True):
        return match[1], text[match.end() :]
    return "", text


def split_listed(text: str) -> tuple[str, str]:
    """Split the text of a conclusion into its number in the list and the rest."""
    match = _DOTTED.match(text) or re.match(r"(\d{1,3})(?:\s+(?=[A-Z“‘\"'(\[])|(?=[A-Z“‘][a-z ]))", text)
    return (match[1], text[match.end() :]) if match else ("", text)


def lone_number(text: str) -> str:
    """Return the number that is all there is in a line, or an empty string."""
    match = _ALONE.fullmatch(plain(text))
    return match[1] if match else ""


def spaced_heading(text: str) -> str:
    """Write a heading's number apart from its words: "3Consistency" and "3. Consistency" are "3 Consistency"."""
    match = _HEADING.match(text)
    if match is None or (not match[0].endswith(match[1]) and match[0][len(match[1])] == " " and _FIGURES.match(text)):
        return " ".join(text.split())
    return f"{match[1]} {text[match.end() :]}"
