"""Hints for what a person probably meant."""

import difflib
from collections.abc import Iterable


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ``did you mean `x`?`` for the nearest known word, or nothing where none is near."""
    names = list(known)
    by_fold = {name.casefold().replace("_", "-"): name for name in names}
    near = difflib.get_close_matches(word.casefold().replace("_", "-").strip(), by_fold, n=1, cutoff=0.65)
    return f"did you mean `{by_fold[near[0]]}`?" if near else ""


def choose_from(word: str, known: Iterable[str]) -> str:
    """Return a hint for a word out of a closed set: the nearest one, and all of them where they are few."""
    names = list(known)
    near = did_you_mean(word, names)
    listed = "one of: " + ", ".join(names) if len(names) <= 12 else ""
    return "; ".join(part for part in (near, listed) if part)
