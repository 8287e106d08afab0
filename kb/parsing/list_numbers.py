"""The numbers that lists print before their entries, written so that they are read as numbers again."""

import re

_LETTER_STYLES = frozenset(
    {"a", "lower-alpha", "lower-latin", "loweralpha", "upper-alpha", "upper-latin", "upperalpha"}
)
_LETTERS = 26


def list_mark(number: int, style: str) -> str:
    """Return the printed number of an entry, or its letter in a list of letters.

    Roman numbers become figures: the rank is the same, and ``i)`` could be the ninth letter.
    """
    if style == "A" or style.lower() in _LETTER_STYLES:
        letter = chr(ord("a") + number - 1) if 0 < number <= _LETTERS else ""
        if letter:
            return f"{letter.upper() if style == 'A' or style.lower().startswith('upper') else letter}) "
    return f"{number}. "


def whole_number(words: str) -> int | None:
    """Return the number that an attribute gives, or ``None``."""
    return int(words) if re.fullmatch(r"\s*-?\d{1,6}\s*", words) else None
