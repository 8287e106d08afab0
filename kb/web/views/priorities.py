"""Priorities."""

from flask import Flask, Response

from kb.web.context import Web
from kb.web.pages.priorities import priorities_page, priority_page


def register(app: Flask, web: Web) -> None:
    """Put the priorities on the application."""

    @app.get("/priorities")
    def priorities() -> Response:
        return web.page(
            priorities_page(web.frame("Priorities", "priorities"), web.kb.browsing.priorities(web.reader()))
        )

    @app.get("/priorities/<id>")
    def priority(id: str) -> Response:
        view = web.kb.browsing.priority(id, web.reader())
        return web.page(priority_page(web.frame(view.priority.title, "priorities"), view, web.base_url))
