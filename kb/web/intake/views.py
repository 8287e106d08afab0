"""Answers that wait for a person: their originals beside, put right and taken in, or set aside; for staff."""

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from kb.domain.account.account import Right
from kb.domain.call.answer_form import AnswerForm
from kb.domain.errors import EditConflict, InvalidInput, NotFound
from kb.web.access import Routes
from kb.web.calls.answer_fields import typed_of
from kb.web.context import Web
from kb.web.intake.page import waiting_page

SAVED_FIRST = "Somebody saved this first. What you typed stands here still; look at theirs, and send yours again."
CONFLICT = 409


def register(routes: Routes, web: Web) -> None:
    """Put what waits on the application."""
    room = web.kb.waiting_answers

    @routes.get("/calls/<call>/triage/waiting/<id>", needs=Right.RUN_CALL)
    def waiting(call: str, id: str) -> Response:
        return item_page(web, call, id)

    @routes.get("/calls/<call>/triage/waiting/<id>/original", needs=Right.RUN_CALL)
    def original(call: str, id: str) -> Response:
        """Hand the bytes out as a download of no kind, so that no browser ever shows them as a page of ours."""
        response = Response(room.original(call, id), mimetype="application/octet-stream")
        response.headers["Content-Disposition"] = f'attachment; filename="{id}.original"'
        return response

    @routes.post("/calls/<call>/triage/waiting/<id>/<act>", needs=Right.RUN_CALL)
    def put_right(call: str, id: str, act: str) -> AnyResponse:
        viewer, form = web.viewer(), request.form
        seen, typed = form.get("seen", ""), None
        try:
            if act == "accept":
                typed = typed_of(form, lambda _source: False)
                room.accept(call, id, typed, seen, viewer)
            elif act == "set-aside":
                room.set_aside(call, id, form.get("reason", ""), seen, viewer)
            elif act == "take-up":
                room.take_up(call, id, seen, viewer)
            else:
                raise NotFound("act", act)
        except InvalidInput as error:
            return item_page(web, call, id, typed, error.field_errors, 422)
        except EditConflict:
            return item_page(web, call, id, typed, {"organisation": SAVED_FIRST}, CONFLICT)
        return redirect(f"/calls/{call}/triage", 303)


def item_page(
    web: Web,
    call: str,
    id: str,
    typed: AnswerForm | None = None,
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> Response:
    """Return the page of one that waits, with what was typed where it comes back."""
    item, csrf = web.kb.waiting_answers.item(call, id, even_done=status == CONFLICT), web.visitors.form_token()
    return web.page(waiting_page(web.frame("An answer that waits", "call"), csrf, item, typed, errors), status)
