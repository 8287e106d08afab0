"""The ranking of a call."""

from flask import Flask, Response, request

from kb.domain.account.account import Right
from kb.web.calls.deadlines import deadline_words
from kb.web.context import Web
from kb.web.priorities.ranking_page import ranking_page


def register(app: Flask, web: Web) -> None:
    """Put rankings on the application."""

    @app.get("/calls/<id>/ranking")
    def ranking(id: str) -> Response:
        view = web.kb.rankings.ranking(id, web.reader())
        account = web.visitors.now().account
        is_staff = account is not None and account.role.may(Right.RUN_CALL)
        _, now = web.kb.answering.standing(view.call)
        page = ranking_page(
            web.frame(f"Ranking: {view.call.title}", "call"),
            view,
            request.args.get("by", ""),
            deadline_words(view.call, now),
            is_staff=is_staff,
        )
        return web.page(page)
