"""Jobs: the page of one, its steps as they come, and stopping it."""

import threading
import time
from collections.abc import Iterator

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from kb.domain.account.account import Right
from kb.domain.errors import NotFound
from kb.domain.job import BackgroundJob, JobState
from kb.domain.source.capture import Outcome
from kb.services.jobs.runner import JobRunner
from kb.services.sources import filing, proposals
from kb.services.sources.archives import LISTING, TAKING
from kb.web.access import Routes
from kb.web.accounts.display_names import names_for
from kb.web.context import Web
from kb.web.layout.frame import Link
from kb.web.sources.job_page import job_page

STREAMS = 2
"""Pages that one process tells of steps at a time; each holds a thread. Others ask now and again."""
STREAM_SECONDS = 25.0
"""How long one answer goes on telling; a browser then asks for the next."""
LOOK_SECONDS = 0.5


def register(routes: Routes, web: Web) -> None:
    """Put the pages of jobs on the application."""
    turns = threading.BoundedSemaphore(STREAMS)

    @routes.get("/jobs/<id>", needs=Right.FILE)
    def job(id: str) -> AnyResponse:
        found = own_job(web, id)
        if found.kind == filing.READING:
            return redirect(f"/sources/{found.subject}/file/{id}" if found.subject else f"/sources/new/{id}", 303)
        if found.kind == LISTING and found.state is JobState.DONE:
            return redirect(f"/sources/{found.subject}/archived/{id}", 303)
        csrf, titles = web.visitors.form_token(), titles_of(web)
        frame = web.frame("Fetch sources", "sources")
        return web.page(job_page(frame, csrf, found, names_for(web), titles, _leads_on(found)))

    @routes.get("/jobs/<id>/events", needs=Right.FILE)
    def job_events(id: str) -> Response:
        own_job(web, id)
        last = request.headers.get("Last-Event-ID") or request.args.get("seen", "")
        if not turns.acquire(blocking=False):
            return Response(status=204)  # the browser stops asking, and the page loads itself anew instead
        told = Response(_steps(web.kb.jobs, id, int(last) if last.isdecimal() else 0), mimetype="text/event-stream")
        told.call_on_close(turns.release)
        told.headers["Cache-Control"], told.headers["X-Accel-Buffering"] = "no-store", "no"
        return told

    @routes.post("/jobs/<id>/stop", needs=Right.FILE)
    def stop_job(id: str) -> AnyResponse:
        web.kb.jobs.stop(own_job(web, id).id)
        return redirect(f"/jobs/{id}", 303)


def own_job(web: Web, id: str) -> BackgroundJob:
    """Return a job that whoever asks began; staff look at any. Raises ``NotFound`` otherwise."""
    found, viewer = web.kb.jobs.job(id), web.viewer()
    if found.who != viewer.id and not viewer.may(Right.GATHER):
        raise NotFound("job", id)
    return found


def titles_of(web: Web) -> dict[str, str]:
    """Return the titles of the sources that whoever asks may see."""
    return dict(web.kb.browsing.sources(web.viewer()).headings)


def _steps(jobs: JobRunner, id: str, seen: int) -> Iterator[str]:
    """Yield an event for each step that comes, and one for the end."""
    until = time.monotonic() + STREAM_SECONDS
    yield "retry: 1000\n\n"
    while time.monotonic() < until:
        found = jobs.job(id)
        if len(found.steps) > seen:
            seen = len(found.steps)
            yield f"id: {seen}\nevent: step\ndata: {seen}\n\n"
        if not found.is_running:
            yield f"id: {seen}\nevent: end\ndata: {found.state.value}\n\n"
            return
        time.sleep(LOOK_SECONDS)


def _leads_on(job: BackgroundJob) -> tuple[Link, ...]:
    """Return where the result of a job that has ended is."""
    if job.is_running:
        return ()
    if job.kind == proposals.KIND:
        return (Link("See the proposals", "/gathering#proposals"),)
    outcome = ((job.result or {}).get("attempt") or {}).get("outcome", "")
    if job.kind in (filing.FILING, TAKING) and outcome and Outcome(outcome).has_text:
        return (Link("Read it", f"/sources/{job.subject}?filed={outcome}"),)
    if job.kind == filing.FILING:
        return (Link("File another document", f"/sources/{job.subject}/file"),)
    return (Link("Back to the source", f"/sources/{job.subject}"),) if job.subject else ()
