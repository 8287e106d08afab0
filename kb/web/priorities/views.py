"""Priorities."""

from collections.abc import Iterable

from flask import Response

from kb.domain.account.account import Right
from kb.domain.priority.priority import Priority
from kb.services.editorial.priority_text import WordsToAgree
from kb.services.editorial.recommendations import RecommendationView
from kb.web.access import PUBLIC, Routes
from kb.web.accounts.display_names import names_for
from kb.web.comments.part import comments_here
from kb.web.context import Web
from kb.web.editorial.recommendation_page import recommendation_links
from kb.web.priorities.agree_page import agree_value
from kb.web.priorities.offers_part import AgreementPart, Offers, agreement_part, offers_of
from kb.web.priorities.page import priorities_page, priority_page
from kb.web.priorities.search_views import searches_here
from kb.web.priorities.timeline_part import timeline_part


def register(routes: Routes, web: Web) -> None:
    """Put the priorities on the application."""

    @routes.get("/priorities", needs=PUBLIC)
    def priorities() -> Response:
        viewer = web.viewer()
        frame, views = web.frame("Priorities", "priorities", data="/priorities"), web.kb.browsing.priorities(viewer)
        waiting = len(web.kb.priority_text.waiting(viewer)) if viewer.may(Right.RUN_CALL) else None
        return web.page(priorities_page(frame, views, waiting))

    @routes.get("/priorities/<id>", needs=PUBLIC)
    def priority(id: str) -> Response:
        viewer = web.viewer()
        view = web.kb.browsing.priority(id, viewer)
        into = view.priority.merged_into
        merged = web.kb.browsing.priority(into, viewer).priority if into else None
        questions = web.kb.questions.of(view.priority, viewer)
        frame = web.frame(view.priority.title, "priorities", data=f"/priorities/{id}")
        recommended = web.kb.recommendations.of_priority(id, viewer)
        offers, searches = offers_here(web, view.priority, recommended), searches_here(web, view.priority)
        comments = comments_here(web, f"priorities/{view.priority.id}")
        timeline = timeline_part(view, recommended, web.kb.browsing.calls(viewer))
        return web.page(
            priority_page(frame, view, questions, merged, web.base_url, offers, searches, comments, timeline)
        )


def offers_here(web: Web, priority: Priority, recommended: Iterable[RecommendationView]) -> Offers:
    """Return what is offered under a priority, as far as who asks may see it, and what they may do."""
    viewer = web.viewer()
    is_staff = viewer.may(Right.RUN_CALL)
    under = web.kb.entries.of_priority(priority.id, viewer)
    agreement = agreement_here(web, priority.id) if is_staff else None
    links = recommendation_links(recommended)
    return offers_of(priority, under, links, agreement, works=viewer.annotates, is_staff=is_staff)


def agreement_here(web: Web, id: str) -> AgreementPart:
    """Return who wrote the words of a priority and who agreed, with the form for one of the staff who may agree."""
    read, kb = web.kb.priority_text.read(id), web.kb.priority_text
    may = kb.may_agree(read.item, web.viewer())
    value = agree_value(WordsToAgree(read.item, read.digest)) if may else ""
    return agreement_part(read.item, web.visitors.form_token() if may else "", value, names_for(web))
