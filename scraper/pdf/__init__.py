"""PDFs: text as blocks with printed page labels, numbered paragraphs, conclusions and footnotes.

``opening`` and ``glyphs`` take characters and places out of the file; above them everything is plain values:
``lines``, ``running_heads`` and ``labels`` (printed page numbers), ``columns``, ``layout``, ``notes``, ``headings``,
``numbering`` and ``counts`` (numbered paragraphs), ``conclusions``, ``pieces`` (paragraphs over pages) and
``blocks``.
The engine keeps the capture whatever comes of the reading.
"""

from scraper.pdf.document import read_pdf
from scraper.pdf.publisher import PdfDocument

__all__ = ["PdfDocument", "read_pdf"]
