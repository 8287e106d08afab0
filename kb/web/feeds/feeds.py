"""Atom (RFC 4287) for every search, and for the list of sources: what is new, newest first.

An entry is a passage for a search and a document for the list. Its id names it for good, wherever the site
may be; it counts as updated when its text was last captured, or else on the day that it was published.
"""

import datetime as dt
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote, urlsplit

from flask import Response, request

from kb.domain.dates import PartialDate
from kb.domain.query.parameters import lasting, query_of
from kb.domain.query.results import Group, Hit
from kb.domain.query.search_query import Sort
from kb.domain.source.source import Source
from kb.web.access import PUBLIC, Routes
from kb.web.addresses import document_address, feed_address, search_address, source_address
from kb.web.context import Web
from kb.web.feeds.xml import document, element, named
from kb.web.layout.frame import SITE

MOST_ENTRIES = 50
LOOKED_AT = 100
"""Documents looked at for the newest entries: one that was published long ago may have been captured today."""
MEDIA_TYPE = "application/atom+xml"
NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
"""When a thing without any date was updated: before everything that has one."""
MINTED = "2026"
"""The year in ``tag:`` ids (RFC 4151): when names for things were first given here. Never changed."""


@dataclass(frozen=True)
class FeedEntry:
    """One entry; ``path`` is the page that it leads to, ``key`` its name in the site for good."""

    key: str
    title: str
    path: str
    updated: dt.datetime
    published: PartialDate | None
    authors: tuple[str, ...]
    text: str


def register(routes: Routes, web: Web) -> None:
    """Put the feeds on the application."""

    @routes.get("/search.atom", needs=PUBLIC)
    def search_feed() -> Response:
        query, _ = query_of(request.args.to_dict(flat=False))
        query = replace(query, sort=Sort.NEWEST, page=1, size=LOOKED_AT, explain=False)
        answer = web.kb.search.search(query, web.viewer())
        sources = web.kb.browsing.sources(web.viewer()).by_id
        title = f"{query.text} – {SITE}" if query.text else f"Search – {SITE}"
        plain = replace(lasting(query), pins_for="")
        pages = (feed_address(plain), search_address(plain))
        return answered(feed(web.base_url, title, pages, entries_of(answer.result.groups, sources)))

    @routes.get("/sources.atom", needs=PUBLIC)
    def sources_feed() -> Response:
        entries = [_of_source(row.source) for row in web.kb.browsing.sources(web.viewer()).by_update[:MOST_ENTRIES]]
        return answered(feed(web.base_url, f"Sources – {SITE}", ("/sources.atom", "/sources"), entries))


def entries_of(groups: Iterable[Group], sources: Mapping[str, Source]) -> list[FeedEntry]:
    """Return an entry for each found passage."""
    return [_of_hit(group, hit, sources.get(group.source)) for group in groups for hit in group.hits]


def _of_hit(group: Group, hit: Hit, source: Source | None) -> FeedEntry:
    source = source if group.doc_type == "source" else None
    key = f"{group.doc_type}/{group.source}" + (f"/{hit.passage}" if hit.passage else "")
    invented = "Invented example: " if group.illustrative else ""
    return FeedEntry(
        key=key,
        title=invented + " · ".join(part for part in (group.title, hit.locator) if part),
        path=document_address(group.doc_type, group.source, hit.passage, ""),
        updated=_updated(source, group.published),
        published=group.published,
        authors=group.publishers,
        text=hit.text,
    )


def _of_source(source: Source) -> FeedEntry:
    updated = _updated(source, source.published)
    path = source_address(source.id)
    return FeedEntry(
        f"source/{source.id}", source.title, path, updated, source.published, source.publishers, source.summary
    )


def _updated(source: Source | None, published: PartialDate | None) -> dt.datetime:
    if source is not None and source.captured is not None:
        return source.captured.at
    return _midnight(published) if published else NEVER


def feed(base_url: str, title: str, pages: tuple[str, str], entries: Sequence[FeedEntry]) -> bytes:
    """Return a feed, the newest entries first; ``pages`` are its own path and that of the page it is the feed of."""
    own, page = pages
    newest = sorted(entries, key=lambda entry: entry.updated, reverse=True)[:MOST_ENTRIES]
    host = urlsplit(base_url).hostname or "localhost"
    root = named(
        "feed",
        {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": "en-GB"},
        children=(
            element("id", _tag(host, own.removeprefix("/"))),
            element("title", title),
            element("updated", _stamp(newest[0].updated if newest else NEVER)),
            element("author", children=(element("name", SITE),)),
            element("link", rel="self", type=MEDIA_TYPE, href=base_url + own),
            element("link", rel="alternate", type="text/html", href=base_url + page),
            *(_entry(base_url, host, entry) for entry in newest),
        ),
    )
    return document(root)


def _entry(base_url: str, host: str, entry: FeedEntry) -> ET.Element:
    authors = entry.authors or (SITE,)
    parts = [
        element("id", _tag(host, entry.key)),
        element("title", entry.title, type="text"),
        element("updated", _stamp(entry.updated)),
        *(element("author", children=(element("name", author),)) for author in authors),
        element("link", rel="alternate", type="text/html", href=base_url + entry.path),
        element("content", entry.text, type="text"),
    ]
    if entry.published:
        parts.insert(3, element("published", _stamp(_midnight(entry.published))))
    return element("entry", children=parts)


def _tag(host: str, key: str) -> str:
    return f"tag:{host},{MINTED}:{quote(key, safe='/~.-_?=&%+:')}"


def _midnight(date: PartialDate) -> dt.datetime:
    return dt.datetime.combine(date.first_day(), dt.time(), dt.UTC)


def _stamp(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def answered(body: bytes) -> Response:
    """Return a feed as a response that a reader may keep but must ask about."""
    response = Response(body, content_type=f"{MEDIA_TYPE}; charset=utf-8")
    response.headers["Cache-Control"] = "private, no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response
