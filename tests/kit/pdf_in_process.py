"""Reading PDFs that tests made themselves: in this process, which is quicker."""

from scraper.extract import Extract
from scraper.pdf.document import extract
from scraper.pdf.opening import open_pdf


def read_here(content: bytes) -> Extract:
    return extract(open_pdf(content))
