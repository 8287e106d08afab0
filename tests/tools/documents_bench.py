"""Prints how documents of known words are read, and how often a person is called for nothing.

    python tests/tools/documents_bench.py          # 200 random documents with doubtful things in them, 200 without
    python tests/tools/documents_bench.py 40       # as many of each
    python tests/tools/documents_bench.py 40 MAILS…  # and what is said of the files attached to these mails
    python tests/tools/documents_bench.py office      # the mails of the fixtures as documents of LibreOffice

*Wrong* are documents of which a word that a reader sees is neither read nor told, or a word that is deleted, struck out
or hidden is read. *False alarms* are documents with nothing uncertain in them that go to a person all the same.
"""

import io
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from html import escape
from pathlib import Path

import docx

sys.path.insert(0, str(Path(__file__).parents[1] / "kit"))

from kb.parsing.document_text import DocumentText
from kb.parsing.documents.office import read_open_document, read_rtf, read_word
from kb.parsing.documents.pandoc_text import lines_of, text_of
from kb.parsing.mail.attachments import read_attachment
from kb.parsing.mail.message import read_mail
from kb.storage.pandoc import pandoc_path, run_pandoc
from in_office import office_path
from random_documents import RandomDocument, random_odt, random_rtf, random_word

Read = Callable[[bytes], DocumentText]
FIXTURES = Path(__file__).parents[1] / "fixtures"
_WORD = re.compile(r"word\d+[a-h]")


def by_hand(content: bytes) -> DocumentText:
    """Read a Word document paragraph by paragraph, as the library shows them."""
    document = docx.Document(io.BytesIO(content))
    paragraphs = [one.text for one in document.paragraphs]
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return DocumentText("\n".join([*paragraphs, *cells]))


def by_pandoc(form: str) -> Read:
    """Return what reads a document by pandoc as it is."""

    def read(content: bytes) -> DocumentText:
        command = [f"--from={form}", "--to=json", "--track-changes=accept"]
        return DocumentText(text_of(lines_of(run_pandoc(pandoc_path(), command, content))))

    return read


def is_wrong(made: RandomDocument, found: DocumentText) -> bool:
    """Say whether a reading loses a word, or says one that is not said."""
    said, told = (set(_WORD.findall(text)) for text in (f"{found.text} {found.aside}", " ".join(found.doubts)))
    unsaid = {*made.deleted, *made.struck} & said
    return bool(set(made.seen) - said - told or unsaid)


def of_office() -> None:
    """Print what is said of the words of mails, saved by LibreOffice in each format."""
    program = office_path()
    if program is None:
        sys.exit("LibreOffice is not there")
    readers: dict[str, Callable[[bytes], bytes]] = {"docx": read_word, "odt": read_open_document, "rtf": read_rtf}
    with tempfile.TemporaryDirectory() as folder:
        for path in sorted(FIXTURES.glob("*mail/*.eml")):
            mail = read_mail(path.read_bytes())
            lines = "".join(f"<p>{escape(line)}</p>" for line in (mail.html or mail.plain).splitlines())
            (Path(folder) / f"{path.stem}.html").write_text(f"<meta charset=utf-8><body>{lines}")
        pages = sorted(map(str, Path(folder).glob("*.html")))
        for ending, read in readers.items():
            form = ["--infilter=HTML (StarWriter)", "--convert-to", ending, "--outdir", folder]
            subprocess.run([program, "--headless", *form, *pages], check=True, capture_output=True)
            made = sorted(Path(folder).glob(f"*.{ending}"))
            told = {one.name: DocumentText.from_json(read(one.read_bytes())).doubts for one in made}
            alarms = {name: doubts for name, doubts in told.items() if doubts}
            print(f"{ending}: {len(made)} documents, {len(alarms)} go to a person {alarms or ''}")


def main(number: int, mails: list[str]) -> None:
    """Print the tables."""
    ways: list[tuple[str, Callable[..., RandomDocument], Read]] = [
        ("docx, python-docx by hand", random_word, by_hand),
        ("docx, pandoc as it is", random_word, by_pandoc("docx")),
        ("docx, ours", random_word, lambda content: DocumentText.from_json(read_word(content))),
        ("odt, pandoc as it is", random_odt, by_pandoc("odt")),
        ("odt, ours", random_odt, lambda content: DocumentText.from_json(read_open_document(content))),
        ("rtf, pandoc as it is", random_rtf, by_pandoc("rtf")),
        ("rtf, ours", random_rtf, lambda content: DocumentText.from_json(read_rtf(content))),
    ]
    print("| | documents | wrong | plain documents | wrong | false alarms |\n| --- | --- | --- | --- | --- | --- |")
    for name, make, read in ways:
        doubtful = [make(seed) for seed in range(number)]
        plain = [make(seed, plain=True) for seed in range(number)]
        wrong = sum(is_wrong(made, read(made.content)) for made in doubtful)
        found = [(made, read(made.content)) for made in plain]
        wrong_plain, alarms = sum(is_wrong(*one) for one in found), sum(bool(one.doubts) for _, one in found)
        print(f"| {name} | {number} | {wrong} | {number} | {wrong_plain} | {alarms} |", flush=True)
    for path in mails:
        for attachment in read_mail(Path(path).read_bytes()).attachments:
            document = read_attachment(attachment)
            if document is not None:
                told = "; ".join(filter(None, (document.problem, *document.doubts)))
                print(f"{Path(path).name}: {document.name}: {told or 'read as it stands'}")


if __name__ == "__main__":
    if sys.argv[1:] == ["office"]:
        of_office()
    else:
        main(int(sys.argv[1]) if sys.argv[1:] else 200, sys.argv[2:])
