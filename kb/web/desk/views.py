"""The desk of the person who signed in, and the pairs that staff discuss."""

from flask import Response

from kb.domain.account.account import Right
from kb.services.editorial.review_queue import written_waiting
from kb.web.access import SIGNED_IN, Routes
from kb.web.accounts.display_names import names_for
from kb.web.context import Web
from kb.web.desk.page import desk_page
from kb.web.editorial.review_queue import to_agree_shelf, written_shelves
from kb.web.evidence.annotation_queue import entry_shelves
from kb.web.evidence.suspect_page import suspects_shelf
from kb.web.triage.pairs_page import pairs_page


def register(routes: Routes, web: Web) -> None:
    """Put the desk and the pairs on the application."""

    @routes.get("/desk", needs=SIGNED_IN)
    def desk() -> Response:
        viewer = web.viewer()
        is_staff = viewer.may(Right.RUN_CALL)
        made, now = web.kb.desks.desk(viewer)
        shelves = entry_shelves(
            web.kb.annotations.desk(viewer, one_may_do=web.kb.settings.one_may_review), names_for(web)
        )
        names = names_for(web)
        shelves += written_shelves(written_waiting(web.kb.entries, web.kb.entry_editing, viewer), names)
        if is_staff:
            shelves += (to_agree_shelf(web.kb.priority_text.waiting(viewer), names),)
        if viewer.annotates:
            shelves += (suspects_shelf(web.kb.suspects.all(viewer), web.kb.suspects.own(viewer)),)
        frame = web.frame("Your desk", "desk")
        return web.page(desk_page(frame, viewer.email, made, now, shelves, is_staff=is_staff))

    @routes.get("/calls/<id>/pairs", needs=Right.RUN_CALL)
    def pairs(id: str) -> Response:
        board, found = web.kb.triage.board(id), web.kb.conflicts.pairs(id)
        return web.page(pairs_page(web.frame(f"Pairs: {board.call.title}", "call"), board, found))
