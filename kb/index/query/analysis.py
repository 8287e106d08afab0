"""Analysis: how text becomes the terms of the index, and how a typed word becomes the terms to look for.

Nothing is dropped: this field's words are short and look like stop words (``IT``, ``may``, ``not``). A run of
letters and figures joined by connectors (``R&D``, ``G-Cloud``, ``2016-17``, ``e-mail``) is one *chunk* and gives
its whole form, its parts, and its parts written as one; a word in capitals also gives a term in capitals, so that
``IT`` can be told from *it*. Positions count parts, so that a phrase matches whatever joined its words.

Four things are one part: a number with its thousands and decimals (``3,000.5`` is ``3000.5``, and neither *3* nor *5*),
an abbreviation with its dots (``H.M.I.C.`` is ``HMIC``), a word with signs of no width in it, and a word without the
note mark raised behind it. A shortened amount is two: ``£2.5m`` is *2.5* and *million*, as it would be written out.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

import Stemmer

MAX_TERM = 64
"""Characters kept of one term; longer runs (addresses, data) still match by their beginning."""

MAX_PARTS = 12
"""Chunks typed without a space between them that are read as words of their own; more are one phrase."""

_ACCENTS = "\u0300-\u036f"
_UNSEEN = "\u00ad\u200b-\u200d\u2060\ufeff"
_RAISED = (
    "\u00aa\u00b2\u00b3\u00b9\u00ba\u02b0-\u02b8\u02e0-\u02e4\u1d2c-\u1d2e\u1d30-\u1d3a\u1d3c-\u1d4d\u1d4f-\u1d6a"
    "\u1d78\u1d9b-\u1dbf\u2070\u2071\u2074-\u2079\u207f-\u2089\u2090-\u209c"
)
"""Figures and letters set above or below the line: note marks, and what is in ``CO₂``."""

_FRACTIONS = "\u00bc-\u00be\u2150-\u215e"
_THIN = "\u00a0\u2009\u202f"
_THOUSANDS = rf"(?<=\d)(?:,|(?<!\d{{4}})[{_THIN}])(?=\d{{3}}(?!\d))"

CHUNK = re.compile(rf"\w+(?:(?:[&/'’.@+\u2010-\u2013\u2212-]|[{_ACCENTS}{_UNSEEN}]+|{_THOUSANDS})\w+)*[{_ACCENTS}]*")
"""One chunk. A comma or a thin space joins only the thousands of a number; an em dash separates."""

_LETTER = rf"[^\W_\u02bc{_RAISED}{_FRACTIONS}]"
_ALPHA = rf"[^\W\d_\u02bc{_RAISED}{_FRACTIONS}]"
SCALES = {"k": "thousand", "m": "million", "mn": "million", "bn": "billion", "tn": "trillion"}
"""How amounts are shortened, and what that stands for."""

_SCALE = "|".join({**SCALES, **dict.fromkeys(SCALES.values())})
AMOUNT = re.compile(rf"\d(?:{_SCALE})(?![a-z0-9])", re.IGNORECASE)
"""Where a figure and its scale are written as one, in plain letters."""

_END = rf"(?![{_ACCENTS}{_UNSEEN}]*{_LETTER})"
_PART = re.compile(
    rf"(?P<number>(?<!{_LETTER})(?<!\d\.)(?:\d{{1,3}}(?:[,{_THIN}]\d{{3}})+|\d+)(?:\.\d+(?!\.\d))?"
    rf"(?:(?=(?i:{_SCALE}){_END})|{_END}))"
    rf"|(?P<scale>(?<=\d)(?i:{_SCALE}){_END})"
    rf"|(?P<dotted>(?<!{_LETTER}){_ALPHA}(?:\.{_ALPHA})+(?!{_LETTER}))"
    rf"|{_LETTER}(?:[{_ACCENTS}{_UNSEEN}]*{_LETTER})*[{_ACCENTS}]*|[{_FRACTIONS}]"
)
_RUN = re.compile(r"[^\W_]+")
_NOTE = re.compile(rf"[{_RAISED}]+")
_POWER = re.compile(r"\d[\u00b2\u00b3\u00b9\u2070\u2074-\u2079\u2080-\u2089]")
_OWNER = re.compile(r"(.*\w)['’\u02bc][sS]", re.DOTALL)
_OWNED = ("'", "’", "\u02bc")
_CAPITALS = re.compile(r"(?=.*[A-Z].*[A-Z])[A-Z0-9]+")
_PLURAL_CAPITALS = re.compile(r"([A-Z]{2,})s")
STEMMABLE = re.compile(r"[a-z]{3,}")
_SAME = {
    **dict.fromkeys(map(ord, "’\u02bc"), "'"),
    **dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2212"), "-"),
    **dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff")),
    ord("\u2044"): "/",
}


@dataclass(frozen=True)
class TokenPart:
    """One part of a chunk: its terms, the plain one first, and where it stands in the chunk."""

    terms: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True)
class Chunk:
    """One chunk: its parts, and the terms that stand for all of them together."""

    parts: tuple[TokenPart, ...]
    whole: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        """Return how many positions it takes."""
        return len(self.parts)

    @cached_property
    def terms(self) -> tuple[tuple[str, int], ...]:
        """Return its terms, each with its offset in parts."""
        own = [(term, at) for at, part in enumerate(self.parts) for term in part.terms]
        return tuple(dict.fromkeys([*((term, 0) for term in self.whole), *own]))


@dataclass(frozen=True)
class WordForms:
    """What to look for when a word was typed.

    ``exact`` are terms that mean the word as written, ``parts`` the same word in its parts (one part: no
    parts), ``capitals`` the term in capitals if it was typed so, ``stem`` its stem (empty: it has none).
    ``dotted`` says that it is an abbreviation with dots, which is one however the rest of a query is typed.
    """

    typed: str
    exact: tuple[str, ...]
    parts: tuple[str, ...] = ()
    capitals: str = ""
    stem: str = ""
    dotted: bool = False

    def in_capitals(self, *, plain: bool) -> str:
        """Return the term in capitals; in a ``plain`` query they mean nothing, but for an abbreviation with dots."""
        return self.capitals if self.dotted or not plain else ""


def fold(text: str) -> str:
    """Return ``text`` without case, accents and typographic variants, as terms are written."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.translate(_SAME)).translate(_SAME)
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


