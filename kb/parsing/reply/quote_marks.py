"""The marks by which mail programs show quotation, forwarding and signatures, one predicate each.

Every pattern looks at a bounded number of characters and has no nested repeats, so hostile text costs no
more than other text.
"""

import re
from collections.abc import Sequence

_MOST = 400
_WRAPPED_LINES = 4
_HEADER = re.compile(
    r"[>\s]*\*?(From|Sent|Date|To|Cc|Subject|Von|Gesendet|An|Betreff|De|Envoyé|À|Objet)\s?\*?\s?:", re.I
)
_FIRST_HEADER = re.compile(r"\s*\*?(From|Von|De)\s?\*?\s?:", re.I)
_SEPARATOR = re.compile(
    r"\s*[-_]{2,}\s*(Original Message|Original Appointment|Ursprüngliche Nachricht|Message d'origine)\s*[-_]{2,}\s*",
    re.I,
)
_NOTES_WROTE = re.compile(r"\s*-{3,}.{1,200}\bwrote:\s*-{3,}\s*", re.I)
_FORWARD = re.compile(r"\s*(-{2,}\s*Forwarded (message|by)\b.{0,100}|Begin forwarded message:)\s*", re.I)
_OPENS = re.compile(r"\s*(-{2,}\s*)?(On|Am|Le|El)\b.{0,30}\d", re.I | re.S)
_WROTE = re.compile(r"(wrote|writes|schrieb|a écrit|escribió)\b[^\n:]{0,80}:\s*$", re.I)
_BARE_WROTE = re.compile(
    r"\s*[^\n]{1,120}<[^<>\s]{3,100}@[^<>\s]{3,100}>\s*((wrote|schrieb|a écrit)|\[[^\]\n]{6,40}\])\s*:\s*$", re.I
)
_BLANK = re.compile(r"[\s\xa0]*")
_SENT_FROM = re.compile(
    r"\s*(Sent (from|with|via|using) (my |the |a )?\w[^\n]{0,60}|Get Outlook for [^\n]{0,60}"
    r"|Gesendet von [^\n]{0,60})\s*",
    re.I,
)
_ENTRY = re.compile(
    r"\s*(\(?\d{1,2}[.):]\s|priority\s+(\d|one|two|three|four|five)\b|q\s*:|question\b|why\b[^.]{0,30}:|[*•·]\s)", re.I
)


def blank(line: str) -> bool:
    """Say whether a line has nothing in it."""
    return _BLANK.fullmatch(line) is not None


def is_quoted_line(line: str) -> bool:
    """Say whether a line is marked as quoted."""
    return line.startswith((">", " >", "| >"))


def attribution_at(lines: Sequence[str], at: int) -> int:
    """Return how many lines from here say who wrote what is quoted next ("On … wrote:"), or 0.

    Programs break that line anywhere, so up to four are taken together; a quotation mark may stand before them.
    """
    first = lines[at][:_MOST].lstrip("> \t")
    if _BARE_WROTE.fullmatch(first):
        return 1
    if not _OPENS.match(first):
        return 0
    together = ""
    for count, line in enumerate(lines[at : at + _WRAPPED_LINES], start=1):
        if blank(line.lstrip("> ")) or len(together) > _MOST:
            return 0
        together += line[:_MOST].lstrip("> ")
        if _WROTE.search(together.rstrip("- \t\r\n")[-120:]):
            return count
    return 0


def headers_at(lines: Sequence[str], at: int) -> bool:
    """Say whether the headers of a quoted mail stand here: From, and at least two more within the next lines.

    A line of hyphens or underscores right above belongs to them.
    """
    line = lines[at][:_MOST]
    if re.fullmatch(r"\s*[-_]{5,}\s*", line):
        after = next((n for n in range(at + 1, min(at + 4, len(lines))) if not blank(lines[n])), None)
        return after is not None and bool(_FIRST_HEADER.match(lines[after][:_MOST])) and headers_at(lines, after)
    if not _FIRST_HEADER.match(line):
        return False
    near = [other[:_MOST] for other in lines[at + 1 : at + 7]]
    return len({found[1].lower() for other in near if (found := _HEADER.match(other))}) >= 2


def is_separator(line: str) -> bool:
    """Say whether the line divides a mail from the one it answers."""
    return bool(_SEPARATOR.fullmatch(line[:_MOST]) or _NOTES_WROTE.fullmatch(line[:_MOST]))


def is_forward_line(line: str) -> bool:
    """Say whether a mail passed on begins here."""
    return _FORWARD.fullmatch(line[:_MOST]) is not None


def signature_at(lines: Sequence[str], at: int) -> int:
    """Return 2 where a signature begins that goes on to the end, 1 for one line added by a program, 0 for none."""
    line = lines[at][:_MOST].rstrip("\r\n")
    if line.rstrip() == "--" or re.fullmatch(r"_{20,}", line.strip()):
        return 2
    return 1 if _SENT_FROM.fullmatch(line) else 0


def looks_like_entry(line: str) -> bool:
    """Say whether a line may be an entry of an answer, so that it must not be taken for a signature."""
    return _ENTRY.match(line[:_MOST]) is not None
