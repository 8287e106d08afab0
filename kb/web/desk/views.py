"""The desk of the person who signed in, and the pairs that staff discuss."""

from flask import Response

from kb.domain.account.account import Right
from kb.services.editorial.entries import AdviceView, QuestionView
from kb.web.access import SIGNED_IN, Routes
from kb.web.accounts.display_names import names_for
from kb.web.comments.part import mentions_queue
from kb.web.context import Web
from kb.web.desk.page import DeskQueue, desk_page
from kb.web.editorial.review_queue import to_agree_queue, written_queues
from kb.web.evidence.annotation_queue import entry_queues
from kb.web.evidence.suspect_page import suspects_queue
from kb.web.layout.frame import Link
from kb.web.triage.pairs_page import pairs_page

LISTS = (
    Link("Annotated entries", "/annotations"),
    Link("Questions for the inspectorate", "/questions"),
    Link("Advice", "/advice"),
    Link("Recommendations", "/recommendations"),
    Link("Citations to check", "/suspects"),
)
"""Lists of what people write, which no menu leads to."""


def register(routes: Routes, web: Web) -> None:
    """Put the desk and the pairs on the application."""

    @routes.get("/desk", needs=SIGNED_IN)
    def desk() -> Response:
        viewer = web.viewer()
        is_staff = viewer.may(Right.RUN_CALL)
        made, now = web.kb.desk.desk(viewer)
        names, kb = names_for(web), web.kb
        queues: tuple[DeskQueue, ...] = ()
        if viewer.annotates:
            annotations = kb.annotations.all(viewer)
            written: tuple[QuestionView | AdviceView, ...] = (
                *kb.entries.questions(viewer),
                *kb.entries.advices(viewer),
            )
            queues = (mentions_queue(kb.comments.mentions_of(viewer), names),)
            queues += entry_queues(annotations, kb.review_workflow.queue(annotations, viewer), names)
            queues += written_queues(kb.review_workflow.queue(written, viewer), names)
        if is_staff:
            queues += (to_agree_queue(kb.priority_text.waiting(viewer), names),)
        if viewer.annotates:
            queues += (suspects_queue(web.kb.suspect_citations.all(viewer), web.kb.suspect_citations.own(viewer)),)
        frame = web.frame("My work", "desk")
        own = Link("Your own entries", f"/annotations?author={viewer.id}")
        lists = (own, *LISTS) if viewer.annotates else ()
        problem = kb.index_sync.status().problem if is_staff else ""
        return web.page(
            desk_page(frame, viewer.email, made, now, queues, lists, is_staff=is_staff, search_problem=problem)
        )

    @routes.get("/calls/<id>/pairs", needs=Right.RUN_CALL)
    def pairs(id: str) -> Response:
        board, found = web.kb.triage.board(id), web.kb.opposing_pairs.pairs(id)
        return web.page(pairs_page(web.frame(f"Pairs: {board.call.title}", "call"), board, found))
