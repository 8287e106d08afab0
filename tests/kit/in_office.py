"""Word files opened in LibreOffice: what a reader will see, page by page."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pypdfium2

_USUAL = Path("/usr/lib/libreoffice/program/soffice")


def office_path() -> str | None:
    """Return where LibreOffice is, if it is."""
    return shutil.which("soffice") or (str(_USUAL) if _USUAL.exists() else None)


@dataclass(frozen=True)
class Pages:
    """A document as it is laid out: the text of each page, and where on it each line stands."""

    path: Path
    texts: tuple[str, ...]

    def heights(self, number: int, words: str) -> list[float]:
        """Return how high above the foot of a page (0, to 1 at its head) some words stand, at each place."""
        with pypdfium2.PdfDocument(self.path) as document:
            page = document[number]
            text = page.get_textpage()
            search = text.search(words)
            found = []
            while (place := search.get_next()) is not None:
                found.append(text.get_charbox(place[0])[1] / page.get_height())
            return found


def laid_out(word: bytes, folder: Path) -> Pages:
    """Open a Word file in LibreOffice and return its pages."""
    office = office_path()
    assert office is not None
    (folder / "made.docx").write_bytes(word)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(folder / "made.docx")]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    with pypdfium2.PdfDocument(folder / "made.pdf") as document:
        texts = tuple(document[number].get_textpage().get_text_bounded() for number in range(len(document)))
    return Pages(folder / "made.pdf", texts)
