"""Documents attached to a mail → their text. Nothing here raises: what cannot be read says why.

PDFs and Word documents are read in a process of their own (``mail_process``), since the bytes are a stranger's.
"""

import subprocess
import sys
from dataclasses import dataclass

from kb.parsing.mail.html_text import html_text
from kb.parsing.mail.message import Attachment, decoded, tidy

SECONDS = 60
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_NO_ANSWER = frozenset(
    {"text/vcard", "text/x-vcard", "text/calendar", "application/pkcs7-signature", "application/pgp-signature"}
    | {"application/x-pkcs7-signature", "application/pgp-keys"}
)
_ENDINGS = {"pdf": "pdf", "docx": "docx", "htm": "html", "html": "html", "txt": "text", "md": "text"}
_TYPES = {"application/pdf": "pdf", _WORD: "docx", "text/html": "html", "text/plain": "text"}
_NAMES = {"pdf": "a PDF", "docx": "a Word document"}


@dataclass(frozen=True)
class Document:
    """What an attached document says, or why that cannot be told."""

    name: str
    text: str = ""
    problem: str = ""


def read_attachment(attachment: Attachment) -> Document | None:
    """Return what an attachment says; ``None`` for what is no part of an answer: logos, cards, signatures."""
    name, media_type = attachment.name, attachment.media_type.lower()
    ending = name.lower().rpartition(".")[2]
    if (media_type.startswith("image/") and attachment.inline) or media_type in _NO_ANSWER or ending == "vcf":
        return None
    kind = "pdf" if attachment.content.startswith(b"%PDF") else _TYPES.get(media_type) or _ENDINGS.get(ending, "")
    if kind in _NAMES:
        return _read_apart(name, kind, attachment.content)
    if kind:
        text = tidy(decoded(attachment.content, ""))
        return Document(name, html_text(text) if kind == "html" else text)
    what = "a mail of its own" if media_type == "message/rfc822" else f"of a kind that is not read here ({media_type})"
    return Document(name, problem=f"it is {what}")


def _read_apart(name: str, kind: str, content: bytes) -> Document:
    command = [sys.executable, "-m", "kb.parsing.documents.reader_process", kind]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        return Document(name, problem=f"reading it took more than {SECONDS} s")
    except OSError as error:
        return Document(name, problem=f"there was no process to read it in ({error.strerror})")
    if done.returncode != 0:
        return Document(name, problem=f"it is not {_NAMES[kind]} that can be read: broken, too large or locked")
    text = tidy(done.stdout.decode("utf-8", "replace"))
    return Document(name, text) if text.strip() else Document(name, problem="it has no text, perhaps only pictures")
