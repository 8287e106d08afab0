"""The text of a mail → what its sender wrote, what is quoted, what is signature; every character kept.

``split_reply`` cuts a text into stretches which put together are the text again, so nothing can get lost
between them. Where the marks of quotation are unclear it says so in ``doubts``, and a person looks. The marks
themselves are in ``reply_marks``; why this is our own code is in ``kb/docs/decisions/1001``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from kb.parsing.reply.quote_marks import (
    attribution_at,
    blank,
    headers_at,
    is_forward_line,
    is_quoted_line,
    is_separator,
    looks_like_entry,
    signature_at,
)

LONGEST_SIGNATURE = 12


class ReplyPart(StrEnum):
    """What a stretch of a mail is."""

    WRITTEN = "written"
    QUOTED = "quoted"
    FORWARDED = "forwarded"
    SIGNATURE = "signature"


@dataclass(frozen=True)
class Stretch:
    """Whole lines of a mail that are of one part."""

    part: ReplyPart
    text: str


@dataclass(frozen=True)
class Reply:
    """A mail's text in stretches, and what is unclear about them. The texts in order are the text itself."""

    stretches: tuple[Stretch, ...]
    doubts: tuple[str, ...] = ()

    @property
    def written(self) -> str:
        """Return the sender's own words in order, in stretches parted by the quotations between them."""
        return "".join(stretch.text for stretch in self.stretches if stretch.part is ReplyPart.WRITTEN)

    @property
    def forwarded(self) -> str:
        """Return the words that the sender forwarded."""
        return "".join(stretch.text for stretch in self.stretches if stretch.part is ReplyPart.FORWARDED)

    @property
    def quoted(self) -> str:
        """Return the words quoted from the mail that this one answers."""
        return "".join(stretch.text for stretch in self.stretches if stretch.part is ReplyPart.QUOTED)


def split_reply(text: str) -> Reply:
    """Split a mail's text. Laws: the stretches put together are ``text``; it never raises."""
    lines = text.splitlines(keepends=True)
    parts: list[ReplyPart] = []
    doubts: dict[str, None] = {}
    named = False
    at = 0
    while at < len(lines):
        head = attribution_at(lines, at)
        if head:
            named = True
            parts += [ReplyPart.QUOTED] * head
            at += head
            if not _quoted_follows(lines, at):
                parts += [ReplyPart.QUOTED] * (len(lines) - at)
                break
            continue
        begins = _rest_begins(lines, at)
        if begins is not None:
            parts += [begins] * (len(lines) - at)
            break
        if is_quoted_line(lines[at]):
            if not named and not _looks_like_headers(lines[at]):
                doubts["lines begin with > although nobody is named as quoted"] = None
            parts.append(ReplyPart.QUOTED)
        else:
            parts.append(ReplyPart.WRITTEN)
        at += 1
    _mark_signatures(lines, parts, doubts)
    _keep_gaps(lines, parts)
    if ReplyPart.FORWARDED in parts:
        doubts["it passes on somebody else's mail"] = None
    return Reply(tuple(_stretches(lines, parts)), tuple(doubts))


def _rest_begins(lines: list[str], at: int) -> ReplyPart | None:
    """Say what everything from here on is, where a header block or a dividing line stands here."""
    if is_forward_line(lines[at]):
        return ReplyPart.FORWARDED
    if is_separator(lines[at]):
        return ReplyPart.QUOTED
    return ReplyPart.QUOTED if headers_at(lines, at) else None


def _quoted_follows(lines: list[str], at: int) -> bool:
    """Say whether the next line that is not blank is a quoted one."""
    return next((is_quoted_line(line) for line in lines[at:] if not blank(line)), False)


def _looks_like_headers(line: str) -> bool:
    return line.lstrip("> \t").lower().startswith(("subject:", "from:", "to:", "date:", "sent:", "cc:"))


def _mark_signatures(lines: list[str], parts: list[ReplyPart], doubts: dict[str, None]) -> None:
    """Mark signatures inside what was written; a long one, or one with entries in it, stays the sender's words."""
    at = 0
    while at < len(lines):
        length = signature_at(lines, at) if parts[at] is ReplyPart.WRITTEN else 0
        if not length:
            at += 1
            continue
        end = at
        while end < len(lines) and parts[end] is ReplyPart.WRITTEN and (length == 2 or end < at + 1):
            end += 1
        inside = [line for line in lines[at + 1 : end] if not blank(line)]
        if len(inside) > LONGEST_SIGNATURE or any(looks_like_entry(line) for line in inside):
            doubts["what stands under the line of hyphens may not be a signature"] = None
        else:
            parts[at:end] = [ReplyPart.SIGNATURE] * (end - at)
        at = end


def _keep_gaps(lines: list[str], parts: list[ReplyPart]) -> None:
    """Give blank lines between two stretches of one part to that part, so that stretches are whole."""
    at = 0
    while at < len(lines):
        end = at
        while end < len(lines) and blank(lines[end].lstrip("> ")):
            end += 1
        if end > at and at > 0 and end < len(lines) and parts[at - 1] is parts[end]:
            parts[at:end] = [parts[end]] * (end - at)
        at = max(end, at + 1)


def _stretches(lines: list[str], parts: list[ReplyPart]) -> Iterator[Stretch]:
    for part, pairs in groupby(zip(parts, lines, strict=True), key=lambda pair: pair[0]):
        yield Stretch(part, "".join(line for _, line in pairs))
