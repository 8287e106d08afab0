"""Answering a call: the form and everything its buttons do, for a new answer."""

import re

from flask import Blueprint, Response, current_app, make_response, request

from kb.domain.account.viewer import Viewer
from kb.domain.errors import KnowledgeBaseError, NotAllowed, NotFound
from kb.services.accounts.tokens import SHAPE, new_token
from kb.services.calls.answer_identity import on_behalf
from kb.services.calls.answering import Receipt
from kb.web.access import PUBLIC, Routes
from kb.web.calls.answer_form_handler import AnswerFormHandler
from kb.web.calls.answer_form_page import FormState, FormTarget
from kb.web.context import Web
from kb.web.csrf import FormRefused

_SECRET = re.compile(SHAPE)
MEMBER = "member"


def register(routes: Routes, web: Web) -> None:
    """Put the form of an answer on the application; a form that is refused comes back with all that was typed."""
    views = AnswerViews(web)
    pages = Blueprint("answering", __name__)
    routes.add("/calls/<id>/answer", "form", views.form, "GET", needs=PUBLIC, on=pages)
    routes.add("/calls/<id>/answer", "act", views.act, "POST", needs=PUBLIC, on=pages)
    pages.register_error_handler(FormRefused, views.refused)
    routes.app.register_blueprint(pages)


class AnswerViews:
    """The form of a new answer."""

    def __init__(self, web: Web) -> None:
        self._web = web

    def form(self, id: str) -> Response:
        """Show the form: empty, or as this person left it."""
        handler = self._handler(id)
        if not handler.phase.takes_answers:
            raise NotAllowed(f"answer a call that is {handler.phase.value}")
        opened = self._web.kb.answers.open(id, handler.viewer)
        return handler.shown(opened.typed, FormState({}, saved_at=opened.saved_at))

    def act(self, id: str) -> Response:
        """Do what the pressed button says."""
        return self._handler(id).handle()

    def refused(self, error: FormRefused) -> Response:
        """Show what was typed again, in a page that can be sent."""
        try:
            return self._handler((request.view_args or {})["id"]).refused()
        except KnowledgeBaseError as instead:  # there is no such call, or it takes no answers from who asks
            return make_response(current_app.handle_user_exception(instead))

    def _handler(self, id: str) -> AnswerFormHandler:
        web, answering = self._web, self._web.kb.answers
        viewer = self._viewer(id)
        opened = answering.open(id, viewer)
        sent = request.form.get("secret", "")
        secret = sent if _SECRET.fullmatch(sent) else new_token()
        target = FormTarget(
            action=request.full_path.removesuffix("?"),
            csrf=web.visitors.form_token(),
            hidden=(("secret", secret),),
            on_behalf=viewer.on_behalf,
            is_known=viewer.is_known_member,
            keeps_drafts=bool(viewer.owner),
        )

        def goes_to(receipt: Receipt) -> str:
            return f"/receipts/{id}/{receipt.answer.id}/{secret}?done=sent"

        return AnswerFormHandler(
            web=web,
            viewer=viewer,
            call=opened.call,
            phase=opened.phase,
            now=answering.phase(opened.call)[1],
            target=target,
            send=lambda typed: answering.send(id, viewer, typed, secret),
            keep=lambda typed: answering.keep_draft(id, viewer, typed),
            goes_to=goes_to,
            target_now=lambda: target,
        )

    def _viewer(self, id: str) -> Viewer:
        viewer, token = self._web.viewer(), request.args.get("invitation", "")
        if token:
            holder = self._web.kb.invitations.holder(id, token, viewer)
            if holder is None:
                raise NotFound("invitation", "")
            return holder
        return on_behalf(viewer) if request.args.get("for") == MEMBER else viewer
