"""Outlook's own format (.msg) → a mail. Needs the optional extra ``[msg]``; without it the mail waits in triage."""

import io
import re

from kb.parsing.mail.html_text import HtmlText, read_html
from kb.parsing.mail.message import Attachment, Mail, moment_of, read_mail
from kb.parsing.text_bytes import tidy

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def is_msg(data: bytes) -> bool:
    """Say whether bytes are a file of the kind that Outlook saves mails in."""
    return data.startswith(MAGIC)


def read_msg(data: bytes) -> Mail:
    """Read such a mail; whatever is wrong with it is told in ``problems``."""
    try:
        from oxmsg import Message  # noqa: PLC0415 - only where the extra is installed
    except ImportError:
        return Mail(problems=("reading Outlook's .msg needs: pip install 'police-it-evidence[msg]'",))
    try:
        message = Message.load(io.BytesIO(data))
        headers = message.message_headers or {}
        lines = "".join(f"{name}: {_folded(value)}\n" for name, value in headers.items())
        head = read_mail(f"{lines}\n".encode()) if lines else Mail()
        sent = message.sent_date
        html = read_html(tidy(message.html_body)) if message.html_body else HtmlText("")
        return Mail(
            sender=head.sender or _address(message.sender or ""),
            sender_name=head.sender_name,
            subject=message.subject or head.subject,
            message_id=head.message_id,
            received=head.received or (moment_of(sent.strftime("%a, %d %b %Y %H:%M:%S +0000")) if sent else None),
            plain=tidy(message.body or ""),
            html=html.text,
            unseen=html.unseen,
            attachments=tuple(
                Attachment(a.file_name or "attachment", a.mime_type or "application/octet-stream", a.file_bytes or b"")
                for a in message.attachments
            ),
            automatic=head.automatic,
            problems=tuple(f"its HTML: {doubt}" for doubt in html.doubts),
        )
    except Exception as error:  # a stranger's file breaks its reader in whatever way
        return Mail(problems=(f"it cannot be read as an Outlook mail ({type(error).__name__})",))


def _folded(value: str) -> str:
    return " ".join(str(value).split())


def _address(sender: str) -> str:
    found = re.search(r"[^\s<>\"]+@[^\s<>\"]+", sender)
    return found[0].casefold() if found else ""
