"""Parsing a web page: decoding, the tree, and removal of what is never shown.

The lowest step of every HTML reader; it knows nothing of blocks. Above it: ``inline``, ``blocks``.
"""

import codecs
import re

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from kb.domain.source.capture import Outcome
from scraper.extract import Body, Unreadable
from scraper.html.links import joined

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""", re.IGNORECASE)
_XML = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_.:-]+)""")
_XML_LINE = re.compile(r"<\?xml[^<>]{0,1000}>")  # the declaration, and style sheets that are named so
_STRAY = re.compile("[\udc80-\udcff]")  # bytes that are no UTF-8, as Python lets them through
_WBR = re.compile(r"</?wbr\b[^<>]{0,200}>", re.IGNORECASE)
_WINDOWS = {"iso-8859-1", "iso8859-1", "latin-1", "latin1", "l1", "us-ascii", "ascii"}
_RAISED_STYLE = re.compile(r"vertical-align\s*:\s*super", re.IGNORECASE)
_GAP = re.compile(r"\s{50,}")
MOST_DEPTH = 100
"""Elements nested deeper than this are read as plain words."""
MOST_TAGS = 500_000
"""A page with more marks than this (two an element) is refused: in memory it is a hundred times its size."""

_NEVER_SHOWN = (
    "script",
    "style",
    "noscript",
    "template",
    "svg",
    "iframe",
    "object",
    "button",
    "input",
    "select",
    "textarea",
)
_HIDDEN_CLASSES = {
    "visually-hidden",
    "govuk-visually-hidden",
    "visuallyhidden",
    "sr-only",
    "screen-reader-text",
    "js-hidden",
}
_STRUCK = {"del", "s", "strike"}
"""Words that a page has taken back: to read them as said would turn round what it says."""
_UNSEEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|text-decoration(?:-line)?\s*:[^;]*line-through", re.IGNORECASE
)


def decode(content: bytes, charset: str = "") -> str:
    """Return the characters of a page: by byte-order mark, then the server's word, then the page's own.

    A page that calls itself Latin-1 is read as Windows-1252, as browsers do; so is one that says nothing
    and is not UTF-8. UTF-8 with single bytes of an older tool among it is read as both, each byte as what it is.
    """
    for mark, name in _BOMS:
        if content.startswith(mark):
            return content[len(mark) :].decode(name, errors="replace")
    head = content[:4096]
    declared = [charset, *(m.group(1).decode("ascii") for m in (_XML.search(head), _META.search(head)) if m)]
    for name in (*declared, "utf-8"):
        text = _strictly(content, name.strip().lower())
        if text is not None:
            return text
    return _mixed(content)


def _mixed(content: bytes) -> str:
    """Read UTF-8 where bytes are UTF-8 and Windows-1252 where they are not: its letters hardly ever form UTF-8."""
    text = content.decode("utf-8", errors="surrogateescape")
    return _STRAY.sub(lambda byte: bytes([ord(byte[0]) - 0xDC00]).decode("windows-1252", errors="replace"), text)


def _strictly(content: bytes, name: str) -> str | None:
    if not name or name.startswith("utf-16"):  # bytes that were searched as ASCII are not UTF-16 whatever they say
        return None
    if name in _WINDOWS:
        name = "windows-1252"
    try:
        return content.decode(name)
    except (LookupError, ValueError):
        return None


def tree(html: str) -> BeautifulSoup:
    """Parse a page or a piece of one, and take out what is never shown to its readers.

    Raise ``Unreadable`` (failed) for one that is larger than any report.
    """
    if html.count("<") > MOST_TAGS:
        raise Unreadable(Outcome.FAILED, f"the page has over {MOST_TAGS:,} tags: no report has so many")
    html = html.replace("\x00", "").encode("utf-8", "replace").decode()
    # The parser takes <wbr> for an element with an end: it would hold, and lose, the rest of its paragraph.
    soup = BeautifulSoup(_WBR.sub("", _XML_LINE.sub("", html)), "lxml")
    _flatten(soup)
    _take_out_hidden(soup)
    _write_quotation_marks(soup)
    for span in soup.find_all("span", style=_RAISED_STYLE):
        span.name = "sup"
    _close_gaps(soup)
    return soup


