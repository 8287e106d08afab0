"""Word, OpenDocument and RTF files → text, by pandoc, held against a simple reading of the same file.

These are functions for the sandbox: they take a stranger's bytes and give JSON, or raise ``SandboxRefused`` with the
reason.
"""

from kb.domain.errors import ToolFailed
from kb.parsing.completeness import differences
from kb.parsing.document_text import DocumentText, quoted
from kb.parsing.documents.open_document import open_document
from kb.parsing.documents.pandoc_text import lines_of, text_of
from kb.parsing.documents.rich_text import read_rich_text
from kb.parsing.documents.word.accepted import accept_changes
from kb.parsing.documents.word.package import open_package
from kb.parsing.documents.word.visible import visible_paragraphs
from kb.storage.pandoc import pandoc_path, run_pandoc
from kb.storage.sandbox import SandboxRefused

_MEMORY = "512M"


def read_word(content: bytes) -> bytes:
    """Read a Word document (.docx) as whoever accepts its changes sees it."""
    seen = visible_paragraphs(open_package(content))
    accepted = accept_changes(open_package(content))
    return _read("docx+empty_paragraphs", accepted.content, accepted.aside, seen, list(accepted.doubts)).to_json()


def read_open_document(content: bytes) -> bytes:
    """Read an OpenDocument text (.odt)."""
    document = open_document(content)
    return _read(
        "odt+empty_paragraphs", document.content, document.aside, document.passages, list(document.doubts)
    ).to_json()


def read_rtf(content: bytes) -> bytes:
    """Read a document in Rich Text Format."""
    simple = read_rich_text(content)
    doubts = [*simple.doubts, *(quoted(f"left out, because it is {look}", words) for look, words in simple.unseen)]
    doubts += [quoted(why, words) for why, words in simple.beside if why]
    beside = [words for _, words in simple.beside]
    return _read("rtf", content, beside, [*simple.passages, *beside], doubts).to_json()


def _read(form: str, content: bytes, aside: list[str], seen: list[str], doubts: list[str]) -> DocumentText:
    """Read a document by pandoc, with the words of ``seen`` that are neither in its text nor in ``aside``."""
    pandoc = pandoc_path()
    if not pandoc:
        raise SandboxRefused("reading it needs pandoc: pip install 'police-it-evidence[answers]'")
    try:
        tree = run_pandoc(pandoc, [f"--from={form}", "--to=json", "--track-changes=accept"], content, memory=_MEMORY)
    except ToolFailed:
        raise SandboxRefused("it cannot be read: broken, too large or locked") from None
    lines = lines_of(tree, titled=form.startswith("docx"))
    bare = "\n".join([*(line.words for line in lines), *aside])
    told = [*doubts, *differences(bare, seen)]
    return DocumentText(text_of(lines), "\n\n".join(aside), tuple(dict.fromkeys(told)))
