"""A small typesetter: PDFs made by the tests, in the shapes that real reports have, with invented words."""

import io
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = A4
BODY, BOLD = "Times-Roman", "Times-Bold"


@dataclass
class Paper:
    """Pages set one after the other; ``y`` is where the next line goes, from the top.

    In words, ``^7^`` sets a 7 as a footnote mark: smaller and raised, as word processors do.
    """

    out: io.BytesIO = field(default_factory=io.BytesIO)
    encrypt: object = None
    y: float = HEIGHT - 90

    def __post_init__(self) -> None:
        self.canvas = Canvas(self.out, pagesize=A4, encrypt=self.encrypt, invariant=True)

    def page(self, head: str = "", foot: str = "", head_x: float = 72) -> "Paper":
        """Set the head and foot of the page that we are on."""
        self.canvas.setFont("Helvetica", 8)
        if head:
            self.canvas.drawString(head_x, HEIGHT - 45, head)
        if foot:
            self.canvas.drawCentredString(WIDTH / 2, 40, foot)
        return self

    def turn(self) -> "Paper":
        self.canvas.showPage()
        self.y = HEIGHT - 90
        return self

    def heading(self, words: str, size: float = 16, font: str = "Helvetica-Bold", x: float = 72) -> "Paper":
        self.y -= size * 0.9
        self.line(words, x, size, font)
        self.y -= size * 0.9
        return self

    def bookmark(self, words: str, level: int = 0) -> "Paper":
        key = f"b{words}{self.y}{self.canvas.getPageNumber()}"
        self.canvas.bookmarkPage(key)
        self.canvas.addOutlineEntry(words, key, level=level)
        return self

    def line(self, words: str, x: float = 72, size: float = 11, font: str = BODY) -> "Paper":
        """Set one line, its marks raised."""
        for i, part in enumerate(words.split("^")):
            raised = i % 2 == 1
            self.canvas.setFont(font, size * 0.6 if raised else size)
            self.canvas.drawString(x, self.y + (size * 0.35 if raised else 0), part)
            x += stringWidth(part, font, size * 0.6 if raised else size)
        self.y -= size * 1.2
        return self

    def lines(self, *lines: str, x: float = 72, size: float = 11, font: str = BODY, after: float = 9) -> "Paper":
        """Set lines broken by hand, and the space after a paragraph."""
        for words in lines:
            self.line(words, x, size, font)
        self.y -= after
        return self

    def text(
        self,
        words: str,
        label: str = "",
        x: float = 72,
        width: float = 450,
        size: float = 11,
        font: str = BODY,
        hang: float = 0,
        after: float = 9,
        tab: float = 24,
    ) -> "Paper":
        """Set a paragraph broken to ``width``; a label stands at its beginning, the text after a tab."""
        lines: list[str] = [""]
        room = width - (tab if label else 0)
        for word in words.split():
            longer = f"{lines[-1]} {word}".strip()
            if lines[-1] and stringWidth(longer.replace("^", ""), font, size) > room:
                lines.append("")
                room = width - hang
                longer = word
            lines[-1] = longer
        for i, one in enumerate(lines):
            if i == 0 and label:
                self.canvas.setFont(font, size)
                self.canvas.drawString(x, self.y, label)
            self.line(one, x + ((tab if label else 0) if i == 0 else hang), size, font)
        self.y -= after
        return self

    def notes(self, *notes: tuple[str, str], at: float = 100) -> "Paper":
        """Set footnotes at the foot of the page, in small type."""
        self.y = at
        for number, words in notes:
            self.canvas.setFont(BODY, 8)
            self.canvas.drawString(72, self.y, number)
            self.line(words, 86, 8)
        return self

    def bytes(self) -> bytes:
        self.canvas.save()
        return self.out.getvalue()


@pytest.fixture
def paper() -> Callable[..., Paper]:
    """Return a way to begin a paper."""
    return Paper


PARTS = (
    ("The force", "Each region", "The programme", "A small team", "The counter"),
    ("had three systems for one task", "bought what its neighbour had sold", "kept two lists of the same people"),
    ("and none of them could read the other", "because nobody had asked", "while the queue grew longer"),
    ("so that facts were typed again", "until the money was gone", "and the answer came late", "as we were told twice"),
)


@pytest.fixture
def filler() -> Callable[[], str]:
    """Return a source of paragraphs in nobody's words, each of them another one."""
    counter = itertools.count()

    def one() -> str:
        n = next(counter)
        name = chr(97 + n % 26) * 2 + chr(97 + n // 26) * 2
        sentences = [" ".join(part[(n * 7 + k * 3 + i) % len(part)] for i, part in enumerate(PARTS)) for k in range(3)]
        return " ".join(
            f"In case {name}{k} {words[0].lower()}{words[1:]}." for k, words in zip("xyz", sentences, strict=True)
        )

    return one
