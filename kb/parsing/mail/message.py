"""Bytes of a mail → what it says: sender, times, the words in each form they were sent in, attachments.

Nothing here raises: what cannot be read is told in ``problems``, so that a person sees it. The bytes are a stranger's:
``letters`` runs this in a sandbox.
"""

import datetime as dt
import re
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from email.header import decode_header
from email.message import Message as Part
from email.parser import BytesHeaderParser
from email.utils import getaddresses, parsedate_to_datetime

from kb.parsing.mail.html_text import Unseen, read_html
from kb.parsing.text_bytes import decoded, tidy

_MOST_PARTS = 500
_LONGEST_HEAD = 64_000
_LONGEST_LINE = 10_000
_TURNING = "\u202d\u202e"


@dataclass(frozen=True)
class Attachment:
    """A part of a mail that is a document of its own; ``inline`` where the mail shows it among its words."""

    name: str
    media_type: str
    content: bytes = field(repr=False)
    inline: bool = False


@dataclass(frozen=True)
class Mail:
    """One mail as it can be read. ``plain`` and ``html`` are the words in each form sent, ``html`` as text.

    ``received`` is when our server took it in, or where no server wrote that, when it was sent by its own
    account. ``automatic`` marks what a machine sent: absence notes, delivery reports, invitations of calendars.
    ``unseen`` are words of the HTML that are struck out or hidden, and not in ``html``.
    """

    sender: str = ""
    sender_name: str = ""
    subject: str = ""
    message_id: str = ""
    received: dt.datetime | None = None
    plain: str = ""
    html: str = ""
    unseen: tuple[Unseen, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    automatic: bool = False
    problems: tuple[str, ...] = ()

    @property
    def readings(self) -> tuple[str, ...]:
        """Return the words in each form, the one with most of the structure first."""
        return tuple(words for words in (self.html, self.plain) if words.strip())


def read_mail(data: bytes) -> Mail:
    """Read a mail of any bytes whatever; a thing that is no mail has problems and perhaps a text."""
    try:
        message = message_from_bytes(data)
        if not message.keys():
            return Mail(plain=tidy(decoded(data, "")), problems=("it has no header lines, so it may not be a mail",))
        return _MessageReader(message).mail()
    except Exception as error:  # the parser breaks on some hostile bytes in ways that are not documented
        told = f"it cannot be read as a mail ({type(error).__name__})"
        return replace(_head_of(data), plain=tidy(decoded(data, "")), problems=(told,))


def _head_of(data: bytes) -> Mail:
    """Return a mail's headers alone, for a mail whose parts break the parser."""
    try:
        return _MessageReader(BytesHeaderParser().parsebytes(data[:_LONGEST_HEAD].partition(b"\n\n")[0])).mail()
    except Exception:  # as above
        return Mail()


def unflowed(text: str, *, delete_space: bool = False) -> str:
    """Join the lines that the sender's program broke (RFC 3676); quotation marks keep lines apart."""
    out: list[str] = []
    flowing = False
    depth = 0
    for line in text.split("\n"):
        quoted = re.match(r">*", line)[0]  # type: ignore[index]  # it always matches
        rest = line[len(quoted) :]
        rest = rest[1:] if rest.startswith(" ") else rest
        if flowing and len(quoted) == depth and rest != "-- ":
            out[-1] += rest
        else:
            out.append(f"{quoted} {rest}" if quoted else rest)
        depth = len(quoted)
        flowing = rest.endswith(" ") and rest != "-- "
        if flowing and delete_space:
            out[-1] = out[-1][:-1]
    return "\n".join(line if line == "-- " else line.rstrip(" ") for line in out)


class _MessageReader:
    def __init__(self, message: Part) -> None:
        self.message = message
        self.problems: list[str] = []
        self.plain: list[str] = []
        self.html: list[str] = []
        self.unseen: list[Unseen] = []
        self.invites = False
        self.attachments: list[Attachment] = []

    def mail(self) -> Mail:
        for number, part in enumerate(self._leaves(self.message)):
            if number >= _MOST_PARTS:
                self.problems.append(f"it has more than {_MOST_PARTS} parts; the others were not read")
                break
            self._take(part)
        name, address = self._sender()
        return Mail(
            sender=address,
            sender_name=name,
            subject=self._header("Subject"),
            message_id=self._header("Message-ID"),
            received=self._received(),
            plain="\n\n".join(self.plain),
            html="\n\n".join(self.html),
            unseen=tuple(self.unseen),
            attachments=tuple(self.attachments),
            automatic=self._automatic(),
            problems=tuple(self.problems),
        )

    def _leaves(self, message: Part) -> list[Part]:
        """Return the parts that hold something, in order; a mail within the mail is one of them, whole."""
        leaves: list[Part] = []
        waiting = [message]
        while waiting and len(leaves) <= _MOST_PARTS:
            part = waiting.pop(0)
            payload = part.get_payload()
            if isinstance(payload, list) and part.get_content_maintype() == "multipart":
                waiting[:0] = [inner for inner in payload if isinstance(inner, Part)]
            else:
                leaves.append(part)
        return leaves

    def _take(self, part: Part) -> None:
        kind = part.get_content_type()
        name = _words(part.get_filename() or "")
        disposition = str(part.get("Content-Disposition", "")).split(";")[0].strip().lower()
        if kind == "message/rfc822":
            inner = part.get_payload()
            first = inner[0] if isinstance(inner, list) and inner else None
            whole = first.as_bytes() if isinstance(first, Part) else b""
            self.attachments.append(Attachment(name or "forwarded.eml", kind, whole))
            return
        content = part.get_payload(decode=True)
        content = content if isinstance(content, bytes) else b""
        self.invites = self.invites or kind == "text/calendar"
        if kind in ("text/plain", "text/html") and disposition != "attachment" and not name:
            raw = decoded(content, str(part.get_content_charset() or ""))
            if any(mark in raw for mark in _TURNING):
                self.problems.append("it has marks that turn the order of its letters round")
            text = tidy(raw)
            if kind == "text/html":
                self._take_html(text)
                return
            if str(part.get_param("format", "")).lower() == "flowed":
                text = unflowed(text, delete_space=str(part.get_param("delsp", "")).lower() == "yes")
            self.plain.append(text)
        elif content or name:
            inline = disposition == "inline" or (kind.startswith("image/") and "Content-ID" in part)
            self.attachments.append(Attachment(name or "attachment", kind, content, inline))

    def _take_html(self, html: str) -> None:
        read = read_html(html)
        before = sum(1 for text in self.html for line in text.splitlines() if line.strip("> "))
        self.unseen += (replace(one, before=one.before + before) for one in read.unseen)
        self.problems += (f"its HTML: {doubt}" for doubt in read.doubts)
        self.html.append(read.text)

    def _header(self, name: str) -> str:
        return _words(self.message.get(name, ""))

    def _sender(self) -> tuple[str, str]:
        for header in ("From", "Sender"):
            for name, address in getaddresses(
                [str(value)[:_LONGEST_LINE] for value in self.message.get_all(header, [])]
            ):
                if "@" in address:
                    return _words(name), _words(address).casefold()
        self.problems.append("it does not say who sent it")
        return "", ""

    def _received(self) -> dt.datetime | None:
        """Return when the nearest server took the mail in: the first ``Received`` line is ours."""
        stamps = [str(line).rpartition(";")[2] for line in self.message.get_all("Received", [])[:1]]
        for stamp in (*stamps, str(self.message.get("Date", ""))):
            moment = moment_of(stamp)
            if moment is not None:
                return moment
        return None

    def _automatic(self) -> bool:
        says = self._header("Auto-Submitted").lower()
        return (
            says not in ("", "no")
            or self._header("Precedence").lower() in ("auto_reply", "bulk", "junk")
            or self.message.get_content_type() == "multipart/report"
            or self.invites
        )


def moment_of(stamp: str) -> dt.datetime | None:
    """Return the moment that a mail's date line names, or ``None``; one without a zone counts as UTC."""
    try:
        moment = parsedate_to_datetime(stamp.strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).astimezone(dt.UTC).replace(microsecond=0)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _words(raw: object) -> str:
    """Return a header's words on one line, encoded words read."""
    try:
        pieces = decode_header(str(raw)[:_LONGEST_LINE])
        text = "".join(
            piece if isinstance(piece, str) else decoded(piece, "" if charset in (None, "unknown-8bit") else charset)
            for piece, charset in pieces
        )
    except Exception:  # malformed encoded words raise whatever their decoder raises
        text = str(raw)
    return " ".join(tidy(text).split())
