"""The marks by which people number, label and close what they write; all are looked for on one line."""

import re
from dataclasses import dataclass

_ORDINALS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_PRIORITY = re.compile(
    r"(?P<indent>\s*)[*_]{0,2}(?:my |our )?(?:priority|choice|issue)\s*(?:no\.?\s*|number\s+|#\s*)?"
    r"(?P<number>\d{1,2}|" + "|".join(_ORDINALS) + r")\b[*_]{0,2}\s*(?:[:.)–—-]\s*|$)[*_]{0,2}",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"(?P<indent>\s*)[*_]{0,2}(?P<style>\(?#?|(?:No|Nr)\.?\s?)(?P<number>\d{1,2})"
    r"(?P<end>[.):]|\s?[–—-])[*_]{0,2}(?:\s+|$)"
)
_BULLET = re.compile(r"(?P<indent>\s*)(?P<style>[*•·‣▪○●–—+-])\s+(?=\S)|(?P<indent2>\s*)(?P<style2>[-•·])(?=[A-Z])")

_HASH = re.compile(r"(?P<indent>\s*)[*_]{0,2}(?P<style>#)(?P<number>\d{1,2})[*_]{0,2}[ \t]+(?=\S)")
_LETTER = re.compile(r"(?P<indent>\s*)[*_]{0,2}(?P<style>\(?)(?P<letter>[a-jA-J])(?P<end>\))[*_]{0,2}(?:\s+|$)")
_IN_WORDS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_ORDINAL = re.compile(
    rf"(?P<indent>\s*)[*_]{{0,2}}(?P<word>{'|'.join(_IN_WORDS)})(?:ly)?[*_]{{0,2}}(?::[*_]{{0,2}}\s+|\s[–—-]\s+)",
    re.IGNORECASE,
)

