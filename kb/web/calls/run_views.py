"""Running a call on a page: open it, close it, open it again, report it; for staff."""

import datetime as dt
from dataclasses import replace

from flask import Response, redirect, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from kb.domain.account.account import Right
from kb.domain.account.viewer import Viewer
from kb.domain.call.call import Call
from kb.domain.call.call_phase import CallPhase
from kb.domain.errors import EditConflict, InvalidInput, NotFound
from kb.services.calls.call_lifecycle import CallAct
from kb.services.calls.due_reminders import Sending
from kb.web.access import Routes
from kb.web.calls.reminders_part import AT_ONCE, remind_form, reminded_words
from kb.web.calls.run_page import RunForm, done_words, run_page
from kb.web.context import Web
from kb.web.triage.views import people_of

LONGEST = 5000
"""Characters of a reason or a note; more is cut off."""

REMIND = "remind"
NOT_TICKED = "Tick this to say that it is meant; nothing was done yet."
Form = MultiDict[str, str]


def register(routes: Routes, web: Web) -> None:
    """Put the running of calls on the application."""

    @routes.get("/calls/<id>/run", needs=Right.RUN_CALL)
    def run(id: str) -> Response:
        done = request.args.get("done", "")
        counts = (request.args.get("sent", ""), request.args.get("failed", ""))
        return page_of(web, id, said=reminded_words(*counts) if done == REMIND else done_words(done))

    @routes.post("/calls/<id>/run/<act>", needs=Right.RUN_CALL)
    def run_on(id: str, act: str) -> AnyResponse:
        viewer = web.viewer()
        if act not in list(CallAct):
            raise NotFound("act", act)
        form = request.form
        values = {name: form.get(name, "")[:LONGEST] for name in ("reason", "closes", "note")}
        try:
            do(web, id, CallAct(act), form, viewer)
        except InvalidInput as error:
            return page_of(web, id, typed=RunForm(act, values, _beside(error, act)), status=422)
        except EditConflict as conflict:
            return page_of(web, id, typed=RunForm(act, values, conflict=conflict), status=409)
        return redirect(f"/calls/{id}/run?done={act}", 303)

    @routes.post(f"/calls/<id>/run/{REMIND}", needs=Right.RUN_CALL)
    def remind(id: str) -> AnyResponse:
        viewer = web.viewer()
        try:
            sent = send_reminders(web, id, request.form, viewer)
        except InvalidInput as error:
            beside = {f"confirmed-{REMIND}": "; ".join(error.field_errors.values())}
            return page_of(web, id, typed=RunForm(REMIND, {}, beside), status=422)
        return redirect(f"/calls/{id}/run?done={REMIND}&sent={sent.sent}&failed={len(sent.failed)}", 303)

    @routes.post("/calls/<id>/examples/<act>", needs=Right.RUN_CALL)
    def change_examples(id: str, act: str) -> AnyResponse:
        return redirect(f"/calls/{id}/run?done={change_examples_of(web, id, act)}", 303)


def send_reminders(web: Web, id: str, form: Form, viewer: Viewer) -> Sending:
    """Write to those who are due and were shown on the page; raise ``InvalidInput`` also where it is not confirmed."""
    due = web.kb.due_reminders.of(web.kb.call_lifecycle.status(id).call)
    if not form.get("confirmed"):
        raise InvalidInput({"confirmed": NOT_TICKED})
    shown = set(form.getlist("to")[:AT_ONCE])
    members = tuple(member for member in due.members if member.emails[0] in shown)
    return web.kb.due_reminders.send(replace(due, members=members), viewer)


def change_examples_of(web: Web, id: str, act: str) -> str:
    """Remove the invented answers of a call or put them back; return the name of what was done."""
    if act == "remove":
        web.kb.examples.remove(id, web.viewer())
        return "examples-removed"
    if act == "put-back":
        web.kb.examples.put_back(id, web.viewer())
        return "examples-back"
    raise NotFound("act", act)


def do(web: Web, id: str, act: CallAct, form: Form, viewer: Viewer) -> Call:
    """Do an act as its form asks; raise ``InvalidInput`` also where it was not confirmed."""
    calling, seen = web.kb.call_lifecycle, form.get("seen", "") or "none"
    if not form.get("confirmed"):
        raise InvalidInput({"confirmed": NOT_TICKED})
    if act is CallAct.OPEN:
        return calling.open(id, viewer, seen=seen)
    if act is CallAct.CLOSE:
        return calling.close(id, viewer, early=True, seen=seen)
    if act is CallAct.REOPEN:
        return calling.reopen(
            id, viewer, form.get("reason", "")[:LONGEST], clock_time(form.get("closes", "")), seen=seen
        )
    return calling.report(id, viewer, form.get("note", "")[:LONGEST], seen=seen)


def clock_time(text: str) -> dt.datetime | None:
    """Read a time on the clock as browsers send it, ``2016-09-30T17:00``; nothing where none was typed."""
    if not text.strip():
        return None
    try:
        return dt.datetime.fromisoformat(text.strip()).replace(second=0, microsecond=0)
    except ValueError:
        raise InvalidInput({"closes": "Write a day and a time, for example 2016-09-30T17:00."}) from None


def page_of(web: Web, id: str, *, said: str = "", typed: RunForm | None = None, status: int = 200) -> Response:
    """Return the page of a call as it stands now."""
    found = web.kb.call_lifecycle.status(id)
    is_open = found.phase is CallPhase.OPEN
    due = web.kb.due_reminders.of(found.call) if is_open else None
    remind = remind_form(due, can_send=web.kb.reminders.can_send) if due else None
    _, now = web.kb.answers.phase(found.call)
    frame, csrf = web.frame(f"Run: {found.call.title}", "call"), web.visitors.form_token()
    history = web.kb.call_lifecycle.history(id)
    page = run_page(
        frame,
        csrf,
        found,
        history,
        people_of(web),
        now,
        said=said,
        typed=typed,
        remind=remind,
        examples=web.kb.examples.count(id),
    )
    return web.page(page, status)


def _beside(error: InvalidInput, act: str) -> dict[str, str]:
    """Return what is wrong by the fields of the page, where each act has a tick of its own."""
    names = {"confirmed": f"confirmed-{act}", "closes": "closes" if act == CallAct.REOPEN else "acts", "state": "acts"}
    return {names.get(name, name): words for name, words in error.field_errors.items()}
