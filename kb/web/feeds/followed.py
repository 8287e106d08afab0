"""Atom for who follows a priority (new evidence, new passages for its searches) or a source (changes of its text)."""

import datetime as dt

from flask import Response

from kb.domain.account.viewer import Viewer
from kb.domain.errors import IndexMissing
from kb.domain.priority.priority import Priority
from kb.domain.source.capture import Attempt, Outcome
from kb.domain.source.source import Source
from kb.services.library.browse import EvidenceView
from kb.services.library.evidence import Cited
from kb.web.access import PUBLIC, Routes
from kb.web.addresses import feed_of_priority, feed_of_source, source_address
from kb.web.context import Web
from kb.web.feeds.feeds import NEVER, FeedEntry, answered, entries_of, feed
from kb.web.layout.frame import SITE

_CHANGES = {
    Outcome.NEW: "Its text was captured",
    Outcome.CHANGED: "Its text has changed",
    Outcome.MOVED: "It has moved to another address",
    Outcome.WITHDRAWN: "It was withdrawn",
    Outcome.GONE: "It is gone from its address",
}


def register(routes: Routes, web: Web) -> None:
    """Put the feeds on the application."""

    @routes.get("/priorities/<id>.atom", needs=PUBLIC)
    def priority_feed(id: str) -> Response:
        viewer = web.viewer()
        view = web.kb.browsing.priority(id, viewer)
        entries = [
            _of_evidence(view.priority, one) for one in view.evidence if one.cited.source and not one.cited.is_suspect
        ]
        pages = (feed_of_priority(id), f"/priorities/{id}")
        news = new_passages(web, view.priority, viewer)
        return answered(feed(web.base_url, f"{view.priority.title} – {SITE}", pages, [*entries, *news]))

    @routes.get("/sources/<id>.atom", needs=PUBLIC)
    def source_feed(id: str) -> Response:
        viewer = web.viewer()
        view = web.kb.browsing.source(id, viewer)
        entries = [_of_change(view.source, attempt) for attempt in web.kb.browsing.changes(id, viewer)]
        entries += [_of_suspect(view.source, one) for one in view.evidence if one.is_suspect]
        pages = (feed_of_source(id), source_address(id))
        return answered(feed(web.base_url, f"{view.source.heading} – {SITE}", pages, entries))


def new_passages(web: Web, priority: Priority, viewer: Viewer) -> list[FeedEntry]:
    """Return the passages that its searches find and that came after they were last run; none without an index."""
    known = web.kb.coverage.of(priority, viewer)
    try:
        found = web.kb.evidence_suggestions.since(priority, known, viewer)
    except IndexMissing:
        return []
    sources = web.kb.browsing.sources(viewer).by_id
    return entries_of([one.group for one in found], sources)


def _of_evidence(priority: Priority, view: EvidenceView) -> FeedEntry:
    source, cited = view.cited.source, view.cited
    passage = view.passage.id if view.passage else ""
    place = view.passage.locator if view.passage else view.cited.citation.label
    title = ": ".join((view.cited.stance.value.capitalize(), source.heading if source else ""))
    name = (
        cited.annotation.id if cited.annotation else f"{view.cited.citation.source}/{place}/{view.cited.stance.value}"
    )
    return FeedEntry(
        key=f"priority/{priority.id}/evidence/{name}",
        title=", ".join(part for part in (title, place) if part),
        path=source_address(view.cited.citation.source, passage),
        updated=_since(cited, priority),
        published=source.published if source else None,
        authors=source.publishers if source else (),
        text="\n\n".join(part for part in (view.cited.citation.exact, view.cited.why) if part),
    )


def _since(cited: Cited, priority: Priority) -> dt.datetime:
    """Return when a piece of evidence came to be as it is: what a priority's own file holds is as old as its words."""
    if cited.annotation is None:
        return priority.changed or NEVER
    last = cited.annotation.turns[-1].at if cited.annotation.turns else cited.annotation.made
    return max(last, cited.annotation.changed or cited.annotation.made)


def _of_change(source: Source, attempt: Attempt) -> FeedEntry:
    return FeedEntry(
        key=f"source/{source.id}/change/{attempt.at:%Y-%m-%dT%H:%M:%SZ}",
        title=f"{_CHANGES[attempt.outcome]}: {source.heading}",
        path=source_address(source.id),
        updated=attempt.at,
        published=None,
        authors=source.publishers,
        text=source.summary,
    )


def _of_suspect(source: Source, cited: Cited) -> FeedEntry:
    name = cited.annotation.id if cited.annotation else cited.citation.label or "source"
    return FeedEntry(
        key=f"source/{source.id}/suspect/{cited.priority.id}/{name}",
        title=f"Words cited are not there as they were cited: evidence for {cited.priority.title}",
        path=f"/priorities/{cited.priority.id}",
        updated=source.captured.at if source.captured else NEVER,
        published=None,
        authors=source.publishers,
        text=cited.citation.exact,
    )
