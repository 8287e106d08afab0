"""A page of GOV.UK as a browser shows it, for pages that a person saved and filed: no content item stands behind it."""

from bs4 import BeautifulSoup

from scraper.extract import Extract
from scraper.govuk.names import publisher_name
from scraper.html.blocks import blocks_of
from scraper.html.dates import date_of_page
from scraper.html.main_content import weight
from scraper.publishers.web_page import extract_of, refuse_error_page, title_of

_NOTICE = ".gem-c-notice--withdrawn, .app-c-published-dates--withdrawn, .gem-c-notice"


def read_saved(page: BeautifulSoup) -> Extract:
    """Read a saved page: its longest piece of published text, or its main text where none is marked."""
    texts = [part for part in page.select(".govspeak") if part.find_parent(class_="govspeak") is None]
    if not texts:
        return extract_of(page)
    title, published = title_of(page), date_of_page(page, page)
    organisations = [link.get_text(" ") for link in page.select('a[href*="/government/organisations/"]')]
    notice = page.select_one(_NOTICE)
    told = " ".join(notice.get_text(" ").split()) if notice is not None else ""
    blocks = blocks_of(max(texts, key=weight))
    refuse_error_page(title, blocks)
    return Extract(
        title=title,
        blocks=blocks,
        published=published,
        publishers=tuple(dict.fromkeys(name for words in organisations if (name := publisher_name(words)))),
        withdrawn=told if "withdrawn" in told.lower() else "",
    )
