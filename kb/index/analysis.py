"""Analysis: how text becomes the terms of the index, and how a typed word becomes the terms to look for.

Nothing is dropped: this field's words are short and look like stop words (``IT``, ``may``, ``not``). A run of
letters and figures joined by connectors (``R&D``, ``G-Cloud``, ``2016-17``, ``e-mail``) is one *chunk* and gives
its whole form, its parts, and its parts written as one; a word in capitals also gives a term in capitals, so that
``IT`` can be told from *it*. Positions count parts, so that a phrase matches whatever joined its words.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

MAX_TERM = 64
"""Characters kept of one term; longer runs (addresses, data) still match by their beginning."""

MAX_PARTS = 12

CHUNK = re.compile(r"\w+(?:(?:[&/'’.@+\u00ad\u2010\u2011-]|(?<=\d),(?=\d{3}(?!\d)))\w+)*")
"""One chunk. A comma joins only the thousands of a number; dashes longer than a hyphen separate."""

_PART = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+")
_CAPITALS = re.compile(r"(?=.*[A-Z].*[A-Z])[A-Z0-9]+")
_PLURAL_CAPITALS = re.compile(r"([A-Z]{2,})s")
_STEMMABLE = re.compile(r"[a-z]{3,}")
_SAME = str.maketrans({"’": "'", "\u2010": "-", "\u2011": "-", "\u00ad": "-"})


@dataclass(frozen=True)
class Chunk:
    """The terms of one chunk: ``(term, offset)`` pairs, offsets counted in parts, and how many parts it has."""

    terms: tuple[tuple[str, int], ...]
    width: int


@dataclass(frozen=True)
class WordForms:
    """What to look for when a word was typed.

    ``exact`` are terms that mean the word as written, ``parts`` the same word in its parts (one part: no
    parts), ``capitals`` the term in capitals if it was typed so, ``stem`` its stem (empty: it has none).
    """

    typed: str
    exact: tuple[str, ...]
    parts: tuple[str, ...]
    capitals: str = ""
    stem: str = ""


def fold(text: str) -> str:
    """Return ``text`` without case, accents and typographic variants, as terms are written."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.translate(_SAME))
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


def chunk_of(raw: str) -> Chunk:
    """Analyse one chunk as matched by ``CHUNK``."""
    if raw.isascii() and raw.isalpha() and raw[1:].islower():  # most words by far, and they are but one term
        return Chunk(((raw[:MAX_TERM].lower(), 0),), 1)
    whole = fold(raw)[:MAX_TERM]
    if _NUMBER.fullmatch(whole):
        return Chunk(((whole, 0), (whole.replace(",", ""), 0)), 1)
    parts = [part[:MAX_TERM] for part in _PART.findall(whole)][:MAX_PARTS]
    if len(parts) > 1:
        joined = "".join(parts)[:MAX_TERM]
        if joined.isdigit():
            joined = whole  # 4.12 is not 412, and 2016-17 is not 201617
        return Chunk(((whole, 0), (joined, 0), *((part, at) for at, part in enumerate(parts))), len(parts))
    word = (parts[0] if parts else whole) or raw[:MAX_TERM]  # never empty: some letters fold to nothing
    terms = [(word, 0)]
    if _CAPITALS.fullmatch(raw):
        terms.append((raw[:MAX_TERM], 0))
    elif plural := _PLURAL_CAPITALS.fullmatch(raw):
        terms += [(plural[1][:MAX_TERM].lower(), 0), (plural[1][:MAX_TERM], 0)]
    return Chunk(tuple(terms), 1)


def parts_of(text: str) -> tuple[str, ...]:
    """Return the parts of all chunks of a text in order: what a phrase asks for."""
    found: list[str] = []
    for match in CHUNK.finditer(text):
        chunk = chunk_of(match[0])
        at = -1
        if chunk.width == 1:
            found.append(chunk.terms[0][0])
            continue
        for term, offset in chunk.terms[2:]:
            if offset > at:
                found.append(term)
                at = offset
    return tuple(found)


@lru_cache(maxsize=4096)
def forms_of(raw: str) -> WordForms | None:
    """Return what to look for when the chunk ``raw`` was typed; ``None`` where it holds no letter or figure."""
    match = CHUNK.search(raw)
    if match is None:
        return None
    chunk = chunk_of(match[0])
    if chunk.width > 1:
        exact = tuple(dict.fromkeys(term for term, _ in chunk.terms[:2]))
        return WordForms(match[0], exact, parts_of(match[0]))
    exact = tuple(dict.fromkeys(term for term, _ in chunk.terms if term == term.lower()))
    if _PLURAL_CAPITALS.fullmatch(match[0]):
        return WordForms(match[0], exact, ())
    capitals = next((term for term, _ in chunk.terms if term != term.lower()), "")
    return WordForms(match[0], exact[:2], (), capitals, stem_of(exact[0]))


def stem_of(term: str) -> str:
    """Return the stem of a term, empty for terms that have none (numbers, joined words, capitals)."""
    return stems_of((term,))[0]


def stems_of(terms: "tuple[str, ...] | list[str]") -> list[str]:
    """Return the stems of many terms at once; one stemmer per call, since a stemmer may not be shared by threads."""
    stemmer = Stemmer.Stemmer("english", 0)
    plain = [term for term in terms if _STEMMABLE.fullmatch(term)]
    known = dict(zip(plain, stemmer.stemWords(plain), strict=True))
    return [known.get(term, "") for term in terms]
