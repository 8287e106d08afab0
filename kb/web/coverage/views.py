"""Coverage: the matrix, its tables, one square of it, and what is done there: searches run, sources read in vain."""

from urllib.parse import urlencode

from flask import Response, redirect, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from kb.domain.account.account import Right
from kb.domain.account.viewer import Viewer
from kb.domain.ids import is_id
from kb.parsing.sheets.tables import write_csv
from kb.services.coverage.search_records import LONGEST_NOTE, Ran
from kb.services.coverage.tables import CoverageTable, coverage_rows
from kb.web.access import PUBLIC, Routes
from kb.web.accounts.display_names import names_for
from kb.web.context import Web
from kb.web.coverage.asked import asked_for, cell_address, parameters_of, shown_part, window_in
from kb.web.coverage.cell_page import cell_page
from kb.web.coverage.page import coverage_page
from kb.web.coverage.running import StartedRun, begun_from, carried_on, running_of
from kb.web.humanize import count

AT_ONCE = 20
"""Priorities whose searches one request runs; the page that comes back offers to go on."""
MOST_PRIORITIES = 500
"""Priorities that one form may name."""


def register(routes: Routes, web: Web) -> None:
    """Put coverage on the application."""

    @routes.get("/coverage", needs=PUBLIC)
    def coverage() -> Response:
        view = web.kb.coverage.view(asked_for(request.args), web.viewer())
        frame, may_run = web.frame("Evidence gaps", "coverage", data="/coverage"), web.viewer().may(Right.ANNOTATE)
        csrf = web.visitors.form_token() if may_run else ""
        said = told(request.args.get("ran", ""), request.args.get("news", ""))
        part = shown_part(view, window_in(request.args))
        running = running_of(view, part[0].priorities, begun_in(request.args), AT_ONCE) if may_run else None
        return web.page(coverage_page(frame, csrf, view, part, names_for(web), said=said, running=running))

    @routes.get("/coverage.csv", needs=PUBLIC)
    def coverage_csv() -> Response:
        table = request.args.get("table", "")
        view = web.kb.coverage.view(asked_for(request.args), web.viewer())
        rows = coverage_rows(view, CoverageTable(table) if table in list(CoverageTable) else CoverageTable.STATES)
        response = Response(write_csv(rows), content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = "attachment; filename=coverage.csv"
        response.headers["Cache-Control"] = "private, no-cache"
        return response

    @routes.post("/coverage/run", needs=Right.ANNOTATE)
    def coverage_run() -> AnyResponse:
        viewer = web.viewer()
        ran = run(web, request.form.getlist("priority"), viewer)
        back, kept = request.form.get("back", ""), parameters_of(asked_for(request.form))
        came = carried_on(after(begun_in(request.form), ran, viewer))
        if is_id(back):
            return redirect(f"/priorities/{back}?{urlencode((*kept, *came[:2]))}#looking", 303)
        return redirect(f"/coverage?{urlencode((*kept, *came))}", 303)

    @routes.get("/coverage/<priority>/<source>", needs=PUBLIC)
    def coverage_cell(priority: str, source: str) -> Response:
        return cell(web, priority, source)

    @routes.post("/coverage/<priority>/<source>/<any(read, unread):act>", needs=Right.ANNOTATE)
    def coverage_read(priority: str, source: str, act: str) -> AnyResponse:
        viewer = web.viewer()
        if act == "read":
            note, capture = request.form.get("note", "")[: LONGEST_NOTE * 2], request.form.get("capture", "")
            web.kb.search_recording.mark_irrelevant(priority, source, viewer, capture=capture, note=note)
        else:
            web.kb.search_recording.take_back(priority, source, viewer)
        return redirect(f"{cell_address(priority, source)}?done={act}", 303)


def run(web: Web, ids: list[str], viewer: Viewer) -> tuple[Ran, ...]:
    """Run the searches of the first of the priorities named, or of all; none that this reader may not see."""
    wanted = web.kb.search_recording.searchable(viewer, ids[:MOST_PRIORITIES])
    return web.kb.search_recording.run(wanted[:AT_ONCE], viewer)


def begun_in(values: MultiDict[str, str]) -> StartedRun:
    """Return how far a run under way has come."""
    return begun_from(values.get("since", ""), values.get("ran", ""), values.get("news", ""))


def after(begun: StartedRun, ran: tuple[Ran, ...], viewer: Viewer) -> StartedRun:
    """Return how far a run has come when some more were run; it began with the first of them."""
    since = begun.since or min((one.run.at for one in ran), default=None)
    return StartedRun(since, begun.ran + len(ran), begun.news + sum(bool(one.news(viewer)) for one in ran))


def told(ran: str, news: str) -> str:
    """Return what a run came to, in words; nothing where the address does not tell of one."""
    if not (ran.isascii() and ran.isdigit() and len(ran) < 5):
        return ""
    said = f"The searches of {count(int(ran), 'priority')} have been run and written down."
    if not (news.isascii() and news.isdigit() and len(news) < 5):
        return said
    return f"{said} {f'For {news} of them more' if int(news) else 'Nothing more'} was found than before."


_DONE = {
    "read": "Written down: read, nothing relevant.",
    "unread": "Taken back. That it was said once stays on record.",
}


def cell(web: Web, priority: str, source: str) -> Response:
    """Return the page of one square."""
    view = web.kb.coverage.cell(priority, source, web.viewer())
    may_read = web.viewer().may(Right.ANNOTATE)
    frame = web.frame(f"{view.source.heading} for {view.priority.title}", "coverage")
    csrf = web.visitors.form_token() if may_read else ""
    said = _DONE.get(request.args.get("done", ""), "")
    return web.page(cell_page(frame, csrf, view, names_for(web), said=said, may_read=may_read))
