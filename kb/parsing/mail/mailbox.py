"""A mailbox file (mbox) → the bytes of each mail in it.

A line ``From …`` begins a mail only behind an empty line, and where header lines follow it, so that words of a
mail that begin so do not cut it in two. Lines that were made ``>From …`` for the box get their ``>`` off again.
"""

import re
from collections.abc import Iterator

_FROM = re.compile(rb"^From [^\r\n]{0,300}\d{4}[^\r\n]{0,40}\r?\n(?=[!-9;-~]{1,80}:)", re.MULTILINE)
_STUFFED = re.compile(rb"^>(>*From )", re.MULTILINE)


def is_mailbox(data: bytes) -> bool:
    """Say whether bytes are a mailbox."""
    return _FROM.match(data) is not None


def mails_in(data: bytes) -> Iterator[bytes]:
    """Yield each mail of a mailbox, as it was before it was put in."""
    starts = [found for found in _FROM.finditer(data) if _behind_blank(data, found.start())]
    for number, found in enumerate(starts):
        end = starts[number + 1].start() if number + 1 < len(starts) else len(data)
        mail = data[found.end() : end]
        mail = mail.removesuffix(b"\r\n") if mail.endswith(b"\n\r\n") else mail
        mail = mail.removesuffix(b"\n") if mail.endswith(b"\n\n") else mail
        yield _STUFFED.sub(rb"\1", mail)


def _behind_blank(data: bytes, at: int) -> bool:
    return at == 0 or data[max(at - 3, 0) : at].endswith((b"\n\n", b"\n\r\n"))
