"""Comments: add one, resolve it, reopen it. They are read on the pages of what they are on."""

from flask import redirect, request
from werkzeug.wrappers import Response as AnyResponse

from kb.domain.account.account import Right
from kb.domain.errors import InvalidInput
from kb.web.access import Routes
from kb.web.comments.page import comment_page
from kb.web.comments.part import comment_hint
from kb.web.context import Web


def register(routes: Routes, web: Web) -> None:
    """Put the forms of comments on the application."""

    @routes.post("/comments", needs=Right.ANNOTATE)
    def add_comment() -> AnyResponse:
        viewer, subject, text = web.viewer(), request.form.get("on", ""), request.form.get("text", "")
        try:
            comment = web.kb.comments.add(subject, text, viewer)
        except InvalidInput as error:
            title, problem = web.kb.comments.title(subject, viewer), " ".join(error.field_errors.values())
            frame, csrf = web.frame("Comment", "priorities"), web.visitors.form_token()
            page = comment_page(frame, csrf, subject, title, text, comment_hint(web, subject), problem)
            return web.page(page, 422)
        return redirect(f"/{subject}#comment-{comment.id}", 303)

    @routes.post("/comments/<id>/resolve", needs=Right.ANNOTATE)
    def resolve_comment(id: str) -> AnyResponse:
        return redirect(f"/{web.kb.comments.resolve(id, web.viewer()).subject}#comments", 303)

    @routes.post("/comments/<id>/reopen", needs=Right.ANNOTATE)
    def reopen_comment(id: str) -> AnyResponse:
        return redirect(f"/{web.kb.comments.resolve(id, web.viewer(), on=False).subject}#comment-{id}", 303)