def chunk_of(raw: str) -> Chunk:
    """Analyse one chunk as matched by ``CHUNK``."""
    if raw.isascii() and raw.isalpha() and raw[1:].islower():  # most words by far, and they are but one term
        return Chunk((TokenPart((raw[:MAX_TERM].lower(),), 0, len(raw)),))
    if raw.isascii() and raw.isalnum() and not AMOUNT.search(raw):
        return Chunk((TokenPart(_word_terms(raw), 0, len(raw)),))
    parts = tuple(_parts(raw)) or tuple(_folded_parts(raw, 0))
    if not parts:  # some letters fold to nothing
        return Chunk((TokenPart((raw[:MAX_TERM],), 0, len(raw)),))
    whole: list[str] = []
    if len(parts) > 1:
        whole.append(fold(_NOTE.sub("", raw))[:MAX_TERM])
        words = [part.terms[0] for part in parts]
        if not any(one[-1].isdigit() and other[0].isdigit() for one, other in pairwise(words)):
            whole.append("".join(words)[:MAX_TERM])  # but 4.12 is not 412, and £2.5m is not £25m
    if _NOTE.search(raw) and not _POWER.search(raw):  # nor is ten to the sixth 106
        written = "".join(_RUN.findall(unicodedata.normalize("NFKC", raw.translate(_SAME))))
        whole += _word_terms(written)
    return Chunk(parts, tuple(dict.fromkeys(whole)))


def _parts(raw: str) -> Iterator[TokenPart]:
    for match in _PART.finditer(raw):
        start, end = match.span()
        if match["scale"]:
            short = match[0].lower()
            yield TokenPart(tuple(dict.fromkeys((SCALES.get(short, short), short))), start, end)
        elif match["number"]:
            written = fold(match[0])
            plain = re.sub(r"[^\d.]", "", written)
            yield TokenPart(tuple(dict.fromkeys((plain[:MAX_TERM], written[:MAX_TERM]))), start, end)
        elif match["dotted"]:
            letters = match[0].replace(".", "")
            plural = _PLURAL_CAPITALS.fullmatch(letters)
            yield TokenPart(_word_terms(letters if plural else letters.upper()), start, end)
        else:
            yield from _folded_parts(match[0], start)


