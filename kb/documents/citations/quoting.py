"""Quoting: the words that somebody chose in a passage, as they stand in it, with a few words around them.

White space never decides: a selection in a browser breaks lines elsewhere than the text does.
"""

import re
from dataclasses import dataclass

AROUND = 32
"""How many characters before and after the words are kept, at the most: enough to tell repeats apart."""


@dataclass(frozen=True)
class Quote:
    """Words of a passage exactly as they stand there, with what is just before and just after them."""

    exact: str
    prefix: str = ""
    suffix: str = ""


def quote_of(text: str, words: str = "", before: str = "") -> Quote | None:
    """Return the quote of ``words`` in a passage's text, of all of it where no words are given.

    ``None`` where they do not stand in it. Where they stand in it more than once, ``before`` (what was before them
    where they were chosen) decides, and else the first place is taken: they are the same words anyway.
    """
    if not words.strip():
        return Quote(text)
    pattern = r"\s+".join(re.escape(word) for word in words.split())
    places = [match.span() for match in re.finditer(pattern, text)]
    if not places:
        return None
    start, end = max(places, key=lambda place: (_alike(text[: place[0]], before), -place[0]))
    return Quote(text[start:end], _last_words(text[:start]), _first_words(text[end:]))


def _alike(text: str, before: str) -> int:
    """Return how many characters at the end of both are the same, white space apart."""
    ours, theirs = "".join(text.split())[::-1], "".join(before.split())[::-1]
    return next(
        (at for at, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b), min(len(ours), len(theirs))
    )


def _last_words(text: str) -> str:
    """Return the end of a text, beginning with a whole word where there is one."""
    if len(text) <= AROUND:
        return text
    cut = text[-AROUND:]
    return cut if text[-AROUND - 1].isspace() else re.sub(r"^\S+(?=\s)", "", cut).lstrip()


def _first_words(text: str) -> str:
    """Return the beginning of a text, ending with a whole word where there is one."""
    if len(text) <= AROUND:
        return text
    cut = text[:AROUND]
    return cut if text[AROUND].isspace() else re.sub(r"(?<=\s)\S+$", "", cut).rstrip()