_WHY = (
    r"(?:why(?:\s+(?:it|this|that|they)\s+(?:matters?|(?:is|are)\s+important)"
    r"|\s+(?:does|do|is|are)\s+(?:it|this|that|they)\s+(?:matter|important))?"
    r"|because|reason|rationale|why\s+important)"
)
_WHOM = r"(?:\s+(?:for|to)\s+(?:the\s+)?(?:hmic(?:frs)?|inspectorate|inspectors?|inspection|forces?))?"
_ASK = (
    rf"(?:q|questions?{_WHOM}|(?:what\s+)?(?:we|i)\s+would\s+ask|(?:what\s+should\s+)?(?:the\s+inspectorate|hmic|we)\s+(?:should\s+)?ask"
    r"|what\s+to\s+ask|to\s+ask|ask)"
)
_TITLE = r"(?:title|issue|priority|topic)"
_LABEL = re.compile(
    rf"\s*(?:[-*•·–]\s+)?[*_]{{0,2}}(?:(?P<why>{_WHY})|(?P<question>{_ASK})|(?P<title>{_TITLE}))"
    r"\s*(?P<number>\d{0,2})[*_]{0,2}\s*(?P<end>[:.](?=\s|$)|:|\?(?=\s*$)|\s[–—-](?=\s))[*_]{0,2}\s*",
    re.IGNORECASE,
)
_INNER_LABEL = re.compile(
    rf"(?<=[.;!?,)\]–—-])\s+(?:(?P<why>why(?:\s+it\s+matters)?)|(?P<question>q|question{_WHOM}))\s*:\s*", re.IGNORECASE
)
_CLOSING = re.compile(
    r"\s*(?:"
    r"(?:(?:with )?(?:kind(?:est)?|best|warm(?:est)?|many|all good)|with|many) (?:regards|wishes|thanks)\b[^\n.?]{0,60}"
    r"|(?:regards|cheers|sincerely|yours(?: (?:sincerely|faithfully|truly|ever))?)\b[^\n.?]{0,30}"
    r"|(?:all the best|best)\s*(?:[,!.-]|$)[^\n.?]{0,30}"
    r"|best (?-i:[A-Z])[\w'’-]*(?: (?-i:[A-Z])[\w'’-]*)?"
    r"|(?:many )?(?:thanks?|thx)(?: you)?(?:\s*[,!.-]|\s+(?:so|very) much|\s+(?:again|in advance|for|and)\b|$)"
    r"[^\n]{0,60}"
    r"|(?:(?:i|we)(?: am| are|['’]m|['’]re| would be| will be)? )?(?:very |always )?(?:happy|glad|pleased) to "
    r"(?:discuss|talk|help|explain|chat|meet|expand|provide|answer|say|speak)\b[^\n]{0,80}"
    r"|(?:please )?(?:do )?(?:not hesitate to |feel free to )?(?:let (?:me|us) know|get in touch|contact (?:me|us)|"
    r"call (?:me|us)|give (?:me|us) a call)\b[^\n]{0,80}"
    r"|(?:(?:i|we) )?hope (?:this|that|it)(?: all)? (?:helps|makes sense|is (?:of use|useful|helpful|clear|what))\b"
    r"[^\n]{0,80}"
    r"|(?:speak|talk|see you) (?:soon|then|next week)\b[^\n]{0,30}"
    r"|(?:(?:i|we) )?look(?:ing)? forward to\b[^\n]{0,80}"
    r")\s*",
    re.IGNORECASE,
)
_TO_US = re.compile(
    r"(?:i|i['’](?:m|ll|ve|d)|we['’]ll|we (?:will|do|did|cannot|can['’]t|are (?:not|unable|sorry))|please|sorry|will"
    r"|can you|could you|thanks?|let me|when is|who will)\b"
    r"|.*\b(?:deadline|th(?:is|e) form|mailing list|reminder|on leave|out of (?:the )?office|attached|unsubscribe)\b",
    re.IGNORECASE | re.DOTALL,
)
_GREETING = re.compile(
    r"\s*(?:(?:dear|hi|hello|good (?:morning|afternoon|evening)|hey)\b[^\n]{0,60}|all,)\s*", re.IGNORECASE
)
_DOUBTFUL = (
    (
        r"\b(?:in |of )?(?:no particular|reverse|random|alphabetical|ascending)\s+order\b|\bleast important\b|"
        r"\b(?:not |un)ranked\b|\ball equal|\bequally (?:important|weighted)|\bimportant last\b|\bswap|"
        r"\bjoint(?:ly)? (?:first|second|third|fourth|fifth|top)\b|\bequal (?:first|second|third)\b|"
        r"\btied?\b|^\s*\d\s?=|"
        r"\b(?:lowest|least|last|bottom|smallest)\b.{0,20}\b(?:to|up)\b.{0,20}\b(?:highest|most|first|top|greatest)\b|"
        r"\bnumber (?:\d|one|two|three|four|five)\b|\b(?:should|could) (?:really )?(?:be|come) (?:first|second|last)\b",
        "it says something of the order that has to be read",
    ),
    (
        r"\bwithdr[ae]w\w*|\b(?:ignore|instead of|replaces?|supersedes?|disregard|in addition to|further to)\b.{0,40}"
        r"\b(?:my|our|earlier|previous|last|answer|e-?mail)\b",
        "it takes something back, or speaks of an earlier answer",
    ),
    (
        r"\b(?:draft only|not (?:yet )?final|do not (?:use|send)|still to be (?:agreed|confirmed))\b",
        "it may not be final",
    ),
    (r"\bon behalf of\b", "it may speak for somebody else"),
    (r"^\s*P\.?\s?S\b\.?|\bpost ?script", "it has a postscript"),
)
_DOUBTS = tuple((re.compile(pattern, re.IGNORECASE | re.MULTILINE), words) for pattern, words in _DOUBTFUL)


@dataclass(frozen=True)
class Mark:
    """What begins an entry: its ``kind``, the ``style`` it is written in, and its ``end``."""

    kind: str
    number: int
    style: str
    indent: int
    end: int