def _folded_parts(raw: str, start: int) -> Iterator[TokenPart]:
    """Yield the part that a word is; a sign that stands for several (``½``) gives each."""
    words = _RUN.findall(fold(raw))
    for word in words:
        terms = _word_terms(raw) if len(words) == 1 else (word[:MAX_TERM],)
        yield TokenPart(terms, start, start + len(raw))


def _word_terms(word: str) -> tuple[str, ...]:
    """Return the terms of a word without connectors: folded, and in capitals where it is written so."""
    plain = (word.lower() if word.isascii() and word.isalnum() else "".join(_RUN.findall(fold(word))))[:MAX_TERM]
    if _CAPITALS.fullmatch(word):
        return (plain, word[:MAX_TERM])
    if plural := _PLURAL_CAPITALS.fullmatch(word):
        return (plain, plural[1][:MAX_TERM].lower(), plural[1][:MAX_TERM])
    return (plain,)


def parts_of(text: str) -> tuple[str, ...]:
    """Return the parts of all chunks of a text in order: what a phrase asks for."""
    return tuple(part.terms[0] for match in CHUNK.finditer(text) for part in chunk_of(match[0]).parts)


def beginning_of(text: str) -> str:
    """Return how the terms begin that a typed beginning of a word (``interop*``, ``e-ma*``) asks for."""
    chunk = chunk_of(text) if CHUNK.fullmatch(text) else None
    return chunk.parts[0].terms[0] if chunk is not None and chunk.width == 1 else fold(text)


def words_of(text: str) -> list[str]:
    """Return the chunks of a text as words to look for; the ending that says who owns (``C.P.S.'s``) is none."""
    return [
        match[0]
        for match in CHUNK.finditer(text)
        if not (match[0] in ("s", "S") and text[max(0, match.start() - 1) : match.start()] in _OWNED and match.start())
    ]


@lru_cache(maxsize=4096)
def forms_of(raw: str) -> WordForms | None:
    """Return what to look for when the chunk ``raw`` was typed; ``None`` where it holds no letter or figure.

    Who owns (*the force's*) is looked for without the ending that says so.
    """
    match = CHUNK.search(raw)
    if match is None or not any(map(str.isalnum, match[0])):
        return None
    owner = _OWNER.fullmatch(match[0])
    typed = owner[1] if owner else match[0]
    chunk = chunk_of(typed)
    if chunk.width > 1:
        return WordForms(typed, chunk.whole, parts_of(typed), stem=stem_of(chunk.whole[-1]))
    own = chunk.parts[0].terms
    exact = tuple(term for term in dict.fromkeys((*own, *chunk.whole)) if not _is_capitals(term))
    if len(own) > 2:  # capitals in the plural: of one as well
        return WordForms(typed, exact)
    below = any("\u2080" <= sign <= "\u209c" for sign in typed)  # CO₂ is CO2; above the line are mostly note marks
    capitals = next((term for term in (*(chunk.whole if below else ()), *own) if _is_capitals(term)), "")
    return WordForms(typed, exact, (), capitals, stem_of(exact[0]), "." in typed and exact[0].isalpha())


def _is_capitals(term: str) -> bool:
    return bool(_CAPITALS.fullmatch(term))


def stem_of(term: str) -> str:
    """Return the stem of a term, empty for terms that have none (numbers, joined words, capitals)."""
    return stems_of((term,))[0]


def stems_of(terms: "tuple[str, ...] | list[str]") -> list[str]:
    """Return the stems of many terms at once; one stemmer per call, since a stemmer may not be shared by threads."""
    stemmer = Stemmer.Stemmer("english", 0)
    plain = [term for term in terms if STEMMABLE.fullmatch(term)]
    known = dict(zip(plain, stemmer.stemWords(plain), strict=True))
    return [known.get(term, "") for term in terms]
