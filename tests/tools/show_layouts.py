"""Show pages beside what was read of them, as one HTML page.

    python tests/tools/show_layouts.py OUT.html [FILE.pdf …] [--pages 4]

Without files, the made layouts of ``tests/scraper/pdf/test_publisher_layouts.py`` are shown: each test sets its pages
again, and the pages are kept on the way to the reader.
"""

import argparse
import base64
import html
import io
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from unittest.mock import patch

import pypdfium2
import pytest

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1] / "kit")]

from kb.domain.source.block import Block, BlockKind
from scraper.extract import Extract

import pdf_in_process

LAYOUTS = Path(__file__).parents[1] / "scraper" / "pdf" / "test_publisher_layouts.py"
STYLE = (
    "body{font:15px/1.4 sans-serif;margin:1rem;max-width:90rem}section{display:flex;gap:1rem;border-top:2px solid #888;"
    "padding:.5rem 0}img{width:34rem;border:1px solid #bbb}.read{flex:1}.read p{margin:.2rem 0}b{color:#1d70b8}"
    "i{color:#666;font-style:normal;font-size:.8em}table{border-collapse:collapse}"
    "td{border:1px solid #bbb;padding:.2rem}"
)


def made_layouts() -> list[tuple[str, bytes]]:
    """Run the tests of the layouts and return the PDFs that they read, each once, with the name of its test."""
    found: dict[bytes, str] = {}
    read = pdf_in_process.read_here

    class Names:
        name = ""

        def pytest_runtest_setup(self, item: pytest.Item) -> None:
            self.name = item.name

    names = Names()

    def kept(content: bytes) -> Extract:
        found.setdefault(content, names.name)
        return read(content)

    with patch.object(pdf_in_process, "read_here", kept):
        pytest.main(["-q", "-p", "no:randomly", "-p", "no:cacheprovider", str(LAYOUTS)], plugins=[names])
    return [(name, content) for content, name in found.items()]


def by_page(extract: Extract) -> Iterator[tuple[str, list[Block]]]:
    """Yield the blocks of each page with its printed label."""
    label, marked = "", []
    for block in extract.blocks:
        label = block.number if block.kind is BlockKind.PAGE else label
        marked.append((label, block))
    for label, group in groupby(marked, key=lambda pair: pair[0]):
        yield label, [block for _, block in group if block.kind is not BlockKind.PAGE]


def as_html(block: Block) -> str:
    """Write a block plainly, with its kind."""
    number = f"<b>{html.escape(block.number)}</b> " if block.number else ""
    if block.rows:
        rows = ("".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in block.rows)
        return f"<i>table</i><table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"
    return f"<p><i>{block.kind.value}</i> {number}{html.escape(block.text)}</p>"


def picture(page: pypdfium2.PdfPage) -> str:
    """Return a page as the address of a picture."""
    out = io.BytesIO()
    page.render(scale=1.4).to_pil().save(out, "PNG")
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()


def show(name: str, content: bytes, most: int) -> str:
    """Return the pages of one PDF, each picture beside its blocks."""
    extract = pdf_in_process.read_here(content)
    read = list(by_page(extract))
    out = [f"<h2>{html.escape(name)}</h2><p>{html.escape('; '.join((extract.completeness, *extract.doubts)))}</p>"]
    with pypdfium2.PdfDocument(content) as pages:
        first = max(len(pages) - len(read), 0)  # covers and contents have no blocks
        for at in range(first, min(len(pages), first + most)):
            blocks = "".join(map(as_html, read[at - first][1])) if at - first < len(read) else ""
            out.append(f'<section><img alt="page {at + 1}" src="{picture(pages[at])}"><div class="read">{blocks}</div>')
            out.append("</section>")
    return "\n".join(out)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("files", type=Path, nargs="*")
    parser.add_argument("--pages", type=int, default=4, help="of each document")
    asked = parser.parse_args()
    chosen = [(path.name, path.read_bytes()) for path in asked.files] or made_layouts()
    shown = "\n".join(show(name, content, asked.pages) for name, content in chosen)
    asked.out.write_text(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Pages beside what was read</title>'
        f"<style>{STYLE}</style><h1>Pages beside what was read of them</h1>{shown}</html>"
    )
    print(f"{asked.out}: {len(chosen)} documents")


if __name__ == "__main__":
    main()
