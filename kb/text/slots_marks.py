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
    r"(?P<indent>\s*)[*_]{0,2}(?P<style>\(?#?)(?P<number>\d{1,2})"
    r"(?P<end>[.):]|\s?[–—-])[*_]{0,2}(?:\s+|$)"
)
_BULLET = re.compile(r"(?P<indent>\s*)(?P<style>[*•·‣▪○●–—+-])\s+(?=\S)|(?P<indent2>\s*)(?P<style2>[-•·])(?=[A-Z])")

_WHY = (
    r"(?:why(?:\s+(?:it|this|that)\s+(?:matters|is\s+important)|\s+(?:does|is)\s+(?:it|this|that)\s+(?:matter|important))?"
    r"|because|reason|rationale|why\s+important)"
)
_WHOM = r"(?:\s+(?:for|to)\s+(?:the\s+)?(?:hmic(?:frs)?|inspectorate|inspectors?|inspection|forces?))?"
_ASK = (
    rf"(?:q|questions?{_WHOM}|(?:what\s+)?(?:we|i)\s+would\s+ask|(?:what\s+should\s+)?(?:the\s+inspectorate|hmic|we)\s+ask"
    r"|what\s+to\s+ask|to\s+ask|ask)"
)
_TITLE = r"(?:title|issue|priority|topic)"
_LABEL = re.compile(
    rf"\s*(?:[-*•·–]\s+)?[*_]{{0,2}}(?:(?P<why>{_WHY})|(?P<question>{_ASK})|(?P<title>{_TITLE}))"
    r"\s*(?P<number>\d{0,2})[*_]{0,2}\s*(?P<end>:|\?(?=\s*$)|\s[–—-](?=\s))[*_]{0,2}\s*",
    re.IGNORECASE,
)
_INNER_LABEL = re.compile(
    rf"(?<=[.;!?,)\]–—-])\s+(?:(?P<why>why(?:\s+it\s+matters)?)|(?P<question>q|question{_WHOM}))\s*:\s*", re.IGNORECASE
)
_CLOSING = re.compile(
    r"\s*(?:(?:kind(?:est)?|best|warm(?:est)?|with(?: best| kind)?|many|all)\s+(?:regards|wishes|thanks|the best)"
    r"|regards|best|thanks?(?: you)?|cheers|yours|sincerely|(?:i am |we are |we're |i'm )?(?:very )?happy to|"
    r"(?:please )?(?:do )?(?:let (?:me|us) know|get in touch|contact me|call me)|(?:i |we )?hope (?:this|that|it)|"
    r"(?:we |i )?look(?:ing)? forward)\b[^\n]{0,200}",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"\s*(?:(?:dear|hi|hello|good (?:morning|afternoon|evening)|hey)\b[^\n]{0,60}|all,)\s*", re.IGNORECASE
)
_DOUBTFUL = (
    (
        r"\b(?:in |of )?(?:no particular|reverse|random|alphabetical)\s+order\b|\bleast important\b|\bnot ranked\b|"
        r"\bunranked\b|\ball equal|\bequally (?:important|weighted)",
        "it says something of the order that has to be read",
    ),
    (
        r"\b(?:ignore|instead of|replaces?|supersedes?|withdraw\w*|disregard|in addition to|further to)\b.{0,40}"
        r"\b(?:my|our|earlier|previous|last|answer|e-?mail)\b",
        "it speaks of an earlier answer",
    ),
    (
        r"\b(?:draft only|not (?:yet )?final|do not (?:use|send)|still to be (?:agreed|confirmed))\b",
        "it may not be final",
    ),
)
_DOUBTS = tuple((re.compile(pattern, re.IGNORECASE), words) for pattern, words in _DOUBTFUL)


@dataclass(frozen=True)
class Mark:
    """What begins an entry: ``kind`` is priority, number or bullet, ``style`` how it is written, ``end`` its end."""

    kind: str
    number: int
    style: str
    indent: int
    end: int


def entry_mark(line: str) -> Mark | None:
    """Return the mark that a line begins with, or ``None``."""
    found = _PRIORITY.match(line)
    if found:
        word = found["number"].lower()
        number = int(word) if word.isdigit() else _ORDINALS.index(word) + 1
        return Mark("priority", number, "", _width(found["indent"]), found.end())
    found = _NUMBER.match(line)
    if found:
        style = found["style"] + found["end"].strip()
        return Mark("number", int(found["number"]), style, _width(found["indent"]), found.end())
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


def is_name(line: str) -> bool:
    """Say whether a line looks like a name under a letter: up to four words, each with a capital."""
    words = line.split()
    return 0 < len(words) <= 4 and all(re.fullmatch(r"[A-Z][\w'’.-]*,?", word) for word in words)


def doubts_in(text: str) -> list[str]:
    """Return why a person has to read a text although its entries are plain."""
    return [words for pattern, words in _DOUBTS if pattern.search(text)]
