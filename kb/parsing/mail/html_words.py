"""A simple reading of HTML: the words between the tags, shown or not, in time that grows as the text does."""

import re
from collections.abc import Iterator
from html import unescape

_TAG = re.compile(r"<[^>\"']*(?:\"[^\"]*\"[^>\"']*|'[^']*'[^>\"']*)*>")
_NAME = re.compile(r"</?([a-z][a-z0-9:]*)", re.IGNORECASE)
_SILENT = frozenset({"style", "script", "title", "template"})
_WITHIN_WORDS = frozenset(
    "a abbr acronym b bdi bdo big cite code del dfn em font i ins kbd mark q s samp small span strike strong sub sup tt"
    " u var wbr o:p".split()
)


def words_between_tags(html: str) -> str:
    """Return the text of HTML without comments, scripts and style sheets."""
    return unescape("".join(_pieces(html)))


def _pieces(html: str) -> Iterator[str]:
    small = html.lower()
    at = 0
    while True:
        begins = html.find("<", at)
        if begins < 0:
            yield html[at:]
            return
        yield html[at:begins]
        name = _NAME.match(html, begins)
        if html.startswith("<!--", begins):
            at = html.find("-->", begins + 4) + 3
            if at < 3:
                return
        elif name is None and html[begins + 1 : begins + 2] not in ("!", "?", "/"):
            yield "<"
            at = begins + 1
        else:
            tag = _TAG.match(html, begins)
            if tag is None:
                return
            word = name[1].lower() if name else ""
            at = tag.end()
            if word in _SILENT and html[begins + 1] != "/":
                at = small.find(f"</{word}", at)
                if at < 0:
                    return
            yield "" if word in _WITHIN_WORDS else " "