def _write_quotation_marks(soup: BeautifulSoup) -> None:
    """Write the marks that a browser prints around ``q``, unless the page has written its own."""
    for quote in soup.find_all("q"):
        words = quote.get_text().strip()
        if words and words[0] not in "\"'“‘":
            within = sum(parent.name == "q" for parent in quote.parents)
            on, off = "‘’" if within % 2 else "“”"
            quote.insert(0, on)
            quote.append(off)


def _close_gaps(soup: BeautifulSoup) -> None:
    """Make one space of a long run of white space: no reader tells them apart, and patterns are slow on long ones."""
    for text in soup.find_all(string=_GAP):
        if type(text) is NavigableString:
            text.replace_with(_GAP.sub(" ", text))


def _take_out_hidden(soup: BeautifulSoup) -> None:
    """Take out what is hidden, from the last child to the first and by place: looking it up costs each time anew."""
    waiting: list[Tag] = [soup]
    while waiting:
        parent = waiting.pop()
        for place in range(len(parent.contents) - 1, -1, -1):
            child = parent.contents[place]
            if isinstance(child, Tag):
                if _is_hidden(child):
                    child.extract(_self_index=place)
                else:
                    waiting.append(child)


def _flatten(soup: BeautifulSoup) -> None:
    """Make plain words of what is nested deeper than any honest page: readers may then recurse without fear."""
    level: list[Tag] = [soup]
    for _ in range(MOST_DEPTH):
        level = [child for element in level for child in element.children if isinstance(child, Tag)]
    for element in level:
        words = element.get_text(" ")
        element.clear()
        element.append(words)


def _is_hidden(element: Tag) -> bool:
    if element.name in _NEVER_SHOWN or element.name in _STRUCK:
        return True
    attributes = element.attrs
    if not attributes or element.name in {"html", "body"}:
        return False
    if "hidden" in attributes and attributes["hidden"] != "until-found":
        return True
    if attributes.get("aria-hidden") == "true" or _UNSEEN_STYLE.search(str(attributes.get("style", ""))):
        return True
    return bool(_HIDDEN_CLASSES.intersection(classes(element)))


def classes(element: Tag) -> tuple[str, ...]:
    """Return the class names of an element, in lower case."""
    value = element.get("class")
    names = value.split() if isinstance(value, str) else value or ()
    return tuple(name.lower() for name in names)


def attribute(element: Tag, name: str) -> str:
    """Return an attribute as one string, empty where it is not there."""
    value = element.get(name)
    if value is None:
        return ""
    return value if isinstance(value, str) else " ".join(value)


def page_of(body: Body) -> BeautifulSoup:
    """Parse a fetched page; raise ``Unreadable`` where the answer was an error or is no web page at all."""
    refuse_errors(body)
    if body.media_type not in {"", "text/html", "application/xhtml+xml", "application/xml", "text/xml", "text/plain"}:
        raise Unreadable(Outcome.SUSPICIOUS, f"a web page was expected, and {body.media_type} came")
    page = tree(decode(body.content, body.charset))
    resolve_links(page, body.address)
    return page


def resolve_links(page: BeautifulSoup, address: str) -> None:
    """Make the targets of links absolute; those within the page itself become bare fragments."""
    named = page.find("base", href=True)
    base = joined(address, attribute(named, "href")) if isinstance(named, Tag) else ""
    base, own = base or address, address.partition("#")[0]
    for link in page.find_all("a", href=True):
        href = attribute(link, "href").strip()
        target = "" if href.startswith("#") else joined(base, href)
        if target:
            link["href"] = target.removeprefix(own) if target.startswith(f"{own}#") else target


def refuse_errors(body: Body) -> None:
    """Raise ``Unreadable`` where the status says that the body is not the document.

    Only 410 says that it is gone for good; whether a 404 means that too is for the engine to tell in time.
    """
    if body.status == 410:
        raise Unreadable(Outcome.GONE, f"the server answered {body.status}")
    if body.status >= 400:
        raise Unreadable(Outcome.FAILED, f"the server answered {body.status}")


def is_pdf(body: Body) -> bool:
    """Say whether a body is a PDF, by its type or its first bytes."""
    return body.media_type == "application/pdf" or body.content[:1024].lstrip().startswith(b"%PDF-")
