"""Main content extraction: boilerplate off, then the marked or the densest part of the page.

Used for pages of publishers that have no reader of their own, and as a first step by those that have.
"""

import re

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from scraper.html.notes import HtmlNote, find_notes
from scraper.html.soup import attribute, classes

_FURNITURE = ("nav", "dialog", "search", "menu")
_ROLES = {"navigation", "search", "banner", "contentinfo", "complementary", "dialog", "alertdialog", "menu"}
_WORDS_OF_FURNITURE = re.compile(
    r"(?:^|[-_])(?:breadcrumbs?|cookies?|share|sharing|social|related|sidebar|side-bar|navbar|navigation|nav|menu|skip|"
    r"pagination|pager|newsletter|subscribe|comments?|advert(?:isement)?s?|banner|footer|toolbar|print-link|feedback|"
    r"author-?(?:card|bio|box|profile)s?|contact-?cards?|bio-?cards?|team-?members?)(?:$|[-_])"
)
_TOP = {"html", "body", "[document]"}
_NEVER_FURNITURE = {"html", "body", "main", "article", "h1"}
_MARKED = ("main", "[role=main]", "#main-content", "#maincontent", "#content", "#main", "article")
_CONTENTS = {"contents", "table of contents", "on this page", "in this report"}
_NOTE_LIKE = re.compile(r"^_?(?:fn|ftn|footnote|note)", re.IGNORECASE)
_MOST_OF_IT = 0.7
_LONG_ENOUGH = 25


def main_of(page: BeautifulSoup) -> Tag:
    """Return the element that holds the document, its furniture taken out; the page is changed."""
    body = page.body or page
    notes = find_notes(body)
    for note in notes:
        _take_out_of_furniture(note)
    for element in body.find_all(_is_furniture):
        if not element.decomposed:
            element.decompose()
    root = _marked(body)
    _drop_contents(root)
    _drop_cards(root)
    root = _narrowed(root)
    _bring_home(notes, root)
    return root


def _take_out_of_furniture(note: HtmlNote) -> None:
    """Set a footnote before the furniture that it stands in (a ``footer``, say), which is about to be thrown away."""
    furniture = [parent for parent in note.element.parents if parent.name not in _TOP and _is_furniture(parent)]
    if furniture:
        furniture[-1].insert_before(_listed_alone(note))


def _bring_home(notes: list[HtmlNote], root: Tag) -> None:
    """Put the footnotes that the document refers to at its end, where they stand outside of it on the page."""
    within = {id(element) for element in root.find_all(True)}
    targets = {attribute(link, "href").removeprefix("#") for link in root.find_all("a", href=True)}
    for note in notes:
        outside = id(note.element) not in within and not note.element.decomposed
        if outside and note.id in targets and root not in note.element.descendants:
            root.append(_listed_alone(note))


def _listed_alone(note: HtmlNote) -> Tag:
    """Take a footnote out of its place, into a list of footnotes of its own that keeps its number."""
    element = note.element.extract()
    if element.name != "li":
        return element
    listing = Tag(name="ol", attrs={"class": "footnotes", "start": note.number})
    listing.append(element)
    return listing


def _is_furniture(element: Tag) -> bool:
    if element.name in _NEVER_FURNITURE:
        return False
    if element.name in _FURNITURE or attribute(element, "role") in _ROLES:
        return True
    if element.name in {"header", "footer"} and element.find_parent(("main", "article")) is None:
        return element.find("h1") is None or element.name == "footer"
    names = (*classes(element), attribute(element, "id").lower())
    return any(_WORDS_OF_FURNITURE.search(name) for name in names if name) and element.find("h1") is None


def _marked(body: Tag) -> Tag:
    """Return the part that the page itself marks as its main text, or the whole where that holds too little."""
    whole = weight(body)
    for selector in _MARKED:
        found = body.select(selector)
        best = max(found, key=weight, default=None)
        if best is not None and weight(best) > 0 and weight(best) >= whole * (0.5 if selector == "article" else 0.3):
            return best
    return body


def _narrowed(element: Tag) -> Tag:
    """Go down while one child holds most of the words: what stays outside is furniture without a name.

    A child that leaves the heading of the page outside is not entered.
    """
    while True:
        whole = weight(element)
        children = [child for child in element.children if isinstance(child, Tag)]
        best = max(children, key=weight, default=None)
        if best is None or best.name in {"p", "ul", "ol", "dl", "blockquote", "pre"} or whole == 0:
            return element
        if weight(best) < whole * _MOST_OF_IT or (element.find("h1") is not None and best.find("h1") is None):
            return element
        if element.name in {"main", "article"} and weight(best) < whole:
            return element
        element = best


def weight(element: Tag) -> int:
    """Return how many letters of running text an element holds: long strings outside links."""
    total = 0
    for text in element.descendants:
        if isinstance(text, NavigableString) and len(text) >= _LONG_ENOUGH:
            letters = len(text.strip())
            if letters >= _LONG_ENOUGH and (text.parent is None or text.parent.name != "a"):
                total += letters
    return total


def _drop_contents(root: Tag) -> None:
    """Take out lists of contents: links into the same page and nothing else, with the word above them."""
    for listing in root.find_all(("ul", "ol")):
        if listing.decomposed or listing.find_parent(("ul", "ol")) is not None:
            continue
        links = [link for link in listing.find_all("a", href=True) if attribute(link, "href").startswith("#")]
        own = sum(len(link.get_text(" ").split()) for link in links)
        if len(links) < 2 or own < len(listing.get_text(" ").split()) * 0.95 or listing.find(id=_NOTE_LIKE) is not None:
            continue
        above = listing.find_previous(("h1", "h2", "h3", "h4", "h5", "h6", "p"))
        if above is not None and above.get_text().strip().lower().rstrip(":") in _CONTENTS:
            above.decompose()
        listing.decompose()


def _drop_cards(root: Tag) -> None:
    """Take out the cards of people at the foot of a text: a name, a post and a mail address, few words."""
    last_words = _last_running_text(root)
    for link in root.find_all("a", href=re.compile(r"^mailto:", re.IGNORECASE)):
        card = _card_around(link)
        if card is not None and not card.decomposed and last_words not in {id(e) for e in card.descendants}:
            before = {id(e) for e in card.previous_elements}
            if last_words in before:
                card.decompose()


def _card_around(link: Tag) -> Tag | None:
    for parent in link.parents:
        if (
            parent.name in {"div", "section", "li", "article", "aside"}
            and parent.find(("h2", "h3", "h4", "h5")) is not None
        ):
            return parent if len(parent.get_text(" ").split()) <= 80 else None
        if parent.name in {"main", "body"}:
            return None
    return None


def _last_running_text(root: Tag) -> int:
    long = [text for text in root.find_all(string=True) if len(text.strip()) >= 80]
    return id(long[-1]) if long else 0