def entry_mark(line: str) -> Mark | None:
    """Return the mark that a line begins with: a priority, number, letter (or first, second …), bullet, or ``None``."""
    found = _PRIORITY.match(line)
    if found:
        word = found["number"].lower()
        number = int(word) if word.isdigit() else _ORDINALS.index(word) + 1
        return Mark("priority", number, "", _width(found["indent"]), found.end())
    found = _NUMBER.match(line) or _HASH.match(line)
    if found:
        style = found["style"] + (found.groupdict().get("end") or "").strip()
        return Mark("number", int(found["number"]), style, _width(found["indent"]), found.end())
    found = _LETTER.match(line)
    if found:
        number = ord(found["letter"].lower()) - ord("a") + 1
        return Mark("letter", number, found["style"] + found["end"], _width(found["indent"]), found.end())
    found = _ORDINAL.match(line)
    if found:
        number = _IN_WORDS.index(found["word"].lower()) + 1
        return Mark("letter", number, "in words", _width(found["indent"]), found.end())
    found = _BULLET.match(line)
    if found:
        indent, style = found["indent"], found["style"]
        return Mark("bullet", 0, style or found["style2"], _width(indent or found["indent2"] or ""), found.end())
    return None


def _width(indent: str) -> int:
    return len(indent.lstrip("\n").expandtabs(4))


@dataclass(frozen=True)
class Label:
    """A label in front of a part of an entry: ``field`` is title, why or question; the words begin at ``end``."""

    field: str
    start: int
    end: int


def label_at(line: str) -> Label | None:
    """Return the label that a line begins with, or ``None``."""
    found = _LABEL.match(line)
    if not found or (found["title"] and found["number"]):
        return None
    return _label(found)


def inner_labels(line: str) -> list[Label]:
    """Return the labels inside a line, each after the end of a sentence."""
    return [_label(found) for found in _INNER_LABEL.finditer(line)]


def _label(found: re.Match[str]) -> Label:
    groups = found.groupdict()
    field = next(name for name in ("why", "question", "title") if groups.get(name))
    return Label(field, found.start(), found.end())


def is_closing(line: str) -> bool:
    """Say whether a line begins the end of a letter."""
    return _CLOSING.fullmatch(line.rstrip("\r\n")) is not None


def is_greeting(line: str) -> bool:
    """Say whether a line is only the beginning of a letter."""
    return _GREETING.fullmatch(line.rstrip("\r\n")) is not None


def is_name(line: str, names: frozenset[str] = frozenset()) -> bool:
    """Say whether a line looks like a name under a letter: up to four words with capitals, one of them in ``names``."""
    words = line.split()
    capital = 0 < len(words) <= 4 and all(re.fullmatch(r"[A-Z][\w'’.-]*,?", word) for word in words)
    return capital and any(word.casefold().strip(".,") in names for word in words)


def speaks_to_us(words: str) -> bool:
    """Say whether an entry reads like words to whoever runs the call, not like an issue: leave, excuses, requests."""
    return _TO_US.match(words) is not None


def holds_another(words: str, mark: Mark) -> bool:
    """Say whether the next number after an entry's own stands inside its words: two entries on one line."""
    following = mark.number + 1
    if mark.kind == "letter":
        letter, word = chr(ord("a") + mark.number), _IN_WORDS[min(mark.number, 9)]
        return re.search(rf"(?:^|[\s;,(]){letter}\)\s|\b{word}(?:ly)?\s?[:–—,-]", words, re.IGNORECASE) is not None
    return re.search(rf"(?:^|[\s;,(])(?:{following}\s?[.)=]|\({following}\))\s*[A-Za-z]", words) is not None


def doubts_in(text: str) -> list[str]:
    """Return why a person has to read a text although its entries are plain."""
    return [words for pattern, words in _DOUBTS if pattern.search(text)]
