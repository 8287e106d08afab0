"""Priorities."""

from flask import Response

from kb.domain.account.account import Right
from kb.domain.priority.priority import Priority
from kb.web.access import PUBLIC, Routes
from kb.web.context import Web
from kb.web.editorial.recommendation_page import recommendation_links
from kb.web.priorities.offers_part import Offers, offers_of
from kb.web.priorities.page import priorities_page, priority_page
from kb.web.priorities.search_views import searches_here


def register(routes: Routes, web: Web) -> None:
    """Put the priorities on the application."""

    @routes.get("/priorities", needs=PUBLIC)
    def priorities() -> Response:
        return web.page(
            priorities_page(web.frame("Priorities", "priorities"), web.kb.browsing.priorities(web.viewer()))
        )

    @routes.get("/priorities/<id>", needs=PUBLIC)
    def priority(id: str) -> Response:
        viewer = web.viewer()
        view = web.kb.browsing.priority(id, viewer)
        into = view.priority.merged_into
        merged = web.kb.browsing.priority(into, viewer).priority if into else None
        questions = web.kb.questions.of(view.priority, viewer)
        frame = web.frame(view.priority.title, "priorities")
        offers, searches = offers_here(web, view.priority), searches_here(web, view.priority)
        return web.page(priority_page(frame, view, questions, merged, web.base_url, offers, searches))


def offers_here(web: Web, priority: Priority) -> Offers:
    """Return what is offered under a priority, as far as who asks may see it, and what they may do."""
    viewer = web.viewer()
    under = web.kb.entries.of_priority(priority.id, viewer)
    recommended = recommendation_links(web.kb.recommendations.of_priority(priority.id, viewer))
    return offers_of(priority, under, recommended, works=viewer.annotates, is_staff=viewer.may(Right.RUN_CALL))
