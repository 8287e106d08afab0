"""The ranking of a call."""

from flask import Response, request

from kb.domain.account.account import Right
from kb.web.access import PUBLIC, Routes
from kb.web.calls.deadlines import deadline_words
from kb.web.context import Web
from kb.web.priorities.ranking_page import ranking_page


def register(routes: Routes, web: Web) -> None:
    """Put rankings on the application."""

    @routes.get("/calls/<id>/ranking", needs=PUBLIC)
    def ranking(id: str) -> Response:
        view = web.kb.rankings.ranking(id, web.viewer())
        is_staff = web.viewer().may(Right.RUN_CALL)
        _, now = web.kb.answers.phase(view.call)
        page = ranking_page(
            web.frame(f"Ranking: {view.call.title}", "call"),
            view,
            request.args.get("by", ""),
            deadline_words(view.call, now),
            is_staff=is_staff,
        )
        return web.page(page)
