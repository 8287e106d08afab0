"""A mail with all its parts → what it says as an answer: which reading counts, and why a person has to look.

A mail says the same thing in several forms: as HTML, as plain text, in a document attached. Where the forms
agree, the one with most structure counts; where they do not, nothing is guessed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from kb.domain.call.answer_form import LONGEST_WORDS
from kb.domain.call.call import Call, Consent, Slot
from kb.parsing.document_text import quoted
from kb.parsing.mail.attachments import LONGEST_READ, Document, read_attachment
from kb.parsing.mail.message import Mail
from kb.parsing.reply.reply import Reply, ReplyPart, split_reply
from kb.parsing.slots.list_marks import doubts_in
from kb.parsing.slots.slots import AnswerReading, read_answer, read_reply

LONGEST_COVERING_NOTE = 60
_CONSENT = re.compile(r"^[ \t]*consent[ \t]*[:–-][ \t]*(.{1,80}?)[ \t.]*$", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class ParsedMail:
    """What a mail says as an answer. ``reasons`` say why a person has to look; none: it may be taken as it is."""

    slots: tuple[Slot, ...]
    besides: str
    consent: Consent
    certainty: int
    reasons: tuple[str, ...]


def read_message(mail: Mail, call: Call) -> ParsedMail:
    """Read a mail as an answer to a call; never raises."""
    longest = max(map(len, mail.readings), default=0)
    if longest > LONGEST_READ:
        too_long = f"it has {longest:,} characters, too many for an answer"
        return ParsedMail((), "", Consent.STAFF, 0, (too_long, *mail.problems))
    replies = [split_reply(words) for words in mail.readings]
    names = frozenset(re.findall(r"\w{2,}", f"{mail.sender_name} {mail.sender.partition('@')[0]}".casefold()))
    bodies = [read_reply(reply, call.slots, names) for reply in replies]
    documents = [found for one in mail.attachments if (found := read_attachment(one)) is not None]
    body, reasons = _of_forms(bodies, replies)
    chosen, more = _with_documents(body, replies[0].written if replies else "", documents, call, names)
    reasons += [*more, *_unseen(mail, replies)]
    if replies and replies[0].forwarded:
        chosen = _passed_on(chosen, replies[0], call)
    written = "\n".join(reply.written for reply in replies[:1])
    consent, unclear = _consent(written, call)
    long = any(max(len(slot.why), len(slot.question)) > LONGEST_WORDS for slot in chosen.slots)
    reasons += ["an entry is longer than the form takes"] * long
    reasons += [*unclear, *mail.problems, *(["a machine sent it"] if mail.automatic else [])]
    told = dict.fromkeys((*(() if chosen.sure else chosen.reasons or ("it is not certain enough",)), *reasons))
    return ParsedMail(chosen.slots, chosen.besides, consent, chosen.certainty, tuple(told))


def _of_forms(bodies: list[AnswerReading], replies: list[Reply]) -> tuple[AnswerReading, list[str]]:
    """Return the reading of the body that counts, and whether the forms of it differ."""
    if not bodies:
        return AnswerReading(reasons=("nothing is written in it",)), []
    best = next((body for body in bodies if body.sure), bodies[0])
    others = [_folded(reply.written) for body, reply in zip(bodies, replies, strict=True) if body is not best]
    words = [_folded(part) for slot in best.slots for part in (slot.title, slot.why, slot.question) if part]
    sure = [body for body in bodies if body.sure]
    differ = any(word not in other for other in others for word in words)
    differ = differ or len({tuple(_folded(slot.title) for slot in body.slots) for body in sure}) > 1
    return best, ["its HTML and its plain text do not say the same"] if differ else []


def _unseen(mail: Mail, replies: list[Reply]) -> list[str]:
    """Return the struck-out and hidden words of an HTML mail, quotations left out."""
    if not mail.unseen or not mail.html.strip():
        return []
    parts = [part for part, line in _lines(replies[0]) if line.strip("> \t\r\n")]
    return [
        quoted(f"left out, because it is {one.look}", one.words)
        for one in mail.unseen
        if one.before >= len(parts) or ReplyPart.WRITTEN in parts[max(one.before - 1, 0) : one.before + 1]
    ]


def _lines(reply: Reply) -> Iterator[tuple[ReplyPart, str]]:
    for stretch in reply.stretches:
        for line in stretch.text.splitlines():
            yield stretch.part, line


def _folded(text: str) -> str:
    """Return letters and figures only: forms of one mail differ in the marks around them."""
    return "".join(char for char in text.casefold() if char.isalnum())


def _with_documents(
    body: AnswerReading, written: str, documents: list[Document], call: Call, names: frozenset[str]
) -> tuple[AnswerReading, list[str]]:
    """Return the reading that counts of the body's and the attached documents'."""
    reasons = [f"attached, {one.name}: {told}" for one in documents for told in (one.problem, *one.doubts) if told]
    reasons += [doubt for one in documents for doubt in doubts_in(one.aside)]
    readings = [(one, read_answer(one.text, call.slots, names)) for one in documents if one.text.strip()]
    if not readings:
        return replace(body, besides=_joined(body.besides, *(one.aside for one in documents))), reasons
    if body.sure or len(readings) > 1 or len(written.split()) > LONGEST_COVERING_NOTE:
        files = ", ".join(one.name for one, _ in readings)
        reasons.append(f"both the mail and what is attached ({files}) may be the answer")
        attached = "\n\n".join(f"{one.name}:\n\n{one.whole.strip()}" for one, _ in readings)
        return replace(body, besides=_joined(body.besides, attached)), reasons
    document, reading = readings[0]
    besides = _joined(written, reading.besides, document.aside)
    return replace(reading, besides=besides), reasons + doubts_in(written)


def _passed_on(chosen: AnswerReading, reply: Reply, call: Call) -> AnswerReading:
    """Return the entries of a mail that was passed on, as proposals, where they are plainer than what is above it."""
    inner = read_answer(reply.forwarded, call.slots)
    if inner.certainty <= chosen.certainty:
        return chosen
    besides = _joined(reply.written, inner.besides)
    return replace(chosen, slots=inner.slots, certainty=min(inner.certainty, chosen.certainty), besides=besides)


def _joined(*parts: str) -> str:
    return "\n\n".join(part.strip() for part in parts if part.strip())


def _consent(written: str, call: Call) -> tuple[Consent, list[str]]:
    """Return the consent that a line ``Consent: …`` gives; the narrowest one where there is no such line."""
    named = [" ".join(found.split()).casefold() for found in _CONSENT.findall(written)]
    known = [choice for choice in call.choices if choice.value.casefold() in named]
    if len(set(named)) == 1 and known:
        return known[0], []
    return Consent.STAFF, ["what it says of consent is none of the choices"] if named else []
