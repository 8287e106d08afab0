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
        reader = web.reader()
        view = web.kb.browsing.priority(id, reader)
        into = view.priority.merged_into
        merged = web.kb.browsing.priority(into, reader).priority if into else None
        questions = web.kb.questions.of(view.priority, reader)
        frame = web.frame(view.priority.title, "priorities")
        return web.page(priority_page(frame, view, questions, merged, web.base_url))
