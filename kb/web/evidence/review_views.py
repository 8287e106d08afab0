"""Entries reviewed several at once, by somebody else than who wrote them."""

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from kb.domain.account.account import Right
from kb.domain.editorial.review import ReviewState
from kb.domain.errors import InvalidInput, NotFound
from kb.services.library.content_writer import ContentConflict
from kb.web.access import Routes
from kb.web.accounts.display_names import names_for
from kb.web.context import Web
from kb.web.evidence.review_page import review_page
from kb.web.humanize import count
from kb.web.layout.frame import Link

MOST_AT_ONCE = 200


def register(routes: Routes, web: Web) -> None:
    """Put the page on the application."""

    @routes.get("/annotations/review", needs=Right.ANNOTATE)
    def entries_to_review() -> Response:
        return reviewing(web)

    @routes.post("/annotations/review", needs=Right.ANNOTATE)
    def review_entries() -> AnyResponse:
        chosen = [value.partition("@")[::2] for value in request.form.getlist("entry")[:MOST_AT_ONCE]]
        if not chosen:
            return reviewing(web, said="Nothing was ticked, so nothing is reviewed.", status=422)
        done, refused = 0, list[Link]()
        for id, seen in chosen:
            try:
                web.kb.annotation_editor.transition(id, ReviewState.REVIEWED, "", seen, web.viewer())
                done += 1
            except InvalidInput as error:
                refused.append(_refused(id, " ".join(error.field_errors.values())))
            except ContentConflict:
                refused.append(_refused(id, "Somebody changed it after your page was made. Read it again."))
            except NotFound:
                refused.append(Link("An entry", "/annotations", "It is not there any more."))
        if request.form.get("do") == "next" and not refused:
            return redirect(f"/priorities/agree?reviewed={done}", 303)
        words = count(done, "entry")
        said = f"{words[:1].upper()}{words[1:]} reviewed." if done else ""
        return reviewing(web, said=said, refused=tuple(refused), status=409 if refused else 200)


def reviewing(web: Web, *, said: str = "", refused: tuple[Link, ...] = (), status: int = 200) -> Response:
    """Return the page of what waits for this reviewer, with what came of reviewing just now."""
    viewer = web.viewer()
    waiting = web.kb.review_workflow.queue(web.kb.annotations.all(viewer), viewer).to_review
    frame, csrf = web.frame("Entries to review", "sources"), web.visitors.form_token()
    to_agree = len(web.kb.priority_text.waiting(viewer)) if viewer.may(Right.RUN_CALL) else 0
    page = review_page(frame, csrf, waiting, names_for(web), said=said, refused=refused, to_agree=to_agree)
    return web.page(page, status)


def _refused(id: str, why: str) -> Link:
    return Link(id, f"/annotations/{id}", why)
