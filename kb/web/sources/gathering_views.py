"""Gathering: runs that fetch sources, the queue of those to file by hand, and proposals of new ones."""

from collections.abc import Callable

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from kb.domain.account.account import Right
from kb.domain.errors import InvalidInput
from kb.domain.job import BackgroundJob
from kb.services.jobs.runner import JobBusy
from kb.services.sources import fetching, proposals
from kb.web.access import Routes
from kb.web.accounts.display_names import names_for
from kb.web.context import Web
from kb.web.layout.frame import Link
from kb.web.layout.pager import page_in
from kb.web.sources.gathering_page import DUE, GatheringAsked, gathering_page

HOME = "/gathering"
DONE = {
    "accepted": "Accepted: it is a source now. Fetch it to have its text.",
    "declined": "Turned down. It will not be proposed again.",
}


def register(routes: Routes, web: Web) -> None:
    """Put the page on the application."""

    @routes.get(HOME, needs=Right.GATHER)
    def gathering() -> Response:
        return page(web)

    @routes.post(f"{HOME}/fetch", needs=Right.GATHER)
    def fetch_sources() -> AnyResponse:
        viewer, wanted = web.viewer(), request.form.getlist("sources")
        if request.form.get("do") == DUE:
            return started(web, lambda: web.kb.source_fetching.fetch_due(viewer))
        return started(web, lambda: web.kb.source_fetching.fetch(wanted, viewer))

    @routes.post(f"{HOME}/discover", needs=Right.GATHER)
    def discover_sources() -> AnyResponse:
        return started(web, lambda: web.kb.proposals.look(web.viewer()))

    @routes.post(f"{HOME}/proposals/<id>", needs=Right.GATHER)
    def decide_proposal(id: str) -> AnyResponse:
        viewer = web.viewer()
        if request.form.get("do") != "accept":
            web.kb.proposals.decline(id, viewer)
            return redirect(f"{HOME}?done=declined#proposals", 303)
        try:
            web.kb.proposals.accept(id, viewer)
        except InvalidInput as error:
            return page(web, error)
        return redirect(f"/sources/{id}?done=accepted", 303)


def started(web: Web, start: Callable[[], BackgroundJob]) -> AnyResponse:
    """Start a job and go to its page; go to the one that runs already where only one may."""
    try:
        return redirect(f"/jobs/{start().id}", 303)
    except JobBusy as busy:
        if busy.job is None:  # it came to its end just now
            return redirect(HOME, 303)
        return redirect(f"/jobs/{busy.job.id}?busy=yes", 303)
    except InvalidInput as error:
        return page(web, error)


def page(web: Web, error: InvalidInput | None = None) -> Response:
    """Return the page, with what was wrong with what was sent."""
    viewer, args, kb = web.viewer(), request.args, web.kb
    kinds = (fetching.KIND, proposals.KIND)
    found = gathering_page(
        web.frame("Gather", "sources"),
        web.visitors.form_token(),
        kb.source_fetching.rows(viewer),
        kb.proposals.waiting(),
        kb.jobs.all(*kinds),
        names_for(web),
        asked=GatheringAsked(args.get("show", DUE), args.get("publisher", ""), page_in(args), page_in(args, "by-hand")),
        told=DONE.get(args.get("done", ""), ""),
        errors=tuple(Link(words, f"#{name}") for name, words in error.field_errors.items()) if error else (),
        kinds=kinds,
    )
    return web.page(found, 422 if error else 200)
