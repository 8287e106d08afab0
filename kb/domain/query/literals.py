"""Words of a query by their shape: plain, ``word*``, ``w?rd``, ``word~`` and ``field:value``."""

import re
import unicodedata
from dataclasses import dataclass

from kb.domain.dates import PartialDate
from kb.domain.query.lexer import QueryToken
from kb.domain.query.search_query import QueryProblem, QueryProblemKind
from kb.domain.query.tree import FieldQuery, Fuzzy, Leaf, Phrase, Place, Prefix, Range, Wild, Word

TEXT_FIELDS = ("title", "publisher", "kind", "topic", "ref", "priority", "author", "stance", "tag")
RANGE_FIELDS = ("year", "published")
FIELDS = (*TEXT_FIELDS, *RANGE_FIELDS)
LEAST_BEFORE_STAR = 2

_FIELD = re.compile(r"([A-Za-z]+):(?!/)(.*)", re.DOTALL)
_FUZZY = re.compile(r"~(\d?)$")
_ENDS = re.compile(r"(?P<low>[^.<>=]*)\.\.(?P<high>[^.<>=]*)|(?P<sign>[<>]=?)(?P<end>[^.<>=]+)|(?P<one>[^.<>=]+)")


@dataclass(frozen=True)
class Read:
    """What a word was read as (``None``: nothing that could be searched), and what there is to say about it."""

    node: Leaf | FieldQuery | Range | None
    problems: tuple[QueryProblem, ...] = ()


def read_word(token: QueryToken, *, fields: bool = True) -> Read:
    """Read a word token; ``fields=False`` reads ``field:value`` as a plain word (inside a field's brackets)."""
    named = _FIELD.fullmatch(token.mask) if fields else None
    if named is None or not any(char.isalnum() for char in named[2]):
        return _leaf(token.text, token.mask, token.span)
    name, start = named[1].lower(), named.start(2)
    value = QueryToken(token.kind, token.text[start:], token.mask[start:], token.span)
    if token.text[: start - 1] == named[1] and name in TEXT_FIELDS:
        inner = _leaf(value.text, value.mask, token.span)
        node = inner.node if not isinstance(inner.node, FieldQuery | Range) else None
        return Read(FieldQuery(name, node, token.span) if node else None, inner.problems)
    if token.text[: start - 1] == named[1] and name in RANGE_FIELDS:
        return read_range(name, value.mask, token)
    words = f"“{named[1]}” is not a field, so “{token.text}” was searched as it stands."
    return Read(_plain(token), (QueryProblem(QueryProblemKind.UNKNOWN_FIELD, *token.span, words),))


def field_before_group(token: QueryToken) -> str:
    """Return the field's name where the token is ``name:`` glued to what follows, else an empty text."""
    named = _FIELD.fullmatch(token.mask)
    if named is None or named[2] or not token.glued or token.text != token.mask:
        return ""
    return named[1].lower() if named[1].lower() in FIELDS else ""


def read_range(name: str, value: str, token: QueryToken) -> Read:
    """Read the value of a year or date field; what cannot be read is searched as a plain word."""
    match = _ENDS.fullmatch(value.rstrip(",;:!?"))
    ends = _ends(match) if match else None
    if ends is None or not all(_is_value(name, end) for end in ends[:2] if end) or not any(ends[:2]):
        example = "2013..2016" if name == "year" else ">=2016-04"
        words = f"“{token.text}” is no {name} (try {name}:{example}), so it was searched as it stands."
        return Read(_plain(token), (QueryProblem(QueryProblemKind.BAD_VALUE, *token.span, words),))
    low, high, low_open, high_open = ends
    if low and high and PartialDate.parse(low) > PartialDate.parse(high) and not high.startswith(low):
        words = f"The range ran backwards; it was read as {name}:{high}..{low}."
        backwards = QueryProblem(QueryProblemKind.BAD_VALUE, *token.span, words)
        return Read(Range(name, high, low, span=token.span), (backwards,))
    return Read(Range(name, low, high, low_open, high_open, token.span))


def _ends(match: re.Match[str]) -> tuple[str, str, bool, bool]:
    if match["one"]:
        return match["one"], match["one"], False, False
    if match["sign"]:
        open_ended = "=" not in match["sign"]
        if match["sign"].startswith(">"):
            return match["end"], "", open_ended, False
        return "", match["end"], False, open_ended
    return match["low"], match["high"], False, False


