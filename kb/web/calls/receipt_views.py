"""Receipts: what proves an answer, its words as a file, and the change of it, for who has the secret."""

from flask import Blueprint, Response, current_app, make_response, request

from kb.domain.call.answer_form import answer_form_of
from kb.domain.call.answer_reference import shown
from kb.domain.call.receipt import canonical_words
from kb.domain.errors import KnowledgeBaseError
from kb.services.calls.answering import Receipt
from kb.web.access import PUBLIC, Routes
from kb.web.calls.answer_form_handler import AnswerFormHandler
from kb.web.calls.answer_form_page import FormState, FormTarget
from kb.web.calls.receipt_page import receipt_page
from kb.web.context import Web
from kb.web.csrf import FormRefused

DONE = {
    "sent": "Your answer has been received. Thank you.",
    "changed": "Your answer has been changed.",
}


def register(routes: Routes, web: Web) -> None:
    """Put receipts on the application; their addresses are secrets, so nothing may keep or pass them on."""
    views = ReceiptViews(web)
    pages = Blueprint("receipts", __name__, url_prefix="/receipts/<call>/<id>/<secret>")
    routes.add("", "receipt", views.receipt, "GET", needs=PUBLIC, on=pages)
    routes.add("/words.txt", "words", views.words, "GET", needs=PUBLIC, on=pages)
    routes.add("/change", "form", views.form, "GET", needs=PUBLIC, on=pages)
    routes.add("/change", "act", views.act, "POST", needs=PUBLIC, on=pages)
    pages.register_error_handler(FormRefused, views.refused)
    pages.after_request(_secretly)
    routes.app.register_blueprint(pages)


class ReceiptViews:
    """The receipt of one answer."""

    def __init__(self, web: Web) -> None:
        self._web = web

    def receipt(self, call: str, id: str, secret: str) -> Response:
        """Show the receipt."""
        web = self._web
        receipt = web.kb.answers.receipt(call, id, secret)
        address = _address(call, id, secret)
        titles = {row.source.id: row.source.heading for row in web.kb.browsing.sources(web.viewer())}
        frame = web.frame(f"Receipt {shown(id)}", "call")
        done = DONE.get(request.args.get("done", ""), "")
        return web.page(receipt_page(frame, receipt, address, f"{web.base_url}{address}", titles, done))

    def words(self, call: str, id: str, secret: str) -> Response:
        """Give the words in canonical form, as a file whose SHA-256 is the fingerprint."""
        answer = self._web.kb.answers.receipt(call, id, secret).answer
        response = Response(canonical_words(answer).encode(), mimetype="text/plain")
        response.headers["Content-Disposition"] = f'attachment; filename="answer-{answer.id}.txt"'
        return response

    def form(self, call: str, id: str, secret: str) -> Response:
        """Show the form with the answer in it."""
        receipt = self._web.kb.answers.receipt(call, id, secret)
        if not receipt.phase.lets_change:
            return Response(status=303, headers={"Location": _address(call, id, secret)})
        handler = self._handler(receipt, secret, receipt.answer.changes)
        return handler.shown(answer_form_of(receipt.answer), FormState({}))

    def act(self, call: str, id: str, secret: str) -> Response:
        """Do what the pressed button says."""
        receipt = self._web.kb.answers.receipt(call, id, secret)
        return self._handler(receipt, secret, _changes(receipt)).handle()

    def refused(self, error: FormRefused) -> Response:
        """Show what was typed again, in a page that can be sent."""
        args = request.view_args or {}
        try:
            receipt = self._web.kb.answers.receipt(args["call"], args["id"], args["secret"])
            return self._handler(receipt, args["secret"], _changes(receipt)).refused()
        except KnowledgeBaseError as instead:  # the link is none of ours
            return make_response(current_app.handle_user_exception(instead))

    def _handler(self, receipt: Receipt, secret: str, changes: int) -> AnswerFormHandler:
        web, answering, answer = self._web, self._web.kb.answers, receipt.answer
        viewer = web.viewer()
        return AnswerFormHandler(
            web=web,
            viewer=viewer,
            kind=answer.organisation_kind,
            call=receipt.call,
            phase=receipt.phase,
            now=answering.phase(receipt.call)[1],
            target=self._target(receipt, secret, changes),
            send=lambda typed: answering.change(answer.call, answer.id, secret, typed, changes, viewer),
            keep=lambda typed: None,
            goes_to=lambda made: f"{_address(answer.call, answer.id, secret)}{'?done=changed' if made.is_news else ''}",
            target_now=lambda: self._target(answering.receipt(answer.call, answer.id, secret), secret),
        )

    def _target(self, receipt: Receipt, secret: str, changes: int | None = None) -> FormTarget:
        answer = receipt.answer
        held = answer.changes if changes is None else changes
        return FormTarget(
            action=f"{_address(answer.call, answer.id, secret)}/change",
            csrf=self._web.visitors.form_token(),
            hidden=(("changes", str(held)),),
            is_change=True,
        )


def _changes(receipt: Receipt) -> int:
    """Return how often the answer had been changed when the form was given out; now, where it does not say."""
    given = request.form.get("changes", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 7 else receipt.answer.changes


def _address(call: str, id: str, secret: str) -> str:
    return f"/receipts/{call}/{id}/{secret}"


def _secretly(response: Response) -> Response:
    """Forbid caching and indexing of the page. No other site is told its address: the site's policy sees to that.

    ``no-referrer`` would be too much: browsers then send forms from ``Origin: null``, which are refused.
    """
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers.pop("ETag", None)
    return response
