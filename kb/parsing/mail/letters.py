"""Mails read in a sandbox: what a stranger's mail does to its reader ends there, and the caller is told."""

import base64
import datetime as dt
import json
from dataclasses import asdict, replace
from enum import StrEnum
from typing import Any

from kb.parsing.mail.html_text import Unseen
from kb.parsing.mail.message import Attachment, Mail, read_mail
from kb.parsing.mail.outlook import read_msg
from kb.storage.sandbox import SandboxError, SandboxLimits, run_sandboxed

_HEAD = 64_000
_LIMITS = SandboxLimits(seconds=30)
_TASK = f"{__name__}:mail_json"


class MailFormat(StrEnum):
    """How a mail is written: as it goes over the network, or as Outlook saves it."""

    INTERNET = "internet"
    OUTLOOK = "outlook"


def read_letter(data: bytes, form: MailFormat = MailFormat.INTERNET) -> Mail:
    """Read a mail of any bytes whatever in a sandbox; never raises.

    Of a mail that does harm to its reader the head alone is read, so that a person is told whose it is.
    """
    try:
        return _from_json(run_sandboxed(_TASK, data, _LIMITS, [form]))
    except SandboxError as error:
        problem = f"the mail: {error}"
    try:
        head = data[:_HEAD].replace(b"\r\n", b"\n").partition(b"\n\n")[0] if form is MailFormat.INTERNET else b""
        mail = _from_json(run_sandboxed(_TASK, head + b"\n\n", _LIMITS, [MailFormat.INTERNET]))
    except SandboxError:
        mail = Mail()
    return replace(mail, problems=(problem,))


def mail_json(data: bytes, form: str) -> bytes:
    """Read a mail, and return it as JSON: a function for the sandbox."""
    mail = read_msg(data) if form == MailFormat.OUTLOOK else read_mail(data)
    fields = asdict(mail)
    fields["received"] = mail.received.isoformat() if mail.received else None
    fields["attachments"] = [
        {**asdict(one), "content": base64.b64encode(one.content).decode("ascii")} for one in mail.attachments
    ]
    return json.dumps(fields).encode()


def _from_json(data: bytes) -> Mail:
    fields: dict[str, Any] = json.loads(data)
    received = fields["received"]
    return Mail(
        **{
            **fields,
            "received": dt.datetime.fromisoformat(received) if received else None,
            "unseen": tuple(Unseen(**one) for one in fields["unseen"]),
            "attachments": tuple(
                Attachment(**{**one, "content": base64.b64decode(one["content"])}) for one in fields["attachments"]
            ),
            "problems": tuple(fields["problems"]),
        }
    )
