"""Documents attached to a mail → their text. Nothing here raises: what cannot be read says why.

Every one is read in a sandbox, since the bytes are a stranger's.
"""

from dataclasses import dataclass

from kb.parsing.document_text import DocumentText, quoted
from kb.parsing.documents.formats import DocumentFormat, ending_of, format_of, why_not_read
from kb.parsing.mail.html_text import read_html
from kb.parsing.mail.message import Attachment
from kb.parsing.text_bytes import decoded, tidy
from kb.storage.sandbox import SandboxError, SandboxLimits, run_sandboxed

LONGEST_READ = 300_000
"""How many characters an answer may have to be looked through for entries, which takes seconds for as many."""
_LIMITS = SandboxLimits(seconds=40)
_NO_ANSWER = frozenset(
    {"text/vcard", "text/x-vcard", "text/calendar", "application/pkcs7-signature", "application/pgp-signature"}
    | {"application/x-pkcs7-signature", "application/pgp-keys"}
)
_TASKS = {
    DocumentFormat.WORD: "kb.parsing.documents.office:read_word",
    DocumentFormat.OPEN_DOCUMENT: "kb.parsing.documents.office:read_open_document",
    DocumentFormat.RTF: "kb.parsing.documents.office:read_rtf",
    DocumentFormat.PDF: "kb.parsing.documents.pdf:read_pdf",
    DocumentFormat.HTML: f"{__name__}:read_html_file",
    DocumentFormat.TEXT: f"{__name__}:read_text_file",
}


@dataclass(frozen=True)
class Document:
    """What an attached document says, or why that cannot be told.

    ``text`` is read as the answer, ``aside`` is said beside it; ``doubts`` say why a person has to look.
    """

    name: str
    text: str = ""
    problem: str = ""
    aside: str = ""
    doubts: tuple[str, ...] = ()

    @property
    def whole(self) -> str:
        """Return all that is said in it."""
        return "\n\n".join(part for part in (self.text, self.aside) if part.strip())


def read_attachment(attachment: Attachment) -> Document | None:
    """Return what an attachment says; ``None`` for what is no part of an answer: logos, cards, signatures."""
    name, media_type = attachment.name, attachment.media_type.lower()
    if (media_type.startswith("image/") and attachment.inline) or media_type in _NO_ANSWER or ending_of(name) == "vcf":
        return None
    form = format_of(name, media_type, attachment.content)
    if form is None:
        return Document(name, problem=why_not_read(name, media_type, attachment.content))
    try:
        found = DocumentText.from_json(run_sandboxed(_TASKS[form], attachment.content, _LIMITS))
    except SandboxError as error:
        return Document(name, problem=str(error))
    text, aside = tidy(found.text), tidy(found.aside)
    if len(text) + len(aside) > LONGEST_READ:
        return Document(name, problem=f"it has {len(text) + len(aside):,} characters, too many for an answer")
    if not f"{text}{aside}".strip():
        return Document(name, problem="it has no text, perhaps only pictures", doubts=found.doubts)
    return Document(name, text, aside=aside, doubts=found.doubts)


def read_html_file(content: bytes) -> bytes:
    """Read a page of HTML: a function for the sandbox."""
    html = read_html(tidy(decoded(content, "")))
    unseen = (quoted(f"left out, because it is {one.look}", one.words) for one in html.unseen)
    return DocumentText(html.text, doubts=(*unseen, *html.doubts)).to_json()


def read_text_file(content: bytes) -> bytes:
    """Read a file of text: a function for the sandbox."""
    text = tidy(decoded(content, ""))
    doubts = ("some of its bytes are no text",) if b"\x00" in content and "\x00" in decoded(content, "") else ()
    return DocumentText(text, doubts=doubts).to_json()
