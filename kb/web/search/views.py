"""Search, and passages like one."""

from urllib.parse import urlencode

from flask import Response, request

from kb.domain.account.account import Right
from kb.domain.errors import NotFound
from kb.domain.query.parameters import parameters_of, query_of
from kb.web.access import PUBLIC, Routes
from kb.web.context import Web
from kb.web.layout.frame import priority_link
from kb.web.search.page import search_page
from kb.web.search.similar_page import similar_page


def register(routes: Routes, web: Web) -> None:
    """Put the search on the application."""

    @routes.get("/search", needs=PUBLIC)
    def search() -> Response:
        query, notes = query_of(request.args.to_dict(flat=False))
        aim = web.kb.annotations.priority(query.pins_for, web.viewer())
        asked = bool(query.text or query.filters.active)
        answer = web.kb.search.search(query, web.viewer()) if asked else None
        kept = tuple(pair for pair in parameters_of(query) if pair[0] not in ("q", "page", "off"))
        frame = web.frame(
            f"{query.text} – search" if query.text else "Search",
            "search",
            searched=query.text,
            kept=kept,
            data=f"/search?{urlencode({'q': query.text})}" if query.text else "",
        )
        response = web.page(
            search_page(
                frame,
                query,
                answer,
                notes,
                priority_link(aim) if aim else None,
                annotates=web.viewer().may(Right.ANNOTATE),
            )
        )
        if answer:  # counted once the page has gone out: nobody waits for the disk
            result = answer.result
            response.call_on_close(lambda: web.kb.failed_searches.note(result))
        return response

    @routes.get("/sources/<id>/similar/<passage>", needs=PUBLIC)
    def similar(id: str, passage: str) -> Response:
        viewer = web.viewer()
        view = web.kb.browsing.source(id, viewer)
        found = next((p for p in view.passages if p.id == passage), None)
        if found is None:
            raise NotFound("passage", passage)
        frame = web.frame(f"Like {found.label or 'a passage'} of {view.source.heading}", "search")
        return web.page(similar_page(frame, view, found, web.kb.similar_passages.grouped(id, passage, viewer)))
