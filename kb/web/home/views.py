"""The first page, and ``/health`` for machines."""

from flask import Response, jsonify

from kb.web.access import PUBLIC, Routes
from kb.web.calls.deadlines import deadline_words
from kb.web.context import Web
from kb.web.home.page import home_page
from kb.web.layout.frame import Link


def register(routes: Routes, web: Web) -> None:
    """Put the first page and the health check on the application."""

    @routes.get("/", needs=PUBLIC)
    def home() -> Response:
        browsing, viewer = web.kb.browsing, web.viewer()
        calls = browsing.calls(viewer)
        call = calls[0] if calls else None
        now = web.kb.answers.phase(call)[1] if call else None
        link = Link(call.title, f"/calls/{call.id}", deadline_words(call, now)) if call and now else None
        page = home_page(
            web.frame("", has_box=False),
            browsing.sources(viewer),
            browsing.priorities(viewer),
            holdings(web)["passages"],
            link,
            web.kb.first_steps.left(viewer),
        )
        return web.page(page)

    @routes.get("/health", needs=PUBLIC)
    def health() -> Response:
        """Say in JSON whether content is read and the index answers, and what it holds; 503 where it is not so."""
        told: dict[str, int | str] = {"healthy": False}
        if not web.kb.index_watcher.is_reading:
            problem = web.kb.index_sync.status().problem
            told = {**holdings(web), **({"problem": problem} if problem else {})}
        response = jsonify(told)
        response.status_code = 200 if told["healthy"] else 503
        response.headers["Cache-Control"] = "no-store"
        return response


def holdings(web: Web) -> dict[str, int]:
    """Return whether the index is sound, and how much of it this reader may see: counts must not tell of the rest."""
    status = web.kb.index_sync.status()
    shelves = [status.shelves.get(shelf.value, {}) for shelf in web.viewer().audience.shelves()]
    counts = {name: sum(shelf.get(name, 0) for shelf in shelves) for name in ("documents", "passages")}
    return {"healthy": status.healthy, **counts}
