"""Receipts: what proves an answer, its words as a file, and the change of it.

An answer is held by who has its secret, and by the member whose account or invitation it was sent with.
"""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, Response, current_app, make_response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from kb.domain.account.viewer import Viewer
from kb.domain.call.answer_form import AnswerForm, answer_form_of
from kb.domain.call.answer_reference import shown
from kb.domain.call.receipt import canonical_words
from kb.domain.errors import KnowledgeBaseError, or_not_found
from kb.services.calls.answering import Receipt
from kb.web.access import PUBLIC, Routes
from kb.web.calls.answer_form_handler import AnswerFormHandler
from kb.web.calls.answer_form_page import FormState, FormTarget
from kb.web.calls.invitations import invited_viewer, with_invitation
from kb.web.calls.receipt_page import receipt_page
from kb.web.context import Web
from kb.web.csrf import FormRefused

DONE = {
    "sent": "Your answer has been received. Thank you.",
    "changed": "Your answer has been changed.",
}


@dataclass(frozen=True)
class HeldAnswer:
    """An answer as somebody holds it: its receipt, how they change it, and the addresses of both.

    ``secret`` is set where a link with a secret is how they hold it.
    """

    viewer: Viewer
    receipt: Callable[[], Receipt]
    change: Callable[[AnswerForm, int], Receipt]
    address: Callable[[str], str]
    secret: str = ""


def register(routes: Routes, web: Web) -> None:
    """Put receipts on the application; their addresses are secrets, so nothing may keep or pass them on."""
    for name, prefix, held in (
        ("receipts", "/receipts/<call>/<id>/<secret>", by_secret),
        ("own_answer", "/calls/<call>/mine", by_member),
    ):
        views = ReceiptViews(web, held)
        pages = Blueprint(name, __name__, url_prefix=prefix)
        routes.add("", "receipt", views.receipt, "GET", needs=PUBLIC, on=pages)
        routes.add("/words.txt", "words", views.words, "GET", needs=PUBLIC, on=pages)
        routes.add("/change", "form", views.form, "GET", needs=PUBLIC, on=pages)
        routes.add("/change", "act", views.act, "POST", needs=PUBLIC, on=pages)
        pages.register_error_handler(FormRefused, views.refused)
        pages.after_request(_secretly)
        routes.app.register_blueprint(pages)


def by_secret(web: Web, call: str, id: str, secret: str) -> HeldAnswer:
    """Return the answer that a secret opens."""
    viewer, answers = web.viewer(), web.kb.answers
    return HeldAnswer(
        viewer,
        lambda: answers.receipt(call, id, secret),
        lambda typed, changes: answers.change(call, id, secret, typed, changes, viewer),
        lambda below: f"/receipts/{call}/{id}/{secret}{below}",
        secret,
    )


def by_member(web: Web, call: str) -> HeldAnswer:
    """Return the answer that whoever asks sent from their account, or from their invitation."""
    viewer, answers = invited_viewer(web, call), web.kb.answers

    def receipt() -> Receipt:
        return or_not_found(answers.own(call, viewer), "answer", call)

    return HeldAnswer(
        viewer,
        receipt,
        lambda typed, changes: answers.change_own(call, typed, changes, viewer),
        lambda below: with_invitation(f"/calls/{call}/mine{below}"),
    )


class ReceiptViews:
    """The receipt of one answer, as ``held`` finds it from the address."""

    def __init__(self, web: Web, held: Callable[..., HeldAnswer]) -> None:
        self._web, self._held = web, held

    def receipt(self, **place: str) -> Response:
        """Show the receipt."""
        web, held = self._web, self._held(self._web, **place)
        receipt = held.receipt()
        titles = web.kb.browsing.sources(held.viewer).headings
        frame = web.frame(f"Receipt {shown(receipt.answer.id)}", "call")
        done = DONE.get(request.args.get("done", ""), "")
        link = f"{web.base_url}{held.address('')}" if held.secret else ""
        return web.page(receipt_page(frame, receipt, held.address, link, titles, done))

    def words(self, **place: str) -> Response:
        """Give the words in canonical form, as a file whose SHA-256 is the fingerprint."""
        answer = self._held(self._web, **place).receipt().answer
        response = Response(canonical_words(answer).encode(), mimetype="text/plain")
        response.headers["Content-Disposition"] = f'attachment; filename="answer-{answer.id}.txt"'
        return response

    def form(self, **place: str) -> AnyResponse:
        """Show the form with the answer in it."""
        held = self._held(self._web, **place)
        receipt = held.receipt()
        if not receipt.phase.lets_change:
            return redirect(held.address(""), 303)
        handler = self._handler(held, receipt, receipt.answer.changes)
        return handler.shown(answer_form_of(receipt.answer), FormState({}))

    def act(self, **place: str) -> Response:
        """Do what the pressed button says."""
        held = self._held(self._web, **place)
        receipt = held.receipt()
        return self._handler(held, receipt, _changes(receipt)).handle()

    def refused(self, error: FormRefused) -> Response:
        """Show what was typed again, in a page that can be sent."""
        try:
            held = self._held(self._web, **(request.view_args or {}))
            receipt = held.receipt()
            return self._handler(held, receipt, _changes(receipt)).refused()
        except KnowledgeBaseError as instead:  # the link is none of ours
            return make_response(current_app.handle_user_exception(instead))

    def _handler(self, held: HeldAnswer, receipt: Receipt, changes: int) -> AnswerFormHandler:
        answering, answer = self._web.kb.answers, receipt.answer

        def goes_to(made: Receipt) -> str:
            address = held.address("")
            return f"{address}{'&' if '?' in address else '?'}done=changed" if made.is_news else address

        return AnswerFormHandler(
            web=self._web,
            viewer=held.viewer,
            kind=answer.organisation_kind,
            call=receipt.call,
            phase=receipt.phase,
            now=answering.phase(receipt.call)[1],
            target=self._target(held, receipt, changes),
            send=lambda typed: held.change(typed, changes),
            keep=lambda typed: None,
            goes_to=goes_to,
            target_now=lambda: self._target(held, held.receipt()),
        )

    def _target(self, held: HeldAnswer, receipt: Receipt, changes: int | None = None) -> FormTarget:
        answer = receipt.answer
        return FormTarget(
            action=held.address("/change"),
            csrf=self._web.visitors.form_token(),
            hidden=(("changes", str(answer.changes if changes is None else changes)),),
            is_change=True,
        )


def _changes(receipt: Receipt) -> int:
    """Return how often the answer had been changed when the form was given out; now, where it does not say."""
    given = request.form.get("changes", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 7 else receipt.answer.changes


def _secretly(response: Response) -> Response:
    """Forbid caching and indexing of the page. No other site is told its address: the site's policy sees to that.

    ``no-referrer`` would be too much: browsers then send forms from ``Origin: null``, which are refused.
    """
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers.pop("ETag", None)
    return response
