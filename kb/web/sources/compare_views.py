"""Two documents side by side, as far as whoever asks may read them."""

from flask import Response, request

from kb.services.evidence.report_alignment import aligned_passages
from kb.web.access import PUBLIC, Routes
from kb.web.context import Web
from kb.web.layout.pager import page_in
from kb.web.sources.compare_page import choose_page, compare_page

LONGEST_WORDS = 200


def register(routes: Routes, web: Web) -> None:
    """Put the page on the application."""

    @routes.get("/sources/<id>/compare", needs=PUBLIC)
    def source_compare(id: str) -> Response:
        viewer = web.viewer()
        view, other = web.kb.browsing.source(id, viewer), request.args.get("with", "")
        frame = web.frame(f"{view.source.heading}, side by side", "sources")
        if other and other != id:
            beside = web.kb.browsing.source(other, viewer)
            aligned = aligned_passages(view.passages, beside.passages)
            return web.page(compare_page(frame, view, beside, aligned, page_in(request.args)))
        q = request.args.get("q", "").strip()[:LONGEST_WORDS]
        words = q.casefold().split()
        rows = web.kb.browsing.sources(viewer).rows if words else ()
        titles = ((row.source, f"{row.source.title} {row.source.short_title}".casefold()) for row in rows)
        found = [one for one, title in titles if one.id != id and all(word in title for word in words)]
        return web.page(choose_page(frame, view, q, found))
