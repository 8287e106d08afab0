"""Answering a call: the form and everything its buttons do, for a new answer."""

import re

from flask import Blueprint, Response, current_app, make_response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from kb.domain.account.viewer import Viewer
from kb.domain.errors import KnowledgeBaseError, NotAllowed
from kb.services.accounts.tokens import SHAPE, hash_of, new_token
from kb.services.calls.answer_identity import on_behalf
from kb.services.calls.answering import Receipt
from kb.web.access import PUBLIC, Routes
from kb.web.calls.answer_form_handler import AnswerFormHandler
from kb.web.calls.answer_form_page import FormState, FormTarget
from kb.web.calls.invitations import invited_viewer, with_invitation
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

    def form(self, id: str) -> AnyResponse:
        """Show the form: empty, or as this person left it; who has answered already is led to their answer."""
        if self._web.kb.answers.own(id, self._viewer(id)) is not None:
            return redirect(with_invitation(f"/calls/{id}/mine"), 303)
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
            if receipt.answer.link != hash_of(secret):  # a member who had answered already: it replaced that
                address = with_invitation(f"/calls/{id}/mine")
                return f"{address}{'&' if '?' in address else '?'}done=changed"
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
        viewer = invited_viewer(self._web, id)
        if viewer.invitation is not None:
            return viewer
        return on_behalf(viewer) if request.args.get("for") == MEMBER else viewer
