"""The manual: the pages below ``kb/docs``, by name, and a search of those that readers need.

The search has an index of its own, made when somebody first searches: pages of the manual are not to stand among the
evidence.
"""

import hashlib
import posixpath
import threading
from collections.abc import Mapping
from functools import cached_property, lru_cache
from importlib.resources import files
from pathlib import Path

from kb.documents.manual import ManualText, manual_passages, manual_text, manual_title
from kb.domain.audience import Audience
from kb.domain.errors import NotFound
from kb.domain.index_document import IndexDocument, IndexItem
from kb.domain.query.results import SearchResult
from kb.domain.query.search_query import SearchQuery
from kb.index import DocKey, SearchEngine

FOLDER = Path(str(files("kb"))) / "docs"
ADDRESS = "/help"
MOST_FOUND = 20
"""Pages in one answer: more than there are of those that are searched."""

_KIND = "help"
_SEARCHED = ("guide/", "reference/", "glossary")


class Manual:
    """Gives pages of the manual, and searches them; safe to share between threads."""

    def __init__(self, folder: Path, index: SearchEngine) -> None:
        self._folder, self._index = folder, index
        self._indexing = threading.Lock()
        self._is_indexed = False
        self.page = lru_cache(maxsize=None)(self._page)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Return the name of each page: its path without the ending; an index page has the name of its folder."""
        paths = (path.relative_to(self._folder).as_posix() for path in sorted(self._folder.rglob("*.md")))
        return tuple(_name(path) for path in paths)

    def _page(self, name: str) -> ManualText:
        """Return a page; raise ``NotFound`` where there is none of that name."""
        return manual_text(self._text(name), lambda target: address_of(self._path(name), target))

    def search(self, text: str) -> SearchResult:
        """Search the guide, the reference and the glossary; what is found has the names of pages as sources."""
        with self._indexing:
            if not self._is_indexed:
                self._index.sync(self._digests(), self._load)
                self._is_indexed = True
        return self._index.search(SearchQuery(text, size=MOST_FOUND), Audience.PUBLIC)

    def _digests(self) -> Mapping[DocKey, str]:
        return {
            (_KIND, name): hashlib.sha256(self._text(name).encode()).hexdigest()
            for name in self.names
            if name.startswith(_SEARCHED)
        }

    def _load(self, key: DocKey) -> IndexItem:
        text = self._text(key[1])
        document = IndexDocument(_KIND, key[1], Audience.PUBLIC, manual_title(text))
        return IndexItem(document, manual_passages(text), hashlib.sha256(text.encode()).hexdigest())

    def _text(self, name: str) -> str:
        return (self._folder / self._path(name)).read_text(encoding="utf-8")

    def _path(self, name: str) -> str:
        if name not in self.names:
            raise NotFound("page", name)
        return f"{name}.md" if (self._folder / f"{name}.md").is_file() else posixpath.join(name, "index.md")


def address_of(path: str, target: str) -> str:
    """Return where a link of the page at ``path`` leads on the site: pages of the manual have addresses there."""
    to, mark, anchor = target.partition("#")
    if "://" in to or not to.endswith(".md"):
        return target
    name = _name(posixpath.normpath(posixpath.join(posixpath.dirname(path), to)))
    return f"{ADDRESS}/{name}".rstrip("/") + mark + anchor


def _name(path: str) -> str:
    return posixpath.join("", path.removesuffix(".md").removesuffix("index")).rstrip("/")