def _is_value(name: str, text: str) -> bool:
    if name == "year" and not re.fullmatch(r"[0-9]{4}", text):
        return False
    try:
        PartialDate.parse(text)
    except ValueError:
        return False
    return text.isascii() and text == text.strip()


def _leaf(text: str, mask: str, span: Place) -> Read:
    start, end = _inner(mask, keep="*~")
    text, mask = text[start:end], mask[start:end]
    fuzzy = _FUZZY.search(mask)
    if fuzzy and _is_searchable(text[: fuzzy.start()]):
        return _fuzzy(text[: fuzzy.start()], mask[: fuzzy.start()], fuzzy[1], span)
    start, end = _inner(mask, keep="*")
    text, mask = text[start:end], mask[start:end]
    stem = mask.rstrip("*")
    if "*" in stem or "?" in stem:
        return _wild(text, mask, span)
    if len(stem) < len(mask):
        return _prefix(text[: len(stem)], stem, span)
    return _bare(text, mask, span)


def _bare(text: str, mask: str, span: Place, *problems: QueryProblem) -> Read:
    start, end = _inner(mask)
    word = text[start:end]
    return Read(Word(word, span) if _is_searchable(word) else None, problems)


def _fuzzy(text: str, mask: str, edits: str, span: Place) -> Read:
    start, end = _inner(mask)
    if edits in ("", "1", "2") and not re.search(r"[*?]", mask):
        return Read(Fuzzy(text[start:end], int(edits or 1), span))
    words = "A word can be searched with one or two letters changed (word~ or word~2); it was searched as it stands."
    return _bare(text, mask, span, QueryProblem(QueryProblemKind.BAD_VALUE, *span, words))


def _prefix(text: str, mask: str, span: Place) -> Read:
    start, end = _inner(mask)
    stem = text[start:end]
    if sum(char.isalnum() for char in stem) >= LEAST_BEFORE_STAR:
        return Read(Prefix(stem, span))
    return _bare(text, mask, span, *_short_star(stem, span))


def _wild(text: str, mask: str, span: Place) -> Read:
    first = min(at for at in (mask.find("*"), mask.find("?")) if at >= 0)
    literal_marks = any(char in "*?" and mask[at] == "a" for at, char in enumerate(text))
    if sum(char.isalnum() for char in text[:first]) >= LEAST_BEFORE_STAR and not literal_marks:
        return Read(Wild(re.sub(r"\*+", "*", text), span))
    cleaned = re.sub(r"[*?]+", "", mask)
    kept = "".join(char for at, char in enumerate(text) if mask[at] not in "*?")
    return _bare(kept, cleaned, span, *_short_star(kept, span))


def _short_star(text: str, span: Place) -> tuple[QueryProblem, ...]:
    if not _is_searchable(text):
        return ()
    words = f"A star needs {LEAST_BEFORE_STAR} letters before it; “{text}” was searched as it stands."
    return (QueryProblem(QueryProblemKind.BAD_VALUE, *span, words),)


def _plain(token: QueryToken) -> Word | None:
    """Return the token's whole text as one word, whatever its shape says."""
    start, end = _inner(token.mask)
    word = token.text[start:end]
    return Word(word, token.span) if _is_searchable(word) else None


def phrase(token: QueryToken) -> Phrase:
    """Return a phrase token as a node."""
    return Phrase(token.text, token.slop, token.span)


def _is_searchable(text: str) -> bool:
    return any(char.isalnum() for char in text)


def _inner(mask: str, keep: str = "") -> tuple[int, int]:
    """Return the stretch of a word without the punctuation around it; ``keep`` stays at the end."""
    start, end = 0, len(mask)
    while start < end and not is_word_char(mask[start]):
        start += 1
    while end > start and not (is_word_char(mask[end - 1]) or mask[end - 1] in keep):
        end -= 1
    return start, end


def is_word_char(char: str) -> bool:
    """Say whether a character can begin or end a word: a letter, a figure, or a mark that combines with one."""
    return char.isalnum() or unicodedata.category(char).startswith("M")
