"""The call for input and its answers."""

from flask import Response, redirect
from werkzeug.wrappers import Response as AnyResponse

from kb.domain.account.account import Right
from kb.web.access import PUBLIC, Routes
from kb.web.calls.list_page import calls_page
from kb.web.calls.page import answer_page, call_page
from kb.web.context import Web


def register(routes: Routes, web: Web) -> None:
    """Put calls and answers on the application."""

    @routes.get("/call", needs=PUBLIC)
    def latest_call() -> AnyResponse:
        """Go to the latest call."""
        calls = web.kb.browsing.calls(web.viewer())
        return redirect(f"/calls/{calls[0].id}" if calls else "/calls")

    @routes.get("/calls", needs=PUBLIC)
    def calls() -> Response:
        viewer = web.viewer()
        every = web.kb.browsing.calls(viewer)
        phases = {call.id: web.kb.answers.phase(call)[0] for call in every}
        is_staff = viewer.may(Right.RUN_CALL)
        frame = web.frame("Calls for input", "call")
        return web.page(calls_page(frame, every, phases, web.kb.answers.now(), is_staff=is_staff))

    @routes.get("/calls/<id>", needs=PUBLIC)
    def call(id: str) -> Response:
        view = web.kb.browsing.call(id, web.viewer())
        phase, now = web.kb.answers.phase(view.call)
        is_staff = web.viewer().may(Right.RUN_CALL)
        mine = web.kb.answers.own(id, web.viewer())
        frame = web.frame(view.call.title, "call")
        return web.page(call_page(frame, view, phase, now, mine.answer if mine else None, is_staff=is_staff))

    @routes.get("/inputs/<call>/<id>", needs=PUBLIC)
    def answer(call: str, id: str) -> Response:
        found = web.kb.browsing.answer(call, id, web.viewer())
        of_call = web.kb.browsing.call(call, web.viewer()).call
        titles = web.kb.browsing.sources(web.viewer()).headings
        became = web.kb.entries.became(found, web.viewer())
        frame = web.frame(f"Answer from {found.organisation}", "call")
        return web.page(answer_page(frame, found, of_call, titles, became))

    @routes.get("/inputs/<id>", needs=PUBLIC)
    def found_answer(id: str) -> AnyResponse:
        """Go to an answer that a search knows by its own id only."""
        return redirect(f"/inputs/{web.kb.browsing.found_answer(id, web.viewer()).call}/{id}")
